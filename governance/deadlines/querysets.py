"""Which deadlines stand open, and on whose desk: the reading side of what the sweep tells."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from governance.accounts.models import Membership, User
from governance.accounts.roles import Role
from governance.deadlines.rules import RULES, Audience


class DeadlineQuerySet(models.QuerySet[Any]):
    def standing(self, on: date) -> Self:
        """Not done, and its record has not ended by itself before `on`."""
        never_late = [rule.key for rule in RULES.values() if not rule.can_be_overdue]
        return self.filter(Q(until_on=None) | Q(until_on__gte=on), ended_at=None).exclude(
            rule__in=never_late, due_on__lt=on
        )

    def overdue(self, on: date) -> Self:
        """The last good day is past (handbook T3)."""
        return self.filter(due_on__lt=on)

    def for_desk_of(self, user: User, on: date) -> Self:
        """What the rules of handbook section 13 lay on this user's desk, overdue or not.

        It leaves out what a deadline itself keeps from the user; whoever shows the rows leaves out also the
        people whom the user knows.
        """
        reach = Q(pk__in=[])
        for audience, theirs in _audiences(user).items():
            told = [rule.key for rule in RULES.values() if audience in rule.told]
            when_overdue = [rule.key for rule in RULES.values() if audience in rule.overdue_adds]
            reach |= theirs & (Q(rule__in=told) | Q(rule__in=when_overdue, due_on__lt=on))
        return self.filter(reach).exclude(excluded__contains=[user.pk])

    def soonest_first(self) -> Self:
        return self.order_by("due_on", "id")


def _audiences(user: User) -> dict[Audience, Q]:
    """As which audience a user is meant, and for which deadlines."""
    worked = _stands("worker") & (Q(service=None) | _works_there("worker"))
    managed = (
        _stands("service__manager")
        & Q(service__manager__role=Role.MANAGER)
        & _works_there("service__manager")
    )
    meant = {
        Audience.WORKER: (Q(worker=user) & worked) | (Q(service__manager=user) & managed & ~worked),
        Audience.OWNER: Q(worker=user) & worked,
        Audience.MANAGER: Q(service__manager=user) & managed,
    }
    everything = ~Q(pk=None)
    if user.role == Role.IG:
        unmanaged = Q(service__isnull=False) & ~managed
        meant[Audience.WORKER] |= unmanaged & ~worked
        meant[Audience.OWNER] |= ~worked
        meant[Audience.MANAGER] |= unmanaged
        meant[Audience.IG] = everything
    if user.is_dpo:
        meant[Audience.DPO] = everything
    if user.is_siro:
        meant[Audience.SIRO] = everything
    return meant


def _works_there(who: str) -> Q:
    """Such a one works in the deadline's service, still."""
    return Q(Exists(Membership.objects.filter(user=OuterRef(f"{who}_id"), service=OuterRef("service_id"))))


def _stands(who: str) -> Q:
    """There is such a one, who has not left and may know of it."""
    # Said first, since the rest is unknown where there is nobody, and so would be its opposite.
    somebody = Q(**{f"{who}__isnull": False})
    return somebody & Q(**{f"{who}__is_active": True}) & ~Q(excluded__contains=[F(f"{who}_id")])
