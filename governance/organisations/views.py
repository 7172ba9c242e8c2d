"""Organisations over HTTP: list, page, add and change. No personal data, so looking is not logged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.accounts.roles import May, may
from governance.errors import demand
from governance.ledger.timeline import timeline
from governance.organisations import actions
from governance.organisations.forms import EditForm, OrganisationForm
from governance.organisations.models import Organisation
from governance.organisations.permissions import may_create, may_edit
from governance.organisations.register import ORGANISATIONS
from governance.records.paging import page
from governance.records.searching import SHORTEST_SEARCH, typed
from governance.workflow.requests import by, take_step

ADDRESS = "/organisations/"
FACTS = [name for name in OrganisationForm.base_fields if name != "read_version"]
HAPPENED = {"create": "Added", "edit": "Details changed"}


def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation by name; search by part of a name, or a reference."""
    at, user = timezone.now(), by(request)
    wanted = typed(request.GET)
    too_short = bool(wanted) and len(wanted) < SHORTEST_SEARCH
    found = ORGANISATIONS.visible(user, at)
    if wanted:
        found = found.none() if too_short else found.named_like(wanted)
    context = {
        "page": page(found.with_sorted_name(), request.GET, by=("sorted_name", "id")),
        "wanted": wanted,
        "too_short": too_short,
        "may_create": bool(may(user.role, May.CREATE, "organisations")),
    }
    return render(request, "organisations/list.html", context)


def organisation(request: HttpRequest, reference: str) -> HttpResponse:
    """One organisation: what it is, whom to ask, how to send to it safely, and what happened to it."""
    at, user = timezone.now(), by(request)
    ours = ORGANISATIONS.find(reference, user=user, at=at)
    context = {
        "organisation": ours,
        "may_edit": ORGANISATIONS.verbs["edit"].may(user, ours, at),
        "timeline": timeline(ORGANISATIONS.name, ours.reference, HAPPENED),
    }
    return render(request, "organisations/detail.html", context)


def create(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    at, user = timezone.now(), by(request)
    demand(may_create(user, Organisation(), at))
    form = OrganisationForm(request.POST or None)
    return take_step(
        request,
        form,
        lambda: actions.create(by=user, at=at, **form.facts),
        register=ORGANISATIONS,
        verb="create",
        done="The organisation is added.",
        then=ORGANISATIONS.url,
        template="staff/form.html",
        topic="sharing",
        title="Add an organisation",
        back_url=ADDRESS,
    )


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Change what we hold about an organisation."""
    at, user = timezone.now(), by(request)
    ours = ORGANISATIONS.find(reference, user=user, at=at)
    demand(may_edit(user, ours, at))
    initial = {name: getattr(ours, name) for name in FACTS} | {"read_version": ours.version}
    form = EditForm(request.POST or None, initial=initial, organisation=ours)
    return take_step(
        request,
        form,
        lambda: actions.edit(
            ours, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        ),
        register=ORGANISATIONS,
        verb="edit",
        done="The details are changed.",
        then=ORGANISATIONS.url,
        template="staff/form.html",
        topic="sharing",
        reference=reference,
        title="Change details",
        caption=ours.reference,
        back_url=ORGANISATIONS.url(ours),
    )
