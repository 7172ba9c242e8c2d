"""Rights requests over HTTP: the list, one of them, its letters, and writing one down for somebody."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.calendar import local_day
from governance.defaults import RIGHTS_LEADS
from governance.documents import door
from governance.documents.giving import given
from governance.errors import Denied, NotThere, demand
from governance.exports.bar import bar
from governance.ledger.timeline import timeline
from governance.ledger.writing import record_view
from governance.people.contact import contact_notes
from governance.people.models import Person
from governance.people.names import masked, shown_name
from governance.people.register import PEOPLE
from governance.records.paging import page
from governance.rights import actions, documents, forms
from governance.rights.filters import STANDS, chosen, filters, services_of
from governance.rights.models import Clock, RightsRequest
from governance.rights.permissions import NOT_TAKEN_HERE, REGISTER, hides, may_open_copy, may_receive
from governance.rights.register import BESIDES, HAPPENED, RIGHTS
from governance.rights.rules import COPIED, MARKS, Longer, Right
from governance.rights.step_views import ACTS
from governance.rights.words import KEPT, TO_DO
from governance.workflow.follow import code_if_good
from governance.workflow.new_code import give_code
from governance.workflow.register import Step, not_theirs
from governance.workflow.requests import by, sent, take_step

HIDDEN = "Hidden for your role"
NEAR = timedelta(days=max(RIGHTS_LEADS.value))
# The step that it waits for gets the green button.
ONWARD = ("identify", "resume", "search", "answer")
BESIDE = ("link", "write", "leave_it", "correct", "lift", "new_code")


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """All that the user may see, newest first; whoever only writes them down finds the way to do that."""
    at, user = timezone.now(), by(request)
    wanted = filters(user, request.GET)
    found = chosen(user, wanted, at).select_related("service", "person").prefetch_related("pauses")
    listed = page(found, request.GET, by=("-id",))
    # A list of names is a view of each of them.
    if people := [row.person_id for row in listed.rows if row.person_id is not None]:
        record_view(register=REGISTER, people=people)
    on = local_day(at)
    context = {
        "page": listed,
        "rows": [
            (each, _name(each, user), Right(each.right), each.shown_state, _due(each, Clock(each, on)))
            for each in listed.rows
        ],
        "filters": wanted,
        "rights": [(each.value, each.named) for each in Right],
        "states": STANDS.items(),
        "services": services_of(user),
        "today": on,
        "bar": bar(user, REGISTER, wanted),
        "masked": hides(user),
        "may_view": bool(may(user.role, May.VIEW, REGISTER)),
        "may_record": bool(may(user.role, May.CREATE, REGISTER)),
    }
    return render(request, "rights/list.html", context)


@require_safe
def request(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: its clock, what is asked and by whom, what was searched and said, and what is next."""
    at, user = timezone.now(), by(request)
    found = found_request(reference, user)
    note_view(found)
    clock, hidden = Clock(found, local_day(at)), hides(user)
    steps = _steps(found, user)
    gathering = actions.newest_gathering(found)
    right = Right(found.right)
    searches = list(found.searches.select_related("searched_by"))
    context = {
        "request_": found,
        "name": _name(found, user),
        "right": right,
        "state": found.shown_state,
        "clock": clock,
        "today": local_day(at),
        "near": clock.due_on is not None and clock.due_on <= local_day(at) + NEAR,
        "facts": facts(found, hidden=hidden),
        "mind": [] if hidden else _mind(found),
        "to_do": TO_DO[right] if found.is_open else "",
        "kept": KEPT if right is Right.ERASURE else (),
        "person_url": PEOPLE.url(found.person) if found.person and not hidden else "",
        "searches": searches,
        "searched": sum(bool(each.found) for each in searches),
        "pauses": list(found.pauses.select_related("asked_by", "replied_by")),
        "messages_": list(found.messages.select_related("written_by")),
        "hidden": hidden,
        "gathering": gathering,
        "gathers": right not in MARKS,
        "copied": right in COPIED,
        "may_copy": bool(may_open_copy(user, found, at)),
        "letters": _letters(found, hidden=hidden),
        "steps": [each for each in steps if each.verdict],
        "missing_steps": not_theirs(each for each in steps if each.verb in ONWARD),
        "main_verb": next(
            (verb for verb in ONWARD if verb in {each.verb for each in steps if each.verdict}), ""
        ),
        "timeline": timeline(
            RIGHTS.name,
            reference,
            HAPPENED,
            text=lambda event: HIDDEN if hidden and event.reason else event.reason,
        ),
    }
    return render(request, "rights/detail.html", context)


def record(request: HttpRequest) -> HttpResponse:
    """Write down what somebody asked by telephone, on paper or in person."""
    at, user = timezone.now(), by(request)
    reference = request.GET.get("person", "")
    person: Person | None = PEOPLE.find(reference, user=user, at=at) if reference else None
    if not may(user.role, May.CREATE, REGISTER):
        raise Denied(NOT_TAKEN_HERE)
    demand(may_receive(user, RightsRequest(person=person), at))
    if person is not None:
        record_view(register="people", reference=person.reference, person_id=person.pk)
    form = forms.RecordForm(sent(request)[0], at=at, user=user, person=person, initial={"form_key": uuid4()})

    def save() -> RightsRequest:
        made = actions.receive(by=user, at=at, **form.facts)
        # For the one page on which the code stands; it is nowhere else.
        request.session["rights_recorded"] = made.pk
        return made

    return take_step(
        request,
        form,
        save,
        register=RIGHTS,
        verb="receive",
        done="It is written down, and the IG team is told.",
        then=lambda _: "/rights/recorded/",
        template="rights/record.html",
        title="Somebody asks about their information",
        topic="rights",
        person=person,
        mind=contact_notes(person) if person else [],
        caption=f"{person.reference}, {shown_name(person, user)}" if person else "",
        button="Write it down",
        back_url=PEOPLE.url(person) if person else "/rights/",
    )


@require_safe
def recorded(request: HttpRequest) -> HttpResponse:
    """The reference and the code of what the user wrote down last, to be told to whoever asked: once."""
    # Whoever asks for the head alone has not read it.
    take = request.session.pop if request.method == "GET" else request.session.get
    made = RightsRequest.objects.filter(pk=take("rights_recorded", 0), created_by=by(request)).first()
    if made is None:
        return redirect("rights:list")
    return render(
        request,
        "rights/recorded.html",
        {"request_": made, "code": code_if_good(made, made.form_key), "clock": _first(made)},
    )


def new_code(request: HttpRequest, reference: str) -> HttpResponse:
    """Give them another code, which is shown once; whoever presses twice sees the same."""
    at, user = timezone.now(), by(request)
    found = found_request(reference, user)
    demand(BESIDES.verbs["new_code"].may(user, found, at))
    note_view(found)

    def give(version: int, key: UUID) -> str:
        return actions.new_code(found, by=user, at=at, read_version=version, form_key=key)

    def show(code: str) -> HttpResponse:
        return render(request, "rights/recorded.html", {"request_": found, "code": code})

    form = forms.PressForm(sent(request)[0], request=found, user=user, at=at)
    return give_code(request, RIGHTS, found, form, give, show=show)


@require_safe
def letter(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The answer as a letter."""
    return _pdf(request, reference, documents.ANSWER, "letter")


@require_safe
def longer(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The letter that says that it takes longer."""
    return _pdf(request, reference, documents.EXTENSION, "notice")


def found_request(reference: str, user: User) -> RightsRequest:
    """The request with all that its pages show, if the user may see it; raises NotThere."""
    found = RIGHTS.find(reference, user=user, at=timezone.now())
    return RIGHTS.rows().select_related("answered_by", "identified_by", "identity_asked_by").get(pk=found.pk)


def note_view(found: RightsRequest) -> None:
    """Opening one is a look at personal data, whoever it is about."""
    record_view(
        register=REGISTER,
        reference=found.reference,
        person_id=found.person_id,
        service_id=found.service_id,
    )


def _pdf(request: HttpRequest, reference: str, kind: str, name: str) -> HttpResponseBase:
    user = by(request)
    found = found_request(reference, user)
    if hides(user):
        raise NotThere(RIGHTS.name, reference)
    document = documents.find(kind, found.pk)
    file = door.opened(document) if document is not None else None
    if file is None:
        return redirect(RIGHTS.url(found))
    note_view(found)
    return given(file, f"{reference}-{name}.pdf")


def _steps(found: RightsRequest, user: User) -> list[Step]:
    """Those that are open now and have something to do."""
    at = timezone.now()
    ours = [each for each in RIGHTS.steps(found, user=user, at=at) if each.verb in ACTS]
    besides = [each for each in BESIDES.steps(found, user=user, at=at) if each.verb in (*BESIDE, "search")]
    clock = Clock(found, local_day(at))
    asked = {
        "identify": found.identified_at is None,
        "pause": found.right == Right.ACCESS,
        "extend": clock.notice_by is not None and clock.on <= clock.notice_by,
        "correct": found.is_open,
        "link": found.is_open,
        "search": found.is_open and found.searches.filter(found="").exists(),
        "lift": found.is_marked,
        "leave_it": found.unanswered is not None,
    }
    found_now = [each for each in (*ours, *besides) if asked.get(each.verb, True)]
    # What it waits for comes first.
    return sorted(found_now, key=lambda each: each.verb not in ONWARD)


def facts(found: RightsRequest, *, hidden: bool) -> list[dict[str, Any]]:
    """Who asks and how, as rows of a summary; what is empty is left out."""

    def free(text: str) -> str:
        return HIDDEN if text and hidden else text

    day = "%-d %B %Y"
    rows = {
        "How it reached us": f"{found.get_channel_display()}, on {found.received_on:{day}}",
        "Date of birth, as they gave it": free(f"{found.born_on:{day}}" if found.born_on else ""),
        "How to reach them": free(found.contact),
        "They ask for somebody else": free(found.for_whom),
        "Service": str(found.service or "Not known yet: days are counted as in England"),
        "What we asked them to show": free(found.identity_asked),
        "How we know who they are": free(found.identified_how),
        "Why it takes longer": free(
            f"{Longer(found.extended_for).label}. {found.extended_because}" if found.extended_for else ""
        ),
        "What became of it": found.get_outcome_display() or found.get_ground_display(),
        "What we answered": free(found.answer),
        "How the answer reached them": free(found.given_how),
        "What must not be done for now": free(found.mark if found.is_marked else ""),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _name(found: RightsRequest, user: User) -> str:
    if found.person is not None:
        return shown_name(found.person, user, REGISTER)
    return masked(found.name) if hides(user) else found.name


def _mind(found: RightsRequest) -> list[str]:
    """What to mind before anything is sent: their own words, and what we know of the person."""
    notes = contact_notes(found.person) if found.person else []
    return [*notes, *([f"They asked us: {found.safe_contact}"] if found.safe_contact else [])]


def _due(found: RightsRequest, clock: Clock) -> Any:
    """The day for the list; None where it is closed or no time runs."""
    return None if not found.is_open or clock.stands_still else clock.due_on


def _first(made: RightsRequest) -> Clock:
    return Clock(made, made.received_on)


def _letters(found: RightsRequest, *, hidden: bool) -> list[tuple[str, str]]:
    """The letters that are made, each with its address."""
    if hidden:
        return []
    kinds = (
        (documents.EXTENSION, "The letter that says that it takes longer", "longer"),
        (documents.ANSWER, "The answer as a letter", "letter"),
    )
    return [(words, RIGHTS.url(found, page)) for kind, words, page in kinds if documents.find(kind, found.pk)]
