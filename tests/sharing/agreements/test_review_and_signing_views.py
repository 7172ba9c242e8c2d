"""The review and our own signatures over HTTP: what each page shows, and what it refuses."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.accounts.roles import Role
from governance.attachments import tasks as files
from governance.attachments.models import Attachment, Cleaning
from governance.ledger.models import Event
from sharing.agreements import deciding, writing
from sharing.agreements.content import parties
from sharing.agreements.models import Agreement, Comment, Invitation, Signature
from sharing.agreements.states import State
from sharing.opt_out import OptOut
from tests.attachments.papers import pdf
from tests.cast import NOON, Cast, signed_in, user
from tests.sharing.agreements.invited import invited
from tests.sharing.agreements.walk import active, approved, sent_in, signed_by_us, surgery, written
from tests.threads import together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def post(client: Client, agreement: Agreement, verb: str, **typed: Any) -> Any:
    agreement.refresh_from_db()
    return client.post(
        f"/agreements/{agreement.reference}/{verb}/", {"read_version": agreement.version, **typed}
    )


def page(client: Client, agreement: Agreement, verb: str = "read") -> str:
    answer = client.get(f"/agreements/{agreement.reference}/" + (f"{verb}/" if verb else ""))
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_the_whole_agreement_reads_on_one_page_and_beside_each_field_it_can_be_asked_about(
    cast: Cast,
) -> None:
    agreement = sent_in(cast, surgery(cast))
    shown = page(signed_in(cast.igor), agreement)
    assert "Nobody else knows what they are prescribed." in shown
    for about in ("necessity", "footing", "parties", "items"):
        assert f"/comment/?about={about}" in shown
    # Only the IG team asks, and only while it is in review.
    assert "/comment/?about=" not in page(signed_in(cast.max), agreement)
    assert "/comment/?about=" not in page(signed_in(cast.igor), written(cast, surgery(cast, "Oak Surgery")))


def test_a_question_is_asked_answered_and_settled_by_the_pages(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    igor, manager = signed_in(cast.igor), signed_in(cast.max)
    assert (
        'value="necessity" selected'
        in igor.get(f"/agreements/{agreement.reference}/comment/?about=necessity").content.decode()
    )
    post(igor, agreement, "comment", about="necessity", words="Who else knows?")
    question = Comment.objects.get()
    assert "The IG team: 1 question to settle" in page(igor, agreement)
    post(igor, agreement, "send_back", reason="See the question.")
    assert "1 question to answer" in page(manager, agreement)
    post(manager, agreement, "answer", question=question.pk, words="Only the surgery.")
    deciding.submit(Agreement.objects.get(), by=cast.max, at=NOON, read_version=_version(agreement))
    post(igor, agreement, "resolve", question=question.pk)
    question.refresh_from_db()
    assert (question.answer, question.resolved_by) == ("Only the surgery.", cast.igor)
    assert "Settled by Igor Example" in page(manager, agreement)
    assert "The Data Protection Officer: read it" in page(manager, agreement)


def _version(agreement: Agreement) -> int:
    agreement.refresh_from_db()
    return agreement.version


def test_a_question_of_another_agreement_is_no_choice(cast: Cast) -> None:
    first, second = sent_in(cast, surgery(cast)), sent_in(cast, surgery(cast, "Oak Surgery"))
    for each in (first, second):
        post(signed_in(cast.igor), each, "comment", about="", words="Why?")
    answer = post(signed_in(cast.igor), first, "resolve", question=Comment.objects.get(agreement=second).pk)
    assert "Choose one of the answers" in answer.content.decode()
    assert not Comment.objects.exclude(resolved_at=None).exists()


def test_where_nothing_is_open_there_is_nothing_to_settle(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    answer = signed_in(cast.igor).get(f"/agreements/{agreement.reference}/resolve/")
    assert answer.status_code == 403
    assert "No question about it is open." in answer.content.decode()


def test_the_dpo_approves_what_stands_above_the_button(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast), opt_out=OptOut.APPLIES, opt_out_ground="")
    priya = signed_in(cast.priya)
    shown = page(priya, agreement, "approve")
    assert "Nobody else knows what they are prescribed." in shown
    assert agreement.content_hash[:12] in shown
    refused = post(priya, agreement, "approve", content_hash=agreement.content_hash)
    assert "E-NDO" in refused.content.decode()
    stale = post(priya, agreement, "approve", content_hash="0" * 64, opt_out_cleared="They are left out.")
    assert stale.status_code == 409
    post(
        priya, agreement, "approve", content_hash=agreement.content_hash, opt_out_cleared="They are left out."
    )
    agreement.refresh_from_db()
    assert agreement.state == State.AWAITING_SIGNATURE


def test_an_approval_on_a_page_that_was_open_while_it_was_changed_is_refused(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    read = agreement.version
    changed = writing.edit(agreement, by=cast.max, at=NOON, read_version=read, title="Another")
    deciding.submit(changed or agreement, by=cast.max, at=NOON, read_version=_version(agreement))
    answer = signed_in(cast.priya).post(
        f"/agreements/{agreement.reference}/approve/",
        {"read_version": read, "content_hash": agreement.content_hash},
    )
    assert answer.status_code == 409
    agreement.refresh_from_db()
    assert agreement.state == State.IG_REVIEW


def test_the_author_is_told_why_they_do_not_approve(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    agreement = writing.edit(
        agreement, by=cast.priya, at=NOON, read_version=agreement.version, title="Better"
    )
    agreement = deciding.submit(agreement, by=cast.max, at=NOON, read_version=agreement.version)
    answer = signed_in(cast.priya).get(f"/agreements/{agreement.reference}/approve/")
    assert answer.status_code == 403
    assert "E-SAME-PERSON" in answer.content.decode()


@pytest.mark.parametrize("verb", ["comment", "send_back", "reject", "approve"])
def test_whoever_wrote_it_has_no_button_of_the_ig_team(cast: Cast, verb: str) -> None:
    agreement = sent_in(cast, surgery(cast))
    assert post(signed_in(cast.max), agreement, verb, reason="x", words="x").status_code == 403
    assert f"/{verb}/" not in page(signed_in(cast.max), agreement)


def twice(client: Client, agreement: Agreement, verb: str, **typed: Any) -> list[Any]:
    """What comes of one form that is sent twice, and of another after it."""
    agreement.refresh_from_db()
    where = f"/agreements/{agreement.reference}/{verb}/"
    form = {"read_version": agreement.version, "form_key": str(uuid4()), **typed}
    answers = []
    for key in (form["form_key"], form["form_key"], str(uuid4())):
        if "upload" in form:
            form["upload"].seek(0)
        answers.append(client.post(where, form | {"form_key": key}))
    return answers


def test_a_form_has_a_key_that_is_its_own(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    keys = [
        re.search(
            r'name="form_key" value="([0-9a-f-]{36})"', page(signed_in(cast.priya), agreement, "approve")
        )
        for _ in range(2)
    ]
    assert len({found[1] for found in keys if found}) == 2


def test_pressed_twice_it_is_approved_once_and_both_land_on_it(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    first, second, other = twice(
        signed_in(cast.priya), agreement, "approve", content_hash=agreement.content_hash
    )
    assert first.url == second.url == f"/agreements/{agreement.reference}/read/"
    assert other.status_code == 409
    assert Event.objects.filter(verb="approve").count() == 1


def test_the_form_of_somebody_else_lands_nobody_else_on_it(cast: Cast) -> None:
    agreement = sent_in(cast, surgery(cast))
    typed = {
        "read_version": agreement.version,
        "content_hash": agreement.content_hash,
        "form_key": str(uuid4()),
    }
    where = f"/agreements/{agreement.reference}/approve/"
    assert signed_in(cast.priya).post(where, typed).status_code == 302
    deputy = user("Deputy", Role.IG, is_dpo=True)
    assert signed_in(deputy).post(where, typed).status_code == 409
    assert signed_in(cast.igor).post(where, typed).status_code == 403


# --- Signing -----------------------------------------------------------------------------


def sign(client: Client, agreement: Agreement, name: str, **typed: Any) -> Any:
    hashed = {"content_hash": agreement.content_hash, "agree": "on"}
    return post(client, agreement, "sign", **{**hashed, "name": name, **typed})


def test_dpo_and_siro_each_sign_with_their_own_name_and_whose_turn_it_is_stands_there(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    shown = page(signed_in(cast.max), agreement)
    assert "Still to sign: Ash Rowan for Elm Surgery; our Data Protection Officer; our Senior" in shown
    sign(signed_in(cast.priya), agreement, "priya  example")
    sign(signed_in(cast.sol), agreement, "Sol Example")
    assert {each.user for each in Signature.objects.all()} == {cast.priya, cast.sol}
    assert "Still to sign: Ash Rowan for Elm Surgery." in page(signed_in(cast.max), agreement)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "Max Example"}, "The name is not yours"),
        ({"agree": ""}, "There is a problem"),
        ({"content_hash": "f" * 64}, "This is not the agreement as it was read"),
    ],
)
def test_another_name_no_tick_or_another_text_is_no_signature(
    cast: Cast, typed: dict[str, str], words: str
) -> None:
    agreement = approved(cast, surgery(cast))
    answer = sign(signed_in(cast.priya), agreement, **{"name": "Priya Example", **typed})
    assert words in answer.content.decode()
    assert not Signature.objects.exists()


def test_nobody_else_signs_for_us(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    for other in (cast.max, cast.igor, cast.gwen, cast.aled):
        assert sign(signed_in(other), agreement, other.name).status_code == 403
    assert not Signature.objects.exists()


def test_whoever_has_signed_does_not_sign_again(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    priya = signed_in(cast.priya)
    sign(priya, agreement, "Priya Example")
    assert sign(priya, agreement, "Priya Example").status_code == 403
    assert Signature.objects.count() == 1


def test_pressed_twice_it_is_signed_once_and_both_land_on_it(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    typed = {"name": "Priya Example", "content_hash": agreement.content_hash, "agree": "on"}
    first, second, other = twice(signed_in(cast.priya), agreement, "sign", **typed)
    assert first.url == second.url == f"/agreements/{agreement.reference}/"
    assert other.status_code == 403
    assert Signature.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_one_form_sent_twice_at_the_same_instant_both_land_on_the_signature(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    form = {
        "read_version": agreement.version,
        "form_key": str(uuid4()),
        "name": "Priya Example",
        "content_hash": agreement.content_hash,
        "agree": "on",
    }
    browsers = [signed_in(cast.priya) for _ in range(2)]
    answers = together(
        *(lambda b=b: b.post(f"/agreements/{agreement.reference}/sign/", form).status_code for b in browsers)
    )
    assert answers == [302, 302]
    assert Signature.objects.count() == 1


def test_a_change_after_the_approval_voids_it_and_the_page_says_so(cast: Cast) -> None:
    agreement = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    writing.edit(agreement, by=cast.max, at=NOON, read_version=agreement.version, title="Another")
    shown = page(signed_in(cast.max), agreement, "")
    assert "Signatures that do not count any more" in shown
    assert "Priya Example, 22 November 2026: void since" in shown
    assert "because the agreement was changed" in shown


def test_the_code_is_shown_once_to_ig(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    igor = signed_in(cast.igor)
    party = parties(agreement)[0]
    shown = post(igor, agreement, "invite", party=party.pk).content.decode()
    assert "Tell Ash Rowan the code" in shown
    assert Invitation.objects.get().email == "ash.rowan@surgery.example.org"
    detail = page(igor, agreement, "")
    assert "The link works until 6 December 2026" in detail
    assert "Send a new link" in detail


def test_a_link_that_is_ordered_twice_by_one_form_is_one_and_its_lost_code_is_made_good(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    party = parties(agreement)[0]
    first, second, other = twice(signed_in(cast.igor), agreement, "invite", party=party.pk)
    assert "app-code" in first.content.decode()
    shown = second.content.decode()
    assert second.status_code == 200
    assert "app-code" not in shown
    assert "its code is not shown again" in shown
    assert f'href="/agreements/{agreement.reference}/invite/?party={party.pk}"' in shown
    assert other.status_code == 409
    assert Invitation.objects.count() == 1
    # Once another link has taken its place, there is nothing to say of it.
    renewed = twice(signed_in(cast.igor), agreement, "invite", party=party.pk)
    assert "app-code" in renewed[0].content.decode()
    assert Invitation.objects.count() == 2


def test_a_link_is_taken_back(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    link = invited(cast, agreement).invitation
    post(signed_in(cast.igor), agreement, "revoke", invitation=link.pk, reason="Wrong address")
    link.refresh_from_db()
    assert link.revoked_because == "Wrong address"
    assert (
        "No link is open"
        in signed_in(cast.igor).get(f"/agreements/{agreement.reference}/revoke/").content.decode()
    )


@pytest.mark.parametrize("verb", ["invite", "revoke", "file_copy"])
def test_only_ig_asks_partners_to_sign(cast: Cast, verb: str) -> None:
    agreement = approved(cast, surgery(cast))
    for other in (cast.max, cast.sol, cast.aled):
        assert signed_in(other).get(f"/agreements/{agreement.reference}/{verb}/").status_code == 403


def copy(agreement: Agreement, content: bytes | None = None, **typed: Any) -> dict[str, Any]:
    return {
        "party": parties(agreement)[0].pk,
        "name": "Ash Rowan",
        "looked": "on",
        "signed_on_day": "22",
        "signed_on_month": "11",
        "signed_on_year": "2026",
        "content_hash": agreement.content_hash,
        "form_key": str(uuid4()),
        "upload": SimpleUploadedFile("signed.pdf", content or pdf(), "application/pdf"),
        **typed,
    }


def test_a_copy_on_paper_is_put_in_by_the_page_and_counts_once_it_is_checked(cast: Cast) -> None:
    agreement = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    igor = signed_in(cast.igor)
    assert post(igor, agreement, "file_copy", **copy(agreement)).status_code == 302
    # The form checks it, or leaves it to the worker where that takes too long.
    for order in Cleaning.objects.filter(done_at=None):
        assert "Copy being checked" in page(igor, agreement, "")
        files.clean("attachments", order.pk)
    agreement.refresh_from_db()
    assert agreement.state == State.ACTIVE
    assert "The copy" in page(igor, agreement, "")


def test_a_copy_that_is_sent_twice_is_kept_once_and_both_land_on_it(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    first, second, other = twice(signed_in(cast.igor), agreement, "file_copy", **copy(agreement))
    assert first.url == second.url == f"/agreements/{agreement.reference}/"
    assert other.status_code == 403
    assert (Attachment.objects.count(), Signature.objects.count()) == (1, 1)


def test_whoever_puts_a_copy_in_says_that_they_have_looked_who_signed_it(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    shown = page(signed_in(cast.igor), agreement, "file_copy")
    assert "I have looked: it is signed by Ash Rowan" in shown


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"signed_on_day": "23"}, "in the future"),
        ({"signed_on_day": "21"}, "not a day on which this could be signed"),
        ({"upload": SimpleUploadedFile("a.pdf", b"MZ a program")}, "none of them"),
        ({"upload": SimpleUploadedFile("a.pdf", b"%PDF-" + b"0" * 15_800_000)}, "larger than 15 MB"),
        ({"upload": SimpleUploadedFile("a.pdf", b"")}, "The file is empty"),
        ({"party": "999999"}, "Choose one of the answers"),
        ({"name": "Beech Hazel"}, "Only Ash Rowan can sign for Elm Surgery"),
        ({"looked": ""}, "There is a problem"),
    ],
)
def test_a_copy_that_cannot_be_is_refused_with_what_to_do(
    cast: Cast, typed: dict[str, Any], words: str
) -> None:
    agreement = approved(cast, surgery(cast))
    answer = post(signed_in(cast.igor), agreement, "file_copy", **copy(agreement, **typed))
    assert words in answer.content.decode()
    assert not Attachment.objects.exists()
    assert not Signature.objects.exists()


def test_to_check_a_copy_one_that_is_far_too_large_is_none_of_ours(cast: Cast) -> None:
    agreement = active(cast, surgery(cast))
    large = SimpleUploadedFile("copy.pdf", b"%PDF-" + b"0" * 15_800_000)
    answer = signed_in(cast.max).post(f"/agreements/{agreement.reference}/verify/", {"copy": large})
    assert "larger than 15 MB" in answer.content.decode()


def test_to_check_a_copy_an_empty_one_is_none_of_ours_and_without_one_it_is_asked_for(cast: Cast) -> None:
    agreement = active(cast, surgery(cast))
    where, client = f"/agreements/{agreement.reference}/verify/", signed_in(cast.max)
    empty = client.post(where, {"copy": SimpleUploadedFile("copy.pdf", b"")}).content.decode()
    assert "The file is empty, so it is none of ours. Choose another" in empty
    assert "Choose the copy" in client.post(where).content.decode()


def test_before_it_is_signed_there_is_nothing_to_check_a_copy_against(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    assert signed_in(cast.max).get(f"/agreements/{agreement.reference}/verify/").status_code == 404


def test_a_draft_has_no_pdf(cast: Cast) -> None:
    agreement = written(cast, surgery(cast))
    assert signed_in(cast.max).get(f"/agreements/{agreement.reference}/pdf/").status_code == 404
