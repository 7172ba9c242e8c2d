"""Writing an assessment over HTTP: begun, screened, its steps one by one and saved as you go, its parts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from dpia import actions, parts
from dpia import plan as floor_plan
from dpia.content import cameras, content, risks
from dpia.forms import ActForm, BeginForm, CameraForm, MeasureForm, PlanForm, RiskForm, ScreenForm, StepForm
from dpia.matrix import drawn
from dpia.models import Dpia, Kind
from dpia.permissions import NOT_YOURS, may_write
from dpia.questions import BY_SLUG, MEASURES, PLAN, RISKS, SCREENING, Step, left, steps_of
from dpia.reading import camera_rows, risk_rows
from dpia.register import DPIAS
from dpia.states import OPEN, SENT_IN, State
from governance.accounts.roles import May, may
from governance.errors import IllegalTransition, NotThere, demand, no
from governance.workflow.forms import VerbForm, attempt
from governance.workflow.once import landing, once
from governance.workflow.requests import by, demand_step, sent, take_step

SCREENED = {
    State.DRAFT: "An assessment is needed. Everything you save stays, so you can stop at any time and go on later.",
    State.NOT_REQUIRED: "No assessment is needed. That, and why, is kept.",
    State.SCREENING: "The Data Protection Officer decides, and is told.",
}


def create(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    at, user = timezone.now(), by(request)
    if not may(user.role, May.CREATE, DPIAS.name):
        demand(NOT_YOURS)
    form = BeginForm(sent(request)[0], user=user)

    def begin() -> Dpia:
        return actions.begin(by=user, at=at, **{**form.facts, "kind": Kind(form.facts["kind"])})

    return take_step(
        request,
        form,
        begin,
        register=DPIAS,
        verb="begin",
        done="It is begun. A few questions say first whether an assessment is needed.",
        then=lambda made: DPIAS.url(made, "screen") if made.state == State.SCREENING else DPIAS.url(made),
        template="staff/form.html",
        title="Start an assessment",
        intro="Before something new touches people’s privacy, we think it through. It begins with a few questions.",
        topic="confidentiality",
        button="Start",
        back_url=DPIAS.url(Dpia(reference="")),
    )


@once(DPIAS, "screen", landing(SCREENED[State.DRAFT]))
@once(DPIAS, "screen_out", landing(SCREENED[State.NOT_REQUIRED]))
@once(DPIAS, "refer", landing(SCREENED[State.SCREENING]))
def screen(request: HttpRequest, reference: str) -> HttpResponse:
    """All questions on one page, which decides and explains."""
    at, user = timezone.now(), by(request)
    found = _found(request, reference)
    demand_step(request, DPIAS, found, "screen", ScreenForm, at=at)
    form = ScreenForm(sent(request)[0], dpia=found, user=user)
    if request.method == "POST" and form.is_valid():
        facts = form.facts
        done = attempt(
            DPIAS,
            form,
            lambda: actions.screen(
                found, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **facts
            ),
            reference=reference,
            verb="screen",
        )
        if done is not None:
            messages.success(request, SCREENED[State(done.state)])
            return redirect(DPIAS.url(done))
    context = {
        "form": form,
        "dpia": found,
        "always": [form[code] for code in SCREENING if code in form.fields and code.startswith("A")],
        "consider": [form[code] for code in SCREENING if code.startswith("C")],
        "back_url": DPIAS.url(found),
    }
    return render(request, "dpia/screen.html", context, status=409 if form.conflict else 200)


def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Go on where something is left to do; where nothing is, from the first step."""
    ours = _writable(request, reference)
    return redirect(_url(ours, _next(ours) or steps_of(ours)[0]))


def step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """One of the steps: its questions, or the list of its parts."""
    asked, ours = BY_SLUG.get(step), _writable(request, reference)
    if asked is None or asked not in steps_of(ours):
        raise NotThere(DPIAS.name, reference)
    if not asked.fields:
        return _list(request, ours, asked)
    at, user = timezone.now(), by(request)
    form = StepForm(sent(request)[0], step=asked, dpia=ours)

    def save() -> Dpia:
        return actions.edit(
            ours, by=user, at=at, read_version=form.cleaned_data["read_version"] or 0, **form.facts
        )

    if request.method == "POST" and form.is_valid():
        # What is saved already is not saved anew, so that pressing twice is no conflict with oneself.
        saved = attempt(DPIAS, form, save, reference=reference, verb="edit") if form.facts else ours
        if saved is not None:
            return _onward(request, saved, asked, ours)
    context = {**_about(ours, asked), "form": form}
    return render(request, "dpia/step.html", context, status=409 if form.conflict else 200)


def risk(request: HttpRequest, reference: str, number: int | None = None) -> HttpResponse:
    """Add a risk, or change one."""
    ours = _writable(request, reference)
    known = next((each for each in risks(ours) if each.number == number), None)
    return _part(
        request,
        ours,
        RISKS,
        RiskForm,
        parts.write_risk,
        number,
        known,
        "Add a risk" if known is None else "Change it",
    )


def measure(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What is done about a risk."""
    ours = _writable(request, reference)
    known = next((each for each in risks(ours) if each.number == number), None)
    return _part(
        request, ours, MEASURES, MeasureForm, parts.write_risk, number, known, f"Risk {number}: what is done?"
    )


def camera(request: HttpRequest, reference: str, number: int | None = None) -> HttpResponse:
    """Add a camera, or change one."""
    ours = _writable(request, reference)
    known = next((each for each in cameras(ours) if each.number == number), None)
    words = "Add a camera" if known is None else f"Camera {number}"
    return _part(request, ours, PLAN, CameraForm, parts.write_camera, number, known, words)


def remove(what: str) -> Callable[[HttpRequest, str, int], HttpResponse]:
    """The page that takes one part away: a risk or a camera."""
    action = {"risk": parts.remove_risk, "camera": parts.remove_camera}[what]
    asked = {"risk": RISKS, "camera": PLAN}[what]

    def view(request: HttpRequest, reference: str, number: int) -> HttpResponse:
        ours, at, user = _writable(request, reference), timezone.now(), by(request)
        form = ActForm(sent(request)[0], dpia=ours, user=user)
        return take_step(
            request,
            form,
            lambda: action(
                ours, by=user, at=at, number=number, read_version=form.cleaned_data["read_version"] or 0
            ),
            register=DPIAS,
            verb="edit",
            done="It is taken out.",
            then=lambda saved: _url(saved, asked),
            template="staff/form.html",
            reference=reference,
            title=f"Take {what} {number} out",
            caption=ours.title,
            intro="It is not part of the assessment any more then. What it said stays in the history.",
            button="Take it out",
            back_url=_url(ours, asked),
        )

    return view


def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """Put in the floor plan, or another in its place."""
    ours, at, user = _writable(request, reference), timezone.now(), by(request)
    typed, files = sent(request)
    form = PlanForm(typed, files, dpia=ours)
    return take_step(
        request,
        form,
        lambda: parts.put_plan(
            ours,
            by=user,
            at=at,
            upload=form.cleaned_data["file"],
            read_version=form.cleaned_data["read_version"] or 0,
        ),
        register=DPIAS,
        verb="edit",
        done="The floor plan is here.",
        then=lambda saved: _url(saved, PLAN),
        template="staff/form.html",
        reference=reference,
        title="The floor plan",
        caption=ours.title,
        intro="A picture of the rooms, from above. A clear drawing by hand is enough. It shows no people.",
        button="Put it in",
        back_url=_url(ours, PLAN),
    )


def _part(
    request: HttpRequest,
    ours: Dpia,
    asked: Step,
    kind: type[Any],
    action: Callable[..., Dpia],
    number: int | None,
    known: Any,
    title: str,
) -> HttpResponse:
    if number is not None and known is None:
        raise NotThere(DPIAS.name, ours.reference)
    at, user = timezone.now(), by(request)
    form: VerbForm = kind(sent(request)[0], dpia=ours, part=known)
    words = getattr(known, "words", "") if asked is MEASURES else ""
    return take_step(
        request,
        form,
        lambda: action(
            ours,
            by=user,
            at=at,
            number=number,
            read_version=form.cleaned_data["read_version"] or 0,
            **form.facts,
        ),
        register=DPIAS,
        verb="edit",
        done="Saved.",
        then=lambda saved: _url(saved, asked),
        template="dpia/part.html",
        reference=ours.reference,
        title=title,
        caption=ours.title,
        intro=words,
        back_url=_url(ours, asked),
        at_stake=ours.state in SENT_IN,
        plan=ours.floor_plan if asked is PLAN else None,
        drawing=floor_plan.drawn(ours.floor_plan, camera_rows(content(ours))) if asked is PLAN else None,
    )


def _list(request: HttpRequest, ours: Dpia, asked: Step) -> HttpResponse:
    said = content(ours)
    known = risk_rows(said)
    context = {
        **_about(ours, asked),
        "risks": known,
        "matrices": drawn(known) if known else [],
        "cameras": camera_rows(said),
        "plan": ours.floor_plan,
        "drawing": floor_plan.drawn(ours.floor_plan, camera_rows(said)),
        "onward": next((_url(ours, each) for each in steps_of(ours)[_place(ours, asked) :]), DPIAS.url(ours)),
    }
    return render(request, f"dpia/{asked.slug}.html", context)


def _onward(request: HttpRequest, saved: Dpia, asked: Step, was: Dpia) -> HttpResponse:
    reset = " Somebody advises anew, so send it in again." if saved.state != was.state else ""
    messages.success(request, f"Saved.{reset}")
    onward = _next(saved, asked.slug)
    later = request.POST.get("then") == "later" or onward is None
    return redirect(DPIAS.url(saved) if later or onward is None else _url(saved, onward))


def _next(ours: Dpia, after: str = "") -> Step | None:
    """The first step that is not finished, looking first behind the one `after`."""
    known, open_now = list(steps_of(ours)), left(ours, risks(ours), cameras(ours))
    start = next((place + 1 for place, each in enumerate(known) if each.slug == after), 0)
    return next((each for each in (*known[start:], *known[:start]) if open_now[each.slug]), None)


def _place(ours: Dpia, asked: Step) -> int:
    return list(steps_of(ours)).index(asked) + 1


def _url(ours: Dpia, asked: Step) -> str:
    return reverse("dpias:step", args=[ours.reference, asked.slug])


def _about(ours: Dpia, asked: Step) -> dict[str, object]:
    return {
        "dpia": ours,
        "step": asked,
        "place": _place(ours, asked),
        "of": len(steps_of(ours)),
        "left": left(ours, risks(ours), cameras(ours))[asked.slug],
        "back_url": DPIAS.url(ours),
        "at_stake": ours.state in SENT_IN,
    }


def _found(request: HttpRequest, reference: str) -> Dpia:
    found = DPIAS.find(reference, user=by(request), at=timezone.now())
    return DPIAS.rows().select_related("floor_plan").get(pk=found.pk)


def _writable(request: HttpRequest, reference: str) -> Dpia:
    """The record, if the user may write it and it can be written; with what was sent, `apply` says the latter."""
    found = _found(request, reference)
    demand(may_write(by(request), found, timezone.now()))
    if request.method != "POST" and found.state not in (*OPEN, *SENT_IN):
        raise IllegalTransition(
            no(
                f"It cannot be changed now: it is “{State(found.state).label}”.",
                next_step="If it was decided, make a new version.",
            )
        )
    return found
