"""Assessments over HTTP: list, choose the test, record, one assessment, mark it as recorded in error."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from consent.ability import Finding
from consent.capacity import actions, card, deadlines, forms
from consent.capacity.models import Assessment
from consent.capacity.permissions import cases_for, hides, is_for
from consent.capacity.questions import WHAT_FOR, Kind
from consent.capacity.register import CAPACITY
from governance.accounts.models import User
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.errors import Denied, NotThere, Verdict, demand
from governance.ledger import timeline as ledger
from governance.ledger.models import Event
from governance.ledger.writing import record_view
from governance.people.models import Case
from governance.people.names import shown_name
from governance.people.permissions import NOT_YOURS
from governance.people.register import CASES, PEOPLE
from governance.records.paging import page
from governance.workflow.forms import attempt
from governance.workflow.register import cards_beside
from governance.workflow.requests import by, take_step


def assessments(request: HttpRequest) -> HttpResponse:
    """The assessments that the user may see, newest first, or those to look at again, soonest first."""
    at, user = timezone.now(), by(request)
    on, found = local_day(at), CAPACITY.visible(user, at)
    with_names = found.select_related("person", "service")
    reassess = request.GET.get("due") == "reassess"
    if reassess:
        due = Deadline.objects.standing(on).filter(register=CAPACITY.name, rule=deadlines.REASSESS.key)
        listed = page(due.filter(record_id__in=found.values("pk")), request.GET, by=("due_on", "id"))
        by_id = with_names.in_bulk([deadline.record_id for deadline in listed.rows])
        rows = [by_id[deadline.record_id] for deadline in listed.rows]
    else:
        listed = page(with_names, request.GET, by=("-id",))
        rows = listed.rows
    # A list of names is a view of each of them.
    if rows:
        record_view(register=CAPACITY.name, people=[row.person_id for row in rows])
    context = {
        "rows": [(card.line(row, user), shown_name(row.person, user, "capacity")) for row in rows],
        "page": listed,
        "reassess": reassess,
        "today": on,
        "masked": hides(user),
    }
    return render(request, "capacity/list.html", context)


def choose(request: HttpRequest) -> HttpResponse:
    """Which test is the one for this person in each of their services, and why the others are not."""
    at, user = timezone.now(), by(request)
    reference = request.GET.get("person", "")
    if not reference:
        messages.info(request, "First choose the person. Then choose “Record an assessment” on their page.")
        return redirect("people:list")
    person = PEOPLE.find(reference, user=user, at=at)
    again = _again(request, user, at)
    cases = cases_for(user, person, at)
    if again is not None:
        cases = [case for case in cases if case.service_id == again.service_id]
    if not cases:
        raise Denied(NOT_YOURS)
    record_view(register="people", reference=person.reference, person_id=person.pk)
    context = {
        "person": person,
        "name": shown_name(person, user),
        "cases": [(case, *_tests(case, user, at)) for case in cases],
        "again": again,
        "back_url": PEOPLE.url(person),
    }
    return render(request, "capacity/choose.html", context)


def record(request: HttpRequest) -> HttpResponse:
    """Record what was found, in the order of the test. The address names the case and the test."""
    at, user = timezone.now(), by(request)
    reference, kind = request.GET.get("case", ""), request.GET.get("kind", "").upper()
    if not reference or kind not in Kind.values:
        return redirect("capacity:choose")
    case, kind = _case(reference, user, at), Kind(kind)
    fits = next(verdict for test, verdict in _all_tests(case, user, at) if test is kind)
    demand(fits)
    again = _again(request, user, at)
    if again is not None and (again.person_id, again.service_id) != (case.person_id, case.service_id):
        raise NotThere(CAPACITY.name, again.reference)
    sent = request.POST if request.method == "POST" else None
    form = forms.AssessmentForm(
        sent, case=case, kind=kind, user=user, at=at, decision=again.decision if again else ""
    )
    if form.is_valid():
        saved = attempt(
            CAPACITY,
            form,
            lambda: actions.record(by=user, at=at, **form.facts),
            person_id=case.person_id,
            verb="record",
        )
        if saved is not None:
            _say(request, saved)
            return redirect(CAPACITY.url(saved))
    record_view(register="people", reference=case.person.reference, person_id=case.person_id)
    query = f"?person={case.person.reference}" + (f"&again={again.reference}" if again else "")
    context = {
        "form": form,
        "caption": f"{case.person.reference}, {case.service.name}",
        "name": shown_name(case.person, user),
        "title": kind.label,
        "intro": WHAT_FOR[kind],
        "back_url": f"/capacity/new/{query}",
    }
    return render(request, "capacity/form.html", context)


def assessment(request: HttpRequest, reference: str) -> HttpResponse:
    """One assessment: the finding, its reasons, who made it, and what happened to it."""
    at, user = timezone.now(), by(request)
    found: Assessment = CAPACITY.find(reference, user=user, at=at)
    _record_view(found)
    may_record, correct = (CAPACITY.verbs[verb].may(user, found, at) for verb in ("record", "correct"))
    newer = CAPACITY.visible(user, at).after(found).order_by("-assessed_at", "-id").first()
    open_ = found.outcome == Finding.DEFER and newer is None and not found.is_in_error
    # A child may have come of age since, so that another test is the one for them.
    in_reach = bool(may_record) or found.case in cases_for(user, found.person, at)
    context = {
        "assessment": found,
        "line": card.line(found, user),
        "person": found.person,
        "name": shown_name(found.person, user, "capacity"),
        "reasons": card.reasons(found, user),
        "how": card.how(found, user),
        "care_title": card.care_title(found.nation),
        "care": card.care(found, user),
        "newer": newer,
        "may_look_again": open_ and in_reach,
        "may_record_anew": found.is_in_error and in_reach,
        "correct": correct,
        "beside": cards_beside(CAPACITY.name, found, user=user, at=at),
        "timeline": ledger.timeline(
            CAPACITY.name, reference, CAPACITY.happened, text=lambda event: _text(event, user)
        ),
    }
    return render(request, "capacity/detail.html", context)


def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Mark an assessment as recorded in error, with the reason."""
    at, user = timezone.now(), by(request)
    found: Assessment = CAPACITY.find(reference, user=user, at=at)
    demand(CAPACITY.verbs["correct"].may(user, found, at))
    form = forms.CorrectForm(request.POST or None, initial={"read_version": found.version})
    _record_view(found)
    return take_step(
        request,
        form,
        lambda: actions.correct(
            found, by=user, at=at, reason=form.cleaned_data["reason"], read_version=_version(form)
        ),
        register=CAPACITY,
        verb="correct",
        reference=reference,
        done="It is marked as recorded in error. Now the assessment must be recorded anew.",
        then=CAPACITY.url,
        template="staff/form.html",
        title="It was recorded in error",
        intro="The record stays, and nobody relies on it any more. Then record the assessment anew.",
        caption=f"{found.reference}, {shown_name(found.person, user, 'capacity')}",
        button="Mark as recorded in error",
        back_url=CAPACITY.url(found),
    )


def _version(form: forms.CorrectForm) -> int:
    """The version that was read; nothing matches an address that was sent without the form."""
    return form.cleaned_data["read_version"] or 0


def _again(request: HttpRequest, user: User, at: datetime) -> Assessment | None:
    """The assessment whose decision is looked at again, where the address names one."""
    reference = request.GET.get("again", "")
    return CAPACITY.find(reference, user=user, at=at) if reference else None


def _case(reference: str, user: User, at: datetime) -> Case:
    """The case, if the user may record an assessment in it; else there is none."""
    case: Case = CASES.find(reference, user=user, at=at)
    ours = {each.pk: each for each in cases_for(user, case.person, at)}
    if case.pk not in ours:
        raise Denied(NOT_YOURS)
    return ours[case.pk]


def _all_tests(case: Case, user: User, at: datetime) -> list[tuple[Kind, Verdict]]:
    """Every test with whether it fits the person today, and whether the user may do it."""
    on, about = local_day(at), {"person": case.person, "service": case.service}
    return [(kind, Assessment(kind=kind, **about).kind_fits(on) and is_for(user, kind)) for kind in Kind]


def _tests(case: Case, user: User, at: datetime) -> tuple[list[Any], list[Any]]:
    """The tests to choose from, each with what it is for, and the others with the reason."""
    tests = _all_tests(case, user, at)
    return (
        [(kind, WHAT_FOR[kind]) for kind, verdict in tests if verdict],
        [(kind, verdict) for kind, verdict in tests if not verdict],
    )


def _text(event: Event, user: User) -> str:
    return event.detail.get("code") or card.free(event.reason, user)


def _say(request: HttpRequest, saved: Assessment) -> None:
    messages.success(request, "The assessment is recorded.")
    if saved.training_is_old:
        messages.warning(
            request,
            "You had no training in this in the three years before. The record stands. Ask your manager for training.",
        )


def _record_view(found: Assessment) -> None:
    record_view(
        register=CAPACITY.name,
        reference=found.reference,
        person_id=found.person_id,
        service_id=found.service_id,
    )
