"""Which versions a user may see, and what of them leaves the server for the public."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.policies.states import READABLE, State

# How a policy in force stands with its review.
REVIEW = {"in_time": "Not due yet", "late": "Late"}


class VersionQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def due(self, on: date) -> Self:
        """Approved for a day that has come, in the order of the days."""
        return self.filter(publish_on__lte=on).order_by("publish_on", "id")

    def by_review(self, review: str, on: date) -> Self:
        """Those whose review is not due yet on a day, or late (handbook T3)."""
        late = Q(review_on__lt=on)
        return self.filter(late if review == "late" else ~late)

    def readable(self) -> Self:
        """What the public may read: published versions, and those that were."""
        return self.filter(state__in=READABLE)

    def visible_to(self, user: User) -> Self:
        """What everyone may read; drafts besides for the IG team, and for whoever sponsors them."""
        if may(user.role, May.EDIT, "policies"):
            return self
        return self.filter(Q(state__in=READABLE) | Q(sponsor=user))


class SectionQuerySet(models.QuerySet[Any]):
    def for_public(self) -> Self:
        """All but the boxes for staff, which are not even fetched for anyone else."""
        return self.exclude(kind="resources")
