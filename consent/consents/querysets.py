"""Which consents a user may see, which are in force, and which are about the same sharing."""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from consent.consents.rules import State
from consent.kinds import Kind
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May
from governance.people.models import Person
from governance.people.querysets import about_cases


class ConsentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Consents of the services where the user may look; one's own caseload only, where that is the reach.

        Consents to publicity have a row of their own in the table of roles.
        """
        care, media = sight(user, "consents", what), sight(user, "media_consents", what)
        if (care.services, care.teams) == (media.services, media.teams):
            return self.filter(*about_cases(user, at, register="consents", what=what))
        # No role sees some of each: publicity has its own people (handbook section 12).
        if media.services or media.teams:
            ours = self.filter(*about_cases(user, at, register="media_consents", what=what))
            return ours.filter(kind=Kind.MEDIA)
        return self.filter(*about_cases(user, at, register="consents", what=what)).exclude(kind=Kind.MEDIA)

    def of_people_seen(self, user: User, at: datetime) -> Self:
        """Consents of everyone whom the user may see, in whichever service: all of these they may end."""
        people = Person.objects.visible_to(user, at)
        return self.filter(Exists(people.filter(pk=OuterRef("person_id"))))

    def active_on(self, on: date) -> Self:
        """Given, not ended, and not past the last good day."""
        lasting = Q(expires_on=None) | Q(expires_on__gte=on)
        return self.filter(lasting, state=State.ACTIVE, outgrown_at=None)

    def in_state(self, state: State, on: date) -> Self:
        """Consents that read so on a day, the derived state included."""
        if state is State.ACTIVE:
            return self.active_on(on)
        if state is State.EXPIRED:
            return self.filter(Q(expires_on__lt=on) | Q(outgrown_at__isnull=False), state=State.ACTIVE)
        return self.filter(state=state)

    def proofs(self) -> models.QuerySet[Any, dict[str, Any]]:
        """The ids of all evidence that these consents ever pointed to, whatever proves them now."""
        ever = self.model.history.model.objects.order_by().filter(id__in=self.order_by().values("pk"))
        return ever.filter(evidence__isnull=False).values("evidence")

    def same_sharing(self, consent: Any) -> Self:
        """The other answers about the same person, service, kind, recipient, purpose, and study or the like.

        An organisation is the same whatever it is called by now, and also where its name was only typed.
        """
        typed, anywhere = Q(recipient__iexact=consent.recipient), Q(organisation=None)
        if consent.to_body:
            recipient = Q(to_body=True, organisation_id=consent.organisation_id) | (typed & anywhere)
        elif consent.organisation_id is None:
            recipient = typed & (anywhere | Q(to_body=True))
        else:
            recipient = typed & Q(organisation_id=consent.organisation_id)
        return self.filter(
            recipient,
            person_id=consent.person_id,
            service_id=consent.service_id,
            kind=consent.kind,
            purpose__iexact=consent.purpose,
            named__iexact=consent.named,
        ).exclude(pk=consent.pk)

    def answered_after(self, at: datetime) -> Self:
        """Those where the person said something after this moment: yes, yes again, no, or no more."""
        moments = ("given_at", "reconfirmed_at", "refused_at", "withdrawn_at")
        later = Q()
        for moment in moments:
            later |= Q(**{f"{moment}__gt": at})
        return self.filter(later).exclude(state__in=[State.DRAFT, State.INVALID])
