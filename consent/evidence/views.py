"""Evidence over HTTP: its page, its safe copy, and the file as it came."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.views.decorators.http import require_safe

from consent.evidence import actions
from consent.evidence.forms import DiscardForm
from consent.evidence.models import Evidence
from consent.evidence.permissions import may_discard, may_download, may_open_original
from consent.evidence.register import EVIDENCE
from consent.evidence.states import MACHINE
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.attachments.giving import attached, original_page
from governance.errors import demand
from governance.ledger.timeline import timeline
from governance.ledger.writing import record_view
from governance.people.names import masked, shown_name
from governance.people.register import PEOPLE
from governance.workflow.forms import attempt
from governance.workflow.requests import by


@require_safe
def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """What was kept, in which state it is, and who downloaded it."""
    at, user = timezone.now(), by(request)
    found = EVIDENCE.find(reference, user=user, at=at)
    record_view(
        register=EVIDENCE.name,
        reference=reference,
        person_id=found.person_id,
        service_id=found.service_id,
    )
    context = {
        "evidence": found,
        "name": shown_name(found.person, user),
        # Communications see the proofs of publicity, and open nobody's page (handbook section 12).
        "person_url": PEOPLE.url(found.person) if may(user.role, May.VIEW, "people") else "",
        "facts": _facts(found, user),
        "copy": may_download(user, found, at),
        "original": may_open_original(user, found, at),
        "discard": "discard" in MACHINE.open_verbs(found.state) and may_discard(user, found, at),
        "timeline": timeline(EVIDENCE.name, reference, EVIDENCE.happened),
    }
    return render(request, "evidence/detail.html", context)


@require_safe
def download(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The safe copy."""
    at, user = timezone.now(), by(request)
    found = EVIDENCE.find(reference, user=user, at=at)
    file = actions.download(found, by=user, at=at)
    return attached(file, found, "evidence", found.media_type)


def original(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The file as it came, for the IG team with a reason."""
    at, user = timezone.now(), by(request)
    found = EVIDENCE.find(reference, user=user, at=at)
    demand(may_open_original(user, found, at))
    return original_page(
        request,
        found,
        lambda reason: actions.open_original(found, by=user, at=at, reason=reason),
        register=EVIDENCE,
        back_url=EVIDENCE.url(found),
    )


def discard(request: HttpRequest, reference: str) -> HttpResponse:
    """Take away what no answer was recorded with."""
    at, user = timezone.now(), by(request)
    found = EVIDENCE.find(reference, user=user, at=at)
    MACHINE.target("discard", found.state)
    demand(may_discard(user, found, at))
    form = DiscardForm(request.POST or None, initial={"read_version": found.version})
    if form.is_valid():
        done = attempt(
            EVIDENCE,
            form,
            lambda: actions.discard(
                found, by=user, at=at, read_version=form.cleaned_data["read_version"], **form.facts
            ),
            reference=reference,
            person_id=found.person_id,
            verb="discard",
        )
        if done is not None:
            messages.success(request, "It is taken away, and its file is deleted.")
            return redirect(EVIDENCE.url(found))
    context = {
        "form": form,
        "title": "Take this paper away",
        "caption": f"{reference}, {shown_name(found.person, user)}",
        "intro": (
            "Do this where it is the wrong paper, or nobody needs it. Its file is deleted and cannot be brought "
            "back. We keep that it was here, who took it away, and why."
        ),
        "button": "Take it away and delete the file",
        "back_url": EVIDENCE.url(found),
    }
    return render(request, "staff/form.html", context, status=409 if form.conflict else 200)


def _facts(evidence: Evidence, user: User) -> list[dict[str, str]]:
    hidden = sight(user, "consents").masked
    signed = masked(evidence.signed_name) if hidden else evidence.signed_name
    size = filesizeformat(evidence.original_size) if evidence.original_size else ""
    rows = {
        "Signed by": signed,
        "The person was there": "Yes" if evidence.present else "",
        "Words that were shown": evidence.wording_label,
        "Hash of these words": evidence.wording_hash,
        "Size of the file": size,
        "Hash of the file as it came": evidence.original_sha256,
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]
