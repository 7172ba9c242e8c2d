"""The duty of candour, about harm in care: whether it applies, when it began, and each step (handbook section 10)."""

from datetime import datetime
from typing import Any

from governance.accounts.models import User
from governance.calendar import Nation
from governance.errors import Code, Denied, demand, no
from governance.workflow.apply import apply
from incidents.incidents.actions import said
from incidents.incidents.clocks import must_explain
from incidents.incidents.decisions import decide
from incidents.incidents.models import Candour, CandourDone, Incident
from incidents.incidents.outstanding import candour_of, steps_asked, steps_left
from incidents.incidents.register import INCIDENTS
from incidents.incidents.sorts import CandourStep, Harm, Question
from incidents.incidents.telling import happened_then

APPLIES = "It applies"
# Which step stops which clock of the duty.
STOPS = {
    CandourStep.TOLD: "told_at",
    CandourStep.APOLOGY: "apologised_at",
    CandourStep.WRITTEN: "written_at",
    CandourStep.NOTE: "written_at",
    CandourStep.REVIEW: "reviewed_at",
}


def begins_with_opinion(incident: Incident) -> bool:
    """Whether it begins only when a health professional with no part in it has given an opinion: in Scotland."""
    return incident.nation == Nation.SCT


def decide_candour(
    incident: Incident, *, by: User, at: datetime, applies: bool, because: str, harm: str = "", **sent: Any
) -> Incident:
    """Whether it is harm in care that nobody meant, and why. harm: what happened to the person, where it applies.

    In England the duty begins at once; in Scotland with the opinion. Raises Denied without a reason or a harm.
    """
    demand(said(because, "Write why it applies, or why not."))
    if applies and not harm:
        raise Denied(
            no(
                "It is not said what happened to the person.",
                code=Code.REASON,
                next_step="Choose what happened to them. If it is none of these, it does not apply.",
            )
        )

    def change(locked: Incident) -> None:
        duty = candour_of(locked) or Candour(incident=locked)
        duty.applies, duty.because, duty.harm = applies, because, harm if applies else ""
        duty.decided_at, duty.decided_by = at, by
        if not applies:
            duty.started_at, duty.opinion_by = None, ""
        elif not begins_with_opinion(locked):
            duty.started_at = duty.started_at or _first_found(locked) or at
        duty.save()
        outcome = f"{APPLIES}: {Harm(harm).label.lower()}" if applies else "It does not apply"
        decide(locked, Question.CANDOUR, outcome, by=by, at=at, because=because)

    return apply(INCIDENTS, incident, "decide_candour", by=by, at=at, change=change, **sent)


def _first_found(incident: Incident) -> datetime | None:
    """When it was first found to be one: a no in between does not begin it anew."""
    found = incident.decisions.filter(question=Question.CANDOUR, outcome__startswith=APPLIES)
    return found.order_by("id").values_list("decided_at", flat=True).first()


def start_candour(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    opinion_at: datetime,
    opinion_by: str,
    had_no_part: bool,
    **sent: Any,
) -> Incident:
    """A registered health professional said that it is one: the duty begins. opinion_by: name and registration.

    Raises Denied for somebody who had a part in it.
    """
    demand(said(opinion_by, "Write who gave the opinion, and how they are registered."))
    if not had_no_part:
        raise Denied(
            no(
                "Whoever had a part in it cannot give the opinion.",
                next_step="Ask a registered health professional who had none.",
            )
        )

    def change(locked: Incident) -> None:
        happened_then(locked, opinion_at, at)
        duty = locked.candour
        duty.started_at, duty.opinion_by = opinion_at, opinion_by
        duty.save(update_fields=["started_at", "opinion_by"])

    return apply(INCIDENTS, incident, "start_candour", by=by, at=at, change=change, **sent)


def explains(incident: Incident) -> bool:
    """Whether whoever is told is also told why it took so long: in Scotland, after more than a month."""
    duty = candour_of(incident)
    if duty is None or duty.started_at is None or not begins_with_opinion(incident):
        return False
    happened = incident.happened_at or incident.suspected_at or incident.aware_at
    return happened is not None and must_explain(happened, duty.started_at)


def candour_step(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    step: str,
    done_at: datetime,
    who: str,
    words: str,
    explained_late: str = "",
    **sent: Any,
) -> Incident:
    """One step was done at `done_at` by `who`; words: what was said or done. A step is done once.

    explained_late: how it was explained that it took more than a month, which Scotland asks for.
    """
    demand(said(words, "Write what was said or done."))
    chosen = CandourStep(step)

    def change(locked: Incident) -> None:
        happened_then(locked, done_at, at)
        left = steps_left(locked)
        if chosen not in left:
            raise Denied(no("This is not asked for, or it is done.", next_step="Look what is still open."))
        if chosen == CandourStep.REVIEW and CandourStep.VIEWS in steps_asked(locked):
            raise Denied(no("The review has not asked for their views.", next_step="Ask for them first."))
        if chosen == CandourStep.TOLD and explains(locked):
            demand(
                said(explained_late, "It is more than a month since it happened, and nobody explains that.")
            )
            locked.candour.explained_late = explained_late
        CandourDone.objects.create(
            incident=locked, step=chosen, at=done_at, who=who, words=words, written_at=at, written_by=by
        )
        if (name := STOPS.get(chosen)) is not None:
            setattr(locked.candour, name, done_at)
        locked.candour.save()

    return apply(INCIDENTS, incident, "candour_step", by=by, at=at, change=change, step=chosen, **sent)
