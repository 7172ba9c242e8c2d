"""Which disclosures a user may see, and which went to whom."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Reach
from governance.calendar import local_day
from governance.defaults import REPEATED_WITHIN_DAYS
from governance.people.querysets import in_sight, not_excluded
from sharing.disclosing import RULES, Approver
from sharing.disclosures.states import PENDING, State


class DisclosureQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, what: May = May.VIEW) -> Self:
        """Disclosures of the services where the user may look (handbook section 12); none that lists somebody
        whom the user knows. Of one's own caseload only, where that is the reach: about one of them, alone or among
        others; and what one wrote down oneself."""
        seen = sight(user, "disclosures", what)
        where = Q(service_id__in=seen.services)
        listed = self.model._meta.get_field("listed").related_model.objects
        if seen.reach is Reach.OWN:
            on = local_day(at)
            among = listed.filter(
                in_sight(seen, on, case="person__cases__"),
                person__cases__service=OuterRef("service_id"),
                disclosure=OuterRef("pk"),
            )
            where = (
                in_sight(seen, on, case="case__")
                | Q(service_id__in=seen.services, created_by=user)
                | Q(Exists(among), person=None)
            )
        known = listed.filter(~not_excluded(user), disclosure=OuterRef("pk"))
        # About nobody we know by name, or about somebody whom the user does not know.
        return self.filter(where, Q(person=None) | not_excluded(user), ~Exists(known))

    def about(self, person_id: int) -> Self:
        """Those about a person, alone or in a group."""
        return self.filter(Q(person_id=person_id) | Q(listed__person_id=person_id)).distinct()

    def gone(self) -> Self:
        """Those that left, called back or not."""
        return self.filter(state__in=[State.SENT, State.REVIEWED, State.RECALLED])

    def to_organisation(self, organisation_id: int) -> Self:
        """Those to an organisation, or to a duplicate of it that was merged into it."""
        return self.filter(Q(organisation=organisation_id) | Q(organisation__merged_into=organisation_id))

    def pending(self) -> Self:
        """Those that have not left; what was shared in an emergency has, though it is not written down yet."""
        return self.filter(state__in=PENDING, emergency=False)

    def to_be_reviewed(self) -> Self:
        """Sent before anybody else had decided, and nobody has looked since."""
        anybody = [reason.value for reason, rule in RULES.items() if rule.approver is Approver.ANYONE]
        return self.gone().filter(Q(emergency=True) | Q(reason__in=anybody), reviewed_at=None)

    def to_be_told(self) -> Self:
        """Gone without consent, and the person does not know of it."""
        return self.gone().filter(told_at=None, person__isnull=False).exclude(reason="")

    def sent_lately(self, organisation_id: int | None, recipient: str, purpose: str, on: date) -> Self:
        """Those to one recipient for one purpose in the 90 days up to a day (handbook section 4)."""
        since = on - timedelta(days=REPEATED_WITHIN_DAYS.value)
        them = self.filter(organisation=None, recipient__iexact=recipient)
        them = self.to_organisation(organisation_id) if organisation_id else them
        return them.gone().filter(purpose=purpose, sent_at__date__gte=since, sent_at__date__lte=on)
