"""An approval that does not hold any more is told of at the head of every page, until it is approved anew."""

from datetime import timedelta

import pytest

from governance.accounts.models import User
from governance.documents.models import Document
from governance.errors import Denied, IllegalTransition
from governance.notifications.models import Notification
from sharing.agreements import deciding, inviting, writing
from sharing.agreements.documents import TO_SIGN
from sharing.agreements.fallen import fallen
from sharing.agreements.models import Agreement
from sharing.agreements.states import State
from tests.cast import NOON, Cast, signed_in
from tests.sharing.agreements.invited import invited
from tests.sharing.agreements.walk import active, approved, sent_in, signed_by_us, surgery, written

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)


def told(kind: str) -> set[User]:
    return {each.recipient for each in Notification.objects.filter(kind=kind).select_related("recipient")}


def taken_back(cast: Cast, agreement: Agreement, *, by: User | None = None) -> Agreement:
    agreement.refresh_from_db()
    return deciding.take_back(
        agreement, by=by or cast.igor, at=LATER, read_version=agreement.version, reason="Elm will not sign."
    )


def discarded(agreement: Agreement, *, by: User) -> Agreement:
    return deciding.discard(
        agreement, by=by, at=LATER, read_version=agreement.version, reason="Nobody needs it."
    )


def test_a_change_says_who_had_approved_who_changed_it_and_how_many_signatures_fell(cast: Cast) -> None:
    agreement = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    assert fallen(agreement) is None
    agreement = writing.edit(
        agreement, by=cast.max, at=LATER, read_version=agreement.version, title="Another"
    )
    # Of what was undone first nothing more is said.
    agreement = writing.edit(agreement, by=cast.igor, at=LATER, read_version=agreement.version, title="Third")
    found = fallen(agreement)
    assert found is not None
    assert (found.approved_by, found.approved_at) == ("Priya Example", NOON)
    assert (found.by, found.at, found.signatures, found.taken_back) == ("Max Example", LATER, 2, False)


def test_it_stands_at_the_head_of_each_page_until_it_is_approved_anew(cast: Cast) -> None:
    agreement = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    agreement = writing.edit(
        agreement, by=cast.max, at=LATER, read_version=agreement.version, title="Another"
    )
    reader = signed_in(cast.priya)

    def says(page: str) -> bool:
        shown = " ".join(reader.get(f"/agreements/{agreement.reference}/{page}").content.decode().split())
        words = "Max Example changed it on 22 November 2026, 14:00. Since then the approval is void, and so are 2 "
        assert ("Its approval does not hold any more" in shown) == (words in shown)
        return words in shown

    assert says("")
    assert says("read/")
    agreement = deciding.submit(agreement, by=cast.max, at=LATER, read_version=agreement.version)
    assert says("")
    assert says("read/")
    assert says("approve/")
    deciding.approve(
        agreement,
        by=cast.priya,
        at=LATER,
        read_version=agreement.version,
        content_hash=agreement.content_hash,
    )
    assert not says("")
    assert not says("read/")


def test_what_was_never_approved_has_nothing_to_fall(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    agreement = writing.edit(agreement, by=cast.max, at=LATER, read_version=agreement.version, title="Other")
    assert fallen(agreement) is None


def test_what_somebody_will_never_sign_is_taken_back_and_everybody_who_waits_is_told(cast: Cast) -> None:
    sol = cast.sol
    agreement = approved(cast, surgery(cast))
    link = invited(cast, agreement).invitation
    agreement.refresh_from_db()
    agreement = signed_by_us(cast, agreement, at=NOON)
    agreement = taken_back(cast, agreement)
    assert (agreement.state, agreement.approved_by, agreement.frozen) == (State.DRAFT, None, None)
    assert not agreement.signatures.filter(voided_at=None).exists()
    link.refresh_from_db()
    assert link.revoked_because == "The agreement was taken back."
    assert not inviting.is_open(link, LATER)
    assert not Document.objects.filter(kind=TO_SIGN).exists()
    assert told("agreement_taken_back") == {cast.max, cast.priya, sol}
    found = fallen(agreement)
    assert found is not None
    assert (found.by, found.taken_back, found.reason) == ("Igor Example", True, "Elm will not sign.")
    # It goes the whole way anew.
    assert deciding.submit(agreement, by=cast.max, at=LATER, read_version=agreement.version)


def test_its_writer_takes_it_back_too_and_a_stranger_does_not(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    for other in (cast.maya, cast.fay, cast.sol):
        with pytest.raises(Denied):
            taken_back(cast, agreement, by=other)
    assert taken_back(cast, agreement, by=cast.max).state == State.DRAFT


def test_a_draft_that_nobody_wants_is_discarded_and_keeps_its_number(cast: Cast) -> None:
    agreement = written(cast, surgery(cast))
    agreement = discarded(agreement, by=cast.igor)
    assert Agreement.objects.get(reference=agreement.reference).state == State.DISCARDED
    assert told("agreement_discarded") == {cast.max}
    assert written(cast, surgery(cast, "Oak Surgery")).reference != agreement.reference
    with pytest.raises(IllegalTransition):
        writing.edit(agreement, by=cast.max, at=LATER, read_version=agreement.version, title="Again")
    shown = signed_in(cast.max).get(f"/agreements/{agreement.reference}/").content.decode()
    assert "Why it was discarded" in shown
    assert "Nobody needs it." in shown


def test_only_a_draft_is_discarded(cast: Cast) -> None:
    for agreement in (sent_in(cast, surgery(cast)), active(cast, surgery(cast, "Oak Surgery"))):
        with pytest.raises(IllegalTransition):
            discarded(agreement, by=cast.igor)


def test_a_renewal_that_is_discarded_leaves_room_for_another(cast: Cast) -> None:
    agreement = active(cast, surgery(cast))
    discarded(writing.renew(agreement, by=cast.max, at=NOON), by=cast.max)
    assert writing.renew(agreement, by=cast.max, at=NOON).state == State.DRAFT


@pytest.mark.parametrize(("verb", "make"), [("take_back", approved), ("discard", written)])
def test_both_are_buttons_of_the_agreement_with_a_form_that_asks_why(
    cast: Cast, verb: str, make: object
) -> None:
    agreement = make(cast, surgery(cast))  # type: ignore[operator]
    where, client = f"/agreements/{agreement.reference}/", signed_in(cast.max)
    assert f'href="{where}{verb}/"' in client.get(where).content.decode()
    form = {"read_version": agreement.version}
    assert "There is a problem" in client.post(f"{where}{verb}/", form).content.decode()
    assert client.post(f"{where}{verb}/", form | {"reason": "Not wanted."}).status_code == 302
    assert client.get(where).status_code == 200
