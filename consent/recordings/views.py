"""Recordings over HTTP: the list, one of them, planning one, and asking somebody for their consent."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from consent.consents import to_ask
from consent.recordings import actions, documents, export, forms, words  # noqa: F401 - the list is offered when it is loaded
from consent.recordings.deadlines import to_ask_again
from consent.recordings.filters import DUE, chosen, filters, services_of
from consent.recordings.models import Participant, Recording
from consent.recordings.permissions import (
    NOT_YOUR_SERVICE,
    cases_for,
    masked,
    may_play,
    may_work,
    services_for,
)
from consent.recordings.readiness import unanswered
from consent.recordings.reading import found_for, hands, taking_part
from consent.recordings.register import HAPPENED, RECORDINGS
from consent.recordings.rules import Medium
from consent.recordings.states import KEPT, State
from consent.recordings.step_views import ACTS, QUIET
from governance.accounts.models import User
from governance.calendar import local_day
from governance.documents import door
from governance.documents.giving import given
from governance.errors import Denied, NotThere, demand
from governance.exports.bar import bar
from governance.ledger.timeline import timeline
from governance.ledger.writing import record_view
from governance.people.models import Case, Person
from governance.people.names import shown_name
from governance.people.register import PEOPLE
from governance.records.paging import page
from governance.workflow.register import Step, cards_beside, not_theirs
from governance.workflow.requests import by, take_step

# The step that it waits for gets the green button.
ONWARD = ("record", "store", "confirm_deletion", "delete")


@require_safe
def recordings(request: HttpRequest) -> HttpResponse:
    """All that the user may see, newest first."""
    at, user = timezone.now(), by(request)
    wanted = filters(user, request.GET)
    found = chosen(user, wanted, at)
    listed = page(found.select_related("service", "lead", "deleted_by"), request.GET, by=("-id",))
    again = to_ask_again(listed.rows, local_day(at))
    context = {
        "page": listed,
        "rows": [(each, words.title(each, user), words.turn(each), each.pk in again) for each in listed.rows],
        "filters": wanted,
        "states": State.choices,
        "media": Medium.choices,
        "dues": DUE.items(),
        "services": [(str(each.pk), each.name) for each in services_of(user)],
        "bar": bar(user, RECORDINGS.name, wanted),
        "may_plan": bool(services_for(user)),
        "today": local_day(at),
    }
    return render(request, "recordings/list.html", context)


@require_safe
def recording(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them: whose turn it is, who takes part and whether they said yes, how long it is kept, what happened."""
    at, user = timezone.now(), by(request)
    found = found_for(reference, user, at)
    steps = _steps(found, user, at)
    hidden = masked(user)
    parts = list(found.parts.select_related("sealed", "kept_by").order_by("number"))
    waits = unanswered(found, at)
    hold = found.holds.filter(released_at=None).select_related("set_by", "looked_by").first()
    context = {
        "recording": found,
        "title": words.title(found, user),
        "state": found.shown_state,
        "turn": words.turn(found, waits=bool(waits)),
        "facts": words.facts(found, user, at),
        "how_long": words.how_long(found, user),
        "evidence": words.evidence(found, user),
        "taking_part": taking_part(found, user, at),
        "asks": found.state == State.PLANNED and bool(may_work(user, found, at)),
        "certificate": None if hidden else documents.find(found),
        "hold": hold,
        "hides": hidden,
        "parts": parts,
        "may_play": any(each.sealed.destroyed_at is None for each in parts) and may_play(user, found, at),
        "waits": waits,
        "asks_again": bool(waits) and bool(may_work(user, found, at)),
        "device_lost": found.device is not None and found.device.is_lost and found.state in KEPT,
        "chain": hands(found),
        "today": local_day(at),
        "steps": [each for each in steps if each.verdict],
        "missing_steps": not_theirs(steps),
        "main_verb": _main(found, steps),
        "beside": cards_beside(RECORDINGS.name, found, user=user, at=at),
        "timeline": timeline(
            RECORDINGS.name,
            reference,
            HAPPENED,
            text=lambda event: words.HIDDEN if hidden and event.reason else event.reason,
        ),
    }
    return render(request, "recordings/detail.html", context)


def plan(request: HttpRequest) -> HttpResponse:
    """Plan a recording, of the person whom the address names or of nobody yet."""
    at, user = timezone.now(), by(request)
    services = services_for(user)
    if not services:
        raise Denied(NOT_YOUR_SERVICE)
    reference = request.GET.get("person", "")
    person: Person | None = PEOPLE.find(reference, user=user, at=at) if reference else None
    cases: list[Case] = []
    if person is not None:
        record_view(register=PEOPLE.name, reference=reference, person_id=person.pk)
        cases = [
            each for home in services for each in cases_for(user, home, at) if each.person_id == person.pk
        ]
        services = [each for each in services if each.pk in {case.service_id for case in cases}]
        if not services:
            raise Denied(NOT_YOUR_SERVICE)
    form = forms.PlanForm(request.POST if request.method == "POST" else None, services=services, at=at)

    def take() -> Recording:
        facts = form.facts
        theirs = [each for each in cases if each.service_id == facts["service"].pk]
        return actions.plan(by=user, at=at, cases=theirs, **facts)

    return take_step(
        request,
        form,
        take,
        register=RECORDINGS,
        verb="plan",
        reference=reference,
        done="It is planned. Now add everybody who takes part, and ask each of them.",
        then=RECORDINGS.url,
        template="staff/form.html",
        title="Plan a recording",
        caption=f"{person.reference}, {shown_name(person, user)}" if person else "",
        intro="We record a session only if everybody in it knows about it and says yes first.",
        topic="recordings",
        button="Plan it",
        back_url=PEOPLE.url(person) if person else "/recordings/",
    )


def report(request: HttpRequest) -> HttpResponse:
    """Something was recorded that must not have been, and nobody had planned it."""
    at, user = timezone.now(), by(request)
    services = services_for(user)
    if not services:
        raise Denied(NOT_YOUR_SERVICE)
    form = forms.ReportForm(request.POST if request.method == "POST" else None, services=services, at=at)
    return take_step(
        request,
        form,
        lambda: actions.report_wrong(by=user, at=at, **form.facts),
        register=RECORDINGS,
        verb="report_wrong",
        done="Thank you for saying so. The IG team is told. Do not play it, and delete it with evidence.",
        then=RECORDINGS.url,
        template="staff/form.html",
        title="Report a recording that must not have been made",
        intro="For example with a personal telephone. Do not pass it on and do not delete it in a hurry: "
        "write it down here first.",
        topic="recordings",
        button="Report it",
        back_url="/recordings/",
    )


@require_safe
def certificate(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The certificate of its deletion, for whoever reads the words in it."""
    at, user = timezone.now(), by(request)
    found = found_for(reference, user, at)
    document = None if masked(user) else documents.find(found)
    file: Any = door.opened(document) if document is not None else None
    if file is None:
        raise NotThere(RECORDINGS.name, reference)
    return given(file, f"deletion-{reference}.pdf")


@require_POST
def ask(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """On to the form of the consent of somebody who takes part, filled in as far as it is known."""
    at, user = timezone.now(), by(request)
    found = found_for(reference, user, at)
    demand(may_work(user, found, at))
    inside = found.participants.filter(person__isnull=False, pk=pk).select_related("person").first()
    if inside is None or inside.person is None:
        raise NotThere(RECORDINGS.name, reference)
    kind = Medium(found.medium).consent_kind
    return to_ask.recording(request, inside.person, kind=kind, named=found.title, purpose=found.purpose)


@require_POST
def remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Somebody does not take part after all."""
    at, user = timezone.now(), by(request)
    found = found_for(reference, user, at)
    inside = found.participants.filter(pk=pk).first()
    if inside is not None:
        actions.remove(found, participant=inside, by=user, at=at)
    elif not Participant.history.filter(id=pk, recording_id=found.pk).exists():
        raise NotThere(RECORDINGS.name, reference)
    # Else it was pressed twice.
    messages.success(request, "They are taken out.")
    return redirect(RECORDINGS.url(found))


def _steps(found: Recording, user: User, at: datetime) -> list[Step]:
    """Those with a page of their own; what cannot be pressed and does not concern this user is left out."""
    ours = [each for each in RECORDINGS.steps(found, user=user, at=at) if each.verb in ACTS]
    ours = [each for each in ours if each.verdict or each.verb not in QUIET]
    if found.deleted_at is None:
        ours = [each for each in ours if each.verb not in ("confirm_deletion", "still_there")]
    inside = found.participants.filter(staff=user).first()
    agreed = inside is not None and inside.agreed_at is not None and inside.taken_back_at is None
    return [each for each in ours if each.verb != ("agree" if agreed else "take_back")]


def _main(found: Recording, steps: list[Step]) -> str:
    allowed = [each.verb for each in steps if each.verdict]
    if "agree" in allowed:
        return "agree"
    if found.is_sealed and "delete" in allowed:
        return "delete"
    return next((verb for verb in ONWARD if verb in allowed), "")
