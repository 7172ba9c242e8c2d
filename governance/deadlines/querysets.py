"""Which deadlines stand open, and on whose desk: the reading side of what the sweep tells."""

from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from governance.accounts.models import Absence, Membership, Service, User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.deadlines.rules import RULES, Audience


def is_late(at: datetime) -> Q:
    """What counts hours from its moment on, and what has a day once that is over (handbook T3, T4)."""
    return Q(due_at__lt=at) | Q(due_at=None, due_on__lt=local_day(at))


class DeadlineQuerySet(models.QuerySet[Any]):
    def standing(self, on: date) -> Self:
        """Not done, and its record has not ended by itself before `on`; what waits, from its day on."""
        never_late = [rule.key for rule in RULES.values() if not rule.can_be_overdue]
        waits = [rule.key for rule in RULES.values() if rule.waits]
        open_still = self.filter(Q(until_on=None) | Q(until_on__gte=on), ended_at=None)
        return open_still.exclude(rule__in=never_late, due_on__lt=on).exclude(rule__in=waits, due_on__gt=on)

    def overdue(self, at: datetime) -> Self:
        """Whose last good day or hour is past."""
        return self.filter(is_late(at))

    def for_desk_of(self, user: User, on: date, at: datetime | None = None) -> Self:
        """What the rules of handbook section 13 lay on this user's desk, overdue or not.

        It leaves out what a deadline itself keeps from the user; whoever shows the rows leaves out also the
        people whom the user knows. at: the moment, for clocks that count hours; without it they are late the day
        after.
        """
        reach, late = Q(pk__in=[]), Q(due_on__lt=on)
        if at is not None:
            late |= Q(due_at__lt=at)
        for audience, theirs in _audiences(user, on).items():
            told = [rule.key for rule in RULES.values() if audience in rule.told]
            when_overdue = [rule.key for rule in RULES.values() if audience in rule.overdue_adds]
            reach |= theirs & (Q(rule__in=told) | (Q(rule__in=when_overdue) & late))
        return self.filter(reach).exclude(excluded__contains=[user.pk])

    def held_by(self, worker_id: int, on: date) -> Self:
        """With this worker, who may open the record still on a day."""
        return self.filter(_worker_may_open(on), worker=worker_id)

    def held_by_nobody(self, on: date) -> Self:
        """With no worker, or with one who may not open the record any more; nor with a team."""
        return self.filter(Q(worker=None) | Q(worker_until__lt=on), team="")

    def soonest_first(self) -> Self:
        # Of one day, what has an hour comes in its order before what has the whole day.
        return self.order_by("due_on", F("due_at").asc(nulls_last=True), "id")


def _audiences(user: User, on: date) -> dict[Audience, Q]:
    """As which audience a user is meant, and for which deadlines.

    What depends on our staff alone is found first. So PostgreSQL is asked for a user's own deadlines and those
    of named services, which its indexes hold, however many there are of others.
    """
    here = list(user.memberships.values_list("service_id", flat=True))
    covered = stands_in(user, on)
    managers = reduce(or_, (Q(manager=away, pk__in=ids) for away, ids in covered.items()), Q(manager=user))
    managing = list(managed_services().filter(managers).values_list("pk", "manager"))
    # What a team does in the place of a worker is no single person's.
    mine = Q(worker=user) & (Q(service=None) | Q(elsewhere=True) | Q(service__in=here))
    for away, services in covered.items():
        mine |= Q(worker=away, service__in=services) & ~Q(excluded__contains=[away])
    mine &= Q(team="") & _worker_may_open(on)
    of_mine = Q(team="", service__in=[pk for pk, manager in managing if manager == user.pk])
    for away in covered:
        theirs = [pk for pk, manager in managing if manager == away]
        of_mine |= Q(team="", service__in=theirs) & ~Q(excluded__contains=[away])
    worked = _worker_stands(on) & (Q(service=None) | Q(elsewhere=True) | _worker_is_there())
    meant = {
        Audience.WORKER: mine | (of_mine & ~worked),
        Audience.OWNER: mine | (of_mine & ~worked),
        Audience.MANAGER: of_mine,
    }
    everything = ~Q(pk=None)
    if user.role == Role.COMMS:
        meant[Audience.COMMS] = everything
        meant[Audience.WORKER] |= Q(team=Audience.COMMS)
        meant[Audience.OWNER] |= Q(team=Audience.COMMS)
    if user.role == Role.IG:
        unmanaged = list(Service.objects.exclude(pk__in=managed_services()).values_list("pk", flat=True))
        kept_from_manager = ~Q(excluded=[]) & Q(excluded__contains=[F("service__manager_id")])
        nobodys = Q(service__in=unmanaged) | (Q(service__manager__isnull=False) & kept_from_manager)
        nobodys &= Q(team="")
        meant[Audience.WORKER] |= nobodys & ~worked
        meant[Audience.OWNER] |= (Q(team="", service=None) | nobodys) & ~worked
        meant[Audience.MANAGER] |= nobodys | Q(service=None) | ~Q(team="")
        meant[Audience.IG] = everything
    if user.is_dpo:
        meant[Audience.DPO] = everything
    if user.is_siro:
        meant[Audience.SIRO] = everything
    if user.is_caldicott:
        meant[Audience.GUARDIAN] = everything
    if user.role == Role.DATA:
        meant[Audience.DATA] = everything
    return meant


def stands_in(user: User, on: date) -> dict[int, list[int]]:
    """For whom the user stands in on a day, and in which services: only where they work too, and may do as much."""
    ours = Membership.objects.filter(user=user, service=OuterRef("service"))
    ours = ours.filter(Q(team=None) | Q(team=OuterRef("team")))
    away = Absence.objects.filter(cover=user, starts_on__lte=on, ends_on__gte=on, user__is_active=True)
    if user.role != Role.MANAGER:
        away = away.filter(user__role=user.role)
    found: dict[int, list[int]] = {}
    theirs = Membership.objects.filter(Exists(ours), user__in=away.values("user"))
    for away_id, service_id in theirs.values_list("user", "service"):
        found.setdefault(away_id, []).append(service_id)
    return found


def managed_services() -> models.QuerySet[Service]:
    """Services with a manager who has not left and works there, still."""
    works_there = Membership.objects.filter(user=OuterRef("manager_id"), service=OuterRef("pk"))
    return Service.objects.filter(Exists(works_there), manager__is_active=True, manager__role=Role.MANAGER)


def _worker_is_there() -> Q:
    """The worker works in the deadline's service, still."""
    return Q(Exists(Membership.objects.filter(user=OuterRef("worker_id"), service=OuterRef("service_id"))))


def _worker_may_open(on: date) -> Q:
    return Q(worker_until=None) | Q(worker_until__gte=on)


def _worker_stands(on: date) -> Q:
    """There is a worker, who has not left, may know of it, and may open it still."""
    # Said first, since the rest is unknown where there is nobody, and so would be its opposite.
    somebody = Q(worker__isnull=False)
    knows = Q(worker__is_active=True) & ~Q(excluded__contains=[F("worker_id")])
    return somebody & knows & _worker_may_open(on)
