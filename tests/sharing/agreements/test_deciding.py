"""The IG team's review: asked, answered, settled, sent back and in again; approved by one who wrote none of it."""

from datetime import date, timedelta
from typing import Any

import pytest

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.documents.models import Document
from governance.errors import Code, Denied, IllegalTransition, Stale
from governance.notifications.models import Notification
from sharing.agreements import deciding, ending, writing
from sharing.agreements.documents import TO_SIGN
from sharing.agreements.models import Agreement, Comment, Dpia
from sharing.agreements.rules import Type
from sharing.agreements.states import State
from sharing.opt_out import Ground, OptOut
from tests.cast import NOON, Cast, user
from tests.sharing.agreements.walk import (
    active,
    approved,
    renewed,
    sent_in,
    signed_by_partner,
    signed_by_us,
    surgery,
    written,
)
from tests.threads import raised, together

LATER, DAY = NOON + timedelta(hours=1), timedelta(days=1)


class TestCanCountAtAll:
    """What can never count is refused before anybody reads it, approves it or signs it."""

    @pytest.mark.parametrize(("last", "refused"), [(NOON.date(), False), (NOON.date() - DAY, True)])
    def test_one_whose_last_day_has_passed_is_not_sent_in(
        self, cast: Cast, last: date, refused: bool
    ) -> None:
        draft = written(cast, surgery(cast), starts_on=date(2026, 1, 1), ends_on=last)
        if not refused:
            assert deciding.submit(draft, by=cast.max, at=NOON, read_version=draft.version)
            return
        with pytest.raises(Denied, match="has passed"):
            deciding.submit(draft, by=cast.max, at=NOON, read_version=draft.version)

    def test_nor_approved_where_it_passed_in_review(self, cast: Cast) -> None:
        agreement = sent_in(cast, surgery(cast), starts_on=date(2026, 1, 1), ends_on=NOON.date())
        facts: dict[str, Any] = {"read_version": agreement.version, "content_hash": agreement.content_hash}
        with pytest.raises(Denied, match="has passed"):
            deciding.approve(agreement, by=cast.priya, at=NOON + DAY, **facts)

    def test_a_protocol_waits_until_the_agreement_above_it_is_signed(self, cast: Cast) -> None:
        elm = surgery(cast)
        above = approved(cast, elm, starts_on=date(2027, 1, 1))
        draft = written(cast, elm, type=Type.DSP, parent=above, starts_on=date(2027, 1, 1))
        with pytest.raises(Denied, match="above this protocol is not active") as refused:
            deciding.submit(draft, by=cast.max, at=NOON, read_version=draft.version)
        assert refused.value.verdict.code is Code.AGREEMENT
        # Signed is enough: both may begin on the same day.
        signed_by_partner(signed_by_us(cast, above, at=NOON), above.parties.get(), by=cast.igor, at=NOON)
        assert deciding.submit(draft, by=cast.max, at=NOON, read_version=draft.version)

    def test_nor_is_it_approved_or_signed_once_the_one_above_it_has_ended(self, cast: Cast) -> None:
        elm = surgery(cast)
        above = active(cast, elm)
        read = sent_in(cast, elm, type=Type.DSP, parent=above)
        unsigned = approved(cast, elm, type=Type.DSP, parent=above)
        facts: dict[str, Any] = {"by": cast.igor, "at": LATER, "ended_at": LATER, "reason": "They closed"}
        ending.terminate(above, read_version=above.version, **facts)
        with pytest.raises(Denied, match="above this protocol is not active"):
            approve(read, cast.priya)
        with pytest.raises(Denied, match="above this protocol is not active"):
            signed_by_us(cast, unsigned, at=LATER)

    def test_what_stands_under_an_old_version_goes_on_under_its_renewal(self, cast: Cast) -> None:
        elm = surgery(cast)
        above = active(cast, elm)
        renewed(cast, above, NOON.date(), date(2028, 11, 21))
        assert approve(sent_in(cast, elm, at=LATER, type=Type.DSP, parent=above), cast.priya)

    def test_the_opt_out_is_held_against_the_nation_of_the_service(self, cast: Cast) -> None:
        only = {"opt_out_ground": Ground.SCOTLAND.value, "by": cast.igor}
        elm = surgery(cast)
        for service in (cast.harbour, None):
            draft = written(cast, elm, service=service, **only)
            with pytest.raises(Denied, match="left to do") as refused:
                deciding.submit(draft, by=cast.igor, at=NOON, read_version=draft.version)
            assert "a service in England shares under this agreement too" in refused.value.verdict.next_step
        assert sent_in(cast, elm, service=cast.firth, **only)

    def test_and_again_when_it_is_approved(self, cast: Cast) -> None:
        agreement = sent_in(
            cast, surgery(cast), service=cast.firth, opt_out_ground=Ground.SCOTLAND.value, by=cast.igor
        )
        facts: dict[str, Any] = {"by": cast.igor, "at": NOON, "read_version": agreement.version}
        moved = writing.edit(agreement, service=cast.harbour, **facts)
        with pytest.raises(Denied, match="left to do"):
            approve(moved, cast.priya)


def ask(cast: Cast, agreement: Agreement, words: str = "Who else could do it?") -> Comment:
    return deciding.comment(
        agreement, by=cast.igor, at=NOON, read_version=agreement.version, about="necessity", words=words
    )


def approve(agreement: Agreement, by: User, **facts: str) -> Agreement:
    return deciding.approve(
        agreement,
        by=by,
        at=LATER,
        read_version=agreement.version,
        **{"content_hash": agreement.content_hash, **facts},
    )


def told(kind: str) -> set[User]:
    return {each.recipient for each in Notification.objects.filter(kind=kind).select_related("recipient")}


def test_a_question_goes_round_until_it_is_settled_and_then_the_agreement_is_approved(cast: Cast) -> None:
    siro = cast.sol
    agreement = sent_in(cast, surgery(cast))
    question = ask(cast, agreement)
    agreement.refresh_from_db()
    with pytest.raises(Denied, match="still open"):
        approve(agreement, cast.priya)

    agreement = deciding.send_back(
        agreement, by=cast.igor, at=NOON, read_version=agreement.version, reason="See my question"
    )
    assert (agreement.state, agreement.sent_back_because) == (State.DRAFT, "See my question")
    assert told("agreement_sent_back") == {cast.max}
    with pytest.raises(Denied, match="no answer yet"):
        deciding.submit(agreement, by=cast.max, at=LATER, read_version=agreement.version)

    changed = writing.edit(
        agreement,
        by=cast.max,
        at=LATER,
        read_version=agreement.version,
        necessity="Nobody else has the list.",
    )
    agreement = changed or agreement
    deciding.answer(question, by=cast.max, at=LATER, read_version=agreement.version, words="Nobody.")
    agreement.refresh_from_db()
    assert told("agreement_answered") == {cast.igor}
    agreement = deciding.submit(agreement, by=cast.max, at=LATER, read_version=agreement.version)
    # An answer alone settles nothing: whoever asked says so.
    with pytest.raises(Denied, match="still open"):
        approve(agreement, cast.priya)
    deciding.resolve(question, by=cast.igor, at=LATER, read_version=agreement.version)
    agreement.refresh_from_db()
    agreement = approve(agreement, cast.priya)
    assert (agreement.state, agreement.approved_by) == (State.AWAITING_SIGNATURE, cast.priya)
    assert agreement.frozen["necessity"] == "Nobody else has the list."
    assert told("agreement_approved") == {cast.max}
    assert told("agreement_to_send_out") == {cast.igor}
    assert told("agreement_to_sign") == {siro}


def test_the_author_never_approves(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    agreement = writing.edit(
        agreement, by=cast.priya, at=NOON, read_version=agreement.version, purpose="Better said."
    )
    agreement = deciding.submit(agreement, by=cast.max, at=NOON, read_version=agreement.version)
    with pytest.raises(Denied) as refusal:
        approve(agreement, cast.priya)
    assert refusal.value.verdict.code == Code.SAME_PERSON


def test_only_the_dpo_approves(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    for other in (cast.max, cast.igor, cast.sol, cast.gwen, cast.fay):
        with pytest.raises(Denied) as refusal:
            approve(agreement, other)
        assert refusal.value.verdict.code == Code.ROLE


def test_where_the_opt_out_applies_the_dpo_says_how_people_are_left_out(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast), opt_out=OptOut.APPLIES, opt_out_ground="")
    for words in ("", "   "):
        with pytest.raises(Denied) as refusal:
            approve(agreement, cast.priya, opt_out_cleared=words)
        assert refusal.value.verdict.code == Code.NDO
    agreement = approve(
        agreement, cast.priya, opt_out_cleared="Whole records go, before anything is counted."
    )
    assert agreement.opt_out_cleared == "Whole records go, before anything is counted."


def test_while_the_impact_assessment_is_under_way_nothing_is_approved(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast), dpia=Dpia.UNDER_WAY)
    with pytest.raises(Denied) as refusal:
        approve(agreement, cast.priya)
    assert refusal.value.verdict.code == Code.DPIA


def test_another_text_than_was_read_is_not_approved(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    with pytest.raises(Stale, match="not the agreement that you read"):
        approve(agreement, cast.priya, content_hash="0" * 64)
    assert Agreement.objects.get().state == State.IG_REVIEW


def test_what_is_settled_is_neither_answered_nor_settled_again(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    question = ask(cast, agreement)
    agreement.refresh_from_db()
    deciding.resolve(question, by=cast.igor, at=NOON, read_version=agreement.version)
    agreement.refresh_from_db()
    with pytest.raises(Denied, match="settled already"):
        deciding.answer(question, by=cast.max, at=NOON, read_version=agreement.version, words="Late.")
    with pytest.raises(Denied, match="settled already"):
        deciding.resolve(question, by=cast.igor, at=NOON, read_version=agreement.version)


def test_what_is_rejected_stays_so(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    agreement = deciding.reject(
        agreement, by=cast.igor, at=NOON, read_version=agreement.version, reason="They may not have it."
    )
    assert told("agreement_rejected") == {cast.max}
    with pytest.raises(IllegalTransition):
        approve(agreement, cast.priya)


def test_an_edit_after_the_approval_takes_back_the_order_for_the_pdf_of_other_words(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    assert Document.objects.filter(kind=TO_SIGN, record_id=agreement.pk, done_at=None).count() == 1
    writing.edit(agreement, by=cast.max, at=LATER, read_version=agreement.version, title="Care with Elm")
    assert not Document.objects.filter(kind=TO_SIGN).exists()


def test_every_message_of_an_agreement_has_words_of_its_own(cast: Cast) -> None:
    sent_in(cast, surgery(cast))
    for each in Notification.objects.filter(register="agreements"):
        assert each.subject == f"An agreement to review: {each.reference}"


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_the_same_instant_one_succeeds(cast: Cast) -> None:
    deputy = user("Deputy", Role.IG, is_dpo=True)
    agreement = sent_in(cast, surgery(cast))
    copies = [Agreement.objects.get(pk=agreement.pk) for _ in range(2)]
    results = together(
        lambda: approve(copies[0], cast.priya),
        lambda: approve(copies[1], deputy),
    )
    assert len(raised(results)) == 1
    assert raised(results)[0] in (Stale, IllegalTransition)
    agreement.refresh_from_db()
    assert agreement.state == State.AWAITING_SIGNATURE
    assert agreement.approved_by in (cast.priya, deputy)
    assert Document.objects.filter(kind=TO_SIGN).count() == 1


def test_a_draft_that_is_not_finished_is_not_sent_in(cast: Cast) -> None:
    agreement = written(cast, surgery(cast), benefits="")
    with pytest.raises(Denied, match="not finished"):
        deciding.submit(agreement, by=cast.max, at=NOON, read_version=agreement.version)


def test_nothing_is_approved_before_it_is_known_who_we_are(cast: Cast, settings: Any) -> None:
    settings.CHARITY_NAME = ""
    agreement = sent_in(cast, surgery(cast))
    with pytest.raises(Denied, match="must say who we are"):
        approve(agreement, cast.priya)
