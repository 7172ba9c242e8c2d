"""Two records of a partner become one: a closure and its files name the one that remains."""

import pytest

from governance.organisations.actions import merge
from sharing.closures import actions_sealing
from sharing.closures.states import State
from sharing.stop_checks.states import State as CheckState
from tests.cast import NOON, Cast
from tests.sharing.agreements.walk import surgery
from tests.sharing.closures.walk import sealed

pytestmark = pytest.mark.django_db
WHY = "The same surgery"


def test_what_was_sealed_and_approved_for_a_partner_goes_to_the_one_that_remains(cast: Cast) -> None:
    closure, oak = sealed(cast), surgery(cast, "Oak Practice")
    elm = closure.provider
    merge(elm, into=oak, by=cast.igor, at=NOON, read_version=elm.version, reason=WHY)
    closure.refresh_from_db()
    check = closure.alive.get().check_of
    assert (closure.provider, check.organisation) == (oak, oak)
    assert (closure.state, check.state) == (State.SEALED, CheckState.APPROVED)
    assert check.approved == check.now
    assert actions_sealing.send(closure, by=cast.fay, at=NOON).state == State.SENT
