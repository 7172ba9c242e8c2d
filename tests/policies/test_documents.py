"""The PDF of a published version: ordered with it, tagged, and of the public's text only."""

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from governance.documents import door
from governance.documents.models import Document
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import STAFF_WORDS, draft, published

PDF = "/policies/keys-policy/versions/1.0/pdf/"


def test_publishing_orders_one_pdf_and_a_draft_none(cast: Cast) -> None:
    draft(cast)
    assert not Document.objects.exists()
    version = published(cast)
    assert Document.objects.get().record_id == version.pk


def test_until_it_is_made_the_page_says_so(cast: Cast) -> None:
    published(cast)
    answer = Client().get(PDF)
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "private, no-store"
    assert "The PDF is not here yet" in answer.content.decode()


def test_a_pdf_whose_file_is_lost_says_so_and_is_noted_without_names(
    cast: Cast, settings: object, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    published(cast)
    Document.objects.update(done_at=NOON, file="documents/gone.pdf")
    answer = Client().get(PDF)
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "private, no-store"
    assert "The PDF is lost" in answer.content.decode()
    assert "read the policy here" in answer.content.decode()
    [noted] = [record for record in caplog.records if record.name == "governance.documents.door"]
    assert noted.levelname == "ERROR"
    assert Document.objects.get().effect_key in noted.getMessage()
    assert "keys" not in noted.getMessage().lower()


@pytest.mark.pdf
def test_it_is_a_tagged_pdf_of_the_publics_text_alone(cast: Cast, settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    published(cast)
    assert door.make(Document.objects.get().pk)
    visitor, staff = Client().get(PDF), signed_in(cast.fay).get(PDF)
    assert visitor["Content-Type"] == "application/pdf"
    assert visitor["Cache-Control"] == "public, max-age=60"
    assert staff["Cache-Control"] == "private, no-store"
    content = visitor.getvalue()  # type: ignore[attr-defined]
    assert content == staff.getvalue()  # type: ignore[attr-defined]
    pdf = PdfReader(BytesIO(content))
    words = " ".join(page.extract_text() for page in pdf.pages)
    assert not [word for word in STAFF_WORDS if word in words]
    assert "Ask at the front desk" in words
    assert words.count("Uncontrolled when printed") == len(pdf.pages) + 1
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Keys policy"
