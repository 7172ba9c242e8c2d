"""An action is settled while the next version is approved, which takes over what is still to be done."""

import pytest

from dpia import afterwards, deciding
from dpia.models import Action, Dpia
from dpia.states import State
from governance.calendar import local_day
from governance.errors import Denied, NotThere
from tests.cast import NOON, Cast
from tests.dpia import walk
from tests.threads import raised, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_settling_is_kept_or_refused_and_neither_waits_for_the_other(transactional_db: None) -> None:
    cast = Cast()
    old = walk.approved(cast)
    facts = {"words": "Train all.", "owner": cast.fay, "due_on": local_day(NOON)}
    old = afterwards.add_action(old, by=cast.max, at=NOON, **facts)
    new = walk.renewed(cast, old)
    cast.sol  # noqa: B018  (made before anybody hurries)
    found = together(
        lambda: deciding.approve_with_actions(new, by=cast.sol, at=NOON, accepted_because="Fine."),
        lambda: afterwards.settle_action(old, by=cast.fay, at=NOON, number=1, evidence="Seen."),
    )
    # Whichever came first: it is settled, and nothing is left to approve with; or it has come over.
    assert raised(found) in ([Denied], [NotThere])
    done, approved = Action.objects.get().done_at, Dpia.objects.get(pk=new.pk).state != State.SIGN_OFF
    assert (done is None) == approved
