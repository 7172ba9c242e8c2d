"""Which evidence a user may see: that of the people whose consents they see whole."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import STATUS, May
from governance.calendar import local_day
from governance.people.querysets import in_sight, not_excluded


class EvidenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Evidence of the cases where the user may look (handbook section 12), none for status only."""
        where = Q(pk__in=[])
        for row in ("consents", "media_consents"):
            view = sight(user, row, what)
            if view.note != STATUS:
                where |= Q(in_sight(view, local_day(at), case="case__"), seen_under=row)
        return self.filter(where, not_excluded(user))
