"""A signature on paper counts once its copy has been checked, and not at all where nobody can open it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError

from governance.accounts.models import User
from governance.attachments import tasks as files
from governance.attachments.at_once import CheckedUpload, copy_at_once
from governance.attachments.models import Attachment, Cleaning
from governance.calendar import local_day
from governance.errors import Denied, Stale
from governance.notifications.models import Notification
from sharing.agreements import inviting, paper, writing
from sharing.agreements.content import parties
from sharing.agreements.models import Agreement, Means, Signature
from sharing.agreements.signing import missing
from sharing.agreements.states import State
from tests.attachments.papers import locked_pdf, pdf, upload
from tests.cast import NOON, Cast
from tests.sharing.agreements.invited import invited
from tests.sharing.agreements.walk import approved, signed_by_us, surgery

TODAY = local_day(NOON)


def filed(
    cast: Cast,
    agreement: Agreement,
    content: bytes | None = None,
    *,
    on: date = TODAY,
    key: UUID | None = None,
    by: User | None = None,
    at_once: bool = False,
    **facts: Any,
) -> Agreement:
    typed = {"name": "ash  rowan", "content_hash": agreement.content_hash, **facts}
    return paper.file_copy(
        agreement,
        parties(agreement)[0],
        by=by or cast.igor,
        at=NOON,
        read_version=agreement.version,
        signed_on=on,
        upload=checked(upload(content or pdf())) if at_once else upload(content or pdf()),
        form_key=key or uuid4(),
        **typed,
    )


def checked(came: Any) -> CheckedUpload:
    """As the form gives it, which has had it checked."""
    return CheckedUpload(came, copy_at_once(came, "application/pdf"))


def check_files() -> None:
    for order in Cleaning.objects.filter(done_at=None):
        files.clean("attachments", order.pk)


def test_the_last_signature_on_paper_makes_it_active_once_its_copy_is_checked(cast: Cast) -> None:
    agreement = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    agreement = filed(cast, agreement)
    assert agreement.state == State.AWAITING_SIGNATURE
    assert len(missing(agreement)) == 1
    check_files()
    agreement.refresh_from_db()
    assert agreement.state == State.ACTIVE
    signature = Signature.objects.get(means=Means.PAPER)
    assert (signature.waiting, signature.filed_by) == (False, cast.igor)
    assert Attachment.objects.get(reference=signature.file).record_reference == agreement.reference


@pytest.mark.django_db(transaction=True)
def test_a_copy_that_was_checked_while_the_form_was_sent_counts_at_once(cast: Cast) -> None:
    agreement = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    filed(cast, agreement, at_once=True)
    agreement.refresh_from_db()
    assert agreement.state == State.ACTIVE
    assert not Signature.objects.get(means=Means.PAPER).waiting


def test_a_copy_that_nobody_can_open_counts_for_nothing_and_ig_is_told(cast: Cast) -> None:
    agreement = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    agreement = filed(cast, agreement, locked_pdf())
    check_files()
    agreement.refresh_from_db()
    assert agreement.state == State.AWAITING_SIGNATURE
    assert Signature.objects.get(means=Means.PAPER).voided_at is not None
    told = Notification.objects.filter(kind="agreement_copy_refused")
    assert {each.recipient for each in told} == {cast.igor, cast.priya}
    # It can be put in anew.
    filed(cast, agreement)
    check_files()
    agreement.refresh_from_db()
    assert agreement.state == State.ACTIVE


def test_a_copy_of_other_words_does_not_count_when_it_is_checked_after_an_edit(cast: Cast) -> None:
    agreement = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    agreement = filed(cast, agreement)
    writing.edit(agreement, by=cast.max, at=NOON, read_version=agreement.version, title="Another")
    check_files()
    agreement.refresh_from_db()
    assert agreement.state == State.DRAFT
    assert not agreement.signatures.filter(voided_at=None).exists()


def test_the_paper_kills_the_link_and_while_it_is_checked_no_other_is_sent(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    link = invited(cast, agreement).invitation
    agreement.refresh_from_db()
    agreement = filed(cast, agreement)
    link.refresh_from_db()
    link.agreement.refresh_from_db()
    assert not inviting.is_open(link, NOON)
    with pytest.raises(Denied, match="is being checked"):
        invited(cast, agreement)


@pytest.mark.parametrize("days", [-1, 1])
def test_it_was_signed_neither_before_the_approval_nor_in_the_future(cast: Cast, days: int) -> None:
    agreement = approved(cast, surgery(cast))
    with pytest.raises(Denied, match="not a day"):
        filed(cast, agreement, on=TODAY + timedelta(days=days))
    assert not Attachment.objects.exists()


def test_only_a_copy_that_the_named_signatory_signed_is_kept_and_it_stands_under_their_name(
    cast: Cast,
) -> None:
    agreement = approved(cast, surgery(cast))
    with pytest.raises(Denied, match="Only Ash Rowan can sign for Elm Surgery"):
        filed(cast, agreement, name="Beech Hazel")
    assert not Attachment.objects.exists()
    filed(cast, agreement)
    signature = Signature.objects.get()
    assert (signature.name, signature.post) == ("Ash Rowan", "Senior partner")


def test_on_the_day_of_the_approval_it_is_not_signed_before_it(cast: Cast) -> None:
    filed(cast, approved(cast, surgery(cast)))
    signature = Signature.objects.get()
    assert signature.signed_at == signature.agreement.approved_at


def test_a_second_copy_waits_until_the_first_is_checked(cast: Cast) -> None:
    agreement = filed(cast, approved(cast, surgery(cast)))
    with pytest.raises(Denied, match="being checked already"):
        filed(cast, agreement)
    assert Signature.objects.count() == 1


def test_pressed_twice_one_copy_is_kept(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    key, before = uuid4(), Agreement.objects.get(pk=agreement.pk)
    filed(cast, agreement, key=key)
    with pytest.raises(Stale):
        filed(cast, before, key=key)
    assert (Attachment.objects.count(), Signature.objects.count()) == (1, 1)


def test_only_the_ig_team_puts_a_copy_in(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    for user in (cast.max, cast.sol, cast.fay):
        with pytest.raises(Denied):
            filed(cast, agreement, by=user)
    assert not Attachment.objects.exists()


def test_a_file_that_is_no_paper_is_not_kept(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    with pytest.raises(ValidationError):
        filed(cast, agreement, b"MZ is a program")
    assert not Signature.objects.exists()
