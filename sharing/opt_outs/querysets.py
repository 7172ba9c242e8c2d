"""Whose help a user may see, and which statement holds."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import Reach
from governance.people.querysets import about_cases
from sharing.opt_outs.states import State


class HelpQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime) -> Self:
        """As all that is about people; and what is about nobody by name, in the services where the user may look.

        Who works in one team sees of the latter their own entries only.
        """
        view = sight(user, "opt_outs")
        if view.reach is Reach.NONE:
            return self.none()
        where, unknown = about_cases(user, at, register="opt_outs")
        nameless = Q(person=None) & (Q(service__in=view.services) | Q(helped_by=user))
        return self.filter(Q(unknown, where, person__isnull=False) | nameless)


class StatementQuerySet(models.QuerySet[Any]):
    def confirmed(self) -> Self:
        """Those that were made, newest first."""
        return self.filter(state=State.CONFIRMED).order_by("-confirmed_at", "-id")
