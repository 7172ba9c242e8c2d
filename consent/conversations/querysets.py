"""Which conversations a user may see."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import STATUS
from governance.people.querysets import about_cases


class ConversationQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime) -> Self:
        """As consents; but only for those who read whole consents, with names."""
        view = sight(user, "consents")
        if view.masked or view.note == STATUS:
            return self.none()
        return self.filter(*about_cases(user, at, register="consents"))
