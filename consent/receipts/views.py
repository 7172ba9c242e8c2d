"""Receipts over HTTP: the page of one, its PDF, and the record for other computers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consent.consents.models import Consent
from consent.consents.register import CONSENTS
from consent.receipts import actions, documents
from consent.receipts.permissions import may_export, may_make, may_open
from consent.receipts.talks import talk_of
from governance.documents.giving import PRIVATE, given
from governance.errors import demand
from governance.ledger.timeline import timeline
from governance.ledger.writing import record_view
from governance.people.contact import contact_notes
from governance.workflow.requests import by

HAPPENED = {
    "receipt": "Receipt asked for",
    "receipt_download": "Receipt downloaded",
    "record_download": "Record for other computers downloaded",
}


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """What to know before a receipt is handed over, the button that makes it, and where to get it."""
    at, user = timezone.now(), by(request)
    found: Consent = CONSENTS.find(reference, user=user, at=at)
    demand(may_open(user, found))
    if request.method == "POST":
        actions.make(found, by=user, at=at)
        return redirect("receipts:detail", found.reference)
    record_view(
        register=CONSENTS.name, reference=reference, person_id=found.person_id, service_id=found.service_id
    )
    verdict, talk = may_make(user, found), talk_of(found)
    happened = timeline(CONSENTS.name, reference, HAPPENED, text=lambda event: "")
    context = {
        "consent": found,
        "consent_url": CONSENTS.url(found),
        "verdict": verdict,
        "may_export": bool(may_export(user, found)),
        "talk": talk,
        "told": [(each, each.state_at(at)) for each in talk.told],
        "notes": contact_notes(found.person),
        "document": documents.find(talk) if verdict else None,
        "ordered": bool(verdict) and documents.is_ordered(talk),
        "made_before": any(event.title == HAPPENED["receipt"] for event in happened),
        "pdf": settings.PDF,
        "timeline": happened,
    }
    return render(request, "receipts/detail.html", context)


@require_safe
def pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The receipt for the person."""
    at, user = timezone.now(), by(request)
    found: Consent = CONSENTS.find(reference, user=user, at=at)
    file = actions.download(found, by=user)
    if file is None:
        context = {
            "what": "receipt",
            "lost": documents.find(talk_of(found)) is not None,
            "pdf_is_on": settings.PDF,
            "soon": "It is made when somebody asks for it, and made anew when something has changed.",
            "url": f"/receipts/{found.reference}/",
            "instead": "go to the receipt’s page",
        }
        return render(request, "documents/no_pdf.html", context, status=404)
    return given(file, f"receipt-{found.reference}.pdf")


@require_safe
def export(request: HttpRequest, reference: str, form: str) -> JsonResponse:
    """The consent as a record for other computers, in one of the three forms."""
    at, user = timezone.now(), by(request)
    found: Consent = CONSENTS.find(reference, user=user, at=at)
    written = actions.export(found, form, by=user, at=at)
    media = "application/ld+json" if form == "record" else "application/fhir+json"
    name = f'attachment; filename="receipt-{found.reference}-{form}.json"'
    headers = {**PRIVATE, "Content-Disposition": name}
    return JsonResponse(
        written, content_type=media, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
