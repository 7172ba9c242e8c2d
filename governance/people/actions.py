"""The verbs of people, cases and exclusions."""

from datetime import date, datetime
from typing import Any

from governance.accounts.models import Service, Team, User
from governance.deadlines import writing as deadlines
from governance.ledger.models import Event
from governance.notifications.sending import notify
from governance.people.models import AccessExclusion, Case, Person
from governance.people.register import CASES, EXCLUSIONS, PEOPLE
from governance.workflow.apply import apply, refresh_deadlines


def create(
    *, by: User, at: datetime, service: Service, team: Team | None, key_worker: User | None, **facts: Any
) -> Person:
    """A new person with a first case, because whoever has no case is seen by nobody."""
    person = apply(PEOPLE, Person(**facts), "create", by=by, at=at)
    open_case(person, by=by, at=at, service=service, team=team, key_worker=key_worker)
    return person


def edit(person: Person, *, by: User, at: datetime, read_version: int, **facts: Any) -> Person:
    """Correct what we hold; the version that was read must still be the newest."""

    def change(locked: Person) -> None:
        for name, value in facts.items():
            setattr(locked, name, value)

    return apply(PEOPLE, person, "edit", by=by, at=at, change=change, read_version=read_version)


def open_case(
    person: Person,
    *,
    by: User,
    at: datetime,
    service: Service,
    team: Team | None = None,
    key_worker: User | None = None,
    opened_on: date | None = None,
) -> Case:
    """Open a case in a service where the user works; the person's tasks move to its key worker."""
    from governance.calendar import local_day

    case = Case(
        person=person, service=service, team=team, key_worker=key_worker, opened_on=opened_on or local_day(at)
    )
    case = apply(CASES, case, "open", by=by, at=at)
    refresh_deadlines(PEOPLE, person, at=at)
    return case


def assign(case: Case, *, by: User, at: datetime, key_worker: User | None) -> Case:
    """Change whose desk the case's tasks land on, those that are open already too."""

    def change(locked: Case) -> None:
        locked.key_worker = key_worker

    case = apply(CASES, case, "assign", by=by, at=at, change=change)
    refresh_deadlines(PEOPLE, case.person, at=at)
    return case


def close(case: Case, *, by: User, at: datetime, closed_on: date) -> Case:
    """Close a case; its person stays visible to the team for 28 days."""

    def change(locked: Case) -> None:
        locked.closed_on = closed_on

    case = apply(CASES, case, "close", by=by, at=at, change=change)
    refresh_deadlines(PEOPLE, case.person, at=at)
    return case


def report(*, person: Person, worker: User, relationship: str, by: User, at: datetime) -> AccessExclusion:
    """Keep `worker` out of the person's records from this moment.

    Open tasks pass to the manager, and the manager is told to look at who has looked.
    """
    exclusion = AccessExclusion(person=person, worker=worker, relationship=relationship, started_at=at)
    exclusion = apply(EXCLUSIONS, exclusion, "report", by=by, at=at)
    _take_effect(person)
    services = Service.objects.filter(cases__person=person).select_related("manager").distinct()
    managers = {service.manager for service in services if service.manager and service.manager != worker}
    notify(
        managers,
        "exclusion_reported",
        register="people",
        reference=person.reference,
        person_id=person.pk,
        at=at,
        occasion=exclusion.reference,
    )
    return exclusion


def end(exclusion: AccessExclusion, *, by: User, at: datetime, reason: str) -> AccessExclusion:
    """Let the worker back in, with the reason."""

    def change(locked: AccessExclusion) -> None:
        locked.ended_at, locked.ended_by = at, by

    exclusion = apply(EXCLUSIONS, exclusion, "end", by=by, at=at, change=change, reason=reason)
    _take_effect(exclusion.person)
    return exclusion


def _take_effect(person: Person) -> None:
    workers = AccessExclusion.objects.in_force().filter(person=person).order_by("worker_id")
    deadlines.keep_from(person.pk, workers.values_list("worker_id", flat=True))


def views_by(worker: User, person: Person) -> "list[Event]":
    """When this worker looked at this person's records, newest first."""
    looked = Event.objects.filter(person_id=person.pk, actor_id=worker.pk, verb="view")
    return list(looked.order_by("-id")[:100])
