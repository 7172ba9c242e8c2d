"""A worker killed while it mails, a broker wiped: nobody misses a message and no inbox holds one twice."""

from datetime import date

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.utils import timezone

from governance.config.celery import app
from governance.deadlines.models import Deadline, Flag
from governance.ledger.models import Seal
from governance.notifications.models import Notification
from governance.notifications.sending import notify
from governance.notifications.tasks import relay
from tests.cast import Cast
from tests.faults.mail import MailServer
from tests.processes import Start, eventually, kill, wipe_broker

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 12


def test_a_worker_killed_between_sending_and_marking_sends_again_under_the_same_message_id(
    cast: Cast, process: Start, mail_server: MailServer
) -> None:
    now = timezone.now()
    for n in range(MANY):
        notify([cast.fay], "told", register="people", reference=f"PER-2026-{n:06}", at=now, occasion="once")
    ids = {each.message_id for each in Notification.objects.all()}

    mail_server.answer.clear()
    worker = process("worker")
    relay.delay()
    eventually(lambda: len(mail_server.kept) >= 4)
    kill(worker)
    wipe_broker()
    mail_server.answer.set()
    sent_before = set(mail_server.ids())
    assert 4 <= len(sent_before) < MANY
    assert Notification.objects.filter(done_at=None).count() == MANY

    # The claims of the dead run out.
    assert Notification.objects.filter(next_try_at__gt=now).update(next_try_at=now) == MANY
    process("worker")
    relay.delay()
    eventually(lambda: not Notification.objects.filter(done_at=None).exists())
    assert set(mail_server.ids()) == ids
    assert sorted(mail_server.ids()) == sorted([*ids, *sent_before])
    assert Notification.objects.filter(recipient=cast.fay).count() == MANY


def test_a_real_worker_and_beat_flag_a_birthday_as_it_nears_and_mail_it(
    cast: Cast, process: Start, mail_server: MailServer
) -> None:
    """Scenario 1 of the handbook, its last word: born 10 June 2009, flagged for 10 June 2027."""
    sam = cast.person(born=date(2009, 6, 10))
    process("worker")
    process("beat")
    app.send_task("governance.deadlines.tasks.sweep", kwargs={"at": "2027-05-12T12:00:00+00:00"})
    app.send_task("governance.deadlines.tasks.sweep", kwargs={"at": "2027-05-13T12:00:00+00:00"})
    app.send_task("governance.deadlines.tasks.sweep", kwargs={"at": "2027-05-13T12:15:00+00:00"})
    eventually(lambda: Flag.objects.exists())
    assert Flag.objects.get().occasion == "lead:28"
    app.send_task("governance.ledger.tasks.seal")
    eventually(lambda: mail_server.kept)
    (message,) = mail_server.kept
    assert (
        message["Subject"] == f"18th birthday, which changes who decides: {sam.reference} is due in 28 days"
    )
    assert message["To"] == cast.fay.email
    assert "Sam" not in message.as_string()
    eventually(lambda: Seal.objects.exists())


def test_a_worker_sweeps_as_soon_as_it_starts(cast: Cast, process: Start) -> None:
    """A beat that starts again and again must not keep anything from being noticed."""
    today = timezone.localdate()
    due = {"register": "people", "record_id": 1, "reference": "PER-2026-000001", "rule": "birthday_18"}
    Deadline.objects.create(**due, due_on=today, worker=cast.fay, service=cast.harbour)
    process("worker")
    eventually(lambda: Flag.objects.exists())


def test_beat_calls_everything_that_keeps_itself_up_to_date() -> None:
    schedule = {entry["task"]: entry["schedule"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert schedule == {
        "governance.deadlines.tasks.sweep": crontab(minute="*/15"),
        "governance.accounts.tasks.forget_sessions": crontab(hour="3", minute="30"),
        "governance.ledger.tasks.seal": 60,
        "governance.notifications.tasks.relay": 5,
        "governance.documents.tasks.relay": 5,
        "governance.attachments.tasks.relay": 5,
        "governance.exports.tasks.relay": 5,
        "governance.exports.tasks.forget": crontab(minute="15"),
        "governance.attachments.tasks.clear_up": crontab(hour="3", minute="45"),
        "consent.conversations.tasks.begin_missing": crontab(hour="4", minute="0"),
        "sharing.opt_outs.tasks.begin_first": crontab(hour="4", minute="10"),
        "incidents.candour_reports.tasks.begin": crontab(hour="4", minute="25"),
        "dpia.tasks.note_run_out": crontab(hour="4", minute="20"),
        "governance.overview.tasks.count": crontab(hour="4", minute="30"),
        "governance.evidence_packs.tasks.relay": 5,
        "governance.evidence_packs.tasks.forget": crontab(hour="3", minute="40"),
        "governance.organisations.tasks.move": 60,
        "governance.rights.tasks.relay": 5,
        "governance.policies.tasks.publish_due": 60,
        "governance.desk.tasks.order_digests": crontab(minute="*/15"),
        "governance.desk.tasks.relay": 60,
        "governance.desk.tasks.relay_hand_overs": 5,
        "governance.jobs.tasks.relay": 5,
        "governance.jobs.tasks.forget_runs": crontab(hour="3", minute="35"),
        "sharing.agreements.tasks.relay": 5,
        "sharing.stop_checks.tasks.relay": 5,
        "sharing.closures.tasks.relay": 5,
        "sharing.stop_checks.tasks.clear_up": crontab(hour="3", minute="55"),
        "sharing.agreements.bringing_in.tasks.relay": 5,
        "sharing.agreements.bringing_in.tasks.clear_up": crontab(hour="3", minute="50"),
    }
    app.loader.import_default_modules()
    assert set(schedule) <= set(app.tasks)
