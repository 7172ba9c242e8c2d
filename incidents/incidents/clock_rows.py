"""The clocks of one incident as rows: each with its rule, start, end, and what stops it (handbook section 10)."""

from datetime import date, datetime
from typing import Any, NamedTuple

from governance.calendar import Nation, add_hours, local_day
from governance.defaults import (
    CANDOUR_WORKING_DAYS,
    COUNTS_AS_VULNERABLE,
    SUSPICION_HOURS,
    TELL_PEOPLE_LIKELIHOOD,
    TELL_PEOPLE_SEVERITY,
    Default,
)
from incidents.incidents import clocks
from incidents.incidents.clocks import ICO_HOURS, Moments
from incidents.incidents.grading import FLOOR, ICO_LIKELIHOOD, ICO_SEVERITY, Grade
from incidents.incidents.models import Incident, Term
from incidents.incidents.sorts import Certainty, Telling
from incidents.incidents.states import RUNNING, State

# The figures that a decision about an incident rests on, kept with it.
FIGURES: dict[str, Default[Any]] = {
    "Hours until a suspicion counts": SUSPICION_HOURS,
    "Working days for candour": CANDOUR_WORKING_DAYS,
    "Likelihood from which the people are told": TELL_PEOPLE_LIKELIHOOD,
    "Severity from which the people are told": TELL_PEOPLE_SEVERITY,
    "Who counts as easily hurt": COUNTS_AS_VULNERABLE,
}
GUIDE = "NHS England’s guide"
BY_LAW = {
    "Hours to tell the regulator": (ICO_HOURS, "UK GDPR Article 33"),
    "Likelihood from which the regulator is told": (ICO_LIKELIHOOD, GUIDE),
    "Severity from which the regulator is told": (ICO_SEVERITY, GUIDE),
    "Neither score below, of somebody easily hurt": (FLOOR, GUIDE),
}


def rules_in_force() -> dict[str, dict[str, Any]]:
    """Each figure as it is now, and since when or by which law: what is kept with a decision."""
    ours = {name: {"value": each.value, "since": each.since.isoformat()} for name, each in FIGURES.items()}
    return {**ours, **{name: {"value": value, "law": law} for name, (value, law) in BY_LAW.items()}}


def moments(incident: Incident) -> Moments:
    """When it happened, was suspected, known and written down."""
    return Moments(
        reported=incident.reported_at or incident.created_at,
        happened=incident.happened_at,
        suspected=incident.suspected_at,
        aware=incident.aware_at,
    )


def _is_a_breach(incident: Incident) -> bool:
    """Whether the clocks of the law run at all: it may be one, or is."""
    return incident.certainty != Certainty.NEAR_MISS and incident.state in RUNNING


def suspicion_ends(incident: Incident) -> datetime | None:
    """When a suspicion counts as knowledge; None where it never was one."""
    began = _suspected_from(incident)
    return (
        None if began is None or incident.certainty == Certainty.NEAR_MISS else clocks.suspicion_ends(began)
    )


def _suspected_from(incident: Incident) -> datetime | None:
    """A draft is what another register suspects, from when that noticed it."""
    return incident.created_at if incident.state == State.DRAFT else incident.suspected_at


def suspicion_due(incident: Incident) -> datetime | None:
    """Until when a suspicion is to be resolved; None once it is, or where there is none."""
    open_still = incident.certainty == Certainty.SUSPECTED and incident.state in RUNNING
    return suspicion_ends(incident) if open_still else None


def known_from(incident: Incident) -> datetime | None:
    """From when we count as knowing, or will if nobody resolves the suspicion; None of a near miss."""
    if incident.certainty == Certainty.NEAR_MISS:
        return None
    return incident.aware_at or suspicion_ends(incident)


def known_by(incident: Incident, at: datetime) -> datetime | None:
    """The same, seen at `at`; None while that moment is still to come."""
    known = known_from(incident)
    return known if known is not None and known <= at else None


def regulator_ends(incident: Incident) -> datetime | None:
    """The last good moment to tell the regulator."""
    known = known_from(incident)
    return None if known is None else clocks.ico_due(known)


def late_by(incident: Incident, moment: datetime) -> bool:
    """Whether the 72 hours were over at a moment."""
    ends = regulator_ends(incident)
    return ends is not None and moment > ends


def regulator_due(incident: Incident) -> datetime | None:
    """The same, while it runs: until the first part is sent, or it is decided that nothing is."""
    if not _is_a_breach(incident) or incident.decided_not_to_report or incident.parts:
        return None
    return regulator_ends(incident)


def terms(incident: Incident) -> list[Term]:
    """What its service's commissioners want to hear, by the terms of the day on which we knew."""
    known = known_from(incident)
    if known is None or incident.service_id is None:
        return []
    on = local_day(known)
    found = Term.objects.filter(service=incident.service_id, since_on__lte=on).order_by("hours", "id")
    return [each for each in found if each.ended_on is None or each.ended_on >= on]


def commissioners_due(incident: Incident) -> dict[int, datetime]:
    """By the id of each term, by when its commissioner wants to hear who has not yet."""
    known = known_from(incident)
    if known is None or not _is_a_breach(incident):
        return {}
    told = {each.term_id for each in incident.commissioners.all()}
    return {each.pk: add_hours(known, each.hours) for each in terms(incident) if each.pk not in told}


def _candour(incident: Incident) -> Any:
    return getattr(incident, "candour", None) if incident.pk else None


def candour_due_on(incident: Incident) -> date | None:
    """By when the first steps of candour are chased, while one of them is open."""
    duty = _candour(incident)
    if duty is None or duty.started_at is None or all((duty.told_at, duty.apologised_at, duty.written_at)):
        return None
    return clocks.candour_due(duty.started_at, incident.nation)


def candour_review_due_on(incident: Incident) -> date | None:
    """By when the review is done, in Scotland."""
    duty = _candour(incident)
    if duty is None or duty.started_at is None or duty.reviewed_at or incident.nation != Nation.SCT:
        return None
    return clocks.review_due(duty.started_at)


class Clock(NamedTuple):
    """One row of the panel. due: the last good moment or day, None where the law names none. stopped_at: when it
    was done; kept: whether that was in time, None while it runs."""

    name: str
    rule: str
    started: datetime | None
    due_at: datetime | None
    due_on: date | None
    stops: str
    stopped_at: datetime | None

    @property
    def in_time(self) -> bool | None:
        """Whether it was stopped in time; None while it runs, or where there is no last moment."""
        if self.stopped_at is None:
            return None
        if self.due_at is not None:
            return self.stopped_at <= self.due_at
        return None if self.due_on is None else local_day(self.stopped_at) <= self.due_on


def panel(incident: Incident) -> list[Clock]:
    """Every clock that runs on it or ran, in the order of the law."""
    if incident.certainty == Certainty.NEAR_MISS or incident.state == State.DISMISSED:
        return []
    found = [_suspicion(incident), _regulator(incident), _people(incident)]
    return [clock for clock in (*found, *_commissioners(incident), *_of_candour(incident)) if clock]


def _suspicion(incident: Incident) -> Clock | None:
    began = _suspected_from(incident)
    if began is None:
        return None
    resolved = incident.confirmed_at or incident.aware_at if incident.certainty == Certainty.KNOWN else None
    return Clock(
        "Find out whether it happened",
        f"{SUSPICION_HOURS.value} hours from the suspicion (our own rule, since {SUSPICION_HOURS.since:%-d %B %Y})."
        " After that it counts as known",
        began,
        suspicion_ends(incident),
        None,
        "Somebody says that it happened, or that it did not",
        resolved,
    )


def _regulator(incident: Incident) -> Clock:
    first = next(iter(incident.parts), None)
    return Clock(
        "Tell the regulator",
        f"{ICO_HOURS} hours from when anybody here knew (UK GDPR Article 33). Nights and weekends count",
        known_from(incident),
        regulator_ends(incident),
        None,
        "The first part of the report is sent, or it is decided that nothing is",
        first.sent_at if first is not None else incident.not_reported_at,
    )


def _people(incident: Incident) -> Clock | None:
    grade: Grade | None = incident.grade
    if grade is None or not grade.must_tell_people or incident.telling in (Telling.WITHHOLD, Telling.NOBODY):
        return None
    told = [(each.told_at, each.withheld_at) for each in incident.affected.all() if each.removed_at is None]
    if not told:
        # Nobody whom we know: what counts is that somebody was reached.
        told = [(each.at, None) for each in incident.contacts.all() if each.reached and not each.candour]
    everybody = bool(told) and all(any(each) for each in told)
    last = max((each[0] for each in told if each[0]), default=None) if everybody else None
    return Clock(
        "Tell the people",
        "Without delay, since a high risk is likely (UK GDPR Article 34)",
        known_from(incident),
        None,
        None,
        "Everybody is told, or it is announced",
        incident.announced_at or last,
    )


def _commissioners(incident: Incident) -> list[Clock]:
    known = known_from(incident)
    if known is None:
        return []
    told = {each.term_id: each.told_at for each in incident.commissioners.all()}
    return [
        Clock(
            f"Tell {each.commissioner}",
            f"{each.hours} hours (a term of our contract, since {each.since_on:%-d %B %Y})",
            known,
            add_hours(known, each.hours),
            None,
            "They are told",
            told.get(each.pk),
        )
        for each in terms(incident)
    ]


def _of_candour(incident: Incident) -> list[Clock]:
    duty = _candour(incident)
    if duty is None or duty.started_at is None:
        return []
    scottish = incident.nation == Nation.SCT
    steps = (duty.told_at, duty.apologised_at, duty.written_at)
    found = [
        Clock(
            "Duty of candour: tell, say sorry, write",
            f"As soon as we can. We chase it after {CANDOUR_WORKING_DAYS.value} working days (our own rule, since "
            f"{CANDOUR_WORKING_DAYS.since:%-d %B %Y})",
            duty.started_at,
            None,
            clocks.candour_due(duty.started_at, incident.nation),
            "They are told in person, with an apology, and it is written to them",
            max(steps) if all(steps) else None,
        )
    ]
    if scottish:
        found.append(
            Clock(
                "Duty of candour: the review",
                "3 months from the opinion (Scotland)",
                duty.started_at,
                None,
                clocks.review_due(duty.started_at),
                "The review that asks for their views is done",
                duty.reviewed_at,
            )
        )
    return found
