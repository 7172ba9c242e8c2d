"""Which concerns a user may see (handbook section 12)."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import Reach


class ConcernQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime) -> Self:
        """All, or those of the services that the user manages but for what is kept from its manager."""
        seen = sight(user, "concerns")
        if seen.reach is Reach.NONE or not user.is_active:
            return self.none()
        if seen.reach is Reach.SERVICE:
            return self.filter(service_id__in=seen.services, kept_from_manager=False)
        return self
