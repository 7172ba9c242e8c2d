"""What is learnt from an incident: a cause, what is done about it, by whom and until when, followed to its end."""

from datetime import date, datetime
from typing import Any

from governance.accounts.models import User
from governance.calendar import local_day
from governance.errors import Denied, demand, no
from governance.workflow.apply import apply
from incidents.incidents.actions import quiet, said
from incidents.incidents.models import Incident, Lesson
from incidents.incidents.permissions import masked, may_write
from incidents.incidents.register import INCIDENTS, readers, tell
from incidents.incidents.sorts import Cause


def _may_do_it(owner: User, incident: Incident, at: datetime) -> None:
    """Raises Denied unless the owner may read the incident: then they know what it is about."""
    if masked(owner) or not readers(incident, [owner], at):
        raise Denied(
            no(
                f"{owner} may not read this incident.",
                next_step="Choose somebody else. Of a restricted one, name them first.",
            )
        )


def add_lesson(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    cause: str,
    action: str,
    owner: User,
    due_on: date,
    factors: str = "",
    **sent: Any,
) -> Incident:
    """One thing that is done so that it does not happen again. factors: what made it likelier."""
    demand(said(action, "Write what is done."))

    def change(locked: Incident) -> None:
        _not_past(due_on, at)
        last = locked.lessons.order_by("-number").first()
        Lesson.objects.create(
            incident=locked,
            number=last.number + 1 if last is not None else 1,
            cause=Cause(cause),
            factors=factors,
            action=action,
            owner=owner,
            due_on=due_on,
        )
        locked.no_lessons_because = ""
        _may_do_it(owner, locked, at)

    done = apply(INCIDENTS, incident, "add_lesson", by=by, at=at, change=change, **sent)
    tell({owner} - {by}, "incident_lesson", done, at)
    return done


def _not_past(due_on: date, at: datetime) -> None:
    if due_on < local_day(at):
        raise Denied(no("This day is past.", next_step="Choose a day that is to come."))


def _open(incident: Incident, lesson: Lesson) -> Lesson:
    found: Lesson | None = incident.lessons.filter(pk=lesson.pk, done_at=None).first()
    if found is None:
        raise Denied(no("This is done already.", next_step="Look what was agreed."))
    return found


def change_lesson(
    incident: Incident,
    *,
    by: User,
    at: datetime,
    lesson: Lesson,
    owner: User,
    due_on: date,
    reason: str,
    **sent: Any,
) -> Incident:
    """Somebody else does it, or until another day, and why. What is done stays as it was written."""
    demand(said(reason, "Write why."))

    def change(locked: Incident) -> None:
        found = _open(locked, lesson)
        if due_on != found.due_on:
            _not_past(due_on, at)
        found.owner, found.due_on = owner, due_on
        found.save(update_fields=["owner", "due_on"])
        _may_do_it(owner, locked, at)

    done = apply(
        INCIDENTS,
        incident,
        "change_lesson",
        by=by,
        at=at,
        change=change,
        reason=quiet(incident, reason),
        number=lesson.number,
        **sent,
    )
    tell({owner} - {by}, "incident_lesson", done, at)
    return done


def settle_lesson(
    incident: Incident, *, by: User, at: datetime, lesson: Lesson, evidence: str, **sent: Any
) -> Incident:
    """What was agreed is done. evidence: how we know. By its owner, or whoever may change the incident."""
    demand(said(evidence, "Write how we know that it is done."))

    def change(locked: Incident) -> None:
        found = _open(locked, lesson)
        if found.owner_id != by.pk:
            demand(may_write(by, locked, at))
        found.evidence, found.done_at, found.done_by = evidence, at, by
        found.save(update_fields=["evidence", "done_at", "done_by"])

    return apply(
        INCIDENTS, incident, "settle_lesson", by=by, at=at, change=change, number=lesson.number, **sent
    )


def no_lessons(incident: Incident, *, by: User, at: datetime, because: str, **sent: Any) -> Incident:
    """There is nothing to learn from it, and why."""
    demand(said(because, "Write why there is nothing to learn."))

    def change(locked: Incident) -> None:
        if locked.lessons.exists():
            raise Denied(no("There is a lesson already.", next_step="Follow it to its end."))
        locked.no_lessons_because = because

    return apply(INCIDENTS, incident, "no_lessons", by=by, at=at, change=change, **sent)
