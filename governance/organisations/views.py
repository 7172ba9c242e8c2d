"""Organisations over HTTP: list, page, and its steps. No personal data, so looking is not logged."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from governance.accounts.roles import May, may
from governance.calendar import local_day
from governance.errors import NotThere, demand
from governance.exports.bar import bar
from governance.ledger.models import Event
from governance.ledger.timeline import timeline
from governance.organisations import actions
from governance.organisations.assurance import standing, standing_by
from governance.organisations.filters import ASSURANCE, chosen, filters
from governance.organisations.forms import (
    AssuranceForm,
    ContactForm,
    EditForm,
    MergeForm,
    OrganisationForm,
    PartForm,
    RouteForm,
)
from governance.organisations.models import (
    Assurance,
    AssuranceKind,
    Contact,
    ContactRole,
    Kind,
    Organisation,
    Part,
    RouteKind,
    SecureRoute,
)
from governance.organisations.permissions import may_create, may_edit, may_merge
from governance.organisations.register import HAPPENED, ORGANISATIONS
from governance.records.paging import page
from governance.records.searching import searched
from governance.workflow.register import cards_beside
from governance.workflow.requests import by, take_step

ADDRESS = "/organisations/"
FACTS = [name for name in OrganisationForm.base_fields if name != "read_version"]


class PartPages(NamedTuple):
    """What the pages of a kind of part take: its model, form, verbs, and the titles to add and to change one."""

    model: type[Part]
    form: type[PartForm]
    add: Callable[..., Part]
    change: Callable[..., Part]
    noun: str
    titles: tuple[str, str]


PARTS = {
    "contacts": PartPages(
        Contact,
        ContactForm,
        actions.add_contact,
        actions.change_contact,
        "contact",
        ("Add a contact", "Change a contact"),
    ),
    "assurance": PartPages(
        Assurance,
        AssuranceForm,
        actions.add_assurance,
        actions.change_assurance,
        "assurance",
        ("Add a security assurance", "Change a security assurance"),
    ),
    "routes": PartPages(
        SecureRoute,
        RouteForm,
        actions.add_route,
        actions.change_route,
        "route",
        ("Add a safe way to send", "Change a safe way to send"),
    ),
}


def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation by name; search by part of a name, or a reference; or by how its assurance stands."""
    at, user = timezone.now(), by(request)
    wanted = filters(user, request.GET)
    found, asked = searched(chosen(user, wanted, at), request.GET)
    listed = page(found.with_sorted_name(), request.GET, by=("sorted_name", "id"))
    context = {
        "page": listed,
        "rows": [(each, standing_by(each.assured_until, local_day(at))) for each in listed.rows],
        **asked,
        "filters": wanted,
        "kinds": Kind.choices,
        "assurances": ASSURANCE.items(),
        "bar": None if asked["wanted"] else bar(user, ORGANISATIONS.name, wanted, rows=found),
        "may_create": bool(may(user.role, May.CREATE, "organisations")),
    }
    return render(request, "organisations/list.html", context)


def organisation(request: HttpRequest, reference: str) -> HttpResponse:
    """One organisation: what it is, whom to ask, how sure we are of it, how to send to it, and what happened."""
    at, user = timezone.now(), by(request)
    ours: Organisation = ORGANISATIONS.find(reference, user=user, at=at)
    on = local_day(at)
    contacts = list(ours.contacts.order_by("role", "name", "id"))
    routes = list(ours.secureroutes.select_related("verified_by").order_by("id"))
    context = {
        "organisation": ours,
        "standing": standing(ours, on),
        "contacts": [each for each in contacts if each.left_on is None or each.left_on > on],
        "left": [each for each in contacts if each.left_on is not None and each.left_on <= on],
        "assurances": ours.assurances.select_related("checked_by").order_by("-expires_on", "-id"),
        "routes": [each for each in routes if each.withdrawn_on is None or each.withdrawn_on > on],
        "withdrawn": [each for each in routes if each.withdrawn_on is not None and each.withdrawn_on <= on],
        "unsorted": RouteKind.UNSORTED,
        "duplicates": ours.duplicates.order_by("name"),
        "to_move": ours.pointed_to() if ours.merged_into_id else 0,
        "may_edit": may_edit(user, ours, at),
        "may_merge": may_merge(user, ours, at),
        "cards": cards_beside(ORGANISATIONS.name, ours, user=user, at=at),
        "timeline": timeline(ORGANISATIONS.name, ours.reference, HAPPENED, text=_text),
    }
    return render(request, "organisations/detail.html", context)


def _text(event: Event) -> str:
    detail, parts = event.detail, []
    kinds = {**dict(ContactRole.choices), **dict(AssuranceKind.choices), **dict(RouteKind.choices)}
    if detail.get("kind") in kinds:
        parts.append(f"{kinds[detail['kind']]}.")
    if "into" in detail:
        parts.append(f"The one that remains is {detail['into']}.")
    if "merged" in detail:
        parts.append(f"It was {detail['merged']}.")
    if "left" in detail:
        parts.append(f"{detail['left']} were left to move.")
    return " ".join([*parts, event.reason]).strip()


def create(request: HttpRequest) -> HttpResponse:
    """Add an organisation."""
    at, user = timezone.now(), by(request)
    demand(may_create(user, Organisation(), at))
    form = OrganisationForm(request.POST or None)
    return _step(
        request,
        form,
        lambda: actions.create(by=user, at=at, **form.facts),
        verb="create",
        done="The organisation is added. Now add whom to ask there, and how to send to them safely.",
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
    return _step(
        request,
        form,
        lambda: actions.edit(ours, by=user, at=at, **_facts(form)),
        verb="edit",
        done="The details are changed.",
        ours=ours,
        title="Change details",
    )


def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that this one is a duplicate, and which one remains."""
    at, user = timezone.now(), by(request)
    ours = ORGANISATIONS.find(reference, user=user, at=at)
    demand(may_merge(user, ours, at))
    form = MergeForm(request.POST or None, initial={"read_version": ours.version}, duplicate=ours)
    return _step(
        request,
        form,
        lambda: actions.merge(ours, by=user, at=at, **_facts(form)),
        verb="merge",
        done=f"{ours.reference} is merged into this record.",
        ours=ours,
        title=f"{ours.name} is a duplicate",
        intro="This record stays, but is not offered any more. Its name finds the one that remains, which gets its"
        " contacts, assurances and safe ways to send. What was recorded with this one is moved to it.",
        button="Merge the two",
    )


def add(request: HttpRequest, reference: str, part: str) -> HttpResponse:
    """Add a contact, an assurance or a safe way to send."""
    at, user = timezone.now(), by(request)
    ours = ORGANISATIONS.find(reference, user=user, at=at)
    demand(may_edit(user, ours, at))
    pages = PARTS[part]
    form = pages.form(request.POST or None, initial={"read_version": ours.version}, on=local_day(at))

    def step() -> Organisation:
        pages.add(ours, by=user, at=at, **_facts(form))
        return ours

    return _step(
        request,
        form,
        step,
        verb=f"add_{pages.noun}",
        done="It is added.",
        ours=ours,
        title=pages.titles[0],
    )


def change(request: HttpRequest, reference: str, part: str, pk: int) -> HttpResponse:
    """Change a contact, an assurance or a safe way to send."""
    at, user = timezone.now(), by(request)
    ours = ORGANISATIONS.find(reference, user=user, at=at)
    demand(may_edit(user, ours, at))
    pages = PARTS[part]
    # A number that is too large for PostgreSQL is nobody's.
    found = pages.model.objects.filter(organisation=ours, pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise NotThere(ORGANISATIONS.name, reference)
    initial = {name: getattr(found, name, None) for name in pages.form.base_fields}
    form = pages.form(
        request.POST or None,
        initial=initial | {"read_version": ours.version},
        on=local_day(at),
        part=found,
    )

    def step() -> Organisation:
        pages.change(found, by=user, at=at, **_facts(form))
        return ours

    return _step(
        request,
        form,
        step,
        verb=f"change_{pages.noun}",
        done="It is changed.",
        ours=ours,
        title=pages.titles[1],
    )


def _facts(form: Any) -> dict[str, Any]:
    """What was typed, with the version that was read; without one it is no version at all."""
    return {**form.facts, "read_version": form.cleaned_data["read_version"] or 0}


def _step(
    request: HttpRequest,
    form: Any,
    action: Callable[[], Organisation],
    *,
    ours: Organisation | None = None,
    **context: Any,
) -> HttpResponse:
    if ours is not None:
        context |= {"reference": ours.reference, "caption": ours.name, "back_url": ORGANISATIONS.url(ours)}
    return take_step(
        request,
        form,
        action,
        register=ORGANISATIONS,
        then=ORGANISATIONS.url,
        template="organisations/form.html",
        topic="sharing",
        **context,
    )
