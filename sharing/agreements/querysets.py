"""How agreements are found: by who may see them, and by how they read at a moment."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import ACTIVE, Reach
from governance.calendar import local_day
from sharing.agreements.states import State


def reads(state: State, at: datetime) -> Q:
    """Those that are in this state at a moment, the derived ones too (rule T3)."""
    active = Q(state=State.ACTIVE)
    replaced, over = Q(superseded_at__lte=at), Q(ends_on__lt=local_day(at))
    if state == State.SUPERSEDED:
        return active & replaced
    if state == State.EXPIRED:
        return active & ~replaced & over
    if state == State.ACTIVE:
        return active & (Q(superseded_at=None) | Q(superseded_at__gt=at)) & ~over
    return Q(state=state)


class AgreementQuerySet(models.QuerySet[Any]):
    def in_state(self, state: State, at: datetime) -> Self:
        """Those that read so at this moment."""
        return self.filter(reads(state, at))

    def visible_to(self, user: User, at: datetime) -> Self:
        """What the user may see (handbook section 12): a manager sees all of their own services, and as every
        worker what is active."""
        seen = sight(user, "agreements")
        if seen.reach is Reach.NONE:
            return self.none()
        if seen.note == ACTIVE:
            return self.in_state(State.ACTIVE, at)
        if seen.reach is Reach.SERVICE:
            return self.filter(Q(service__in=seen.services) | reads(State.ACTIVE, at))
        return self

    def with_partner(self, organisation_id: int) -> Self:
        """Those with this organisation as a party, under whichever name it was entered."""
        theirs = self.model._meta.get_field("parties").related_model._default_manager.filter(
            Q(organisation=organisation_id) | Q(organisation__merged_into=organisation_id),
            agreement=models.OuterRef("pk"),
        )
        return self.filter(models.Exists(theirs))

    def with_terms(self) -> Self:
        """Read with everything that decides what they cover."""
        relatives = ("items", "reviews", "parties__organisation")
        names = [f"{above}{each}" for above in ("", "parent__", "protocols__") for each in relatives]
        return self.select_related("parent").prefetch_related(*names)

    def ever_begun(self) -> Self:
        """Those that were active once, whatever became of them."""
        return self.exclude(began_at=None)

    def latest_first(self) -> Self:
        return self.order_by(F("began_at").desc(nulls_first=True), "-id")
