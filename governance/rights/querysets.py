"""Which rights requests a user may see (handbook section 12)."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import Reach
from governance.people.querysets import not_excluded
from governance.rights.states import CLOSED


class RequestQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime) -> Self:
        """All of them, or those of one's services; never those of people whom the user knows."""
        seen = sight(user, "rights")
        if seen.reach is Reach.NONE or not user.is_active:
            return self.none()
        found = self.filter(not_excluded(user))
        return found.filter(service_id__in=seen.services) if seen.reach is Reach.SERVICE else found

    def open(self) -> Self:
        """Neither answered nor refused."""
        return self.exclude(state__in=CLOSED)
