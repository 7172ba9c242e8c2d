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
from governance.deadlines.models import Deadline
from governance.errors import IllegalTransition
from governance.people.actions import close, end, open_case, report
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


def test_a_withdrawal_while_an_exclusion_ends_still_has_its_recipients_told(transactional_db: None) -> None:
    """Ending it brings the consent's deadlines up to date, and must not do so from an old reading."""
    cast = Cast()
    sam = cast.person()
    say(cast, sam)
    exclusion = report(person=sam, worker=cast.dora, relationship="friend", by=cast.fay, at=NOON)
    withdrawn, ended = Event(), Event()

    def withdrawing() -> None:
        with transaction.atomic():
            withdraw(Consent.objects.get(), by=cast.fay, at=NOON, withdrawn_at=NOON)
            withdrawn.set()
            while not (ended.is_set() or somebody_waits()):
                sleep(0.01)

    def ending() -> None:
        assert withdrawn.wait(10)
        end(exclusion, by=cast.max, at=NOON, reason="a mistake")
        ended.set()

    assert raised(together(withdrawing, ending)) == []
    assert Deadline.objects.get(register="consents", ended_at=None).rule == "tell_recipients"


def test_answers_in_two_cases_of_one_service_take_turns_and_nobody_waits_for_ever(
    transactional_db: None,
) -> None:
    cast = Cast()
    sam = cast.person()
    first = sam.cases.get()
    close(first, by=cast.fay, at=NOON, closed_on=local_day(NOON))
    second = open_case(sam, by=cast.fay, at=NOON, service=cast.harbour)
    yeses = {case: say(cast, sam, case=case, recipient=f"In {case.pk}").consent for case in (first, second)}
    later = NOON + timedelta(hours=1)
    found = together(
        lambda: say(cast, sam, False, at=later, case=first, recipient=yeses[second].recipient),
        lambda: say(cast, sam, False, at=later, case=second, recipient=yeses[first].recipient),
    )
    assert raised(found) == []
    assert Consent.objects.filter(state=State.WITHDRAWN).count() == 2


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        (waiting,) = cursor.fetchone()
    return bool(waiting)


def test_every_later_step_takes_its_turn_on_the_person_before_anything_else(transactional_db: None) -> None:
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
        locks = [query["sql"] for query in captured if " FOR " in query["sql"]]
        assert "FROM people_person" in locks[0]
