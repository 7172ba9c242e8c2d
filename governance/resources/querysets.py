"""Which resources are in use, and which of them anyone may read."""

from typing import Any, Self

from django.db import models

from governance.resources.states import State


class ResourceQuerySet(models.QuerySet[Any]):
    def live(self) -> Self:
        return self.filter(state=State.LIVE)

    def for_public(self) -> Self:
        """In use, and not for staff only."""
        return self.live().filter(staff_only=False)
