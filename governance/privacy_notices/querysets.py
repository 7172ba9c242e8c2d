"""Which versions a user may see, and which are in force."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Reach
from governance.privacy_notices.states import READABLE, UNDECIDED, State


class NoticeVersionQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def readable(self) -> Self:
        """What the public may read: published versions, and those that were."""
        return self.filter(state__in=READABLE)

    def undecided(self) -> Self:
        return self.filter(state__in=UNDECIDED)

    def visible_to(self, user: User) -> Self:
        """What everyone may read; what is not published besides for the IG team, and for who manages its service."""
        seen = sight(user, "privacy_notices", May.EDIT)
        if seen.reach is Reach.ALL:
            return self
        return self.filter(Q(state__in=READABLE) | Q(notice__service__in=seen.services))


class ExcuseQuerySet(models.QuerySet[Any]):
    def holding(self) -> Self:
        """Those that nobody has taken back."""
        return self.filter(taken_back_at=None)
