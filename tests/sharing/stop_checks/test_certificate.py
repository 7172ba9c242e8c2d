"""The certificate of a transfer, made for real and read: what was approved, by whom, and that it came; about nobody."""

from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from governance.documents import door
from governance.documents.models import Document
from sharing.stop_checks import actions, actions_sending, certificate
from sharing.stop_checks.models import StopCheck
from tests.cast import NOON, Cast, signed_in
from tests.documents.test_archive import faults
from tests.sharing.stop_checks.walk import (
    ORDER,
    approved,
    partner,
    received,
    submitted,
    table,
    with_file,
    written,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]
NUMBER = "9434765919"


@pytest.fixture
def came(cast: Cast) -> StopCheck:
    """Sent and received, about sixty people, one of whom is Sam."""
    cast.person(nhs_number=NUMBER)
    body, _ = partner(cast)
    check = with_file(written(cast, body), table(60, numbers=(NUMBER,)))
    assert check.extract is not None
    assert check.extract.listed.count() == 1
    return received(approved(actions.submit(check, by=cast.fay, at=NOON), cast.dana))


def made() -> bytes:
    order = Document.objects.get(kind=certificate.CERTIFICATE, done_at=None)
    assert door.make(order.pk)
    order.refresh_from_db()
    return order.file.read()


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_it_says_what_was_approved_by_whom_and_that_it_came(cast: Cast, came: StopCheck) -> None:
    content = made()
    text = words(content)
    for said in (
        came.reference,
        "Ash Rowan, practice manager, Elm Surgery",
        "Secure email",
        "Fay Example",
        "Dana Example, 22 November 2026, 12:00",
        "The same, by its SHA-256",
        "LOG-2026-0001, version",
        "Deleted on 22 November 2026, 12:00",
        "Not said yet",
    ):
        assert said in text
    assert came.approved_sha256 in text.replace(" ", "")


def test_it_is_for_the_archive(cast: Cast, came: StopCheck) -> None:
    content = made()
    assert list(faults(content)) == []
    with pikepdf.open(BytesIO(content)) as pdf, pdf.open_metadata() as claimed:
        assert (claimed["pdfaid:part"], claimed["pdfaid:conformance"]) == ("3", "A")


def test_it_names_nobody_whom_the_file_lists_and_holds_nothing_of_it(cast: Cast, came: StopCheck) -> None:
    text = words(made())
    for never in ("Sam", "Rivers", NUMBER, "943 476 5919", "PER-", "Weekly"):
        assert never not in text


def test_it_is_made_anew_with_how_our_copy_was_deleted(cast: Cast, came: StopCheck) -> None:
    first = made()
    actions_sending.close(came, by=cast.fay, at=NOON, how="From the drive and its bin; Max saw it.")
    text = words(made())
    assert "From the drive and its bin; Max saw it." in text
    assert "Not said yet" not in text
    answer = signed_in(cast.max).get(f"/stop-checks/{came.reference}/certificate/")
    content = b"".join(answer.streaming_content)
    assert words(content) == text
    assert content != first
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == f'attachment; filename="certificate-{came.reference}.pdf"'


def test_before_it_came_there_is_none(cast: Cast) -> None:
    body, _ = partner(cast)
    check = written(cast, body)
    assert signed_in(cast.fay).get(f"/stop-checks/{check.reference}/certificate/").status_code == 404


def test_it_names_the_law_or_order_that_compelled_us(cast: Cast) -> None:
    body, _ = partner(cast)
    received(approved(submitted(cast, body, compelled_by="COURT_ORDER"), cast.dana))
    assert f"The law or order that compelled us {ORDER}" in words(made())
