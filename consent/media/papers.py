"""How a paper of media is given to whoever asks for it; where there is none yet, the page that says so."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from consent.media import documents
from consent.media.models import Asset
from consent.media.register import MEDIA
from governance.documents import door, giving
from governance.ledger import writing as ledger


def given(
    request: HttpRequest, asset: Asset, kind: str, record_id: int, *, what: str, name: str, back: str
) -> HttpResponseBase:
    """The paper, to be saved, with the download in the ledger."""
    document = documents.find(kind, record_id)
    file: Any = door.opened(document) if document is not None else None
    if file is None:
        context = {
            "what": what,
            "lost": document is not None,
            "pdf_is_on": settings.PDF,
            "soon": "It is made when somebody takes back their yes. That takes about a minute.",
            "url": back,
            "instead": "go to the page with the same words",
        }
        return render(request, "documents/no_pdf.html", context, status=404)
    ledger.record(
        "download", register=MEDIA.name, reference=asset.reference, service_id=asset.service_id, paper=what
    )
    return giving.given(file, f"{name}.pdf")
