"""The certificate of a deletion, made for real and read: what was recorded, by whom it is gone; about nobody."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from consent.recordings import actions_ending, documents
from consent.recordings.models import Recording
from consent.recordings.register import RECORDINGS
from governance.documents import door
from governance.documents.models import Document
from tests.cast import NOON, Cast, signed_in
from tests.consent.recordings.sessions import TITLE, deleted, kept, stored
from tests.documents.test_archive import faults

pytestmark = [pytest.mark.django_db, pytest.mark.pdf]


@pytest.fixture
def made(cast: Cast) -> Recording:
    """Of Sam, with a file that was kept here."""
    recording = kept(cast, stored(cast, cast.person("Sam Rivers")))
    gone = actions_ending.confirm_deletion(deleted(recording, by=cast.fay), by=cast.max, at=NOON)
    assert door.make(Document.objects.get(kind=documents.CERTIFICATE, done_at=None).pk)
    return gone


def test_it_says_what_is_gone_who_deleted_it_and_who_saw_it_and_names_nobody_in_it(
    cast: Cast, made: Recording
) -> None:
    document = documents.find(made)
    assert document is not None
    content = document.file.read()
    pages = PdfReader(BytesIO(content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    consent = made.participants.get(person__isnull=False).consent
    assert consent is not None
    for said in (
        made.reference,
        f"{consent.reference}, version",
        "In backups It is gone",
        "Fay Example, 22 November 2026, 12:00",
        "Max Example, 22 November 2026, 12:00",
        "The entry stays until 22 November 2032",
    ):
        assert said in text
    assert made.parts.get().sealed.sha256 in text.replace(" ", "")
    for hidden in ("Sam Rivers", TITLE):
        assert hidden not in text
    assert list(faults(content)) == []


def test_whoever_reads_its_words_gets_it_and_nobody_else(cast: Cast, made: Recording) -> None:
    where = f"{RECORDINGS.url(made)}certificate/"
    assert "Certificate of the deletion" in signed_in(cast.max).get(RECORDINGS.url(made)).content.decode()
    assert signed_in(cast.max).get(where)["Content-Type"] == "application/pdf"
    for user in (cast.aled, cast.finn, cast.dana):
        assert signed_in(user).get(where).status_code == 404
