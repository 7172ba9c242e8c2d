"""One mail a day for those who chose it: complete, once, in the morning of a working day, naming nobody."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.db import transaction

from governance.accounts.models import User
from governance.calendar import DAY, list_ends_on
from governance.desk.tasks import deliver as deliver_digest
from governance.desk.tasks import order_digests
from governance.desk.tasks import relay as relay_digests
from governance.notifications.daily import choose_at_once, choose_daily, order
from governance.notifications.models import DailyMail, Digest, Notification
from governance.notifications.sending import notify
from governance.notifications.tasks import deliver
from governance.people import actions as people
from governance.people.models import Person
from tests.cast import Cast, signed_in

# Monday 23 November 2026 is a working day in both nations; Monday 30 November is none in Scotland.
EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def tell(user: User, number: int = 1, *, kind: str = "consent_review", person: Person | None = None) -> None:
    """Write one message and let the worker take it."""
    notify(
        [user],
        kind,
        register="consents",
        reference=f"CON-2026-{number:06}",
        at=EIGHT,
        occasion=str(number),
        person_id=person.pk if person else None,
        days_left=7,
    )
    deliver(Notification.objects.latest("pk").pk)


def morning(at: datetime = EIGHT) -> int:
    """The mail of the day is ordered and sent; how many left."""
    mail.outbox.clear()
    order(at)
    for digest in Digest.objects.filter(done_at=None):
        deliver_digest(digest.pk)
    return len(mail.outbox)


@pytest.fixture
def daily(cast: Cast) -> User:
    choose_daily(by=cast.fay, at=EIGHT - timedelta(days=1))
    return cast.fay


def test_who_chose_nothing_is_told_at_once(cast: Cast) -> None:
    tell(cast.fay)
    assert len(mail.outbox) == 1
    assert morning() == 0


def test_who_chose_one_a_day_gets_all_of_it_in_one_mail(daily: User, cast: Cast) -> None:
    for number in (1, 2):
        tell(daily, number)
    tell(cast.max, 3)
    assert [sent.to for sent in mail.outbox] == [[cast.max.email]]
    assert morning() == 1
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([daily.email], "Sharewell today: 2 messages")
    for words in ("Consents", "Consent review: CON-2026-000001 is due in 7 days", "/desk/inbox/"):
        assert words in sent.body
        assert words in sent.alternatives[0][0]
    assert sent.extra_headers["Message-ID"].startswith("<digest-")


@pytest.mark.parametrize(
    "kind",
    [
        *("incident_regulator", "incident_suspicion", "disease_by_telephone", "incident_reported"),
        # With these hours may begin to count, or somebody at risk waits.
        *("concern_received", "agreement_gap", "shared_unsafely", "disclosure_to_decide"),
    ],
)
def test_what_runs_by_the_hour_is_mailed_at_once_in_any_case(daily: User, kind: str) -> None:
    tell(daily, kind=kind)
    assert len(mail.outbox) == 1
    assert morning() == 0


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        (EIGHT - MINUTE, 0),
        (EIGHT, 1),
        # The first morning of summer time: eight in London is seven in UTC.
        (datetime(2027, 3, 29, 6, 59, tzinfo=UTC), 0),
        (datetime(2027, 3, 30, 6, 59, tzinfo=UTC), 0),
        (datetime(2027, 3, 30, 7, 0, tzinfo=UTC), 1),
        (datetime(2026, 10, 26, 7, 59, tzinfo=UTC), 0),
        (datetime(2026, 10, 26, 8, 0, tzinfo=UTC), 1),
        # Saturday, Sunday, Christmas, and Easter Monday.
        (datetime(2026, 11, 28, 12, tzinfo=UTC), 0),
        (datetime(2026, 11, 29, 12, tzinfo=UTC), 0),
        (datetime(2026, 12, 25, 12, tzinfo=UTC), 0),
        (datetime(2027, 3, 29, 12, tzinfo=UTC), 0),
    ],
)
def test_it_comes_from_eight_on_a_working_day(daily: User, at: datetime, sent: int) -> None:
    tell(daily)
    assert morning(at) == sent


def test_beyond_the_list_of_bank_holidays_it_comes_from_monday_to_friday(daily: User) -> None:
    ends_on = list_ends_on(None)
    monday = next(day for day in (ends_on + n * DAY for n in range(1, 8)) if day.weekday() == 0)
    at = datetime.combine(monday, time(12), UTC)
    tell(daily)
    assert morning(at - DAY) == 0
    assert morning(at) == 1


def test_a_scottish_day_off_is_one_for_scottish_services_alone(daily: User, cast: Cast) -> None:
    saint_andrew = datetime(2026, 11, 30, 12, tzinfo=UTC)
    choose_daily(by=cast.isla, at=EIGHT)
    choose_daily(by=cast.igor, at=EIGHT)
    for user in (daily, cast.isla, cast.igor):
        tell(user)
    assert morning(saint_andrew) == 2
    assert {sent.to[0] for sent in mail.outbox} == {daily.email, cast.igor.email}
    assert morning(saint_andrew + timedelta(days=1)) == 1


def test_a_worker_that_runs_again_repeats_nothing(daily: User) -> None:
    tell(daily, 1)
    assert morning() == 1
    tell(daily, 2)
    assert morning(EIGHT + 30 * MINUTE) == 0
    assert morning(EIGHT + timedelta(days=1)) == 1
    assert "CON-2026-000002" in mail.outbox[0].body
    assert "CON-2026-000001" not in mail.outbox[0].body
    digest = Digest.objects.latest("pk")
    assert deliver_digest(digest.pk) is False


def test_a_day_that_was_missed_is_caught_up_once(daily: User) -> None:
    tell(daily, 1)
    tell(daily, 2)
    assert morning(EIGHT + timedelta(days=8)) == 1
    assert Digest.objects.count() == 1
    assert "2 messages" in mail.outbox[0].subject


def test_an_order_that_was_rolled_back_leaves_all_of_it_held(daily: User) -> None:
    tell(daily)
    with transaction.atomic():
        order(EIGHT)
        transaction.set_rollback(True)
    assert Notification.objects.get().held
    assert morning() == 1


def test_what_was_read_meanwhile_is_left_out_and_an_empty_mail_never_leaves(daily: User) -> None:
    tell(daily, 1)
    tell(daily, 2)
    Notification.objects.filter(reference="CON-2026-000001").update(read_at=EIGHT)
    assert morning() == 1
    assert mail.outbox[0].subject == "Sharewell today: 1 message"
    tell(daily, 3)
    Notification.objects.update(read_at=EIGHT)
    assert morning(EIGHT + timedelta(days=1)) == 0
    assert not Digest.objects.filter(done_at=None).exists()


@pytest.mark.parametrize("ordered", [False, True])
def test_nothing_about_somebody_whom_they_know_by_then(daily: User, cast: Cast, ordered: bool) -> None:
    sam = cast.person()
    tell(daily, person=sam)
    if ordered:
        order(EIGHT)
    people.report(person=sam, worker=daily, relationship="cousin", by=cast.max, at=EIGHT)
    mine = [sent for sent in mail.outbox if sent.to == [daily.email]]
    assert morning() == 0
    assert mine == []


def test_who_has_left_gets_none(daily: User) -> None:
    tell(daily)
    User.objects.filter(pk=daily.pk).update(is_active=False)
    assert morning() == 0


def test_who_goes_back_gets_the_rest_at_once_and_then_each_by_itself(daily: User) -> None:
    tell(daily, 1)
    choose_at_once(by=daily, at=EIGHT - 30 * MINUTE)
    for digest in Digest.objects.filter(done_at=None):
        deliver_digest(digest.pk)
    assert len(mail.outbox) == 1
    tell(daily, 2)
    assert len(mail.outbox) == 2
    assert morning() == 0


def test_it_is_chosen_on_the_page_of_settings(cast: Cast) -> None:
    client = signed_in(cast.fay)
    assert 'value="at_once"' in client.get("/desk/settings/").content.decode()
    for _ in range(2):
        assert client.post("/desk/settings/mail/", {"how": "daily"}).url == "/desk/settings/"
    assert DailyMail.objects.get().user == cast.fay
    page = client.post("/desk/settings/mail/", {"how": "never"}).content.decode()
    assert "There is a problem" in page
    assert "Choose how often you want mail" in client.post("/desk/settings/mail/", {}).content.decode()
    client.post("/desk/settings/mail/", {"how": "at_once"})
    assert not DailyMail.objects.exists()


def test_the_jobs_take_up_what_waits(daily: User, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(daily)
    order(EIGHT)
    taken = []
    monkeypatch.setattr(deliver_digest, "delay", taken.append)
    assert relay_digests() == len(taken) == 1
    assert relay_digests() == 0
    assert isinstance(order_digests(), int)
