"""Which versions of a wording a user may see, and which were in use on a day."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from consent.kinds import Kind
from consent.wording.rules import Purpose
from consent.wording.states import FIXED, OPEN, State
from governance.accounts.models import User
from governance.accounts.roles import APPROVED, May, may
from governance.calendar import DAY, Nation, overdue_from


class WordingVersionQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """What a role's cell says: all, what is approved only, or nothing (handbook section 12)."""
        cell = may(user.role, May.VIEW, "consent_wording")
        if cell is None:
            return self.none()
        return self.filter(state=State.APPROVED) if cell.note == APPROVED else self

    def undecided(self) -> Self:
        return self.filter(state__in=OPEN)

    def fixed(self) -> Self:
        """Approved, or was once."""
        return self.filter(state__in=FIXED)

    def in_use(
        self, kind: Kind, purpose: Purpose, nation: Nation | None, on: date, *, since: date | None = None
    ) -> Self:
        """The versions that could be shown on this day in a service of this nation, newest approved first.

        since: on any day from this one. All styles and languages. Both the old and the new version on the day
        when one took the other's place. Without a nation, only what holds in both.
        """
        begins, ends = overdue_from((since or on) - DAY), overdue_from(on)
        found = self.filter(
            Q(wording__nation=None) | Q(wording__nation=nation) if nation else Q(wording__nation=None),
            wording__kind=kind,
            wording__purpose=purpose,
            approved_at__lt=ends,
        )
        still = found.filter(Q(retired_at=None) | Q(retired_at__gte=begins))
        return still.select_related("wording").order_by("-approved_at", "-id")
