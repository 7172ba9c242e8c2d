"""Which Stop and Checks a user may see, and how they read at a moment."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Reach
from governance.calendar import local_day, overdue_from
from governance.defaults import APPROVAL_DAYS
from governance.people.querysets import not_excluded
from sharing.stop_checks.states import State


class StopCheckQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Those of the services where the user may look (handbook section 12); of their own only, where that is the
        reach. None whose extract lists somebody whom the user knows."""
        seen = sight(user, "stop_checks", what)
        where = Q(service_id__in=seen.services)
        if seen.reach is Reach.OWN:
            where &= Q(sender=user) | Q(creator=user)
        listed = self.model._meta.get_field("extracts").related_model._meta.get_field("listed").related_model
        known = listed.objects.filter(~not_excluded(user), extract__check_of=OuterRef("pk"))
        return self.filter(where, ~Exists(known))

    def in_state(self, state: State, at: datetime) -> Self:
        """Those that read so at a moment, LAPSED included."""
        # An approval of this moment or before has run out by now.
        first = overdue_from(local_day(at) - timedelta(days=APPROVAL_DAYS.value + 1))
        if state is State.LAPSED:
            return self.filter(state=State.APPROVED, approved_at__lt=first)
        if state is State.APPROVED:
            return self.filter(state=State.APPROVED, approved_at__gte=first)
        return self.filter(state=state)

    def listing(self, person_id: int) -> Self:
        """Those whose file, as it is now or went, lists somebody; not where only a file before it did."""
        named = Q(extracts__listed__person=person_id, extracts__sha256=F("sha256"))
        return self.filter(pk__in=self.model._default_manager.filter(named).values("pk"))

    def sent_before(self, organisation_id: int, route: str) -> Self:
        """Those that went to this recipient by this route: the route is not new any more."""
        return self.filter(
            state__in=[State.SENT, State.RECEIPT_CONFIRMED, State.CLOSED],
            organisation_id=organisation_id,
            route=route,
        )
