"""Which assessments a user may see, and which are published."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from dpia.states import GOOD
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Reach


class DpiaQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Those that the table of roles shows (handbook section 12): all, one's services', or one's own entries."""
        seen = sight(user, "dpias", what)
        own = Q(created_by=user) | Q(owner=user)
        if seen.reach is Reach.NONE or not user.is_active:
            return self.none()
        if seen.reach is Reach.OWN:
            return self.filter(own)
        if seen.reach is Reach.SERVICE:
            return self.filter(Q(service_id__in=seen.services) | Q(service=None) & own)
        return self

    def published(self) -> Self:
        """Those whose summary stands on the public pages: of what has ended none does."""
        return self.filter(state__in=GOOD, published_at__isnull=False, stopped_on=None)

    def running(self) -> Self:
        """Approved, switched on and not ended."""
        return self.filter(state__in=GOOD, live_on__isnull=False, stopped_on=None)
