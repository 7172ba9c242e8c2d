"""What waits for a user: open deadlines, each with the words that say why it is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet

from governance.accounts.models import User
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.rules import RULES
from governance.people.models import Person
from governance.people.names import shown_name
from governance.people.querysets import not_excluded
from governance.records.addresses import address

SOON = timedelta(days=7)
AHEAD = timedelta(days=28)


@dataclass(frozen=True)
class Task:
    """One line: what falls due, on which record, about whom where the user may know it, and whose it is."""

    why: str
    reference: str
    url: str
    name: str
    person_id: int | None
    service: str
    holder: str
    due_on: date
    due_at: datetime | None = None
    # It is the user's turn since `due_on`, and it is never late.
    waits: bool = False

    def is_late(self, at: datetime) -> bool:
        """Whether the last good day is over, or of an hour clock the moment."""
        if self.waits:
            return False
        return self.due_at < at if self.due_at is not None else self.due_on < local_day(at)


def waiting(user: User, at: datetime) -> QuerySet[Deadline]:
    """The deadlines on the user's desk, soonest first (handbook section 13).

    Those about people the user knows personally are left out, whatever put them there.
    """
    on = local_day(at)
    desk = Deadline.objects.standing(on).for_desk_of(user, on, at).filter(not_excluded(user))
    return desk.select_related("service", "worker").soonest_first()


def counted(user: User, at: datetime) -> Iterable[tuple[str, int]]:
    """How many deadlines of each register are on the user's desk within the next 28 days."""
    near = waiting(user, at).filter(due_on__lte=local_day(at) + AHEAD).order_by()
    return near.values_list("register").annotate(Count("id"))


def tasks(deadlines: Iterable[Deadline], user: User, at: datetime) -> list[Task]:
    """Each deadline as a line. Names are those of people the user may see, found in one query for all."""
    deadlines = list(deadlines)
    ids = {deadline.person_id for deadline in deadlines if deadline.person_id}
    names = {
        person.pk: shown_name(person, user)
        for person in Person.objects.visible_to(user, at).filter(pk__in=ids).only("name")
    }
    return [
        Task(
            why=RULES[deadline.rule].words,
            reference=deadline.reference,
            url=address(deadline.register, deadline.reference),
            name=names.get(deadline.person_id, ""),
            person_id=deadline.person_id if deadline.person_id in names else None,
            service=str(deadline.service or ""),
            holder=_holder(deadline, user, local_day(at)),
            due_on=deadline.due_on,
            due_at=deadline.due_at,
            waits=RULES[deadline.rule].waits,
        )
        for deadline in deadlines
    ]


def _holder(deadline: Deadline, user: User, on: date) -> str:
    if deadline.team:
        return "the communications team"
    if deadline.worker is None:
        return "nobody yet"
    if deadline.worker_until is not None and deadline.worker_until < on:
        return "nobody now, as the case is closed"
    if deadline.worker == user:
        return "you"
    return f"{deadline.worker}" if deadline.worker.is_active else f"{deadline.worker}, who has left"


@dataclass(frozen=True)
class Desk:
    """A desk in order: what is late, where it is the user's turn, what is for this week, what can wait."""

    overdue: list[Task]
    turns: list[Task]
    soon: list[Task]
    later: list[Task]

    @classmethod
    def laid(cls, found: list[Task], at: datetime) -> "Desk":
        """Sort tasks by how near they are, seen from the moment `at`."""
        last = local_day(at) + SOON
        ahead = [task for task in found if not task.waits and not task.is_late(at)]
        return cls(
            overdue=[task for task in found if task.is_late(at)],
            turns=[task for task in found if task.waits],
            soon=[task for task in ahead if task.due_on <= last],
            later=[task for task in ahead if task.due_on > last],
        )
