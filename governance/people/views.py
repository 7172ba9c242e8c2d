"""People over HTTP: list, page, and one view a verb."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.calendar import age_on, local_day
from governance.errors import YES, NotThere, Verdict, demand
from governance.ledger.writing import record_view
from governance.people import actions, forms
from governance.people.contact import contact_notes
from governance.people.models import AccessExclusion, Case, Person
from governance.people.names import masked, shown_name
from governance.people.permissions import NOT_YOURS
from governance.people.register import CASES, EXCLUSIONS, PEOPLE
from governance.records.paging import PAGE, page
from governance.records.searching import SHORTEST_SEARCH, typed
from governance.workflow.forms import VerbForm
from governance.workflow.register import REGISTERS, Register
from governance.workflow.requests import by, take_step


def people(request: HttpRequest) -> HttpResponse:
    """Everyone the user may see, by name."""
    listed = page(PEOPLE.visible(by(request), timezone.now()), request.GET, by=("name", "id"))
    return _list(request, listed.rows, page=listed)


def search(request: HttpRequest) -> HttpResponse:
    """Find people by part of a name, by reference, or by NHS or CHI number.

    By POST, so that a name is in no address, history or log; the first 25 are enough to tell whom to
    look for more closely.
    """
    if request.method != "POST":
        return redirect("people:list")
    wanted = typed(request.POST)
    if len(wanted) < SHORTEST_SEARCH:
        return _list(request, [], wanted=wanted, too_short=True)
    visible = Person.objects.visible_to(by(request), timezone.now())
    # Whoever sees names masked must not find out a name by guessing it.
    hidden = sight(by(request), "people").masked
    found = visible.filter(reference=wanted.upper()) if hidden else visible.named_like(wanted)
    rows = list(found.order_by("name", "id")[: PAGE + 1])
    return _list(request, rows[:PAGE], wanted=wanted, more=len(rows) > PAGE)


def _list(request: HttpRequest, people: list[Person], **context: Any) -> HttpResponse:
    user = by(request)
    # A list of names is a view of each of them; what was searched for stays out of the ledger.
    if people:
        record_view(register="people", people=[person.pk for person in people])
    context |= {
        "rows": [(person, shown_name(person, user)) for person in people],
        "may_create": bool(may(user.role, May.CREATE, "people")),
        "may_know": bool(may(user.role, May.CREATE, "exclusions")),
        "masked": sight(user, "people").masked,
    }
    return render(request, "people/list.html", context)


def create(request: HttpRequest) -> HttpResponse:
    """Add a person with a first case in one of one's own services."""
    at, user = timezone.now(), by(request)
    demand(_has_cell(user, May.CREATE, "people"))
    form = forms.CreateForm(request.POST or None, user=user, at=at, initial={"form_key": uuid4()})
    return take_step(
        request,
        form,
        lambda: actions.create(by=user, at=at, **form.facts),
        register=PEOPLE,
        verb="create",
        done="The person is added.",
        then=PEOPLE.url,
        template="staff/form.html",
        title="Add a person",
        topic="confidentiality",
        back_url="/people/",
    )


def person(request: HttpRequest, reference: str) -> HttpResponse:
    """A person's sharing card: who may we share with, what, until when, who not; each register adds its part."""
    at, user = timezone.now(), by(request)
    person = PEOPLE.find(reference, user=user, at=at)
    record_view(register="people", reference=person.reference, person_id=person.pk)
    cards = [card for register in REGISTERS.values() if (card := register.card(user, person, at)) is not None]
    nameless = sight(user, "people").masked
    # That somebody uses another service is for that service to know.
    cases = CASES.visible(user, at).filter(person=person).select_related("service", "team", "key_worker")
    context = {
        "person": person,
        "name": shown_name(person, user),
        "masked": nameless,
        "mind": [] if nameless else contact_notes(person),
        "age": age_on(person.born_on, local_day(at)) if person.born_on else None,
        "cases": [(case, CASES.verbs["close"].may(user, case, at)) for case in cases],
        "steps": PEOPLE.steps(person, user=user, at=at)[1:],
        "cards": cards,
        "exclusions": _exclusions(user, person),
        "may_audit": bool(may(user.role, May.VIEW, "ledger")),
        "may_report": bool(may(user.role, May.CREATE, "exclusions")),
        "may_open": bool(may(user.role, May.CREATE, "people")),
        "may_ask": bool(may(user.role, May.CREATE, "rights")),
    }
    return render(request, "people/person.html", context)


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct what we hold about a person, with the reason."""
    at, user = timezone.now(), by(request)
    person = PEOPLE.find(reference, user=user, at=at)
    demand(PEOPLE.verbs["edit"].may(user, person, at))
    held = {name: getattr(person, name) for name in forms.DetailsForm.base_fields if name != "read_version"}
    form = forms.EditForm(request.POST or None, initial=held | {"read_version": person.version}, at=at)
    record_view(register="people", reference=person.reference, person_id=person.pk)

    def save() -> Person:
        version = form.cleaned_data["read_version"] or 0
        return actions.edit(person, by=user, at=at, read_version=version, **form.facts)

    return _step(request, person, form, save, PEOPLE, "edit", "Change details", "The details are changed.")


def open_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Open a case for a person who is known already."""
    at, user = timezone.now(), by(request)
    person = PEOPLE.find(reference, user=user, at=at)
    demand(_has_cell(user, May.CREATE, "people"))
    form = forms.CaseForm(request.POST or None, user=user)

    def save() -> Case:
        return actions.open_case(person, by=user, at=at, **form.facts)

    return _step(request, person, form, save, CASES, "open", "Open a case", "The case is open.")


def assign(request: HttpRequest, reference: str, case: str) -> HttpResponse:
    """Change the key worker, and with it whose desk the tasks land on."""
    at, user = timezone.now(), by(request)
    person, ours = _case(user, reference, case)
    demand(CASES.verbs["assign"].may(user, ours, at))
    form = forms.AssignForm(request.POST or None, case=ours, initial={"key_worker": ours.key_worker_id})

    def save() -> Case:
        return actions.assign(ours, by=user, at=at, **form.facts)

    title = "Change the key worker"
    return _step(request, person, form, save, CASES, "assign", title, "The key worker is changed.")


def close(request: HttpRequest, reference: str, case: str) -> HttpResponse:
    """Close a case."""
    at, user = timezone.now(), by(request)
    person, ours = _case(user, reference, case)
    demand(CASES.verbs["close"].may(user, ours, at))
    form = forms.CloseCaseForm(request.POST or None, case=ours, at=at)

    def save() -> Case:
        return actions.close(ours, by=user, at=at, **form.facts)

    return _step(request, person, form, save, CASES, "close", "Close the case", "The case is closed.")


def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Report that a worker knows this person; it holds from the moment it is saved."""
    at, user = timezone.now(), by(request)
    person = PEOPLE.find(reference, user=user, at=at)
    demand(_has_cell(user, May.CREATE, "exclusions"))
    form = forms.ReportForm(request.POST or None, person=person)

    def save() -> AccessExclusion:
        return actions.report(person=person, by=user, at=at, **form.facts)

    def then(saved: AccessExclusion) -> str:
        # Whoever reported themselves has just lost sight of the person.
        return "/people/" if saved.worker_id == user.pk else PEOPLE.url(person)

    title, done = "Someone here knows this person", "They are kept out of this record from now on."
    return _step(request, person, form, save, EXCLUSIONS, "report", title, done, then=then)


def know(request: HttpRequest) -> HttpResponse:
    """Report that one knows somebody whom one may not even see; the answer is the same for every reference."""
    at, user = timezone.now(), by(request)
    demand(_has_cell(user, May.CREATE, "exclusions"))
    form = forms.KnowForm(request.POST or None)

    def save() -> bool:
        facts = form.facts
        actions.report_oneself(
            facts["reference"].strip().upper(), relationship=facts["relationship"], by=user, at=at
        )
        return True

    return take_step(
        request,
        form,
        save,
        register=EXCLUSIONS,
        verb="report",
        done="Thank you. If we hold a record with this reference, you are kept out of it from now on.",
        then=lambda _: "/desk/",
        template="staff/form.html",
        topic="confidentiality",
        title="I know someone personally",
        back_url="/people/",
    )


def exclusion(request: HttpRequest, reference: str, exclusion: str) -> HttpResponse:
    """One exclusion, with what the worker looked at, page by page: for the manager and IG."""
    at, user = timezone.now(), by(request)
    ours = _exclusion(user, reference, exclusion)
    record_view(register="exclusions", reference=ours.reference, person_id=ours.person_id)
    looks = page(actions.views_by(ours.worker, ours.person), request.GET, by=("-id",))
    hidden = sight(user, "exclusions").masked

    def shown(whom: User | None) -> str:
        name = whom.name if whom else ""
        return masked(name) if hidden else name

    context = {
        "person": ours.person,
        "exclusion": ours,
        "worker": shown(ours.worker),
        "reporter": shown(ours.created_by),
        "ender": shown(ours.ended_by),
        "masked": hidden,
        "page": looks,
        "verdict": EXCLUSIONS.verbs["end"].may(user, ours, at),
    }
    return render(request, "people/exclusion.html", context)


def end(request: HttpRequest, reference: str, exclusion: str) -> HttpResponse:
    """End an exclusion, with the reason."""
    at, user = timezone.now(), by(request)
    ours = _exclusion(user, reference, exclusion)
    if ours.ended_at is not None:
        raise NotThere("exclusions", exclusion)
    demand(EXCLUSIONS.verbs["end"].may(user, ours, at))
    form = forms.EndForm(request.POST or None)

    def save() -> AccessExclusion:
        return actions.end(ours, by=user, at=at, **form.facts)

    title, done = "End the exclusion", "They may see this record again."
    return _step(request, ours.person, form, save, EXCLUSIONS, "end", title, done)


def _step(
    request: HttpRequest,
    person: Person,
    form: VerbForm,
    save: Callable[[], Any],
    register: Register,
    verb: str,
    title: str,
    done: str,
    *,
    then: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """A step about a person, which leads back to the person's page unless `then` says where."""
    back_url = PEOPLE.url(person)
    return take_step(
        request,
        form,
        save,
        register=register,
        verb=verb,
        reference=person.reference,
        done=done,
        then=then or (lambda _: back_url),
        template="staff/form.html",
        title=title,
        topic="confidentiality",
        caption=f"{person.reference}, {shown_name(person, by(request))}",
        back_url=back_url,
    )


def _has_cell(user: User, what: May, register: str) -> Verdict:
    return YES if may(user.role, what, register) else NOT_YOURS


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


def _exclusions(user: User, person: Person) -> list[tuple[AccessExclusion, str]]:
    """The exclusions of a person with the worker's name, for those whose role may read them."""
    if not may(user.role, May.VIEW, "exclusions"):
        return []
    hidden = sight(user, "exclusions").masked
    return [
        (each, masked(each.worker.name) if hidden else each.worker.name)
        for each in person.exclusions.select_related("worker").order_by("-started_at")
    ]
