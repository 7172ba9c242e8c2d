"""A text's way from draft to use and out of it, and who may do what."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from consent.kinds import Kind
from consent.wording import actions
from consent.wording.models import Wording, WordingVersion
from consent.wording.register import VERSIONS
from consent.wording.rules import Purpose, Style
from consent.wording.states import State
from governance.accounts.models import User
from governance.documents.models import Document
from governance.errors import Code, Denied, IllegalTransition, Stale
from governance.ledger.models import Event
from governance.notifications.models import Notification
from tests.cast import NOON, Cast
from tests.consent.wording.samples import approved, draft, submitted

LATER = NOON + timedelta(hours=1)


def not_ig(cast: Cast) -> list[User]:
    return [cast.fay, cast.max, cast.dora, cast.dana, cast.cora, cast.gwen, cast.sol, cast.aled]


def test_a_text_is_written_sent_in_and_approved_by_somebody_else(cast: Cast) -> None:
    version = draft(cast)
    assert (version.reference[:4], version.number, version.state) == ("WOR-", 1, State.DRAFT)
    version = actions.submit(version, by=cast.igor, at=NOON)
    version = actions.approve(version, by=cast.priya, at=LATER, content_hash=version.content_hash)
    assert (version.state, version.approved_at, version.approved_by) == (State.APPROVED, LATER, cast.priya)
    assert version.label == "Sharing script 1"


def test_only_ig_takes_any_step(cast: Cast) -> None:
    waiting, used = submitted(cast), approved(cast, purpose=Purpose.FORM)
    loose = draft(cast, kind=Kind.MEDIA)
    for user in not_ig(cast):
        for step in (
            lambda user=user: draft(cast, by=user, kind=Kind.RESEARCH),
            lambda user=user: actions.edit(loose, by=user, at=NOON, title="T", body="B"),
            lambda user=user: actions.submit(loose, by=user, at=NOON),
            lambda user=user: actions.approve(waiting, by=user, at=NOON, content_hash=waiting.content_hash),
            lambda user=user: actions.send_back(waiting, by=user, at=NOON, reason="No"),
            lambda user=user: actions.retire(used, by=user, at=NOON, reason="No"),
        ):
            with pytest.raises(Denied) as refusal:
                step()
            assert refusal.value.verdict.code == Code.ROLE


def test_nobody_approves_what_they_wrote_the_dpo_neither(cast: Cast) -> None:
    for author, other in ((cast.igor, cast.priya), (cast.priya, cast.igor)):
        version = actions.submit(
            draft(cast, by=author, kind=Kind.MEDIA if other is cast.igor else Kind.RESEARCH),
            by=author,
            at=NOON,
        )
        with pytest.raises(Denied) as refusal:
            actions.approve(version, by=author, at=NOON, content_hash=version.content_hash)
        assert refusal.value.verdict.code == Code.SAME_PERSON
        version.refresh_from_db()
        assert version.state == State.SUBMITTED
        actions.approve(version, by=other, at=NOON, content_hash=version.content_hash)


def test_whoever_changed_one_word_of_it_wrote_it_too(cast: Cast) -> None:
    version = actions.edit(submitted(cast), by=cast.priya, at=NOON, title="May we?", body="Say.")
    version = actions.submit(version, by=cast.priya, at=NOON)
    for author in (cast.igor, cast.priya):
        with pytest.raises(Denied) as refusal:
            actions.approve(version, by=author, at=NOON, content_hash=version.content_hash)
        assert refusal.value.verdict.code == Code.SAME_PERSON


def test_a_text_that_is_changed_while_it_waits_is_a_draft_again(cast: Cast) -> None:
    version = submitted(cast)
    read = version.content_hash
    version = actions.edit(version, by=cast.igor, at=NOON, title="May we?", body="Other words.")
    assert (version.state, version.content_hash == read) == (State.DRAFT, False)
    with pytest.raises(IllegalTransition):
        actions.approve(version, by=cast.priya, at=NOON, content_hash=read)


def test_an_approval_is_of_the_text_that_was_read(cast: Cast) -> None:
    version = submitted(cast)
    read = version.content_hash
    version = actions.edit(version, by=cast.igor, at=NOON, title="May we?", body="Other words.")
    version = actions.submit(version, by=cast.igor, at=NOON)
    for other in (read, "", "0" * 64):
        with pytest.raises(Stale):
            actions.approve(version, by=cast.priya, at=NOON, content_hash=other)


def test_words_changed_behind_the_actions_are_not_approved(cast: Cast) -> None:
    version = submitted(cast)
    WordingVersion.objects.filter(pk=version.pk).update(body="Slipped in.")
    with pytest.raises(Stale):
        actions.approve(version, by=cast.priya, at=NOON, content_hash=version.content_hash)


def test_what_was_approved_never_changes_nor_does_what_went_out_of_use(cast: Cast) -> None:
    version = approved(cast)
    with pytest.raises(IllegalTransition):
        actions.edit(version, by=cast.igor, at=NOON, title="T", body="B")
    version = actions.retire(version, by=cast.igor, at=LATER, reason="Too long")
    with pytest.raises(IllegalTransition):
        actions.edit(version, by=cast.igor, at=NOON, title="T", body="B")
    assert {row.body for row in version.history.all()} == {version.body}


def test_a_new_version_takes_the_place_of_the_one_before(cast: Cast) -> None:
    first = approved(cast)
    second = approved(cast, at=LATER, body="New words.", what_changed="Shorter")
    first.refresh_from_db()
    assert (first.state, first.retired_at, first.retired_by) == (State.RETIRED, LATER, cast.priya)
    assert (second.state, second.number) == (State.APPROVED, 2)
    assert first.wording == second.wording


def test_until_the_new_version_is_approved_the_old_one_is_in_use(cast: Cast) -> None:
    first = approved(cast)
    second = submitted(cast, at=LATER, what_changed="Shorter")
    with pytest.raises(Denied):
        actions.approve(second, by=cast.igor, at=LATER, content_hash=second.content_hash)
    first.refresh_from_db()
    assert first.state == State.APPROVED


def test_texts_for_another_style_language_or_nation_are_other_wordings(cast: Cast) -> None:
    approved(cast)
    for other in (
        {"style": Style.EASY_READ},
        {"language": "gd"},
        {"nation": "SCT"},
        {"purpose": Purpose.FORM},
    ):
        assert approved(cast, **other).number == 1
    assert WordingVersion.objects.filter(state=State.APPROVED).count() == Wording.objects.count() == 5


def test_a_wording_has_one_undecided_version_at_most(cast: Cast) -> None:
    version = draft(cast)
    with pytest.raises(Denied, match=version.reference):
        draft(cast)


def test_a_later_version_says_what_changed(cast: Cast) -> None:
    approved(cast)
    with pytest.raises(Denied, match="why there is a new one"):
        draft(cast)
    version = draft(cast, what_changed="Shorter")
    with pytest.raises(Denied, match="why there is a new one"):
        actions.edit(version, by=cast.igor, at=NOON, title="T", body="B")


def test_sent_back_is_a_draft_with_the_reason_until_it_is_sent_in_again(cast: Cast) -> None:
    version = actions.send_back(submitted(cast), by=cast.priya, at=NOON, reason="Too long")
    assert (version.state, version.sent_back_because) == (State.DRAFT, "Too long")
    assert actions.submit(version, by=cast.igor, at=NOON).sent_back_because == ""


def test_those_whose_turn_it_is_are_told_and_led_to_the_page(cast: Cast) -> None:
    priya, igor = cast.priya, cast.igor
    version = submitted(cast)
    [told] = Notification.objects.all()
    assert (told.recipient, told.url) == (priya, f"/wording/{version.reference}/")
    assert told.url == VERSIONS.url(version)
    actions.send_back(version, by=priya, at=NOON, reason="Too long")
    assert Notification.objects.get(kind="wording_sent_back").recipient == igor


def test_the_ledger_says_which_text_was_approved(cast: Cast) -> None:
    version = approved(cast)
    event = Event.objects.get(register="consent_wording", verb="approve")
    assert (event.reference, event.detail["content_hash"]) == (version.reference, version.content_hash)


def test_approving_a_form_orders_its_pdf_and_a_script_none(cast: Cast) -> None:
    approved(cast)
    assert not Document.objects.exists()
    form = approved(cast, purpose=Purpose.FORM)
    assert Document.objects.get().record_id == form.pk


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.APPROVED},
        {"state": "LOST"},
        {"content_hash": "none"},
        {"number": 0},
        {"retired_at": NOON},
        {"approved_at": NOON},
    ],
)
def test_the_database_refuses_a_draft_that_says_more(cast: Cast, change: dict[str, object]) -> None:
    version = draft(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        WordingVersion.objects.filter(pk=version.pk).update(**change)


def test_the_database_refuses_an_approval_of_other_words_and_a_second_version_in_use(cast: Cast) -> None:
    version = approved(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        WordingVersion.objects.filter(pk=version.pk).update(content_hash="0" * 64)
    approved(cast, at=LATER, what_changed="Shorter")
    with pytest.raises(IntegrityError, match="one_approved_version"), transaction.atomic():
        WordingVersion.objects.filter(pk=version.pk).update(
            state=State.APPROVED, retired_at=None, retired_by=None
        )


def test_the_database_knows_each_wording_once_also_where_it_holds_in_both_nations(cast: Cast) -> None:
    its = draft(cast).wording
    with pytest.raises(IntegrityError, match="one_wording_of_its_kind"), transaction.atomic():
        Wording.objects.create(
            kind=its.kind, purpose=its.purpose, style=its.style, language="en", nation=None
        )
