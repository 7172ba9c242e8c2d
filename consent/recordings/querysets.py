"""Which recordings and devices a user may see, and which recordings rest on what somebody said."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from consent.consents.models import Consent
from consent.recordings.rules import Medium
from consent.recordings.states import KEPT
from governance.accounts.access import sight
from governance.accounts.models import Team, User
from governance.accounts.roles import May, Reach
from governance.calendar import local_day
from governance.people.querysets import in_sight, not_excluded


class RecordingQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Those of the services where the user may look; where only one's own are reached, those of one's caseload,
        and those that one makes or takes part in. None with somebody in it whom the user knows personally."""
        seen = sight(user, "recordings", what)
        if seen.reach is Reach.NONE:
            return self.none()
        participants: Any = self.model._meta.get_field("participants").related_model
        inside = participants.objects.filter(recording=OuterRef("pk"))
        known = inside.filter(~not_excluded(user), person__isnull=False)
        where = Q(service_id__in=seen.services)
        if seen.reach is Reach.OWN:
            theirs = inside.filter(in_sight(seen, local_day(at), case="case__"))
            mine = Q(lead=user) | Q(created_by=user) | Q(Exists(inside.filter(staff=user)))
            teams = Team.objects.filter(pk__in=seen.teams).values("service_id")
            where = (where | Q(service_id__in=teams)) & (mine | Q(Exists(theirs)))
        return self.filter(where, ~Exists(known))

    def kept(self) -> Self:
        """Those of which there is a recording, still."""
        return self.filter(state__in=KEPT)

    def resting_on(self, consent: Consent) -> Self:
        """Those that a consent is for: bound to it, or of the session that it names."""
        media = {medium.consent_kind: medium for medium in Medium}
        medium = media.get(consent.kind)  # type: ignore[call-overload]
        if medium is None:
            return self.none()
        same = Q(service=consent.service_id, medium=medium, title__iexact=consent.named)
        inside = Q(participants__person=consent.person_id)
        return self.filter(inside & (same | Q(participants__consent=consent.pk))).distinct()


class DeviceQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Those of the services where the user may look."""
        seen = sight(user, "recordings", what)
        teams = Team.objects.filter(pk__in=seen.teams).values("service_id")
        return self.filter(Q(service_id__in=seen.services) | Q(service_id__in=teams))
