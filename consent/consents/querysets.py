"""Which consents a user may see, and which are in force."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Reach
from governance.calendar import local_day
from governance.people.querysets import in_sight, not_excluded


class ConsentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Consents of the services where the user may look; one's own caseload only, where that is the reach."""
        view = sight(user, "consents", what)
        where = Q(service_id__in=view.services)
        if view.reach is Reach.OWN:
            where = in_sight(view, local_day(at), case="case__")
        return self.filter(where, not_excluded(user))

    def active_on(self, on: date) -> Self:
        """Given, not ended, and not past the last good day."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on), state="ACTIVE")
