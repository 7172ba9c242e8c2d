"""The verbs of capacity: record what was found, or mark it as recorded in error (handbook section 3.4)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from consent.ability import Finding
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind
from consent.capacity.register import CAPACITY
from governance.accounts.models import User
from governance.errors import Denied
from governance.people.models import Case
from governance.people.register import take_turns
from governance.workflow.apply import apply, refresh_deadlines


@transaction.atomic
def record(
    *,
    case: Case,
    by: User,
    at: datetime,
    kind: Kind,
    decision: str,
    outcome: Finding,
    form_key: UUID | None = None,
    assessed_at: datetime | None = None,
    **facts: Any,
) -> Assessment:
    """Write down one assessment by `by`; it is final. An older DEFER of the same decision is settled by it.

    assessed_at: when it was made; now, in whole minutes, unless told.
    facts: the other fields of `Assessment` that were typed. The same `form_key` again gives back what it
    made before. Raises Denied, with nothing saved: E-ROLE for whoever may not, E-CAPACITY or E-COMPETENCE
    where the test does not fit the person, the finding does not follow from the answers or something is
    missing, no code for a date that cannot be.
    """
    take_turns(case.person_id)
    case = Case.objects.select_related("person", "service").get(pk=case.pk)
    if form_key is not None:
        ours = Assessment.objects.filter(form_key=form_key, case=case, created_by=by)
        if (before := ours.first()) is not None:
            return before
    assessment = Assessment(
        person=case.person,
        case=case,
        service=case.service,
        form_key=form_key,
        kind=kind,
        # Two spaces for one would make another decision of it.
        decision=" ".join(decision.split()),
        outcome=outcome,
        assessed_at=assessed_at or at.replace(second=0, microsecond=0),
        assessed_by=by,
        **facts,
    )

    def change(new: Assessment) -> None:
        for obstacle in new.obstacles(at):
            raise Denied(obstacle)

    assessment = apply(CAPACITY, assessment, "record", by=by, at=at, change=change)
    _settle_others(assessment, at)
    return assessment


@transaction.atomic
def correct(
    assessment: Assessment, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> Assessment:
    """Mark it as recorded in error, with the reason. What it had settled stands open again."""

    def change(locked: Assessment) -> None:
        locked.in_error_at, locked.in_error_by = at, by

    assessment = apply(
        CAPACITY, assessment, "correct", by=by, at=at, change=change, reason=reason, read_version=read_version
    )
    _settle_others(assessment, at)
    return assessment


def _settle_others(assessment: Assessment, at: datetime) -> None:
    """What falls due on the other assessments of the same decision depends on which one is the newest."""
    for other in Assessment.objects.same_decision(assessment).filter(outcome=Finding.DEFER):
        refresh_deadlines(CAPACITY, other, at=at)
