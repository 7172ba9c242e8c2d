"""Which media a user may see, and which are shown without a live consent of everybody in them."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from consent.consents.models import Consent
from consent.media.states import State
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Reach
from governance.people.querysets import not_excluded

IN_IT = Q(people__removed_at=None)


class AssetQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Those that the table of roles shows (handbook section 12), and none with somebody in it whom the user
        knows personally."""
        seen = sight(user, "media", what)
        if seen.reach is Reach.NONE or not user.is_active:
            return self.none()
        known = self._people().filter(~not_excluded(user), asset=OuterRef("pk"))
        ours = self if seen.reach is Reach.ALL else self.filter(service_id__in=seen.services)
        return ours.filter(~Exists(known))

    def showing(self, person_id: int) -> Self:
        """Those with this person in them."""
        return self.filter(Exists(self._people().filter(asset=OuterRef("pk"), person=person_id)))

    def uncovered(self, on: date) -> Self:
        """Live, with somebody in it who is not written down, or whose yes does not hold on a day; or where it is shown
        somewhere that somebody in it did not say yes to."""
        good = Consent.objects.active_on(on).values("pk")
        lacks = self._people().filter(asset=OuterRef("pk")).exclude(consent__in=good)
        elsewhere = self._people().filter(
            ~Q(channels__contains=[F("asset__publications__channel")]),
            asset=OuterRef("pk"),
            asset__publications__isnull=False,
            asset__publications__down_on=None,
        )
        counted = self.filter(state=State.LIVE).annotate(known=Count("people", filter=IN_IT))
        return counted.filter(Q(Exists(lacks)) | Q(Exists(elsewhere)) | Q(known__lt=F("shown")))

    def _people(self) -> Any:
        return self.model._meta.get_field("people").related_model.objects.filter(removed_at=None)
