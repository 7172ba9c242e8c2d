"""Two people at once: one of them is first, and the other is told so."""

from uuid import uuid4

import pytest

from consent.consents.actions import withdraw
from consent.consents.models import Consent
from consent.consents.rules import State
from governance.errors import IllegalTransition
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
