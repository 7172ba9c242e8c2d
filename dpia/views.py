"""Assessments over HTTP: the list, one of them, two versions side by side, and the report."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dpia import documents, matrix
from dpia import plan as floor_plan
from dpia.actions import result
from dpia.afterwards import only_theirs
from dpia.content import cameras, content, risks
from dpia.deadlines import ico_clock
from dpia.filters import chosen, filters, services_of
from dpia.models import Dpia, Kind
from dpia.permissions import may_write
from dpia.questions import left, steps_of
from dpia.reading import camera_rows, compared, reasons, risk_rows, sections
from dpia.register import BESIDES, DPIAS, HAPPENED, NO_MORE
from dpia.rules import Level, may_go_live, need_test_due, review_due
from dpia.states import GOOD, OPEN, SENT_IN, State
from dpia.step_views import ACTS
from dpia.turns import turn
from dpia.versions import before, earlier, to_do
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.attachments.models import Attachment
from governance.calendar import is_overdue, local_day
from governance.documents import door
from governance.documents.giving import given
from governance.errors import NotThere
from governance.ledger.timeline import timeline
from governance.records.paging import page
from governance.workflow.register import Step, not_theirs
from governance.workflow.requests import by

# The step that it waits for gets the green button.
ONWARD = ("screen", "require", "send_to_dpo", "advise", "respond", "approve", "go_live", "ico_answers")
# Besides the states; the pages of their own steps come with what they are about.
BESIDE = ("photograph", "link", "unlink", "add_action", "settle_action", "mark", "hand_over")
# Who cannot do these need not know.
QUIET = ("clear", "send_back", "reject", "note_ico", "require", "waive", "unpublish", *BESIDE)
# What is seldom pressed, and folded away once there is something else to press.
SELDOM = ("clear", "link", "unlink", "mark", "hand_over", "stop", "unpublish", "renew")


@require_safe
def dpias(request: HttpRequest) -> HttpResponse:
    """All that the user may see, newest first."""
    at, user = timezone.now(), by(request)
    wanted = filters(user, request.GET, at)
    listed = page(
        chosen(user, wanted, at).select_related("service", "owner", "follows"), request.GET, by=("-id",)
    )
    context = {
        "page": listed,
        "rows": [(each, State(each.state), turn(each)) for each in listed.rows],
        "filters": wanted,
        "states": State.choices,
        "kinds": Kind.choices,
        "services": services_of(user, at),
        "may_create": bool(may(user.role, May.CREATE, DPIAS.name)),
    }
    return render(request, "dpia/list.html", context)


@require_safe
def dpia(request: HttpRequest, reference: str) -> HttpResponse:
    """One of them: whose turn it is, what is open, what it says, its risks, what is next, what happened."""
    at, user = timezone.now(), by(request)
    ours = only_theirs(reference, user=user, at=at)
    if ours is not None:
        return redirect("dpias:action", reference, ours.number)
    found = _found(reference, user)
    state, said = State(found.state), content(found)
    known, seen = risk_rows(said), camera_rows(said)
    start = may_go_live(before(found, at))
    steps = [each for each in _steps(found, user) if each.verb != "go_live" or start]
    open_now = left(found, risks(found), cameras(found)) if state in (*OPEN, *SENT_IN) else {}
    writes = bool(open_now) and bool(may_write(user, found, at))
    review_on = review_due(found.looked_on) if found.looked_on and state in GOOD else None
    theirs = [each for each in steps if each.verdict]
    seldom = [each for each in theirs if each.verb in SELDOM] if state in GOOD else []
    context = {
        "dpia": found,
        "state": state,
        "turn": turn(found),
        "writes": writes,
        "steps_to_write": [(step, open_now[step.slug]) for step in steps_of(found)] if writes else [],
        "done": sum(not words for words in open_now.values()),
        "next": next((step for step in steps_of(found) if open_now.get(step.slug)), None) if writes else None,
        "begun": state in SENT_IN,
        "because": reasons(result(found).because) if found.screening else [],
        "sections": sections(said),
        "risks": known,
        "matrices": matrix.drawn(known) if known else [],
        "stays_high": any(each.residual is Level.HIGH for each in known),
        "cameras": seen,
        "plan": found.floor_plan,
        "drawing": floor_plan.drawn(found.floor_plan, seen),
        "signs": list(found.signs.select_related("photograph").order_by("number")),
        "actions": list(found.actions.select_related("owner", "done_by").order_by("number")),
        "carried": list(
            to_do(found).exclude(dpia=found).select_related("dpia", "owner").order_by("due_on", "pk")
        )
        if found.decided_at is None
        else [],
        "running": next((each for each in earlier(found) if each.is_running), None),
        "concerns": list(found.concerns.select_related("agreement", "service").order_by("id")),
        "clock": ico_clock(found),
        "ico": list(found.ico_events.order_by("on", "id")),
        "start": start,
        "review_on": review_on,
        "review_late": review_on is not None and is_overdue(review_on, at=at),
        "test_on": need_test_due(found.tested_on)
        if found.is_cctv and found.tested_on and state in GOOD
        else None,
        "today": local_day(at),
        "files": Attachment.objects.of(found, DPIAS),
        "report": documents.find(found),
        "next_version": found.next_version,
        "steps": [each for each in theirs if each not in seldom],
        "seldom": seldom,
        "missing_steps": not_theirs(steps),
        "main_verb": next((each.verb for each in steps if each.verdict and each.verb in ONWARD), ""),
        "timeline": timeline(DPIAS.name, reference, HAPPENED),
    }
    return render(request, "dpia/detail.html", context)


@require_safe
def compare(request: HttpRequest, reference: str) -> HttpResponse:
    """What differs from the version before, word by word."""
    found = _found(reference, by(request))
    old = found.follows
    if old is None:
        raise NotThere(DPIAS.name, reference)
    # Whoever sees the one of a service sees the other.
    old = _found(old.reference, by(request))
    context = {
        "dpia": found,
        "old": old,
        "differences": compared(old.frozen or content(old), found.frozen or content(found)),
    }
    return render(request, "dpia/compare.html", context)


@require_safe
def pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The whole report."""
    found = _found(reference, by(request))
    document = documents.find(found)
    file: Any = door.opened(document) if document is not None else None
    if file is None:
        if found.decided_at is None:
            raise NotThere(DPIAS.name, reference)
        return redirect(DPIAS.url(found))
    return given(file, f"assessment-{reference}.pdf")


def _found(reference: str, user: User) -> Dpia:
    found = DPIAS.find(reference, user=user, at=timezone.now())
    known = DPIAS.rows().select_related("floor_plan", "advised_by", "decided_by", "responded_by", "sent_by")
    return known.get(pk=found.pk)


def _steps(found: Dpia, user: User) -> list[Step]:
    """Those with a page of their own; what cannot be pressed and does not concern this user is left out."""
    at = timezone.now()
    ours = [
        each for each in DPIAS.steps(found, user=user, at=at) if each.verb in ACTS or each.verb == "screen"
    ]
    if found.state not in NO_MORE:
        besides = [each for each in BESIDES.steps(found, user=user, at=at) if each.verb in BESIDE]
        ours += [each for each in besides if _concerns(found, each.verb)]
    if DPIAS.machine and "supersede" in DPIAS.machine.open_verbs(found.state) and not found.next_version:
        renew = DPIAS.verbs["renew"]
        allowed = may_write(user, found, at)
        ours.append(Step("renew", renew.label, DPIAS.url(found, "renew"), allowed))
    ours = [each for each in ours if _concerns(found, each.verb)]
    return [each for each in ours if each.verdict or each.verb not in (*QUIET, "renew")]


def _concerns(found: Dpia, verb: str) -> bool:
    """Whether a step has anything to do now."""
    good = found.state in GOOD
    asked = {
        "photograph": found.is_cctv,
        "unlink": found.concerns.exists(),
        "settle_action": found.actions.filter(done_at=None).exists(),
        "mark": good and found.out_of_date_since is None and found.stopped_on is None,
        "go_live": found.live_on is None and found.stopped_on is None,
        "stop": good and found.stopped_on is None,
        "publish": good and found.stopped_on is None,
        "unpublish": bool(found.published_at or found.lacks_summary),
        "test_need": found.is_cctv and found.live_on is not None and found.stopped_on is None,
        "clear": found.opt_out == "APPLIES" and found.opt_out_cleared_at is None,
        "require": bool(found.screening),
        "waive": bool(found.screening),
        "screen": True,
    }
    return asked.get(verb, True)
