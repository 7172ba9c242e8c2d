"""How versions of one assessment follow each other, and what counts before something starts (handbook section 8).

What runs under one version goes on under it until the next one may start in its place.
"""

from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import Max, QuerySet

from dpia import rules
from dpia.content import cameras_as_said
from dpia.models import Action, Concern, Dpia
from dpia.parts import good_signs
from dpia.register import DPIAS, mark, tell
from dpia.rules import Before, Passed
from dpia.states import DATED, GOOD, State
from governance.calendar import local_day
from governance.ledger.models import Event
from governance.workflow.apply import apply, refresh_deadlines
from sharing.agreements.models import Agreement
from sharing.agreements.states import State as Agreed

A_DAY = timedelta(days=1)


def earlier(dpia: Dpia) -> list[Dpia]:
    """The versions before it that were decided and that nothing has taken the place of, the latest first."""
    return [each for each in dpia.versions_before if each.state in (*GOOD, State.REJECTED)]


def running_before(dpia: Dpia) -> Dpia | None:
    """The version under which it runs until this one may start."""
    return next((each for each in earlier(dpia) if each.is_running), None)


def to_do(dpia: Dpia) -> QuerySet[Action]:
    """What must still be done: its own, and what comes over from the versions before when it is approved."""
    return Action.objects.filter(dpia__in=[dpia, *earlier(dpia)], done_at=None)


def words_for_everyone(dpia: Dpia) -> str:
    """The summary that it begins with when it is decided or started: what everyone could read until then."""
    if dpia.published_at is not None:
        return dpia.summary
    return next((each.summary for each in earlier(dpia) if each.summary), "")


def take_over(new: Dpia, *, at: datetime) -> Dpia:
    """It is approved: what is open comes over, and it takes the place of those before it.

    What runs under one of them goes on under this one, where it may and has the same cameras; else under that one
    until this is started.
    """
    before_it, running = earlier(new), running_before(new)
    _carry_over(new, before_it, at)
    same = running is not None and cameras_as_said(running) == cameras_as_said(new)
    goes_on = same and bool(rules.may_go_live(before(new, at)))
    for each in before_it:
        if each != running or goes_on:
            apply(DPIAS, each, "supersede", by=None, at=at)
        else:
            refresh_deadlines(DPIAS, each, at=at)
    if running is not None and goes_on:
        return apply(DPIAS, new, "go_live", by=None, at=at, change=lambda locked: _go_on(locked, running))
    refresh_deadlines(DPIAS, new, at=at)
    return new


def take_the_place(new: Dpia, *, at: datetime) -> None:
    """It has started: what ran until now under a version before it ends there."""
    before_it = earlier(new)
    # What was added to that one since this one was approved.
    _carry_over(new, before_it, at)
    for each in before_it:
        apply(DPIAS, each, "supersede", by=None, at=at)
    if before_it:
        refresh_deadlines(DPIAS, new, at=at)


def _go_on(new: Dpia, old: Dpia) -> None:
    new.live_on, new.need_tested_on, new.need_words = old.live_on, old.need_tested_on, old.need_words


def _carry_over(new: Dpia, old: list[Dpia], at: datetime) -> None:
    last = new.actions.aggregate(last=Max("number"))["last"] or 0
    theirs = (
        Action.objects.filter(dpia__in=old, done_at=None).select_related("owner").order_by("dpia", "number")
    )
    for number, action in enumerate(theirs, start=last + 1):
        action.dpia, action.number = new, number
        action.save(update_fields=["dpia", "number"])
        tell([action.owner], "dpia_action", new, at)


# --- Before it starts ----------------------------------------------------------------------


def before(dpia: Dpia, at: datetime, live_on: date | None = None) -> Before:
    """What counts before it starts, as it is stored. live_on: the day on which it is to start; else that of `at`."""
    return Before(
        State(dpia.state).passed,
        out_of_date=bool(out_of_date(dpia, at)),
        open_actions=dpia.actions.filter(before_live=True, done_at=None).count(),
        is_cctv=dpia.is_cctv,
        signs=good_signs(dpia, live_on or local_day(at)) if dpia.is_cctv else 0,
        decided_on=_decided_on(dpia),
        stopped=dpia.stopped_on is not None,
    )


def _decided_on(dpia: Dpia) -> date | None:
    """When it was approved, or found not to be needed."""
    if dpia.decided_at is not None:
        return local_day(dpia.decided_at)
    if State(dpia.state).passed is not Passed.NOT_NEEDED:
        return None
    ours = Event.objects.filter(
        register=DPIAS.name, reference=dpia.reference, verb__in=("screen_out", "waive")
    )
    last = ours.order_by("-id").first()
    return local_day(datetime.fromisoformat(last.detail["effective_at"])) if last else None


# --- Out of date ---------------------------------------------------------------------------


def out_of_date(dpia: Dpia, at: datetime) -> str:
    """Why it is out of date at a moment: since something changed, or an agreement has run out; else nothing."""
    if dpia.out_of_date_since is not None:
        return dpia.out_of_date_because
    over = (each for each in _over(at).filter(dpia=dpia).order_by("pk") if _is_news(dpia, each))
    return next((_ran_out(each) for each in over), "")


def note_run_out(at: datetime) -> int:
    """Mark those that are about an agreement that has run out, which is no step of anybody; returns how many."""
    found = set()
    waits = _over(at).filter(dpia__state__in=DATED, dpia__out_of_date_since=None)
    for concern in waits.select_related("dpia", "dpia__owner").order_by("dpia", "pk"):
        if _is_news(concern.dpia, concern):
            # As it stands now: another of its agreements may have marked it already.
            mark([DPIAS.rows().get(pk=concern.dpia_id)], _ran_out(concern), at)
            found.add(concern.dpia_id)
    return len(found)


def _over(at: datetime) -> QuerySet[Concern]:
    """What is about an agreement that has run out, or whose notice has."""
    agreements: Any = Agreement.objects
    over = agreements.in_state(Agreed.EXPIRED, at) | agreements.in_state(Agreed.TERMINATED, at)
    return Concern.objects.filter(agreement__in=over).select_related("agreement")


def _is_news(dpia: Dpia, over: Concern) -> bool:
    """Whether it was looked at before the agreement was over."""
    agreement = cast(Agreement, over.agreement)
    ends = [agreement.ends_on + A_DAY] if agreement.ends_on else []
    ends += [local_day(agreement.ended_at)] if agreement.ended_at else []
    return dpia.state in DATED and dpia.looked_on is not None and dpia.looked_on < min(ends)


def _ran_out(over: Concern) -> str:
    return f"The agreement {cast(Agreement, over.agreement).reference} has run out."
