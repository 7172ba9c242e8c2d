"""Keeping a decision as it was made, and the grade that a floor raises (handbook section 10)."""

from datetime import datetime

from governance.accounts.models import User
from governance.defaults import COUNTS_AS_VULNERABLE
from incidents.incidents.clock_rows import rules_in_force
from incidents.incidents.grading import Grade, graded
from incidents.incidents.models import Decision, Incident
from incidents.incidents.sorts import Certainty, Question, Telling


def decide(
    incident: Incident,
    question: Question,
    outcome: str,
    *,
    by: User | None,
    at: datetime,
    because: str,
    pressed: Grade | None = None,
    second: User | None = None,
) -> Decision:
    """Keep one decision with the grade that stands, and with the rules as they are now. In the step's transaction.

    pressed: what was pressed before the floors. second: who countersigned.
    """
    return Decision.objects.create(
        incident=incident,
        question=question,
        outcome=outcome,
        because=because,
        pressed_severity=pressed.severity if pressed is not None else None,
        pressed_likelihood=pressed.likelihood if pressed is not None else None,
        severity=incident.severity,
        likelihood=incident.likelihood,
        reportable=incident.is_reportable,
        rules=rules_in_force(),
        decided_at=at,
        decided_by=by,
        with_at=at if second is not None else None,
        with_by=second,
    )


def in_words(grade: Grade) -> str:
    """A grade as people say it."""
    return f"Severity {int(grade.severity)}, likelihood {int(grade.likelihood)}"


def names_somebody_vulnerable(incident: Incident) -> bool:
    """Whether it is about somebody whose data always counts as that of somebody easily hurt."""
    return incident.affected.filter(removed_at=None, person__kind=COUNTS_AS_VULNERABLE.value).exists()


def keep_floor(incident: Incident, *, by: User | None, at: datetime) -> None:
    """It is about somebody who is easily hurt: its grade is raised to the floor, and what was decided on a lower grade
    is to be decided anew. In the step's transaction.

    What only nearly happened has no clock. If the regulator is told by its grade now, it is a suspicion from now on.
    """
    incident.vulnerable = True
    old = incident.grade
    if old is None:
        return
    kept = graded(old.severity, old.likelihood, vulnerable=True)
    if kept == old:
        return
    incident.severity, incident.likelihood = kept.severity, kept.likelihood
    incident.forget_lowering()
    incident.forget_not_reporting()
    if incident.certainty == Certainty.NEAR_MISS and kept.is_reportable:
        incident.certainty, incident.suspected_at = Certainty.SUSPECTED, at
        if incident.telling == Telling.NOBODY:
            incident.forget_telling()
    because = "It is about somebody who uses our services or is easily hurt."
    decide(incident, Question.GRADE, in_words(kept), by=by, at=at, because=because, pressed=old)
