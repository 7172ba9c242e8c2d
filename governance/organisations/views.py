"""Organisations over HTTP: list, page, add and change. No personal data, so looking is not logged."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from governance.accounts.roles import May, may
from governance.errors import Denied
from governance.organisations import actions
from governance.organisations.forms import OrganisationForm
from governance.organisations.permissions import NOT_YOURS
from governance.organisations.register import ORGANISATIONS
from governance.records.paging import page
from governance.workflow.forms import attempt
from governance.workflow.requests import by

ADDRESS = "/organisations/"


def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation by name; search by part of a name, or a reference."""
    at, user = timezone.now(), by(request)
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:160]
    found = ORGANISATIONS.visible(user, at)
    if wanted:
        found = found.named_like(wanted)
    context = {
        "page": page(found.with_sorted_name(), request.GET, by=("sorted_name", "id")),
        "wanted": wanted,
        "may_create": bool(may(user.role, May.CREATE, "organisations")),
    }
    return render(request, "organisations/list.html", context)


def organisation(request: HttpRequest, reference: str) -> HttpResponse:
    """One organisation: what it is, whom to ask, how to send to it safely."""
    at, user = timezone.now(), by(request)
    ours = ORGANISATIONS.find(reference, user=user, at=at)
    context = {"organisation": ours, "may_edit": ORGANISATIONS.verbs["edit"].may(user, ours, at)}
    return render(request, "organisations/detail.html", context)


def create(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    at, user = timezone.now(), by(request)
    if not may(user.role, May.CREATE, "organisations"):
        raise Denied(NOT_YOURS)
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            ORGANISATIONS, form, lambda: actions.create(by=user, at=at, **form.facts), verb="create"
        )
        if saved:
            messages.success(request, f"{saved.name} is added.")
            return redirect("organisations:detail", saved.reference)
    context = {"form": form, "title": "Add an organisation", "back_url": ADDRESS}
    return render(request, "organisations/form.html", context)


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change what we hold about an organisation."""
    at, user = timezone.now(), by(request)
    ours = ORGANISATIONS.find(reference, user=user, at=at)
    if not (verdict := ORGANISATIONS.verbs["edit"].may(user, ours, at)):
        raise Denied(verdict)
    names = [name for name in OrganisationForm.base_fields if name != "read_version"]
    initial = {name: getattr(ours, name) for name in names} | {"read_version": ours.version}
    form = OrganisationForm(request.POST or None, initial=initial, organisation=ours)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["read_version"] or 0
        saved = attempt(
            ORGANISATIONS,
            form,
            lambda: actions.edit(ours, by=user, at=at, read_version=version, **form.facts),
            reference=reference,
            verb="edit",
        )
        if saved:
            messages.success(request, "The details are changed.")
            return redirect("organisations:detail", reference)
    context = {
        "form": form,
        "title": "Change details",
        "organisation": ours,
        "back_url": ORGANISATIONS.url(ours),
    }
    return render(request, "organisations/form.html", context)
