"""Policies over HTTP for those who write and approve them: drafts, one version, and its steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from governance.accounts.roles import May, may
from governance.errors import Denied, NotThere
from governance.policies import actions, forms
from governance.policies.models import PolicyVersion
from governance.policies.pages import staff_page
from governance.policies.permissions import IG_ONLY
from governance.policies.register import VERSIONS
from governance.policies.states import READABLE, State
from governance.records.paging import page
from governance.workflow.forms import VerbForm, attempt
from governance.workflow.requests import by

# Verb → its form, what it does, and what to say once it is done.
STEPS: dict[str, tuple[type[VerbForm], Callable[..., PolicyVersion], str]] = {
    "edit": (forms.TextForm, actions.edit, "The text is replaced."),
    "submit": (VerbForm, actions.submit, "The policy is with the IG team."),
    "endorse": (VerbForm, actions.endorse, "The policy is with its sponsor."),
    "send_back": (forms.SendBackForm, actions.send_back, "The policy is sent back."),
    "publish": (VerbForm, actions.publish, "The policy is published. Everyone can read it now."),
    "appoint": (forms.AppointForm, actions.appoint, "The sponsor is named."),
}

# The verbs that take a version on its way; the first that is open gets the green button.
ONWARD = ("submit", "endorse", "publish")


def drafts(request: HttpRequest) -> HttpResponse:
    """Versions that are not published: all for the IG team, one's own for a sponsor."""
    at, user = timezone.now(), by(request)
    unpublished = VERSIONS.visible(user, at).exclude(state__in=READABLE)
    listed = page(unpublished, request.GET, by=("-created_at", "-id"))
    context = {
        "page": listed,
        "rows": [(version, State(version.state)) for version in listed.rows],
        "may_create": bool(may(user.role, May.CREATE, "policies")),
    }
    return render(request, "policies/drafts.html", context)


def create(request: HttpRequest) -> HttpResponse:
    """Bring in a policy: a new one, or a new version of one that we have."""
    at, user = timezone.now(), by(request)
    if not may(user.role, May.CREATE, "policies"):
        raise Denied(IG_ONLY)
    form = forms.ImportForm(*_sent(request))
    if form.is_valid():
        made = attempt(
            VERSIONS, form, lambda: actions.import_text(by=user, at=at, **form.facts), verb="draft"
        )
        if made:
            messages.success(request, f"{made} is a draft now. Look at what the importer decided.")
            return redirect("policies:detail", made.reference)
    context = {"form": form, "title": "Bring in a policy", "back_url": "/policies/drafts/"}
    return render(request, "policies/form.html", context)


def version(request: HttpRequest, reference: str) -> HttpResponse:
    """One version: what the importer decided, the next steps, and how it will look."""
    at, user = timezone.now(), by(request)
    version = VERSIONS.find(reference, user=user, at=at)
    steps = VERSIONS.steps(version, user=user, at=at)
    context = {
        "version": version,
        "state": State(version.state),
        "steps": steps,
        "main_verb": next((step.verb for step in steps if step.verdict and step.verb in ONWARD), ""),
        "page": staff_page(version),
        "readable": version.state in READABLE,
    }
    return render(request, "policies/detail.html", context)


def act(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    """One step of one version."""
    at, user = timezone.now(), by(request)
    version = VERSIONS.find(reference, user=user, at=at)
    if verb not in STEPS:
        raise NotThere(VERSIONS.name, reference)
    kind, action, done = STEPS[verb]
    VERSIONS.machine.target(verb, version.state)  # type: ignore[union-attr]
    if not (verdict := VERSIONS.verbs[verb].may(user, version, at)):
        raise Denied(verdict)
    form = kind(*_sent(request), initial={"read_version": version.version})
    if form.is_valid():
        read_version = form.cleaned_data["read_version"] or 0
        saved = attempt(
            VERSIONS,
            form,
            lambda: action(version, by=user, at=at, read_version=read_version, **form.facts),
            reference=reference,
            verb=verb,
        )
        if saved:
            messages.success(request, done)
            return redirect("policies:detail", reference)
    return render(request, "policies/form.html", _asking(version, verb, form))


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _asking(version: PolicyVersion, verb: str, form: VerbForm) -> dict[str, Any]:
    return {
        "form": form,
        "title": VERSIONS.verbs[verb].label,
        "version": version,
        "verb": verb,
        "back_url": VERSIONS.url(version),
    }
