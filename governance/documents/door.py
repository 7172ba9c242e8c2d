"""The one door to WeasyPrint. Nothing outside the template gets in: its fetcher opens no address and no file."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import IO, Any, NamedTuple

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from governance.documents.models import Document

log = logging.getLogger(__name__)


class Source(NamedTuple):
    """What a document is made from.

    language: of what its template puts into `<article>`, where that is not the language of the document.
    """

    template: str
    context: dict[str, Any]
    language: str = ""


# Kind → how to find the source of a record's document. Each register adds its own when it is loaded.
_SOURCES: dict[str, Callable[[int], Source]] = {}


def renders(kind: str, source: Callable[[int], Source]) -> None:
    """Say where documents of `kind` come from: a function of the record's id."""
    _SOURCES[kind] = source


def pdf(source: Source) -> bytes:
    """A tagged PDF (PDF/UA-1) of the template. Raises OSError where Pango is not installed."""
    import pydyf
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    def say_the_language(_: Any, made: pydyf.PDF) -> None:
        # WeasyPrint passes over `lang` below the root, and a screen reader would use the wrong voice.
        for each in made.objects:
            if source.language and isinstance(each, pydyf.Dictionary) and each.get("S") == "/Art":
                each["Lang"] = pydyf.String(source.language)

    html = HTML(
        string=render_to_string(source.template, source.context),
        url_fetcher=URLFetcher(allowed_protocols=["data"]),
    )
    return bytes(html.write_pdf(pdf_variant="pdf/ua-1", finisher=say_the_language))


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


def opened(document: Document) -> IO[bytes] | None:
    """The PDF of a finished document, open for reading; None where its file is lost, which the log tells."""
    try:
        file: IO[bytes] = document.file.open("rb")
    except OSError as fault:
        # Its own words hold a path; the key leads whoever runs the machine to the row.
        log.error("the file of document %s is lost: %s", document.effect_key, type(fault).__name__)
        return None
    return file
