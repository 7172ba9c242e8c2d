"""Consent wording over HTTP: list, one version, its blank form, and one view for every step of it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from consent.kinds import Kind
from consent.wording import actions, documents, forms
from consent.wording.models import WordingVersion
from consent.wording.permissions import may_write
from consent.wording.register import ADDRESS, VERSIONS
from consent.wording.rules import Purpose
from consent.wording.states import FIXED, MACHINE, State
from consent.wording.versions import text
from governance.accounts.roles import APPROVED, May, may
from governance.differences import compare
from governance.documents.door import opened
from governance.errors import NotThere, demand
from governance.ledger.timeline import timeline
from governance.records.paging import page
from governance.workflow.forms import VerbForm
from governance.workflow.requests import by, take_step

HAPPENED = {
    "draft": "Written",
    "edit": "Changed",
    "submit": "Sent for approval",
    "send_back": "Sent back",
    "approve": "Approved",
    "retire": "Taken out of use",
}
# The verbs that take a text on its way: the one that is open gets the green button.
ONWARD = ("submit", "approve")
WORDING = ("kind", "purpose", "style", "language", "nation")
TEXT = ("title", "body", "what_changed")


class Act(NamedTuple):
    """What one verb takes: its form, its action, what its page says first, and what to say once it is done."""

    form: type[VerbForm]
    action: Callable[..., WordingVersion]
    intro: str
    done: str


ACTS = {
    "edit": Act(
        forms.TextForm,
        actions.edit,
        "If it was sent for approval, it is a draft again and has to be sent anew.",
        "The text is changed.",
    ),
    "submit": Act(
        VerbForm,
        actions.submit,
        "Someone in the IG team who wrote none of it reads it next.",
        "The text is waiting for approval.",
    ),
    "approve": Act(
        forms.ApproveForm,
        actions.approve,
        "You say that this text is right, down to the word. Staff can use it at once, and the version before "
        "it is no longer used. It can never be changed again.",
        "The text is approved and in use.",
    ),
    "send_back": Act(forms.SendBackForm, actions.send_back, "", "The text is sent back."),
    "retire": Act(
        forms.RetireForm,
        actions.retire,
        "Nobody can use it for a new consent from now on. Consents that were given with it still show it.",
        "The text is no longer used.",
    ),
}


def wordings(request: HttpRequest) -> HttpResponse:
    """The texts that the user may see, those for one kind together."""
    at, user = timezone.now(), by(request)
    found = VERSIONS.visible(user, at)
    chosen = {name: request.GET.get(name, "") for name in ("kind", "purpose", "state")}
    if chosen["kind"] in Kind.values:
        found = found.filter(wording__kind=chosen["kind"])
    if chosen["purpose"] in Purpose.values:
        found = found.filter(wording__purpose=chosen["purpose"])
    if chosen["state"] in State.values:
        found = found.filter(state=chosen["state"])
    listed = page(found, request.GET, by=("wording__kind", "wording__purpose", "id"))
    cell = may(user.role, May.VIEW, "consent_wording")
    context = {
        "page": listed,
        "rows": [(version, State(version.state)) for version in listed.rows],
        "filters": chosen,
        "kinds": Kind.choices,
        "purposes": Purpose.choices,
        "states": State.choices if cell and cell.note != APPROVED else [],
        "may_create": bool(may_write(user, WordingVersion(), at)),
    }
    return render(request, "wording/list.html", context)


def create(request: HttpRequest) -> HttpResponse:
    """Write a text. The address may name a version to start from."""
    at, user = timezone.now(), by(request)
    demand(may_write(user, WordingVersion(), at))
    start = request.GET.get("from", "")
    initial: dict[str, Any] = {}
    if start:
        before = VERSIONS.find(start, user=user, at=at)
        initial = {name: getattr(before.wording, name) for name in WORDING}
        initial |= {"title": before.title, "body": before.body}
    form = forms.DraftForm(request.POST if request.method == "POST" else None, initial=initial)
    return take_step(
        request,
        form,
        lambda: actions.draft(by=user, at=at, **form.facts),
        register=VERSIONS,
        verb="draft",
        done="It is a draft now. Read it through, then send it for approval.",
        then=VERSIONS.url,
        template="staff/form.html",
        topic="consent",
        title="Write a text",
        intro="If we have a text of this kind already, this becomes its next version.",
        button="Save as a draft",
        back_url=f"/{ADDRESS}/",
    )


def version(request: HttpRequest, reference: str) -> HttpResponse:
    """One version: how it reads, what changed since the one before, and the next steps."""
    at, user = timezone.now(), by(request)
    found: WordingVersion = VERSIONS.find(reference, user=user, at=at)
    steps = VERSIONS.steps(found, user=user, at=at)
    earlier = found.wording.versions.fixed().filter(number__lt=found.number).order_by("-number").first()
    writes = bool(may_write(user, found, at))
    context = {
        "version": found,
        "state": State(found.state),
        "text": text(found),
        "earlier": earlier,
        "changes": compare(_whole(earlier), _whole(found)) if earlier else [],
        "steps": [step for step in steps if step.verdict],
        # Whoever only uses a text that is in use need not know what they cannot do to it.
        "missing_steps": [step for step in steps if not step.verdict and found.state not in FIXED],
        "main_verb": next((step.verb for step in steps if step.verdict and step.verb in ONWARD), ""),
        "may_renew": writes and found.state in FIXED,
        "has_form": found.is_form and found.state in FIXED,
        "timeline": timeline(VERSIONS.name, found.reference, HAPPENED),
    }
    return render(request, "wording/detail.html", context)


def pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The blank form to print, for everyone who may see the version."""
    found: WordingVersion = VERSIONS.find(reference, user=by(request), at=timezone.now())
    if not found.is_form or found.state not in FIXED:
        raise NotThere(VERSIONS.name, reference)
    document = documents.find(found)
    file = opened(document) if document else None
    if file is not None:
        return FileResponse(file, filename=f"{found.reference}.pdf", content_type="application/pdf")
    context = {
        "what": "form",
        "lost": document is not None,
        "pdf_is_on": settings.PDF,
        "soon": "It is made soon after the text is approved. Try again in a minute.",
        "url": VERSIONS.url(found),
        "instead": "read the text",
    }
    return render(request, "documents/no_pdf.html", context, status=404)


def act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """One step of one version."""
    at, user = timezone.now(), by(request)
    found: WordingVersion = VERSIONS.find(reference, user=user, at=at)
    if verb not in ACTS:
        raise NotThere(VERSIONS.name, reference)
    step = ACTS[verb]
    MACHINE.target(verb, found.state)
    demand(VERSIONS.verbs[verb].may(user, found, at))
    initial = {name: getattr(found, name) for name in (*TEXT, "content_hash")}
    form = step.form(
        request.POST if request.method == "POST" else None, initial={**initial, "read_version": found.version}
    )
    return take_step(
        request,
        form,
        lambda: step.action(
            found, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        ),
        register=VERSIONS,
        verb=verb,
        done=step.done,
        then=VERSIONS.url,
        template="wording/approve.html" if verb == "approve" else "staff/form.html",
        reference=reference,
        version=found,
        text=text(found) if verb == "approve" else "",
        title=VERSIONS.verbs[verb].label,
        caption=found.label,
        button=VERSIONS.verbs[verb].label,
        intro=step.intro,
        back_url=VERSIONS.url(found),
    )


def _whole(version: WordingVersion) -> str:
    return f"{version.title}\n\n{version.body}"
