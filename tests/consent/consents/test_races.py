"""Two people at once: one of them is first, and the other is told so."""

from datetime import timedelta
from threading import Event
from time import sleep
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from consent.consents.actions import invalidate, reconfirm, told, withdraw
from consent.consents.models import Consent
from consent.consents.rules import State
from governance.calendar import local_day
from governance.errors import IllegalTransition
from governance.people.actions import close
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say
from tests.threads import raised, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_withdrawals_one_is_recorded(transactional_db: None) -> None:
    cast = Cast()
    consent = say(cast, cast.person()).consent
    found = together(
        lambda: withdraw(Consent.objects.get(), by=cast.fay, at=NOON, withdrawn_at=NOON),
        lambda: withdraw(Consent.objects.get(), by=cast.dora, at=NOON, withdrawn_at=NOON),
    )
    assert raised(found) == [IllegalTransition]
    consent.refresh_from_db()
    assert (consent.state, consent.version) == (State.WITHDRAWN, 3)


def test_one_form_sent_twice_at_once_records_once(transactional_db: None) -> None:
    cast, key = Cast(), uuid4()
    sam = cast.person()
    found = together(*(lambda: say(cast, sam, form_key=key) for _ in range(3)))
    assert raised(found) == []
    assert Consent.objects.count() == 1


def test_of_two_answers_to_the_same_one_is_left_standing(transactional_db: None) -> None:
    cast = Cast()
    sam = cast.person()
    together(lambda: say(cast, sam), lambda: say(cast, sam, by=cast.dora))
    assert Consent.objects.filter(state=State.ACTIVE).count() == 1


def test_a_case_that_closes_while_they_say_yes_again_still_ends_it_28_days_later(
    transactional_db: None,
) -> None:
    """The closing must not decide by an end that another transaction is just moving away."""
    cast = Cast()
    year_ago = NOON - timedelta(days=355)
    sam = cast.person(at=year_ago)
    say(cast, sam, at=year_ago)
    confirmed, closed = Event(), Event()

    def confirming() -> None:
        with transaction.atomic():
            reconfirm(Consent.objects.get(), by=cast.fay, at=NOON)
            confirmed.set()
            while not (closed.is_set() or somebody_waits()):
                sleep(0.01)

    def closing() -> None:
        assert confirmed.wait(10)
        with transaction.atomic():
            close(sam.cases.get(), by=cast.dora, at=NOON, closed_on=local_day(NOON))
        closed.set()

    assert raised(together(confirming, closing)) == []
    assert Consent.objects.get().expires_on == local_day(NOON) + timedelta(days=28)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        (waiting,) = cursor.fetchone()
    return bool(waiting)


def test_every_later_step_takes_its_turn_on_the_case(transactional_db: None) -> None:
    cast = Cast()
    sam = cast.person()
    first, second = (say(cast, sam, recipient=name).consent for name in ("Elm Surgery", "Oak Surgery"))
    for step in (
        lambda: withdraw(first, by=cast.fay, at=NOON, withdrawn_at=NOON),
        lambda: told(first, by=cast.fay, at=NOON),
        lambda: invalidate(second, by=cast.max, at=NOON, reason="No interpreter"),
    ):
        with CaptureQueriesContext(connection) as captured:
            step()
        locks = [query["sql"] for query in captured if "FOR UPDATE" in query["sql"]]
        assert 'FROM "people_case"' in locks[0]
