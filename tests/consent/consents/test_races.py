"""Two people at once: one of them is first, and the other is told so."""

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connections

from consent.consents.actions import withdraw
from consent.consents.models import Consent
from consent.consents.rules import State
from governance.errors import IllegalTransition
from governance.records.actor import SHAREWELL, acting_as
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Run all together; gives what each returned or raised."""
    ready = threading.Barrier(len(actions))
    found: list[object] = [None] * len(actions)

    def run(place: int, action: Callable[[], object]) -> None:
        try:
            with acting_as(SHAREWELL):
                ready.wait(timeout=10)
                found[place] = action()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return found


def test_of_two_withdrawals_one_is_recorded(transactional_db: None) -> None:
    cast = Cast()
    consent = say(cast, cast.person()).consent
    found = at_once(
        lambda: withdraw(Consent.objects.get(), by=cast.fay, at=NOON, withdrawn_at=NOON),
        lambda: withdraw(Consent.objects.get(), by=cast.dora, at=NOON, withdrawn_at=NOON),
    )
    assert sorted(type(each).__name__ for each in found) == ["Consent", IllegalTransition.__name__]
    consent.refresh_from_db()
    assert (consent.state, consent.version) == (State.WITHDRAWN, 3)


def test_one_form_sent_twice_at_once_records_once(transactional_db: None) -> None:
    cast, key = Cast(), uuid4()
    sam = cast.person()
    found = at_once(*(lambda: say(cast, sam, form_key=key) for _ in range(3)))
    assert [type(each).__name__ for each in found] == ["Outcome"] * 3
    assert Consent.objects.count() == 1


def test_of_two_answers_to_the_same_one_is_left_standing(transactional_db: None) -> None:
    cast = Cast()
    sam = cast.person()
    at_once(lambda: say(cast, sam), lambda: say(cast, sam, by=cast.dora))
    assert Consent.objects.filter(state=State.ACTIVE).count() == 1
