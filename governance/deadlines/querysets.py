"""Which deadlines stand open, and on whose desk: the reading side of what the sweep tells."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from governance.accounts.access import sight
from governance.accounts.models import User
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

        It says nothing about access exclusions: whoever shows the rows leaves those out.
        """
        reach = Q(pk__in=[])
        for audience, theirs in _audiences(user).items():
            told = [rule.key for rule in RULES.values() if audience in rule.told]
            when_overdue = [rule.key for rule in RULES.values() if audience in rule.overdue_adds]
            reach |= theirs & (Q(rule__in=told) | Q(rule__in=when_overdue, due_on__lt=on))
        return self.filter(reach)

    def soonest_first(self) -> Self:
        return self.order_by("due_on", "id")


def _audiences(user: User) -> dict[Audience, Q]:
    """As which audience a user is meant, and for which deadlines."""
    everything = ~Q(pk=None)
    managed = sight(user, "people").services if user.role == Role.MANAGER else frozenset()
    on_nobody = Q(worker=None) | Q(worker__is_active=False)
    meant = {Audience.WORKER: Q(worker=user) | (Q(service__in=managed) & on_nobody)}
    meant[Audience.OWNER] = Q(worker=user)
    if managed:
        meant[Audience.MANAGER] = Q(service__in=managed)
    if user.role == Role.IG:
        meant[Audience.OWNER] |= on_nobody
        meant[Audience.IG] = everything
    if user.is_dpo:
        meant[Audience.DPO] = everything
    if user.is_siro:
        meant[Audience.SIRO] = everything
    return meant
