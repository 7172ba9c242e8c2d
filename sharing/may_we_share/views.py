"""May we share? One page: the question, and below one press the answer with all its reasons and what to do next."""

from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from consent.consents.card import hides
from consent.consents.permissions import cases_for as cases_to_ask
from consent.consents.permissions import status_only
from consent.kinds import KINDS, ORAL, Kind, Method
from consent.purposes import CHOICES, OF_KIND
from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import May, Role, may
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
from governance.workflow.requests import by
from sharing.decision import Asked, Facts, Outcome, decide
from sharing.disclosures import actions as disclosures
from sharing.disclosures.register import DISCLOSURES
from sharing.facts import gather, known_at
from sharing.may_we_share.forms import GroupForm, PersonForm, QuestionForm
from sharing.may_we_share.words import shown


class Button(NamedTuple):
    """What can be done next: where it leads, or which press of the answer it is."""

    words: str
    url: str = ""
    press: str = ""


def start(request: HttpRequest) -> HttpResponse:
    """Whom is it about? Somebody of one's own caseload, found by name, or a group. By POST: no name in an address."""
    at, user = timezone.now(), by(request)
    demand(YES if _may_ask(user) else NOT_YOURS)
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
        "may_group": bool(_services(user)),
    }
    return render(request, "may_we_share/start.html", context)


def person(request: HttpRequest, reference: str) -> HttpResponse:
    """About one person. Who may see what they said may ask; who writes sharings down logs it with one more press."""
    at, user = timezone.now(), by(request)
    ours: Person = PEOPLE.find(reference, user=user, at=at)
    demand(YES if _may_ask(user) else NOT_YOURS)
    cases = list(
        Case.objects.visible_to(user, at, register="consents")
        .filter(person=ours)
        .select_related("service", "person")
        .order_by("closed_on", "-id")
    )
    demand(YES if cases else NOT_YOURS)
    form = PersonForm(request.POST or None, person=ours, cases=cases, at=at, past=_may_look_back(user))
    context: dict[str, Any] = {
        "person": ours,
        "name": shown_name(ours, user),
        "mind": contact_notes(ours),
        "back_url": PEOPLE.url(ours),
    }
    record_view(register=PEOPLE.name, reference=ours.reference, person_id=ours.pk)
    if form.is_valid():
        asked, case = form.asked(), form.chosen_case
        if "ask" in request.POST:
            return _ask_them(request, ours, asked, form)
        facts, then = _facts(form, asked, ours.pk, case.service_id, at)
        answer = decide(asked, facts)
        if "log" in request.POST and not then:
            made = attempt(
                DISCLOSURES,
                form,
                lambda: disclosures.log(
                    asked, answer, facts, person=ours, case=case, by=user, at=at,
                    form_key=form.cleaned_data["form_key"],
                ),
                person_id=ours.pk,
                verb="log",
            )  # fmt: skip
            if made is not None:
                messages.success(request, "It is logged: you shared this now.")
                return redirect(DISCLOSURES.url(made))
        context |= {
            "shown": shown(answer, user, at),
            "known": shown(decide(asked, then[0]), user, at) if then else None,
            "moment": facts.at if then else None,
            "buttons": [] if then else _next(asked, facts, ours, user, at),
            "again": _again(request),
        }
    return _page(request, form, context)


def group(request: HttpRequest) -> HttpResponse:
    """About several people of a service."""
    at, user = timezone.now(), by(request)
    services = _services(user)
    demand(YES if services else NOT_YOURS)
    form = GroupForm(request.POST or None, services=services, at=at, past=_may_look_back(user))
    context: dict[str, Any] = {"back_url": "/may-we-share/"}
    if form.is_valid():
        asked = form.asked()
        facts, then = _facts(form, asked, None, form.chosen_service.pk, at)
        context |= {
            "shown": shown(decide(asked, facts), user, at),
            "known": shown(decide(asked, then[0]), user, at) if then else None,
            "moment": facts.at if then else None,
            "buttons": [],
        }
    return _page(request, form, context)


def _again(request: HttpRequest) -> list[tuple[str, str]]:
    """What was asked, for the presses of its answer. Each answer is logged under a key of its own."""
    apart = ("csrfmiddlewaretoken", "form_key", "log", "ask")
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


def _next(asked: Asked, facts: Facts, person: Person, user: User, at: datetime) -> list[Button]:
    """What this user can do next, the likeliest first."""
    answer, about = decide(asked, facts), f"?person={person.reference}"
    writes = bool(may(user.role, May.CREATE, "disclosures"))
    without = bool(may(user.role, May.CREATE, "disclosures_without_consent"))
    found = []
    if writes and answer.may_go and asked.reason is None:
        found.append(Button("Log it: I share this now", press="log"))
    if answer.outcome is Outcome.ASK and cases_to_ask(user, person, at):
        found.append(Button("Ask them, and write down what they say", press="ask"))
    if without and asked.reason is not None and asked.emergency:
        found.append(Button("Write down this emergency", f"/disclosures/emergency/{about}"))
    elif without and asked.reason is not None:
        query = urlencode({"person": person.reference, "reason": asked.reason.value})
        found.append(Button("Write down the facts, and ask for approval", f"/disclosures/draft/?{query}"))
    if writes and not answer.may_go:
        found.append(Button("Write down that we do not share it", f"/disclosures/not-shared/{about}"))
    return found


def _ask_them(request: HttpRequest, person: Person, asked: Asked, form: PersonForm) -> HttpResponse:
    """On to the form of an answer, with what was typed filled in. It goes by the session: no address may hold it."""
    kind = _kind(asked)
    request.session["to_be_asked"] = {
        "person": person.reference,
        "organisation": asked.organisation,
        "recipient": asked.recipient,
        "named": asked.named,
        "aim": asked.purpose.value if asked.purpose in CHOICES.get(kind, ()) else "",
        "items": sorted(asked.items),
    }
    how = Method.IN_PERSON_VERBAL if KINDS[kind].methods >= ORAL else Method.PAPER
    query = {"person": person.reference, "kind": kind.value, "how": how.value, "told": "yes"}
    return redirect(f"/consents/new/?{urlencode(query)}")


def _kind(asked: Asked) -> Kind:
    """Which kind of consent would be a yes to this."""
    for kind, purpose in OF_KIND.items():
        if purpose == asked.purpose and kind not in CHOICES:
            return kind
    return Kind.SHARE_CARE if asked.organisation is not None else Kind.SHARE_FAMILY


def _may_ask(user: User) -> bool:
    """Whoever reads what people said: not those who see a state only, or no names (handbook section 12)."""
    return bool(may(user.role, May.VIEW, "consents")) and not status_only(user) and not hides(user)


def _may_look_back(user: User) -> bool:
    """Whether a past moment can be asked about: by managers, the IG team and the guardians."""
    return user.role in (Role.MANAGER, Role.IG, Role.GUARDIAN)


def _services(user: User) -> dict[int, Service]:
    """The services for whose groups the user may ask."""
    seen = sight(user, "consents").services if _may_ask(user) else frozenset()
    return {service.pk: service for service in Service.objects.filter(pk__in=seen).order_by("name")}
