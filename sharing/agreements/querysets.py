"""How agreements are found: by who may see them, and by how they read at a moment."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from django.db import connection, models
from django.db.models import F, Func, Prefetch, Q

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import ACTIVE, Reach
from governance.calendar import local_day
from governance.defaults import AGREEMENT_GRACE_MONTHS
from governance.organisations.models import Organisation
from governance.records.searching import alike
from sharing.agreements.states import State


class GraceEnd(Func):
    """The last day on which an agreement whose review is overdue can be used: `rules.grace_ends`, in SQL."""

    template = f"(%(expressions)s + interval '{AGREEMENT_GRACE_MONTHS.value} months')::date"
    output_field = models.DateField()

    def __init__(self) -> None:
        super().__init__(F("review_on"))


def reads(state: State, at: datetime) -> Q:
    """Those that are in this state at a moment, the derived ones too (rule T3)."""
    active = Q(state=State.ACTIVE)
    replaced, over = Q(superseded_at__lte=at), Q(ends_on__lt=local_day(at))
    # As notice was given, and not replaced before that.
    ended = Q(ended_at__lte=at) & (Q(superseded_at=None) | Q(superseded_at__gte=F("ended_at")))
    goes_on = (Q(superseded_at=None) | Q(superseded_at__gt=at)) & (Q(ended_at=None) | Q(ended_at__gt=at))
    if state == State.SUPERSEDED:
        return active & replaced & (Q(ended_at=None) | Q(ended_at__gt=F("superseded_at")))
    if state == State.TERMINATED:
        return Q(state=state) | active & ended
    if state == State.EXPIRED:
        return active & goes_on & over
    if state == State.ACTIVE:
        return active & goes_on & ~over
    return Q(state=state)


# From each that is asked about up to the first version of its chain of renewals, and down to every later one.
VERSIONS = """
WITH RECURSIVE up (asked, id, renews_id) AS (
    SELECT id, id, renews_id FROM agreements_agreement WHERE id = ANY (%s)
    UNION ALL
    SELECT up.asked, a.id, a.renews_id FROM up JOIN agreements_agreement a ON a.id = up.renews_id
), down (asked, id) AS (
    SELECT asked, id FROM up WHERE renews_id IS NULL
    UNION ALL
    SELECT down.asked, a.id FROM down JOIN agreements_agreement a ON a.renews_id = down.id
)
SELECT asked, array_agg(id ORDER BY id) FROM down GROUP BY asked
"""


def versions_of(agreements: Iterable[int]) -> dict[int, list[int]]:
    """By each agreement: every version in its chain of renewals, itself too, the first one first."""
    asked = sorted(set(agreements))
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS, [asked])
        return dict(cursor.fetchall())


class AgreementQuerySet(models.QuerySet[Any]):
    @property
    def _parties(self) -> models.QuerySet[Any]:
        parties: models.QuerySet[Any] = self.model._meta.get_field("parties").related_model.objects.all()
        return parties

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
        names = Organisation.objects.filter(Q(pk=organisation_id) | Q(merged_into=organisation_id))
        return self.with_partner_among(names)

    def named_like(self, text: str) -> Self:
        """Those with this reference or log number, or with `text` in their title or the name of a partner.

        The name as it was signed, the one that the partner has now, or that of a duplicate of theirs.
        """
        everyone = self.model._default_manager.order_by()
        partners = Organisation.objects.named_like(text).values("pk")
        number = Q(reference=text.upper()) | Q(log_number=text.upper())
        older = self.model._meta.get_field("log_row").related_model._default_manager
        # Each found by an index of its own, which one condition with OR across two tables would not be.
        found = everyone.filter(title__icontains=text).values("pk")
        others = (
            everyone.filter(number).values("pk"),
            older.filter(old_number__iexact=text, agreement__isnull=False).values("agreement"),
            self._parties.filter(name__icontains=text).values("agreement"),
            self._parties.filter(organisation__in=partners).values("agreement"),
        )
        return self.filter(pk__in=found.union(*others))

    def named_nearly(self, text: str) -> Self:
        """Those with a word in their title, or in the name of a partner, that is nearly `text`."""
        titled = alike(self.model._default_manager.order_by(), text, "title")
        partners = alike(Organisation.objects.order_by(), text, "name")
        theirs = self._parties.filter(organisation__in=partners.values("pk"))
        return self.filter(Q(pk__in=titled.values("pk")) | Q(pk__in=theirs.values("agreement")))

    def review_due(self, at: datetime, *, until: date) -> Self:
        """Active ones whose review falls due by a day and is not overdue."""
        return self.in_state(State.ACTIVE, at).filter(review_on__gte=local_day(at), review_on__lte=until)

    def review_overdue(self, at: datetime) -> Self:
        """Active ones whose review is overdue, and that can still be used."""
        on = local_day(at)
        overdue = self.in_state(State.ACTIVE, at).filter(review_on__lt=on)
        return overdue.annotate(grace_end=GraceEnd()).filter(grace_end__gte=on)

    def grace_ended(self, at: datetime) -> Self:
        """Active ones that cannot be used any more until they are reviewed."""
        on = local_day(at)
        overdue = self.in_state(State.ACTIVE, at).filter(review_on__lt=on)
        return overdue.annotate(grace_end=GraceEnd()).filter(grace_end__lt=on)

    def with_partner_among(self, organisations: models.QuerySet[Any]) -> Self:
        """Those with one of these organisations as a party."""
        theirs = self._parties.filter(organisation__in=organisations.values("pk"))
        return self.filter(pk__in=theirs.values("agreement"))

    def with_partners(self) -> Self:
        """Read with their parties, and each party's organisation with how long it is assured."""
        organisations = Prefetch("organisation", Organisation.objects.with_assurance())
        parties = self._parties.order_by("id").prefetch_related(organisations)
        return self.prefetch_related(Prefetch("parties", parties))

    def under(self, agreement: Any) -> Self:
        """The protocols under any version of this agreement."""
        return self.filter(parent__in=versions_of([agreement.pk])[agreement.pk])

    def ever_begun(self) -> Self:
        """Those that were active once, whatever became of them."""
        return self.exclude(began_at=None)

    def latest_first(self) -> Self:
        return self.order_by(F("began_at").desc(nulls_first=True), "-id")
