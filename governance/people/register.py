"""People, cases and access exclusions: the register that every other one speaks of."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from governance.accounts.models import User
from governance.deadlines.writing import Desk
from governance.defaults import OWN_CASELOAD_DAYS
from governance.people import deadlines, permissions
from governance.people.models import AccessExclusion, Case, Person
from governance.records.searching import alike
from governance.workflow.held import holds
from governance.workflow.naming import Naming
from governance.workflow.register import Register, Verb, enter

# Asked in every step about a person, so it is written by hand: to have it written took longer than to ask it.
KEPT_OUT = "SELECT worker_id FROM people_accessexclusion WHERE person_id = %s AND ended_at IS NULL ORDER BY worker_id"


def take_turns(person_id: int | None) -> None:
    """Wait until nobody else writes about this person, and make others wait until the transaction ends.

    What opens a case, answers for a person or keeps someone from them is written one after another: so two
    answers cannot both be the newest, and whoever is just being kept out is known.
    """
    if person_id is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM people_person WHERE id = %s FOR NO KEY UPDATE", [person_id])


def desk_of(person: Person) -> Desk:
    """A person's tasks land with the key worker of the newest open case."""
    case = person.cases.filter(closed_on=None).first()
    return desk_of_case(person.pk, case)


def desk_of_case(person_id: int, case: Case | None) -> Desk:
    """Where a case's tasks land: the key worker, unless the worker is to stay out. After `take_turns`.

    Of a closed case they do as long as the worker may open its records; then they are the manager's.
    """
    with connection.cursor() as cursor:
        cursor.execute(KEPT_OUT, [person_id])
        excluded = tuple(worker for (worker,) in cursor)
    return Desk(
        service_id=case.service_id if case else None,
        worker_id=case.key_worker_id if case else None,
        worker_until=_last_day_in_caseload(case.closed_on) if case else None,
        person_id=person_id,
        excluded=excluded,
    )


def _last_day_in_caseload(closed_on: date | None) -> date | None:
    return None if closed_on is None else closed_on + timedelta(days=OWN_CASELOAD_DAYS.value)


def is_blocked(user: User, person_id: int | None) -> bool:
    """Is an access exclusion the reason why this user does not see this person?"""
    return AccessExclusion.objects.in_force().filter(worker=user, person_id=person_id).exists()


def _blocked(user: User, reference: str, at: datetime) -> bool:
    return AccessExclusion.objects.in_force().filter(worker=user, person__reference=reference).exists()


def _visible(user: User, at: datetime) -> QuerySet[Any]:
    return Person.objects.visible_to(user, at)


PEOPLE = enter(
    Register(
        name="people",
        prefix="PER",
        model=Person,
        verbs={
            "create": Verb("create", "Add a person", permissions.may_create),
            "edit": Verb("edit", "Change details", permissions.may_edit),
        },
        visible=_visible,
        dues=deadlines.dues,
        desk=desk_of,
        take_turns=lambda person: take_turns(person.pk),
        person_id=lambda person: person.pk,
        blocked=_blocked,
        happened={"create": "Their record began", "edit": "Their details were changed"},
        held=holds(lambda person: [person], title="who you are"),
        naming=Naming(
            like=lambda people, text: people.named_like(text).order_by("name", "pk"),
            nearly=lambda people, text: alike(people, text, "name"),
            called=lambda person: person.name,
        ),
    )
)

CASES = enter(
    Register(
        name="cases",
        prefix="CAS",
        model=Case,
        verbs={
            "open": Verb("open", "Open a case", permissions.may_open_case),
            "assign": Verb("assign", "Change the key worker", permissions.may_change_case),
            "close": Verb("close", "Close the case", permissions.may_change_case),
        },
        visible=lambda user, at: Case.objects.visible_to(user, at),
        desk=lambda case: desk_of_case(case.person_id, case),
        take_turns=lambda case: take_turns(case.person_id),
        person_id=lambda case: case.person_id,
        service_id=lambda case: case.service_id,
        happened={
            "open": "A case was opened",
            "assign": "The key worker of a case was changed",
            "close": "A case was closed",
        },
        related=("person", "service"),
        held=holds(lambda person: Case.objects.filter(person=person).select_related("service", "team")),
    )
)

EXCLUSIONS = enter(
    Register(
        name="exclusions",
        prefix="EXC",
        model=AccessExclusion,
        verbs={
            "report": Verb("report", "Someone here knows this person", permissions.may_report),
            "end": Verb("end", "End the exclusion", permissions.may_end),
        },
        visible=lambda user, at: AccessExclusion.objects.filter(
            person__in=Person.objects.visible_to(user, at, register="exclusions")
        ),
        take_turns=lambda exclusion: take_turns(exclusion.person_id),
        person_id=lambda exclusion: exclusion.person_id,
        happened={
            "report": "Someone here who knows them was kept out of their record",
            "end": "Someone who was kept out of their record was let back in",
        },
        related=("person",),
        held=holds(
            lambda person: AccessExclusion.objects.filter(person=person).select_related("worker"),
            others="worker relationship",
            title="somebody here who knows you",
        ),
    )
)
