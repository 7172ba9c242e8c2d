"""The one door to WeasyPrint. Nothing outside the template gets in: its fetcher opens no address and no file."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from governance.documents import archive
from governance.documents.archive import Enclosed
from governance.documents.models import Document

log = logging.getLogger(__name__)


class Source(NamedTuple):
    """What a document is made from.

    language: of what its template puts into `<article>`, where that is not the language of the document.
    archive: made to be kept and read for as long as anybody needs it (PDF/A-3a, see `archive`). The `<title>` of its
    template stands in the file where others look for it, and so names nobody.
    enclosed: files that travel inside it; only an archive has some.
    """

    template: str
    context: dict[str, Any]
    language: str = ""
    archive: bool = False
    enclosed: Sequence[Enclosed] = ()


# Kind → how to find the source of a record's document. Each register adds its own when it is loaded.
_SOURCES: dict[str, Callable[[int], Source]] = {}


def renders(kind: str, source: Callable[[int], Source]) -> None:
    """Say where documents of `kind` come from: a function of the record's id."""
    _SOURCES[kind] = source


def pdf(source: Source) -> bytes:
    """A tagged PDF of the template: PDF/UA-1, or PDF/A-3a for the archive.

    Raises OSError where Pango is not installed, and ValueError for an enclosed file that may not be enclosed.
    """
    import pydyf
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    if source.enclosed and not source.archive:
        raise ValueError("only a document for the archive encloses files")

    def finish(document: Any, made: pydyf.PDF) -> None:
        # WeasyPrint passes over `lang` below the root, and a screen reader would use the wrong voice.
        for each in made.objects:
            if source.language and isinstance(each, pydyf.Dictionary) and each.get("S") == "/Art":
                each["Lang"] = pydyf.String(source.language)
        if source.archive:
            archive.finish(document, made)

    inside_only = URLFetcher(allowed_protocols=["data"])
    page = render_to_string(source.template, source.context)
    # Links to our own pages lead there from paper on a screen, too.
    html = HTML(string=page, base_url=settings.BASE_URL, url_fetcher=inside_only)
    if not source.archive:
        return bytes(html.write_pdf(pdf_variant="pdf/ua-1", finisher=finish))
    return bytes(
        html.write_pdf(
            pdf_variant="pdf/a-3a",
            stylesheets=[CSS(string=archive.STYLE)],
            attachments=archive.attachments(source.enclosed, inside_only),
            finisher=finish,
        )
    )


def want(kind: str, *, register: str, record_id: int, version: int, at: datetime) -> None:
    """Order the document of this version of a record, in the transaction that is open."""
    Document.objects.bulk_create(
        [
            Document(
                effect_key=f"{kind}:{record_id}:{version}",
                kind=kind,
                register=register,
                record_id=record_id,
                next_try_at=at,
            )
        ],
        ignore_conflicts=True,
    )


def ordered(kind: str, record_id: int, version: int) -> bool:
    """Whether the document of this version of a record was ordered, made or not."""
    return Document.objects.filter(effect_key=f"{kind}:{record_id}:{version}").exists()


def make(pk: int) -> bool:
    """Render a waiting document, hash it and keep it; says whether it was this call that did.

    No transaction is open while it is rendered: that may take long, and would hold up the sealing of the
    ledger. Two at once render twice and keep one.
    """
    waiting = Document.objects.filter(pk=pk, done_at=None)
    document = waiting.first()
    if document is None:
        return False
    content = pdf(_SOURCES[document.kind](document.record_id))
    with transaction.atomic():
        document = waiting.select_for_update().first()
        if document is None:
            return False
        document.sha256 = hashlib.sha256(content).hexdigest()
        document.file.save(f"{document.sha256}.pdf", ContentFile(content), save=False)
        document.done_at = timezone.now()
        document.save()
    return True


def find(kind: str, record_id: int, version: int) -> Document | None:
    """The finished document of this version of a record, if it has been made."""
    return Document.objects.filter(effect_key=f"{kind}:{record_id}:{version}").exclude(done_at=None).first()


def newest(kind: str, record_id: int) -> Document | None:
    """The document of this kind that was ordered last for a record, if it has been made."""
    last = Document.objects.filter(kind=kind, record_id=record_id).order_by("-pk").first()
    return last if last is not None and last.done_at is not None else None


def cancel(kind: str, record_id: int) -> None:
    """Take back every order of this kind for a record that has not been made yet, in the transaction that is open."""
    Document.objects.filter(kind=kind, record_id=record_id, done_at=None).delete()


def check(content: bytes) -> Document | None:
    """Which of our finished documents these bytes are; None for a paper that is not ours, or not as we made it."""
    return Document.objects.filter(sha256=hashlib.sha256(content).hexdigest()).order_by("pk").first()


def opened(document: Document) -> IO[bytes] | None:
    """The PDF of a finished document, open for reading; None where its file is lost, which the log tells."""
    try:
        file: IO[bytes] = document.file.open("rb")
    except OSError as fault:
        # Its own words hold a path; the key leads whoever runs the machine to the row.
        log.error("the file of document %s is lost: %s", document.effect_key, type(fault).__name__)
        return None
    return file
