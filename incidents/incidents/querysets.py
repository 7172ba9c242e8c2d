"""Which incidents a user may see. A restricted one is seen by those named on it, whatever the table of roles grants."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from governance.accounts.access import sight
from governance.accounts.models import Team, User
from governance.accounts.roles import May, Reach
from governance.people.querysets import not_excluded
from incidents.incidents.states import RUNNING


class IncidentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Those that the table of roles shows: all, one's services', or one's own entries and lessons.

        Never one about the user. None that concerns somebody whom the user knows personally.
        """
        if not user.is_active:
            return self.none()
        inside: Any = self.model._meta.get_field("affected").related_model
        known = inside.objects.filter(~not_excluded(user), incident=OuterRef("pk"), removed_at=None)
        about_others = Q(subject=None) | ~Q(subject=user)
        return self.filter(self._open(user, what) | self._named(user), about_others, ~Exists(known))

    def _open(self, user: User, what: May) -> Q:
        seen = sight(user, "incidents", what)
        if seen.reach is Reach.NONE:
            return Q(pk__in=[])
        lessons: Any = self.model._meta.get_field("lessons").related_model
        theirs = Q(Exists(lessons.objects.filter(incident=OuterRef("pk"), owner=user)))
        own = Q(created_by=user) | Q(reported_by=user) | theirs
        where = Q()
        if seen.reach is Reach.OWN:
            where = own
        elif seen.reach is Reach.SERVICE:
            teams = Team.objects.filter(pk__in=seen.teams).values("service_id")
            where = Q(service_id__in=seen.services) | Q(service_id__in=teams) | own
        return where & Q(restricted=False)

    def _named(self, user: User) -> Q:
        names: Any = self.model._meta.get_field("named").related_model
        here = names.objects.filter(incident=OuterRef("pk"), user=user, ended_at=None)
        return Q(restricted=True) & Q(Exists(here))

    def running(self) -> Self:
        """Somebody still has something to do."""
        return self.filter(state__in=RUNNING)

    def like(self, incident: Any) -> Self:
        """Others of the same type, or of the same service and cause: what went wrong before."""
        same = Q(type=incident.type)
        if incident.cause:
            same |= Q(service=incident.service_id, cause=incident.cause)
        return self.filter(same).exclude(pk=incident.pk).exclude(state="DISMISSED").order_by(F("id").desc())
