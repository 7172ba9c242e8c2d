"""A manager's team: how much is with whom, who is away or has left, and what nobody has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case as Chosen
from django.db.models import Count, F, Q, QuerySet, Value, When

from governance.accounts.models import Absence, Service, User
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.querysets import is_late
from governance.deadlines.rules import RULES, Audience
from governance.desk.worklist import SOON
from governance.people.models import Case
from governance.people.querysets import not_excluded

# What is one person's to do. What a rule lays on a role besides is not counted as theirs.
THEIRS = (Audience.WORKER, Audience.OWNER)


@dataclass(frozen=True)
class Row:
    """One of the team, or nobody: how much is with them in the manager's services."""

    user: User | None
    works_here: bool = True
    overdue: int = 0
    week: int = 0
    turns: int = 0
    cases: int = 0
    away: Absence | None = None

    @property
    def has_left(self) -> bool:
        return self.user is not None and not self.user.is_active


def team(services: Sequence[Service], *, user: User, at: datetime) -> list[Row]:
    """Everybody who works in these services or has something of them, by name; last, what nobody has.

    People whom the manager knows personally count for nothing here: those tasks are somebody else's to look after.
    """
    on = local_day(at)
    tasks: dict[int | None, dict[str, Any]] = {row.pop("holder"): row for row in _tasks(services, user, at)}
    cases = dict(_cases(services, user))
    here = set(User.objects.filter(memberships__service__in=services).values_list("pk", flat=True))
    known = {pk for pk in (*here, *tasks, *cases) if pk is not None}
    away = {each.user_id: each for each in absences_on(on).filter(user__in=known)}
    rows = [
        Row(
            each,
            works_here=each.pk in here,
            cases=cases.get(each.pk, 0),
            away=away.get(each.pk),
            **tasks.get(each.pk, {}),
        )
        for each in User.objects.filter(pk__in=known).order_by("name", "pk")
        # Who has left and has nothing any more is of the past.
        if each.is_active or each.pk in tasks or each.pk in cases
    ]
    nobodys = Row(None, cases=cases.get(None, 0), **tasks.get(None, {}))
    return [*rows, nobodys] if None in tasks or None in cases else rows


def with_worker(
    worker: User | None, services: Sequence[Service], *, user: User, at: datetime
) -> QuerySet[Deadline]:
    """What is with a worker of these services, or with nobody, as far as the manager may know of it."""
    found = _standing(services, user, local_day(at)).filter(holder=worker and worker.pk)
    return found.select_related("service", "worker")


def absences_on(on: date) -> QuerySet[Absence]:
    """Who is away on a day."""
    return Absence.objects.filter(starts_on__lte=on, ends_on__gte=on).select_related("cover")


def _standing(services: Sequence[Service], user: User, on: date) -> QuerySet[Any]:
    """With `holder`, who has it: nobody, where its worker may not open it any more."""
    keys = [rule.key for rule in RULES.values() if set(rule.told) & set(THEIRS)]
    found = Deadline.objects.standing(on).filter(not_excluded(user), service__in=services, team="")
    holder = Chosen(When(worker_until__lt=on, then=Value(None)), default=F("worker"))
    return found.filter(rule__in=keys).exclude(excluded__contains=[user.pk]).annotate(holder=holder)


def _tasks(services: Sequence[Service], user: User, at: datetime) -> QuerySet[Any, dict[str, Any]]:
    on = local_day(at)
    turn = Q(rule__in=[rule.key for rule in RULES.values() if rule.waits])
    late = is_late(at)
    near = _standing(services, user, on).filter(due_on__lte=on + SOON)
    return near.values("holder").annotate(
        overdue=Count("id", filter=late & ~turn),
        week=Count("id", filter=~late & ~turn),
        turns=Count("id", filter=turn),
    )


def _cases(services: Sequence[Service], user: User) -> QuerySet[Case, tuple[int | None, int]]:
    open_now = Case.objects.filter(not_excluded(user), service__in=services, closed_on=None).order_by()
    return open_now.values_list("key_worker").annotate(Count("id"))
