"""In the inbox exactly once, by mail at least once, whatever refuses (design section 3)."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import settings as project
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from governance.config.celery import app
from governance.ledger.models import Event, Seal
from governance.ledger.writing import record
from governance.notifications.models import Notification
from governance.notifications.tasks import AT_ONCE, deliver, relay
from governance.people.models import Person
from governance.records.effects import CLAIM, LONGEST_WAIT
from tests.cast import NOON, Cast, signed_in
from tests.faults.mail import MailServer
from tests.notifications.conftest import tell
from tests.processes import eventually, wipe_broker
from tests.threads import raised, together

pytestmark = pytest.mark.django_db

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


def claim(most: int = AT_ONCE, *, after: timedelta = timedelta()) -> list[int]:
    with transaction.atomic():
        return [each.pk for each in Notification.claim(at=NOON + after, most=most)]


# --- The inbox ----------------------------------------------------------------------------------


def test_telling_twice_of_one_occasion_tells_once(cast: Cast) -> None:
    tell(cast.fay, cast.fay)
    tell(cast.fay)
    assert Notification.objects.count() == 1
    tell(cast.fay, occasion="again")
    assert Notification.objects.count() == 2


def test_nobody_who_has_left_is_told(cast: Cast) -> None:
    cast.fay.is_active = False
    tell(cast.fay, cast.max)
    assert Notification.objects.get().recipient == cast.max


def test_what_is_rolled_back_was_never_told(cast: Cast) -> None:
    with transaction.atomic():
        tell(cast.fay)
        transaction.set_rollback(True)
    assert Notification.objects.count() == 0


# --- The mail -----------------------------------------------------------------------------------


def test_a_mail_has_a_stable_id_one_link_and_no_name(told: Notification, cast: Cast) -> None:
    assert deliver(told.pk) is True
    (sent,) = mail.outbox
    assert sent.to == [cast.fay.email]
    assert sent.extra_headers["Message-ID"] == told.message_id == f"<notification-{told.pk}@sharewell>"
    assert f"{project.BASE_URL}/people/PER-2026-000001/" in sent.body
    assert sent.subject == "Told: PER-2026-000001"
    ((html, kind),) = sent.alternatives
    assert kind == "text/html"
    assert "/people/PER-2026-000001/" in html


def test_what_is_delivered_is_not_delivered_again(told: Notification) -> None:
    assert [deliver(told.pk), deliver(told.pk)] == [True, False]
    assert len(mail.outbox) == 1
    assert claim(after=timedelta(days=1)) == []


def test_whoever_has_left_meanwhile_gets_no_mail_and_nothing_waits_for_them(
    told: Notification, cast: Cast
) -> None:
    cast.fay.is_active = False
    cast.fay.save()
    assert deliver(told.pk) is True
    assert mail.outbox == []
    assert claim() == []


@pytest.fixture
def mail_server(settings: object) -> Iterator[MailServer]:
    from threading import Thread

    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.answer.set()
        server.shutdown()


@pytest.fixture
def refusing(mail_server: MailServer) -> MailServer:
    mail_server.refuses = True
    return mail_server


@pytest.fixture
def slow(mail_server: MailServer) -> MailServer:
    mail_server.answer.clear()
    return mail_server


def test_a_mail_server_that_refuses_leaves_the_message_for_later_and_no_address_in_the_log(
    refusing: MailServer, told: Notification, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    assert deliver(told.pk) is False
    assert f"notification {told.pk} was not mailed: SMTPSenderRefused" in caplog.messages
    assert "@" not in caplog.text
    assert Notification.objects.get().done_at is None
    refusing.refuses = False
    assert deliver(told.pk) is True
    assert refusing.ids() == [told.message_id]


def test_a_mail_server_that_is_not_there_leaves_the_message_for_later(
    told: Notification, settings: object
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    assert deliver(told.pk) is False
    assert Notification.objects.get().done_at is None


# --- The claim ----------------------------------------------------------------------------------


def test_what_is_claimed_is_left_alone_until_the_claim_runs_out(told: Notification) -> None:
    assert claim() == [told.pk]
    assert claim(after=CLAIM - timedelta(seconds=1)) == []
    assert claim(after=CLAIM) == [told.pk]


def test_each_failure_doubles_the_wait_up_to_an_hour(told: Notification) -> None:
    tries, moment = [NOON], NOON
    for _ in range(40):
        assert claim(after=moment - NOON) == [told.pk]
        moment = Notification.objects.get().next_try_at
        tries.append(moment)
    waits = [later - earlier for earlier, later in pairwise(tries)]
    assert waits[:6] == [min(CLAIM * 2**n, LONGEST_WAIT) for n in range(6)]
    assert set(waits[5:]) == {LONGEST_WAIT}


def test_who_waits_longest_is_claimed_first_and_so_many_at_once(cast: Cast) -> None:
    for n in range(3):
        tell(cast.fay, occasion=str(n))
    first, second, third = Notification.objects.order_by("id")
    Notification.objects.filter(pk=third.pk).update(next_try_at=NOON - timedelta(hours=1))
    assert claim(most=2) == [third.pk, first.pk]
    assert claim(most=2) == [second.pk]


@pytest.mark.django_db(transaction=True)
def test_relays_at_once_claim_different_messages(cast: Cast) -> None:
    with transaction.atomic():
        for n in range(40):
            tell(cast.fay, occasion=str(n))
    results = together(*[lambda: claim(most=10)] * 6)
    assert raised(results) == []
    claimed = [pk for result in results for pk in result]
    assert len(claimed) == len(set(claimed))
    assert {*claimed, *claim()} == set(Notification.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_the_same_message_delivered_by_several_workers_at_once_is_done_once_under_one_id(
    told: Notification,
) -> None:
    results = together(*[lambda: deliver(told.pk)] * 4)
    assert sorted(results) == [False, False, False, True]
    assert {sent.extra_headers["Message-ID"] for sent in mail.outbox} == {told.message_id}
    assert deliver(told.pk) is False


@pytest.mark.django_db(transaction=True)
def test_a_slow_mail_server_does_not_hold_up_the_sealing_of_the_ledger(
    slow: MailServer, told: Notification
) -> None:
    def seal_while_it_waits() -> int:
        eventually(lambda: slow.kept)
        with transaction.atomic():
            record("approve", register="people")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT kernel.seal()")
        slow.answer.set()
        return Seal.objects.order_by("number").last().count  # type: ignore[union-attr]

    assert together(lambda: deliver(told.pk), seal_while_it_waits) == [True, Event.objects.count()]


# --- The broker ---------------------------------------------------------------------------------


@pytest.fixture
def dead_broker(settings: object) -> Iterator[None]:
    """Neither jobs nor the cache can be reached."""
    settings.CACHES = {  # type: ignore[attr-defined]
        "default": {**project.CACHES["default"], "LOCATION": NOBODY_LISTENS}
    }
    alive = app.conf.broker_url
    _use_broker(NOBODY_LISTENS)
    yield
    _use_broker(alive)


def _use_broker(url: str) -> None:
    app.conf.broker_url = app.conf.broker_write_url = app.conf.broker_read_url = url
    app._pool = None
    app.amqp._producer_pool = None


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_the_relay_fails_soon_and_loses_nothing(
    told: Notification, dead_broker: None
) -> None:
    began = timezone.now()
    with pytest.raises(OperationalError):
        relay()
    assert timezone.now() - began < timedelta(seconds=5)
    waiting = Notification.objects.get()
    assert waiting.done_at is None
    assert waiting.next_try_at <= timezone.now() + CLAIM


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_a_form_still_succeeds(cast: Cast, dead_broker: None) -> None:
    sam = cast.person()
    response = signed_in(cast.fay).post(
        f"/people/{sam.reference}/exclusions/report/",
        {"worker": cast.dora.pk, "relationship": "neighbour"},
    )
    assert response.status_code == 302
    assert sam.exclusions.get().worker == cast.dora
    assert Event.objects.filter(verb="report").exists()
    assert Notification.objects.get(kind="exclusion_reported").recipient == cast.max
    assert Person.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_was_wiped_has_lost_nothing(told: Notification) -> None:
    assert relay() == 1
    wipe_broker()
    Notification.objects.update(next_try_at=timezone.now())
    assert relay() == 1
    with app.connection_for_read() as broker:
        assert broker.default_channel.client.llen("celery") == 1
    wipe_broker()
