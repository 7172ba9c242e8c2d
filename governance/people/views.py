"""People over HTTP: list, page, and one view a verb."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.calendar import age_on, local_day
from governance.errors import Denied, NotThere
from governance.ledger.writing import record_view
from governance.people import actions, forms
from governance.people.models import AccessExclusion, Case, Person
from governance.people.names import shown_name
from governance.people.permissions import NOT_YOURS
from governance.people.register import CASES, EXCLUSIONS, PEOPLE
from governance.records.paging import PAGE, page
from governance.workflow.forms import VerbForm, attempt
from governance.workflow.register import REGISTERS
from governance.workflow.requests import by

SHORTEST_SEARCH = 3


def people(request: HttpRequest) -> HttpResponse:
    """Everyone the user may see, by name."""
    listed = page(PEOPLE.visible(by(request), timezone.now()), request.GET, by=("name", "id"))
    return _list(request, listed.rows, page=listed)


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Find people by part of a name, by reference, or by NHS or CHI number.

    By POST, so that a name is in no address, history or log; the first 25 are enough to tell whom to
    look for more closely.
    """
    wanted = request.POST.get("q", "").replace("\0", "").strip()[:120]
    if len(wanted) < SHORTEST_SEARCH:
        return _list(request, [], wanted=wanted, too_short=True)
    visible = Person.objects.visible_to(by(request), timezone.now())
    # Whoever sees names masked must not find out a name by guessing it.
    masked = sight(by(request), "people").masked
    found = visible.filter(reference=wanted.upper()) if masked else visible.named_like(wanted)
    found = found.order_by("name", "id")
    rows = list(found[: PAGE + 1])
    return _list(request, rows[:PAGE], wanted=wanted, more=len(rows) > PAGE)


def _list(request: HttpRequest, people: list[Person], **context: Any) -> HttpResponse:
    user = by(request)
    # A list of names is a view of personal data; what was searched for stays out of the ledger.
    if people:
        record_view(register="people")
    context |= {
        "rows": [(person, shown_name(person, user)) for person in people],
        "may_create": bool(may(user.role, May.CREATE, "people")),
        "masked": sight(user, "people").masked,
    }
    return render(request, "people/list.html", context)


def create(request: HttpRequest) -> HttpResponse:
    """Add a person with a first case in one of one's own services."""
    at, user = timezone.now(), by(request)
    if not may(user.role, May.CREATE, "people"):
        raise Denied(NOT_YOURS)
    form = forms.CreateForm(request.POST or None, user=user, at=at)
    if request.method == "POST" and form.is_valid():
        person = attempt(PEOPLE, form, lambda: actions.create(by=user, at=at, **form.facts), verb="create")
        if person:
            messages.success(request, f"{person.reference} is added.")
            return redirect("people:detail", person.reference)
    return render(
        request, "people/form.html", {"form": form, "title": "Add a person", "back_url": "/people/"}
    )


def person(request: HttpRequest, reference: str) -> HttpResponse:
    """A person's sharing card: who may we share with, what, until when, who not; each register adds its part."""
    at, user = timezone.now(), by(request)
    person = PEOPLE.find(reference, user=user, at=at)
    record_view(register="people", reference=person.reference, person_id=person.pk)
    cards = [card for register in REGISTERS.values() if (card := register.card(user, person, at)) is not None]
    # That somebody uses another service is for that service to know.
    cases = CASES.visible(user, at).filter(person=person).select_related("service", "team", "key_worker")
    context = {
        "person": person,
        "name": shown_name(person, user),
        "masked": sight(user, "people").masked,
        "age": age_on(person.born_on, local_day(at)) if person.born_on else None,
        "cases": [(case, CASES.verbs["close"].may(user, case, at)) for case in cases],
        "steps": PEOPLE.steps(person, user=user, at=at)[1:],
        "cards": cards,
        "exclusions": _exclusions(user, person),
        "may_report": bool(may(user.role, May.CREATE, "exclusions")),
        "may_open": bool(may(user.role, May.CREATE, "people")),
    }
    return render(request, "people/person.html", context)


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct what we hold about a person."""
    at, user = timezone.now(), by(request)
    person = PEOPLE.find(reference, user=user, at=at)
    if not (verdict := PEOPLE.verbs["edit"].may(user, person, at)):
        raise Denied(verdict)
    names = [name for name in forms.EditForm.base_fields if name != "read_version"]
    initial = {name: getattr(person, name) for name in names} | {"read_version": person.version}
    form = forms.EditForm(request.POST or None, initial=initial, at=at)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["read_version"] or 0
        saved = attempt(
            PEOPLE,
            form,
            lambda: actions.edit(person, by=user, at=at, read_version=version, **form.facts),
            reference=reference,
            verb="edit",
        )
        if saved:
            messages.success(request, "The details are changed.")
            return redirect("people:detail", reference)
    record_view(register="people", reference=person.reference, person_id=person.pk)
    return _form(request, person, form, "Change details")


def open_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a case for a person who is known already."""
    at, user = timezone.now(), by(request)
    person = PEOPLE.find(reference, user=user, at=at)
    if not may(user.role, May.CREATE, "people"):
        raise Denied(NOT_YOURS)
    form = forms.CaseForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        if person.cases.filter(service=form.cleaned_data["service"], closed_on=None).exists():
            form.add_error("service", "This person has an open case there already")
        elif attempt(
            CASES, form, lambda: actions.open_case(person, by=user, at=at, **form.facts), verb="open"
        ):
            messages.success(request, "The case is open.")
            return redirect("people:detail", reference)
    return _form(request, person, form, "Open a case")


def assign(request: HttpRequest, reference: str, case: str) -> HttpResponse:
    """Change the key worker, and with it whose desk the tasks land on."""
    at, user = timezone.now(), by(request)
    person, ours = _case(user, reference, case)
    if not (verdict := CASES.verbs["assign"].may(user, ours, at)):
        raise Denied(verdict)
    form = forms.AssignForm(request.POST or None, case=ours, initial={"key_worker": ours.key_worker_id})
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            CASES,
            form,
            lambda: actions.assign(ours, by=user, at=at, **form.facts),
            reference=case,
            verb="assign",
        )
        if saved:
            messages.success(request, "The key worker is changed.")
            return redirect("people:detail", reference)
    return _form(request, person, form, "Change the key worker")


def close(request: HttpRequest, reference: str, case: str) -> HttpResponse:
    """Close a case."""
    at, user = timezone.now(), by(request)
    person, ours = _case(user, reference, case)
    if not (verdict := CASES.verbs["close"].may(user, ours, at)):
        raise Denied(verdict)
    form = forms.CloseCaseForm(request.POST or None, case=ours, at=at)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            CASES,
            form,
            lambda: actions.close(ours, by=user, at=at, **form.facts),
            reference=case,
            verb="close",
        )
        if saved:
            messages.success(request, "The case is closed.")
            return redirect("people:detail", reference)
    return _form(request, person, form, "Close the case")


def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Report that a worker knows this person; it holds from the moment it is saved."""
    at, user = timezone.now(), by(request)
    person = PEOPLE.find(reference, user=user, at=at)
    if not may(user.role, May.CREATE, "exclusions"):
        raise Denied(NOT_YOURS)
    form = forms.ReportForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            EXCLUSIONS,
            form,
            lambda: actions.report(person=person, by=user, at=at, **form.facts),
            verb="report",
        )
        if saved:
            messages.success(request, f"{saved.worker} is kept out of this record from now on.")
            # Whoever reported themselves has just lost sight of the person.
            return redirect("/people/" if saved.worker_id == user.pk else f"/people/{reference}/")
    return _form(request, person, form, "Someone here knows this person")


def exclusion(request: HttpRequest, reference: str, exclusion: str) -> HttpResponse:
    """One exclusion, with what the worker looked at before it: for the manager and IG."""
    at, user = timezone.now(), by(request)
    ours = _exclusion(user, reference, exclusion)
    record_view(register="exclusions", reference=ours.reference, person_id=ours.person_id)
    context = {
        "person": ours.person,
        "exclusion": ours,
        "views": actions.views_by(ours.worker, ours.person),
        "verdict": EXCLUSIONS.verbs["end"].may(user, ours, at),
    }
    return render(request, "people/exclusion.html", context)


def end(request: HttpRequest, reference: str, exclusion: str) -> HttpResponse:
    """End an exclusion, with the reason."""
    at, user = timezone.now(), by(request)
    ours = _exclusion(user, reference, exclusion)
    if ours.ended_at is not None:
        raise NotThere("exclusions", exclusion)
    if not (verdict := EXCLUSIONS.verbs["end"].may(user, ours, at)):
        raise Denied(verdict)
    form = forms.EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            EXCLUSIONS,
            form,
            lambda: actions.end(ours, by=user, at=at, **form.facts),
            reference=exclusion,
            verb="end",
        )
        if saved:
            messages.success(request, f"{saved.worker} may see this record again.")
            return redirect("people:detail", reference)
    return _form(request, ours.person, form, "End the exclusion")


def _form(request: HttpRequest, person: Person, form: VerbForm, title: str) -> HttpResponse:
    context = {"form": form, "title": title, "person": person, "back_url": f"/people/{person.reference}/"}
    return render(request, "people/form.html", context)


def _case(user: User, reference: str, case: str) -> tuple[Person, Case]:
    at = timezone.now()
    person = PEOPLE.find(reference, user=user, at=at)
    ours = CASES.find(case, user=user, at=at)
    if ours.person_id != person.pk or ours.closed_on is not None:
        raise NotThere("cases", case)
    return person, ours


def _exclusion(user: User, reference: str, exclusion: str) -> AccessExclusion:
    at = timezone.now()
    ours: AccessExclusion = EXCLUSIONS.find(exclusion, user=user, at=at)
    if ours.person.reference != reference:
        raise NotThere("exclusions", exclusion)
    return ours


def _exclusions(user: User, person: Person) -> list[AccessExclusion]:
    """The exclusions of a person, for those whose role may read them."""
    if not may(user.role, May.VIEW, "exclusions"):
        return []
    return list(person.exclusions.select_related("worker", "created_by").order_by("-started_at"))
