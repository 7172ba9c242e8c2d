"""The verbs of people, cases and exclusions."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from governance.accounts.models import Service, Team, User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.deadlines import writing as deadlines
from governance.deadlines.querysets import managed_services
from governance.errors import Denied, no
from governance.ledger.models import Event
from governance.ledger.timeline import LOOKS
from governance.notifications.sending import notify, withhold
from governance.people.models import AccessExclusion, Case, Person
from governance.people.register import CASES, EXCLUSIONS, PEOPLE, desk_of, take_turns
from governance.workflow.apply import apply, refresh_deadlines


@transaction.atomic
def create(
    *,
    by: User,
    at: datetime,
    service: Service,
    team: Team | None,
    key_worker: User | None,
    form_key: UUID | None = None,
    **facts: Any,
) -> Person:
    """A new person with a first case, because whoever has no case is seen by nobody.

    The same `form_key` from the same user again gives back the person that it made before.
    """
    if form_key is not None:
        with connection.cursor() as cursor:
            # The second of two presses waits here until the first has saved.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])
        before: Person | None = Person.objects.filter(form_key=form_key, created_by=by).first()
        if before is not None:
            return before
    person = apply(PEOPLE, Person(form_key=form_key, **facts), "create", by=by, at=at)
    open_case(person, by=by, at=at, service=service, team=team, key_worker=key_worker)
    return person


def edit(person: Person, *, by: User, at: datetime, read_version: int, reason: str, **facts: Any) -> Person:
    """Correct what we hold, with the reason; the version that was read must still be the newest."""

    def change(locked: Person) -> None:
        for name, value in facts.items():
            setattr(locked, name, value)

    return apply(
        PEOPLE, person, "edit", by=by, at=at, change=change, reason=reason, read_version=read_version
    )


@transaction.atomic
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
    """Open a case in a service where the user works; the person's tasks move to its key worker.

    Raises Denied where one is open there already, or where the key worker can not be one.
    """
    take_turns(person.pk)
    if person.cases.filter(service=service, closed_on=None).exists():
        raise Denied(no("This person has an open case there already.", next_step="Look at that case."))
    _demand_can_work(key_worker, service, person)
    case = Case(
        person=person, service=service, team=team, key_worker=key_worker, opened_on=opened_on or local_day(at)
    )
    case = apply(CASES, case, "open", by=by, at=at)
    refresh_deadlines(PEOPLE, person, at=at)
    return case


@transaction.atomic
def assign(case: Case, *, by: User, at: datetime, key_worker: User | None) -> Case:
    """Change whose desk the case's tasks land on, those that are open already too."""

    def change(locked: Case) -> None:
        _demand_can_work(key_worker, locked.service, locked.person)
        locked.key_worker = key_worker

    case = apply(CASES, case, "assign", by=by, at=at, change=change)
    refresh_deadlines(PEOPLE, case.person, at=at)
    return case


@transaction.atomic
def close(case: Case, *, by: User, at: datetime, closed_on: date) -> Case:
    """Close a case; its person stays visible to the team for 28 days."""

    def change(locked: Case) -> None:
        locked.closed_on = closed_on

    case = apply(CASES, case, "close", by=by, at=at, change=change)
    refresh_deadlines(PEOPLE, case.person, at=at)
    return case


@transaction.atomic
def report(*, person: Person, worker: User, relationship: str, by: User, at: datetime) -> AccessExclusion:
    """Keep `worker` out of the person's records from this moment.

    Open tasks pass to the manager, unsent messages are not sent, and the manager of each service of theirs is told
    to look at who has looked; the IG team, where one has no manager who may know. Raises Denied where the worker is
    kept out already.
    """
    take_turns(person.pk)
    if person.exclusions.in_force().filter(worker=worker).exists():
        raise Denied(
            no("They are kept out of this record already.", next_step="You have nothing more to do.")
        )
    exclusion = AccessExclusion(person=person, worker=worker, relationship=relationship, started_at=at)
    exclusion = apply(EXCLUSIONS, exclusion, "report", by=by, at=at)
    excluded = desk_of(person).excluded
    deadlines.keep_from(person.pk, excluded)
    withhold(worker, person_id=person.pk, at=at)
    notify(
        _who_look_at_it(person, excluded),
        "exclusion_reported",
        register="people",
        reference=person.reference,
        person_id=person.pk,
        at=at,
        occasion=exclusion.reference,
    )
    return exclusion


def _who_look_at_it(person: Person, excluded: Iterable[int]) -> QuerySet[User]:
    """The managers of the services with a case of the person; the IG team for one that has none who may know."""
    services = Service.objects.filter(cases__person=person).distinct()
    managed = managed_services().filter(pk__in=services).exclude(manager__in=excluded)
    reached = Q(manages__in=managed)
    if managed.count() < services.count():
        reached |= Q(role=Role.IG, is_active=True)
    return User.objects.filter(reached).exclude(pk__in=excluded).distinct()


def report_oneself(reference: str, *, relationship: str, by: User, at: datetime) -> None:
    """Keep oneself out of the records of the person with this reference, whether or not one sees them.

    Says nothing about whether there is such a person.
    """
    person = Person.objects.filter(reference=reference).first()
    if person is not None and not person.exclusions.in_force().filter(worker=by).exists():
        report(person=person, worker=by, relationship=relationship, by=by, at=at)


@transaction.atomic
def end(exclusion: AccessExclusion, *, by: User, at: datetime, reason: str) -> AccessExclusion:
    """Let the worker back in, with the reason."""

    def change(locked: AccessExclusion) -> None:
        locked.ended_at, locked.ended_by = at, by

    take_turns(exclusion.person_id)
    exclusion = apply(EXCLUSIONS, exclusion, "end", by=by, at=at, change=change, reason=reason)
    deadlines.keep_from(exclusion.person_id, desk_of(exclusion.person).excluded)
    refresh_deadlines(PEOPLE, exclusion.person, at=at)
    return exclusion


def _demand_can_work(key_worker: User | None, service: Service, person: Person) -> None:
    """A key worker works in the service, still, and does not know the person."""
    if key_worker is None:
        return
    works = key_worker.is_active and key_worker.memberships.filter(service=service).exists()
    if not works or person.exclusions.in_force().filter(worker=key_worker).exists():
        raise Denied(
            no("This person cannot be the key worker here.", next_step="Choose someone else of this service.")
        )


def views_by(worker: User, person: Person) -> QuerySet[Event]:
    """When this worker looked at this person's records, alone or on a list, or took a copy away, newest first."""
    looked = Event.objects.filter(actor_id=worker.pk, verb__in=LOOKS)
    return looked.filter(Q(person_id=person.pk) | Q(detail__people__contains=[person.pk])).order_by("-id")
