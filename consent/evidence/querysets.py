"""Which evidence a user may see: that of the people whose consents they see whole."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import STATUS, May
from governance.calendar import local_day
from governance.people.querysets import in_sight, not_excluded


class EvidenceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Evidence of the cases where the user may look (handbook section 12), none for status only."""
        view = sight(user, "consents", what)
        if view.note == STATUS:
            return self.none()
        return self.filter(in_sight(view, local_day(at), case="case__"), not_excluded(user))
