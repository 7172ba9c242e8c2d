"""The pages of the provider's person: what came, and the receipt. Without an account, by a link that was mailed.

They show numbers and hashes, and name nobody whose record went.
"""

from typing import Any

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.documents import door
from governance.errors import IllegalTransition
from governance.workflow.guests import charity, gone, guest
from sharing.closures import actions_receiving, documents, links
from sharing.closures.actions_receiving import Gone
from sharing.closures.forms import TakenOverForm
from sharing.closures.models import TakenOverLink


@guest("closures/staff.html")
def taken_over(request: HttpRequest, token: str) -> HttpResponseBase:
    """The manifest and the form to sign, or the receipt; the same few words for every link that does not work."""
    at, link = timezone.now(), TakenOverLink.of(token)
    if link is None:
        return gone(request)
    if not links.is_open(link, at):
        return _again(request, link) or gone(request)
    if link.for_copy:
        ready = documents.find("receipt", link.closure) is not None
        return render(request, "closures/copy.html", {**_about(link), "ready": ready})
    form = TakenOverForm(request.POST if request.method == "POST" else None, closure=link.closure)
    if form.is_bound and form.is_valid():
        key = form.cleaned_data["form_key"]
        try:
            closure = actions_receiving.receive(link, form.receipt, at=at, form_key=key)
        except (Gone, IllegalTransition):
            return _again(request, link) or gone(request)
        return _thanks(request, link, differs=closure.differs)
    context = {**_about(link), "form": form, "lines": documents.lines(link.closure)}
    return render(request, "closures/taken_over.html", context)


@require_safe
@guest("closures/staff.html")
def receipt(request: HttpRequest, token: str) -> HttpResponseBase:
    """The receipt that both signed, as a PDF."""
    link = TakenOverLink.of(token)
    if link is None or not link.for_copy or not links.is_open(link, timezone.now()):
        return gone(request)
    document = documents.find("receipt", link.closure)
    file: Any = door.opened(document) if document is not None else None
    if file is None:
        return render(request, "closures/copy.html", {**_about(link), "ready": False})
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"receipt-{link.closure.reference}.pdf",
        content_type="application/pdf",
        headers={"X-Content-Type-Options": "nosniff"},
    )


def _again(request: HttpRequest, link: TakenOverLink) -> HttpResponseBase | None:
    """The same page for whoever sends the form again with which they signed."""
    key = request.POST.get("form_key", "")
    if not key or not actions_receiving.signed_with(link, key):
        return None
    link.refresh_from_db()
    return _thanks(request, link, differs=link.differs)


def _thanks(request: HttpRequest, link: TakenOverLink, *, differs: str) -> HttpResponseBase:
    return render(request, "closures/thanks.html", {**_about(link), "differs": differs})


def _about(link: TakenOverLink) -> dict[str, Any]:
    return {**charity(), "link": link, "closure": link.closure}
