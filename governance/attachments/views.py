"""Attachments over HTTP: the safe copy, or the page that says why there is none; and the file as it came."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.attachments import actions
from governance.attachments.giving import attached, original_page
from governance.attachments.models import Attachment
from governance.attachments.permissions import may_open_original
from governance.attachments.register import ATTACHMENTS
from governance.errors import Denied, Verdict, demand
from governance.ledger import writing as ledger
from governance.workflow.requests import by


@require_safe
def download(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The safe copy; the page that says why, where there is none or it is not for this user."""
    at, user = timezone.now(), by(request)
    found = ATTACHMENTS.find(reference, user=user, at=at)
    try:
        file = actions.download(found, by=user, at=at)
    except Denied as refusal:
        return _instead(request, found, refusal.verdict)
    return attached(file, found, "file", found.media_type)


def original(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The file as it came, for the IG team with a reason."""
    at, user = timezone.now(), by(request)
    found = ATTACHMENTS.find(reference, user=user, at=at)
    demand(may_open_original(user, found, at))
    return original_page(
        request,
        found,
        lambda reason: actions.open_original(found, by=user, at=at, reason=reason),
        register=ATTACHMENTS,
        back_url=found.record_url,
    )


def _instead(request: HttpRequest, found: Attachment, verdict: Verdict) -> HttpResponse:
    """What there is to say in place of the file. Refused is only who asks for one that is there."""
    ledger.record(
        "refused" if found.has_copy else "view",
        register=found.register,
        reference=found.record_reference,
        person_id=found.person_id,
        service_id=found.service_id,
        reason=verdict.reason if found.has_copy else "",
        attachment=found.reference,
    )
    facts = {
        "Belongs to": found.record_reference,
        "Size of the file": filesizeformat(found.original_size or 0),
        "Hash of the file as it came": found.original_sha256,
    }
    context = {
        "attachment": found,
        "verdict": verdict,
        "facts": [{"key": key, "value": value} for key, value in facts.items()],
        "original": may_open_original(by(request), found, timezone.now()),
    }
    return render(request, "attachments/instead.html", context, status=403 if found.has_copy else 200)
