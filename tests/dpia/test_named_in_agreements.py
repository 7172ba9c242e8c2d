"""An agreement that names an assessment of ours as done is approved only where that was (section 8: E-DPIA)."""

from datetime import timedelta

import pytest

from dpia import actions, afterwards
from governance.calendar import local_day
from governance.errors import Code, Denied
from sharing.agreements.models import Agreement
from sharing.agreements.models import Dpia as Asked
from sharing.agreements.states import State
from tests.cast import NOON, Cast, signed_in
from tests.dpia import walk
from tests.sharing.agreements.walk import approved, surgery

pytestmark = pytest.mark.django_db


def refusal(cast: Cast, named: str) -> Denied:
    with pytest.raises(Denied) as refused:
        approved(cast, surgery(cast), dpia=Asked.DONE, dpia_reference=named)
    assert Agreement.objects.get().state == State.IG_REVIEW
    assert refused.value.verdict.code is Code.DPIA
    return refused.value


def test_one_that_is_not_there(cast: Cast) -> None:
    assert "DPI-2026-9999" in str(refusal(cast, "dpi-2026-9999"))


def test_one_that_is_not_approved_yet(cast: Cast) -> None:
    assert "not approved" in str(refusal(cast, walk.advised(cast).reference))


def test_one_that_is_out_of_date(cast: Cast) -> None:
    ours = walk.approved(cast)
    actions.mark_changed(ours, by=ours.owner, at=NOON + timedelta(days=1), reason="More cameras.")
    assert "More cameras." in str(refusal(cast, ours.reference))


def test_one_of_something_that_has_ended(cast: Cast) -> None:
    ours = walk.approved(cast)
    afterwards.stop(ours, by=cast.max, at=NOON, stopped_on=local_day(NOON), reason="We moved.")
    assert "has ended" in str(refusal(cast, ours.reference))


def test_one_that_was_approved_is_enough_and_stands_beside_the_agreement(cast: Cast) -> None:
    ours = walk.approved(cast)
    named = f" {ours.reference.lower()} "
    agreement = approved(cast, surgery(cast), dpia=Asked.DONE, dpia_reference=named)
    assert agreement.state == State.AWAITING_SIGNATURE
    page = signed_in(cast.igor).get(f"/agreements/{agreement.reference}/").content.decode()
    assert f"/dpias/{ours.reference}/" in page


def test_another_bodys_is_its_own(cast: Cast) -> None:
    theirs = approved(cast, surgery(cast), dpia=Asked.DONE, dpia_reference="NHS Leeds, DPIA 44")
    assert theirs.state == State.AWAITING_SIGNATURE
