"""The PDF of an agreement, opened and read: what was signed, by whom, made once, for the archive."""

import json
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from governance.documents import door
from governance.documents.models import Document
from sharing.agreements import documents, writing
from sharing.agreements.content import fingerprint
from sharing.agreements.models import Agreement
from tests.cast import NOON, Cast, signed_in
from tests.documents.test_archive import faults
from tests.sharing.agreements.walk import active, approved, surgery

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]


def made(kind: str) -> bytes:
    order = Document.objects.get(kind=kind, done_at=None)
    assert door.make(order.pk)
    order.refresh_from_db()
    return order.file.read()


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_what_is_to_be_signed_reads_as_it_was_approved_and_has_a_line_for_each_signature(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    text = words(made(documents.TO_SIGN))
    for said in ("Care with Elm Surgery", "Their care plan", "Ash Rowan", "Senior Information Risk Owner"):
        assert said in text
    assert "not in force until everybody below has signed" in text
    assert agreement.approved_hash in text.replace(" ", "")
    assert documents.find(agreement) is not None


def test_the_signed_agreement_is_for_the_archive_with_the_text_and_every_signature(cast: Cast) -> None:
    agreement = active(cast, surgery(cast))
    content = made(documents.SIGNED)
    assert list(faults(content)) == []
    text = words(content)
    for said in (agreement.log_number, "Priya Example", "Sol Example", "Ash Rowan", "Nobody else knows"):
        assert said in text
    with pikepdf.open(BytesIO(content)) as pdf:
        with pdf.open_metadata() as claimed:
            assert (claimed["pdfaid:part"], claimed["pdfaid:conformance"]) == ("3", "A")
        attached = pdf.attachments
        inside = json.loads(attached[f"{agreement.reference}.json"].get_file().read_bytes())
    assert inside == agreement.frozen
    assert fingerprint(inside) == agreement.approved_hash


def test_it_says_who_approved_it_and_from_which_day_it_is_in_force(cast: Cast) -> None:
    active(cast, surgery(cast), starts_on=date(2027, 2, 1))
    for kind in (documents.TO_SIGN, documents.SIGNED):
        text = words(made(kind))
        assert "Approved on 22 November 2026, 12:00 by Priya Example, Data Protection Officer." in text
    assert "It is in force from 1 February 2027 to 31 October 2028." in text


def test_no_word_of_a_name_is_broken_where_it_is_signed(cast: Cast) -> None:
    name = "Gloucestershire Psychopharmacology and Neurorehabilitation Partnership"
    active(cast, surgery(cast, name))
    for kind in (documents.TO_SIGN, documents.SIGNED):
        text = words(made(kind))
        assert name in text[text.index("Name and post") :]


def test_it_is_made_once(cast: Cast) -> None:
    active(cast, surgery(cast))
    made(documents.SIGNED)
    order = Document.objects.get(kind=documents.SIGNED)
    assert not door.make(order.pk)


def test_what_was_ordered_for_words_that_were_changed_since_is_not_made(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    order = Document.objects.get(kind=documents.TO_SIGN)
    writing.edit(agreement, by=cast.max, at=NOON, read_version=agreement.version, title="Another")
    assert not door.make(order.pk)
    with pytest.raises(Agreement.DoesNotExist):
        documents.to_sign(agreement.pk)


def test_whoever_sees_the_agreement_gets_its_pdf(cast: Cast) -> None:
    agreement = active(cast, surgery(cast))
    content = made(documents.SIGNED)
    for user in (cast.max, cast.fay, cast.aled):
        answer = signed_in(user).get(f"/agreements/{agreement.reference}/pdf/")
        assert b"".join(answer.streaming_content) == content
        assert answer["Cache-Control"] == "private, no-store"


def test_before_it_is_made_a_page_says_so(cast: Cast) -> None:
    agreement = active(cast, surgery(cast))
    answer = signed_in(cast.max).get(f"/agreements/{agreement.reference}/pdf/")
    assert answer.status_code == 404
    assert "being made" in answer.content.decode()


def checked(cast: Cast, agreement: Agreement, content: bytes) -> str:
    copy = SimpleUploadedFile("copy.pdf", content, "application/pdf")
    return (
        signed_in(cast.max)
        .post(f"/agreements/{agreement.reference}/verify/", {"copy": copy})
        .content.decode()
    )


def test_a_copy_is_ours_to_the_last_byte_or_it_is_not(cast: Cast) -> None:
    agreement = active(cast, surgery(cast))
    content = made(documents.SIGNED)
    page = checked(cast, agreement, content)
    assert "Yes, this is the signed agreement" in page
    assert "The record says what was signed" in page
    for altered in (content[:-1], content + b"\n", content.replace(b"%PDF-1.7", b"%PDF-1.6", 1), b"x"):
        assert altered != content
        assert "No, this is not our signed agreement" in checked(cast, agreement, altered)


def test_another_agreements_pdf_is_not_this_ones(cast: Cast) -> None:
    first = active(cast, surgery(cast))
    content = made(documents.SIGNED)
    second = active(cast, surgery(cast, "Oak Surgery"))
    assert "Yes, this is" in checked(cast, first, content)
    assert "No, this is not" in checked(cast, second, content)


def test_a_record_that_was_changed_behind_our_back_is_told_of(cast: Cast) -> None:
    agreement = active(cast, surgery(cast))
    assert documents.still_as_signed(agreement)
    Agreement.objects.filter(pk=agreement.pk).update(purpose="Something else.")
    agreement.refresh_from_db()
    assert not documents.still_as_signed(agreement)
    assert "The record does not say what was signed" in checked(cast, agreement, b"x")


def test_a_part_that_was_changed_behind_our_back_is_told_of(cast: Cast) -> None:
    agreement = active(cast, surgery(cast))
    agreement.items.update(necessity="Something else.")
    assert not documents.still_as_signed(agreement)
