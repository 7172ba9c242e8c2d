"""May we share? One page: the question, and below one press the answer with all its reasons and what to do next."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from consent.consents import to_ask
from governance.accounts.models import Service
from governance.errors import YES, demand
from governance.ledger.writing import record_view
from governance.people.contact import contact_notes
from governance.people.models import Case, Person
from governance.people.names import shown_name
from governance.people.permissions import NOT_YOURS
from governance.people.register import PEOPLE
from governance.records.paging import PAGE
from governance.records.searching import SHORTEST_SEARCH, typed
from governance.workflow.forms import attempt
from governance.workflow.register import Register
from governance.workflow.requests import by
from sharing.decision import Answer, Asked, Facts
from sharing.disclosures.register import DISCLOSURES
from sharing.facts import gather, known_at
from sharing.may_we_share import actions
from sharing.may_we_share.answering import answer
from sharing.may_we_share.forms import GroupForm, PersonForm, QuestionForm
from sharing.may_we_share.next_steps import About, buttons
from sharing.may_we_share.permissions import may_ask, may_look_back, services_of
from sharing.may_we_share.words import shown
from sharing.stop_checks.register import STOP_CHECKS


def _log(asked: Asked, found: Answer, facts: Facts, case: Case | None, common: Mapping[str, Any]) -> Any:
    return actions.log(asked, found, facts, person=case.person if case else None, case=case, **common)


def _decline(asked: Asked, found: Answer, facts: Facts, case: Case | None, common: Mapping[str, Any]) -> Any:
    return actions.decline(asked, found, facts, case=case, **common)


def _check(asked: Asked, found: Answer, facts: Facts, case: Case | None, common: Mapping[str, Any]) -> Any:
    return actions.start_check(asked, **common)


Press = tuple[str, Register, Callable[[Asked, Answer, Facts, Case | None, Mapping[str, Any]], Any]]
# The presses of an answer: what is said then, where it is written down, and what it does.
PRESSES: Mapping[str, Press] = {
    "log": ("It is logged: you shared this now.", DISCLOSURES, _log),
    "decline": ("It is written down that we do not share it, and why.", DISCLOSURES, _decline),
    "check": ("It is begun, with what you said filled in. Answer what is left.", STOP_CHECKS, _check),
}


def start(request: HttpRequest) -> HttpResponse:
    """Whom is it about? Somebody of one's own caseload, found by name, or a group. By POST: no name in an address."""
    at, user = timezone.now(), by(request)
    demand(YES if may_ask(user) else NOT_YOURS)
    wanted = typed(request.POST) if request.method == "POST" else ""
    people: list[Person] = []
    if len(wanted) >= SHORTEST_SEARCH:
        found = Person.objects.visible_to(user, at, register="consents").named_like(wanted)
        people = list(found.order_by("name", "id")[: PAGE + 1])
        if people:
            record_view(register=PEOPLE.name, people=[person.pk for person in people[:PAGE]])
    context = {
        "wanted": wanted,
        "too_short": bool(wanted) and len(wanted) < SHORTEST_SEARCH,
        "rows": [(person, shown_name(person, user)) for person in people[:PAGE]],
        "more": len(people) > PAGE,
        "may_group": bool(services_of(user)),
    }
    return render(request, "may_we_share/start.html", context)


def person(request: HttpRequest, reference: str) -> HttpResponse:
    """About one person. Who may see what they said may ask; who writes sharings down logs it with one more press."""
    at, user = timezone.now(), by(request)
    ours: Person = PEOPLE.find(reference, user=user, at=at)
    demand(YES if may_ask(user) else NOT_YOURS)
    cases = list(
        Case.objects.visible_to(user, at, register="consents")
        .filter(person=ours)
        .select_related("service", "person")
        .order_by("closed_on", "-id")
    )
    demand(YES if cases else NOT_YOURS)
    form = PersonForm(request.POST or None, person=ours, cases=cases, at=at, past=may_look_back(user))
    context: dict[str, Any] = {
        "person": ours,
        "name": shown_name(ours, user),
        "mind": contact_notes(ours),
        "back_url": PEOPLE.url(ours),
    }
    record_view(register=PEOPLE.name, reference=ours.reference, person_id=ours.pk)
    if form.is_valid():
        if "ask" in request.POST:
            return _ask_them(request, ours, form.asked())
        return _answer(request, form, context, ours, form.chosen_case, form.chosen_case.service, at)
    return _page(request, form, context)


def group(request: HttpRequest) -> HttpResponse:
    """About several people of a service."""
    at, user = timezone.now(), by(request)
    services = services_of(user)
    demand(YES if services else NOT_YOURS)
    form = GroupForm(request.POST or None, services=services, at=at, past=may_look_back(user))
    context: dict[str, Any] = {"back_url": "/may-we-share/"}
    if form.is_valid():
        return _answer(request, form, context, None, None, form.chosen_service, at)
    return _page(request, form, context)


def _answer(
    request: HttpRequest,
    form: PersonForm | GroupForm,
    context: dict[str, Any],
    person: Person | None,
    case: Case | None,
    service: Service,
    at: datetime,
) -> HttpResponse:
    """The answer with its buttons; or, of a press of the answer, what it does."""
    user, asked, suspicion = by(request), form.asked(), form.suspicion(at)
    facts, then = _facts(form, asked, person.pk if person else None, service.pk, at)
    found = answer(asked, facts, suspicion)
    press = next((name for name in PRESSES if name in request.POST), "")
    if press and not then:
        done, register, act = PRESSES[press]
        common = {"by": user, "at": at, "form_key": form.cleaned_data["form_key"], "service": service}
        made = attempt(
            register,
            form,
            lambda: act(asked, found, facts, case, common),
            person_id=person.pk if person else None,
            verb=press,
        )
        if made is not None:
            messages.success(request, done)
            return redirect(register.url(made))
    about = About(asked, found, user, at, service.pk, person, case, suspicion)
    context |= {
        "shown": shown(asked, found, user, at),
        "known": shown(asked, answer(asked, then[0], suspicion), user, at) if then else None,
        "moment": facts.at if then else None,
        "buttons": [] if then else buttons(about),
        "again": _again(request),
    }
    return _page(request, form, context)


def _again(request: HttpRequest) -> list[tuple[str, str]]:
    """What was asked, for the presses of its answer. Each answer is logged under a key of its own."""
    apart = ("csrfmiddlewaretoken", "form_key", "ask", *PRESSES)
    sent = [(name, value) for name, values in request.POST.lists() if name not in apart for value in values]
    return [*sent, ("form_key", str(uuid4()))]


def _page(request: HttpRequest, form: QuestionForm, context: dict[str, Any]) -> HttpResponse:
    return render(
        request, "may_we_share/question.html", {"form": form, **context}, status=409 if form.conflict else 200
    )


def _facts(
    form: QuestionForm, asked: Asked, person: int | None, service: int, at: datetime
) -> tuple[Facts, list[Facts]]:
    """The facts of now; or of a past moment what was true then, and beside it what was known then."""
    moment: datetime | None = form.cleaned_data.get("moment")
    if moment is None:
        return gather(asked, person=person, service=service, at=at), []
    then = known_at(asked, person=person, service=service, at=moment)
    return gather(asked, person=person, service=service, at=moment), [then]


def _ask_them(request: HttpRequest, person: Person, asked: Asked) -> HttpResponse:
    return to_ask.go(
        request,
        person,
        organisation=asked.organisation,
        purpose=asked.purpose,
        items=asked.items,
        recipient=asked.recipient,
        named=asked.named,
    )
