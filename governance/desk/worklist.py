"""What waits for a user: open deadlines, the heaviest first, each with why it is there and its one next press."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from governance.accounts.models import User
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.querysets import is_late
from governance.deadlines.rules import RULES, Weight
from governance.desk.context import named
from governance.desk.presses import Press, presses
from governance.people.models import Person
from governance.people.names import shown_name
from governance.people.querysets import not_excluded
from governance.records.addresses import address

SOON = timedelta(days=7)
AHEAD = timedelta(days=28)
# So many of each part of a desk are shown.
SHOWN = 20


class Part(IntEnum):
    """The parts of a desk, in their order."""

    OVERDUE = 1
    TURN = 2
    SOON = 3
    LATER = 4


@dataclass(frozen=True)
class Task:
    """One line: what falls due, on which record, about whom where the user may know it, and whose it is."""

    why: str
    reference: str
    register: str
    url: str
    name: str
    person_id: int | None
    service: str
    holder: str
    due_on: date
    due_at: datetime | None = None
    # It is the user's turn since `due_on`, and it is never late.
    waits: bool = False
    # None where the record is to be read first.
    press: Press | None = None


def waiting(user: User, at: datetime) -> QuerySet[Deadline]:
    """The deadlines on the user's desk, soonest first (handbook section 13).

    Those about people the user knows personally are left out, whatever put them there.
    """
    on = local_day(at)
    desk = Deadline.objects.standing(on).for_desk_of(user, on, at).filter(not_excluded(user))
    return desk.select_related("service", "worker").soonest_first()


def heaviest(user: User, at: datetime) -> list[Any]:
    """What is near on the user's desk: of each part what the law minds most, and one more where there are more.

    Each part is cut by itself, so that a hundred reviews that are overdue hide no clock of hours that still runs.
    """
    on = local_day(at)
    near = waiting(user, at).filter(due_on__lte=on + AHEAD).annotate(lot=_part(at), weight=_weight())
    order = ("weight", "due_on", F("due_at").asc(nulls_last=True), "id")
    placed = near.annotate(place=Window(RowNumber(), partition_by=F("lot"), order_by=order))
    return list(placed.filter(place__lte=SHOWN + 1).order_by("lot", "place"))


def _part(at: datetime) -> Case:
    waits = [rule.key for rule in RULES.values() if rule.waits]
    return Case(
        When(rule__in=waits, then=Value(Part.TURN)),
        When(is_late(at), then=Value(Part.OVERDUE)),
        When(due_on__lte=local_day(at) + SOON, then=Value(Part.SOON)),
        default=Value(Part.LATER),
    )


def _weight() -> Case:
    by_weight: dict[Weight, list[str]] = defaultdict(list)
    for rule in RULES.values():
        by_weight[rule.weight].append(rule.key)
    whens = [When(rule__in=keys, then=Value(weight)) for weight, keys in by_weight.items()]
    return Case(*whens, default=Value(Weight.UPKEEP))


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
    next_steps = presses(deadlines, user, at)
    return [
        Task(
            why=RULES[deadline.rule].words,
            reference=deadline.reference,
            register=named(deadline.register),
            url=address(deadline.register, deadline.reference),
            name=names.get(deadline.person_id, ""),
            person_id=deadline.person_id if deadline.person_id in names else None,
            service=str(deadline.service or ""),
            holder=_holder(deadline, user, local_day(at)),
            due_on=deadline.due_on,
            due_at=deadline.due_at,
            waits=RULES[deadline.rule].waits,
            press=next_steps.get(deadline.pk),
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
class Lot:
    """One part of a desk: the heaviest of its tasks, and whether there are more."""

    tasks: list[Task]
    more: bool

    @property
    def count(self) -> str:
        return f"{len(self.tasks)}+" if self.more else str(len(self.tasks))


@dataclass(frozen=True)
class Desk:
    """A desk in order: what is late, where it is the user's turn, what is for this week, what can wait."""

    overdue: Lot
    turns: Lot
    soon: Lot
    later: Lot

    @classmethod
    def of(cls, user: User, at: datetime) -> "Desk":
        """What is near for this user at a moment."""
        near = heaviest(user, at)
        shown = [deadline for deadline in near if deadline.place <= SHOWN]
        lots: dict[Part, list[Task]] = {part: [] for part in Part}
        for deadline, task in zip(shown, tasks(shown, user, at), strict=True):
            lots[Part(deadline.lot)].append(task)
        cut = {deadline.lot for deadline in near if deadline.place > SHOWN}
        return cls(*(Lot(lots[part], part in cut) for part in Part))

    @property
    def lots(self) -> list[Lot]:
        return [self.overdue, self.turns, self.soon, self.later]

    @property
    def shown(self) -> list[Task]:
        return [task for lot in self.lots for task in lot.tasks]

    @property
    def more(self) -> bool:
        return any(lot.more for lot in self.lots)
