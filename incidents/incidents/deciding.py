"""Grading an incident, lowering a grade, and telling the regulator or not (handbook section 10).

Every decision is kept as it was made, the one not to report as carefully as a report.
"""

from datetime import datetime
from typing import Any

from governance.accounts.models import User
from governance.errors import YES, Code, Denied, Verdict, demand, no
from governance.workflow.apply import apply
from incidents.incidents import regulator
from incidents.incidents.actions import quiet, said
from incidents.incidents.clock_rows import late_by
from incidents.incidents.clocks import to_the_minute
from incidents.incidents.decisions import decide, in_words, names_somebody_vulnerable
from incidents.incidents.grading import Grade, Likelihood, Severity, graded
from incidents.incidents.grading import may_lower as may_be_lowered
from incidents.incidents.models import Incident, Phase
from incidents.incidents.register import INCIDENTS, tell, those_who_run_it
from incidents.incidents.sorts import Certainty, Question

# --- The grade -----------------------------------------------------------------------------


def may_regrade(old: Grade | None, new: Grade, *, reportable: bool) -> Verdict:
    """Whether a new grade may take the place of the old: of what is reportable, no part of it is lowered so."""
    if old is None or not reportable:
        return YES
    if new.severity < old.severity or new.likelihood < old.likelihood:
        return no(
            "This is lower than the grade that stands, by which the regulator is told.",
            code=Code.SAME_PERSON,
            next_step="The Data Protection Officer lowers it with reasons, and the Senior Information Risk Owner "
            "countersigns.",
        )
    return YES


def grade(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    severity: int,
    likelihood: int,
    because: str,
    vulnerable: bool = True,
    **sent: Any,
) -> Incident:
    """Grade it on the grid, raised to the floors. What waits to be lowered is forgotten: it is about another grade."""
    demand(said(because, "Write why you grade it so."))
    pressed = Grade(Severity(severity), Likelihood(likelihood))

    def change(locked: Incident) -> None:
        # Nobody who uses our services is graded as if they did not.
        locked.vulnerable = vulnerable or names_somebody_vulnerable(locked)
        new = graded(pressed.severity, pressed.likelihood, vulnerable=locked.vulnerable)
        if locked.certainty == Certainty.NEAR_MISS and new.is_reportable:
            raise Denied(
                no(
                    "By this grade the regulator is told, and it is said that it only nearly happened.",
                    next_step="Say first that it did happen, and since when anybody here knew. If it did not, grade "
                    "it lower.",
                )
            )
        demand(may_regrade(locked.grade, new, reportable=bool(locked.is_reportable)))
        if locked.grade != new:
            locked.forget_lowering()
            locked.forget_not_reporting()
        locked.severity, locked.likelihood = new.severity, new.likelihood
        locked.graded_at, locked.graded_by = at, by
        decide(locked, Question.GRADE, in_words(new), by=by, at=at, because=because, pressed=pressed)

    done = apply(INCIDENTS, incident, "grade", by=by, at=at, change=change, **sent)
    tell(set(those_who_run_it(done)) - {by}, "incident_graded", done, at)
    return done


def raise_grade(incident: Incident, *, by: User, at: datetime, because: str, **sent: Any) -> Incident:
    """The regulator is told all the same: the Data Protection Officer is free to."""
    demand(said(because, "Write why the regulator is told all the same."))

    def change(locked: Incident) -> None:
        locked.raised_because, locked.raised_at, locked.raised_by = because, at, by
        locked.forget_not_reporting()
        decide(locked, Question.REGULATOR, "Told all the same", by=by, at=at, because=because)

    done = apply(INCIDENTS, incident, "raise_grade", by=by, at=at, change=change, **sent)
    tell(set(those_who_run_it(done)) - {by}, "incident_graded", done, at)
    return done


def lower(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    because: str,
    severity: int | None = None,
    likelihood: int | None = None,
    **sent: Any,
) -> Incident:
    """Ask that the regulator be left out, or for a lower grade. Nothing changes until it is countersigned.

    severity and likelihood: the lower grade, both or neither; without them the grade stays, and the regulator is
    not told of it. Of a lower grade that is reportable too it is told.
    """

    def change(locked: Incident) -> None:
        standing = locked.grade
        if standing is None:
            raise Denied(no("It is not graded yet.", next_step="Grade it first."))
        if standing.is_reportable:
            demand(may_be_lowered(standing, because))
        demand(said(because, "Write why."))
        locked.lowered_severity = locked.lowered_likelihood = None
        if severity is not None and likelihood is not None:
            new = graded(Severity(severity), Likelihood(likelihood), vulnerable=locked.vulnerable)
            if new.severity > standing.severity or new.likelihood > standing.likelihood or new == standing:
                raise Denied(no("This is not lower than the grade that stands.", next_step="Choose another."))
            locked.lowered_severity, locked.lowered_likelihood = new.severity, new.likelihood
        locked.lowered_because, locked.lowered_at, locked.lowered_by = because, at, by
        locked.countersigned_at = locked.countersigned_by = None

    done = apply(
        INCIDENTS, incident, "lower", by=by, at=at, change=change, reason=quiet(incident, because), **sent
    )
    tell(User.objects.filter(is_siro=True), "incident_to_countersign", done, at)
    return done


def countersign(incident: Incident, *, by: User, at: datetime, **sent: Any) -> Incident:
    """The Senior Information Risk Owner agrees: from now on it is lowered, for the reasons that were given.

    The regulator is left out where that was asked, or where the lower grade does not want it told.
    """

    def change(locked: Incident) -> None:
        lower_grade = locked.proposed
        if lower_grade is not None:
            locked.severity, locked.likelihood = lower_grade.severity, lower_grade.likelihood
        # What was raised by one is lowered by two.
        locked.raised_because, locked.raised_at, locked.raised_by = "", None, None
        locked.countersigned_at, locked.countersigned_by = at, by
        because, asked = locked.lowered_because, locked.lowered_by
        if lower_grade is not None:
            if lower_grade.is_reportable:
                # Only the grade is lowered: of what it says now the regulator is still told.
                locked.forget_lowering()
            outcome = f"Lowered: {in_words(lower_grade)}"
            decide(locked, Question.GRADE, outcome, by=asked, at=at, because=because, second=by)
        if not locked.is_reportable:
            locked.not_reported_because, locked.not_reported_at = because, at
            locked.not_reported_by = asked
            decide(locked, Question.REGULATOR, "Not told", by=asked, at=at, because=because, second=by)

    asked_for_it = incident.lowered_by
    done = apply(INCIDENTS, incident, "countersign", by=by, at=at, change=change, **sent)
    tell({asked_for_it}, "incident_countersigned", done, at)
    return done


def keep_grade(incident: Incident, *, by: User, at: datetime, reason: str, **sent: Any) -> Incident:
    """The Senior Information Risk Owner does not agree: the grade stays, and the regulator is told."""
    demand(said(reason, "Write why not."))
    asked = incident.lowered_by

    def change(locked: Incident) -> None:
        decide(locked, Question.GRADE, "Not lowered", by=by, at=at, because=reason)
        locked.forget_lowering()

    done = apply(
        INCIDENTS, incident, "keep_grade", by=by, at=at, change=change, reason=quiet(incident, reason), **sent
    )
    tell({asked}, "incident_countersigned", done, at)
    return done


# --- The regulator ---------------------------------------------------------------------------


def late(incident: Incident, sent_at: datetime) -> bool:
    """Whether the first part of a report that was sent then is after the 72 hours."""
    return late_by(incident, sent_at) and not incident.parts


def tell_regulator(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    sent_at: datetime,
    is_last: bool,
    late_because: str = "",
    regulator_case: str = "",
    **sent: Any,
) -> Incident:
    """One part of the report was sent at `sent_at`: what it said is frozen. The first, where it is late, needs reasons.

    is_last: nothing more follows. regulator_case: the reference that the regulator gave.
    """

    def change(locked: Incident) -> None:
        if sent_at > at:
            raise Denied(no("This is in the future.", next_step="Check the date and time."))
        last = next(reversed(locked.parts), None)
        if last is not None and sent_at < last.sent_at:
            raise Denied(no("The part before it was sent later.", next_step="Check the date and time."))
        since = locked.aware_at or locked.suspected_at
        if since is not None and sent_at < to_the_minute(since):
            raise Denied(no("Nobody here knew of it then.", next_step="Check the date and time."))
        if late(locked, sent_at):
            demand(said(late_because, "The 72 hours were over, and no reason is given."))
        if locked.awaits_countersignature:
            locked.forget_lowering()
        locked.regulator_case = regulator_case or locked.regulator_case
        number = 1 if last is None else last.number + 1
        phase = Phase.objects.create(
            incident=locked,
            number=number,
            route=regulator.route_of(locked),
            sent_at=sent_at,
            content=regulator.content(locked),
            is_last=is_last,
            late_because=late_because,
            written_at=at,
            written_by=by,
        )
        outcome = f"Told, part {number}{', the last' if is_last else ''}"
        decide(locked, Question.REGULATOR, outcome, by=by, at=at, because=late_because)
        regulator.order(phase, at=at)

    done = apply(INCIDENTS, incident, "tell_regulator", by=by, at=at, change=change, **sent)
    tell(set(those_who_run_it(done)) - {by}, "incident_regulator_told", done, at)
    return done


def leave_regulator(incident: Incident, *, by: User, at: datetime, because: str, **sent: Any) -> Incident:
    """The regulator is not told of what need not be told, and why."""
    demand(said(because, "Write why the regulator is not told."))

    def change(locked: Incident) -> None:
        locked.not_reported_because, locked.not_reported_at = because, at
        locked.not_reported_by = by
        decide(locked, Question.REGULATOR, "Not told", by=by, at=at, because=because)

    return apply(INCIDENTS, incident, "leave_regulator", by=by, at=at, change=change, **sent)


def note_regulator(
    incident: Incident, *, by: User, at: datetime, regulator_case: str, **sent: Any
) -> Incident:
    """The regulator gave its own reference."""

    def change(locked: Incident) -> None:
        locked.regulator_case = regulator_case

    return apply(INCIDENTS, incident, "note_regulator", by=by, at=at, change=change, **sent)
