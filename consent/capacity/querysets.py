"""Which assessments a user may see, which stand, and which are about the same decision."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from consent.capacity.rules import COUNTS_FOR_SHARING
from governance.accounts.models import User
from governance.accounts.roles import May
from governance.people.querysets import about_cases


class AssessmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Assessments of the services where the user may look; one's own caseload only, where that is the reach."""
        return self.filter(*about_cases(user, at, register="capacity", what=what))

    def not_in_error(self) -> Self:
        return self.filter(in_error_at=None)

    def standing(self, person_id: int, service_id: int, at: datetime) -> Self:
        """Those of a person in a service that count for sharing and stand at a moment, newest first."""
        ours = self.not_in_error().filter(person_id=person_id, service_id=service_id, assessed_at__lte=at)
        return ours.filter(kind__in=COUNTS_FOR_SHARING).order_by("-assessed_at", "-id")

    def same_decision(self, assessment: Any) -> Self:
        """The other assessments of this person in this service that are about the same decision.

        The same words make the same decision. Those that never count for sharing stand apart.
        """
        counts = Q(kind__in=COUNTS_FOR_SHARING)
        if assessment.kind not in COUNTS_FOR_SHARING:
            counts = Q(kind=assessment.kind)
        return self.filter(
            counts,
            person_id=assessment.person_id,
            service_id=assessment.service_id,
            decision__iexact=assessment.decision,
        ).exclude(pk=assessment.pk)

    def after(self, assessment: Any) -> Self:
        """Those that take the place of this one: the same decision, assessed later, not in error."""
        same_moment = Q(assessed_at=assessment.assessed_at, pk__gt=assessment.pk)
        later = Q(assessed_at__gt=assessment.assessed_at) | same_moment
        return self.same_decision(assessment).not_in_error().filter(later)
