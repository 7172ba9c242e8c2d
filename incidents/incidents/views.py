"""Incidents over HTTP: the list, reporting one, one of them, and the parts of its report."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.calendar import local_day
from governance.documents import door
from governance.documents.giving import PRIVATE, given
from governance.errors import Denied, NotThere
from governance.exports.bar import bar
from governance.ledger.timeline import timeline
from governance.people.models import Person
from governance.records.addresses import address
from governance.records.paging import page
from governance.workflow.register import Step, cards_beside, not_theirs
from governance.workflow.requests import by, take_step
from incidents.incidents import actions, export, forms, letters, panels, regulator, words  # noqa: F401 - the list and the parts of the page are offered when they are loaded
from incidents.incidents.aspects import ASPECTS
from incidents.incidents.candour import begins_with_opinion
from incidents.incidents.clock_rows import commissioners_due, panel
from incidents.incidents.filters import STATES, chosen, filters, services_of, years_of
from incidents.incidents.grid import drawn
from incidents.incidents.models import Incident, Letter, Phase
from incidents.incidents.outstanding import candour_of, is_telling_open, steps_left, to_be_told
from incidents.incidents.permissions import IG_ONLY, NOT_YOURS, masked, may_see_figures, may_set_terms
from incidents.incidents.reading import found_for
from incidents.incidents.register import HAPPENED, INCIDENTS, PANELS
from incidents.incidents.sorts import Certainty
from incidents.incidents.step_views import ACTS, GRID

# The step that it waits for gets the green button.
ONWARD = (
    *("report", "countersign", "grade", "tell_regulator", "leave_regulator", "decide_telling", "contact"),
    *("decide_candour", "start_candour", "candour_step", "add_lesson", "settle_lesson", "close"),
)
MOST_LIKE_IT = 5


@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    """All that the user may see, newest first."""
    at, user = timezone.now(), by(request)
    wanted = filters(user, request.GET)
    found = chosen(user, wanted, at)
    listed = page(found.select_related("service"), request.GET, by=("-id",))
    context = {
        "page": listed,
        "rows": [(each, words.title(each), words.turn(each)) for each in listed.rows],
        "filters": wanted,
        "states": STATES,
        "years": years_of(user, at),
        "services": services_of(user),
        "aspects": [
            (name, aspect.words, aspect.choices, wanted.get(name, "")) for name, aspect in ASPECTS.items()
        ],
        "bar": bar(user, INCIDENTS.name, wanted),
        "may_see_figures": bool(may_see_figures(user)),
        "may_set_terms": bool(may_set_terms(user, None, at)),
        "may_report": bool(may(user.role, May.CREATE, INCIDENTS.name)),
    }
    return render(request, "incidents/list.html", context)


def report(request: HttpRequest) -> HttpResponse:
    """Report one, in two minutes."""
    at, user = timezone.now(), by(request)
    if not may(user.role, May.CREATE, INCIDENTS.name):
        raise Denied(NOT_YOURS)
    form = forms.ReportForm(request.POST if request.method == "POST" else None, user=user, at=at)

    return take_step(
        request,
        form,
        lambda: actions.report(by=user, at=at, **form.facts),
        register=INCIDENTS,
        verb="report",
        done="Thank you for saying so. The IG team knows. Add to it whenever you learn more.",
        then=INCIDENTS.url,
        template="staff/form.html",
        title="Report an incident",
        intro="Tell us at once, also if you are not sure. Nobody is in trouble for telling. You need not know "
        "everything: you can add to it later.",
        topic="incidents",
        button="Report it",
        back_url="/incidents/",
    )


@require_safe
def incident(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them: whose turn it is, its clocks, its grade, the regulator, whom it is about, what happened."""
    at, user = timezone.now(), by(request)
    found = found_for(reference, user, at)
    steps = _steps(found, user, at)
    hidden = masked(user)
    allowed = [each for each in steps if each.verdict]
    onward = [verb for verb in ONWARD if _still_open(found, verb)]
    main_verb = next((verb for verb in onward if verb in {each.verb for each in allowed}), "")
    places = {verb: act.place for verb, act in ACTS.items() if act.place and verb != main_verb}
    context = {
        "incident": found,
        "title": words.title(found),
        "state": found.shown_state,
        "turn": words.turn(found),
        "at": at,
        "today": local_day(at),
        "clocks": panel(found),
        "rows": drawn(found.grade) if found.grade is not None else [],
        "facts": words.facts(found, user, at),
        "phases": found.parts,
        "route": regulator.route_of(found),
        "decisions": words.decisions(found, user),
        "whom": words.whom(found, user, at),
        "entries": [
            (each, words.HIDDEN if hidden else each.words)
            for each in found.entries.select_related("attachment", "written_by").order_by("at", "id")
        ],
        "may_note": any(each.verb == "note" for each in allowed),
        "named": list(found.named.filter(ended_at=None).select_related("user", "named_by").order_by("id")),
        "hides": hidden,
        "like": list(INCIDENTS.visible(user, at).like(found)[:MOST_LIKE_IT]),
        "source_url": _source_url(found),
        "panels": [card for make in PANELS if (card := make(user, found, at)) is not None],
        "beside": cards_beside(INCIDENTS.name, found, user=user, at=at),
        "steps": [each for each in allowed if each.verb not in places],
        "placed": {
            place: [each for each in allowed if places.get(each.verb) == place]
            for place in set(places.values())
        },
        "missing_steps": not_theirs(steps),
        "main_verb": main_verb,
        "timeline": timeline(
            INCIDENTS.name,
            reference,
            HAPPENED,
            text=lambda event: words.HIDDEN if hidden and event.reason else event.reason,
        ),
    }
    return render(request, "incidents/detail.html", context)


def _source_url(found: Incident) -> str:
    """Where the record is that opened it; whether the reader may see it is for that page to say."""
    return address(found.source_register, found.source_reference) if found.source_register else ""


@require_safe
def draft_text(request: HttpRequest, reference: str) -> HttpResponse:
    """What the regulator's form asks for, as it stands now, as plain text."""
    found = _for_report(request, reference)
    return _text(reference, regulator.content(found), "draft")


@require_safe
def phase_text(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A part that was sent, as plain text."""
    phase = _phase(request, reference, number)
    late = [{"key": "Why it is late", "value": phase.late_because}] if phase.late_because else []
    return _text(reference, [*phase.content, *late], f"part-{number}")


@require_safe
def phase_pdf(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """A part that was sent, as a PDF."""
    phase = _phase(request, reference, number)
    document = regulator.find(phase)
    file: Any = door.opened(document) if document is not None else None
    if file is None:
        return redirect(INCIDENTS.url(phase.incident))
    return given(file, f"report-{reference}-{number}.pdf")


@require_safe
def letter_pdf(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """A letter as a PDF, for whoever may see the person to whom it goes."""
    found = _for_report(request, reference)
    at, user = timezone.now(), by(request)
    letter: Letter | None = found.letters.filter(pk=number).first()
    if letter is None or (
        letter.affected is not None
        and not Person.objects.visible_to(user, at).filter(pk=letter.affected.person_id).exists()
    ):
        raise NotThere(INCIDENTS.name, reference)
    document = letters.find(letter)
    file: Any = door.opened(document) if document is not None else None
    if file is None:
        messages.info(request, "The letter is being made. Try again in a minute.")
        return redirect(INCIDENTS.url(found))
    return given(file, f"letter-{reference}-{number}.pdf")


def _for_report(request: HttpRequest, reference: str) -> Incident:
    """For those who read what was written: the auditor's pages hide it."""
    user = by(request)
    found = found_for(reference, user, timezone.now())
    if masked(user):
        raise Denied(IG_ONLY)
    return found


def _phase(request: HttpRequest, reference: str, number: int) -> Phase:
    found = _for_report(request, reference)
    phase: Phase | None = found.phases.filter(number=number).first()
    if phase is None:
        raise NotThere(INCIDENTS.name, reference)
    return phase


def _text(reference: str, content: list[dict[str, str]], name: str) -> HttpResponse:
    answer = HttpResponse(
        regulator.as_text(reference, content), content_type="text/plain; charset=utf-8", headers=PRIVATE
    )
    answer["Content-Disposition"] = f'attachment; filename="report-{reference}-{name}.txt"'
    return answer


def _steps(found: Incident, user: User, at: datetime) -> list[Step]:
    """Those with a page of their own; what cannot be pressed and does not concern this user is left out."""
    pages = {**{verb: act.quiet for verb, act in ACTS.items()}, **dict.fromkeys(GRID, False)}
    ours = [each for each in INCIDENTS.steps(found, user=user, at=at) if each.verb in pages]
    quiet = {verb for verb, is_quiet in pages.items() if is_quiet} | {"lower", "note"}
    ours = [each for each in ours if each.verdict or each.verb not in quiet]
    return [each for each in ours if _concerns(found, each.verb)]


def _still_open(found: Incident, verb: str) -> bool:
    """Whether it waits for this step: what is decided already waits for the next thing."""
    duty = candour_of(found)
    asked = {
        "grade": found.grade is None,
        "decide_telling": not found.telling,
        "contact": is_telling_open(found),
        "decide_candour": duty is None,
        "add_lesson": not found.no_lessons_because and not found.lessons.all(),
    }
    return asked.get(verb, True)


def _concerns(found: Incident, verb: str) -> bool:
    """Whether a step has anything to do now."""
    lessons_open = any(each.done_at is None for each in found.lessons.all())
    asked = {
        "confirm": found.certainty != Certainty.KNOWN,
        "amend_aware": bool(found.aware_at or found.suspected_at),
        "name_subject": found.subject_id is None,
        "unaffect": any(each.removed_at is None for each in found.affected.all()),
        "tell_regulator": bool(found.is_reportable),
        "leave_regulator": not found.is_reportable and not found.decided_not_to_report,
        "countersign": found.awaits_countersignature,
        "keep_grade": found.awaits_countersignature,
        "tell_commissioner": bool(commissioners_due(found)),
        "withhold": bool(to_be_told(found)),
        "tell_after_all": any(each.withheld_at is not None for each in found.affected.all()),
        "announce": found.announced_at is None,
        "start_candour": begins_with_opinion(found),
        "candour_step": bool(steps_left(found)),
        "change_lesson": lessons_open,
        "settle_lesson": lessons_open,
        "no_lessons": not found.lessons.all() and not found.no_lessons_because,
    }
    return asked.get(verb, True)
