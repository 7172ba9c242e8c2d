"""Which service closures a user may see, and which people on their lists."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Reach
from governance.people.querysets import not_excluded

# The row of the table of roles that closures come under (handbook section 12): they are folders of Stop and Checks.
ROW = "stop_checks"


class ClosureQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Those of the services where the user may look; only those that they lead, where their reach is their own."""
        seen = sight(user, ROW, what)
        where = Q(service_id__in=seen.services)
        if seen.reach is Reach.OWN:
            where &= Q(lead=user)
        return self.filter(where)


class OnListQuerySet(models.QuerySet[Any]):
    def shown_to(self, user: User) -> Self:
        """Without those whom the user knows personally."""
        return self.filter(not_excluded(user))
