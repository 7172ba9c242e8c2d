"""Which incidents a user may see. A restricted one is seen by those named on it, whatever the table of roles grants."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Least
from django.db.models.lookups import LessThanOrEqual

from governance.accounts.access import sight
from governance.accounts.models import Team, User
from governance.accounts.roles import May, Reach
from governance.calendar import local_day
from governance.defaults import SUSPICION_HOURS
from governance.people.querysets import not_excluded
from incidents.incidents.aspects import ASPECTS
from incidents.incidents.periods import Period
from incidents.incidents.sorts import Certainty
from incidents.incidents.states import COUNTED, RUNNING, State


def known_from() -> Case:
    """Since when we count as knowing, or will, as `clock_rows.known_from` says; none of a near miss."""
    began = Case(When(state=State.DRAFT, then="created_at"), default="suspected_at")
    known = Coalesce("aware_at", began + timedelta(hours=SUSPICION_HOURS.value))
    return Case(When(~Q(certainty=Certainty.NEAR_MISS), then=known))


def known_since(at: datetime) -> Case:
    """The same, seen at `at`; none while that moment is still to come."""
    return Case(When(LessThanOrEqual(known_from(), at), then=known_from()))


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

    def counted(self) -> Self:
        """Those that are incidents: no drafts, and nothing that was found to be none."""
        return self.filter(state__in=COUNTED)

    def reported_in(self, period: Period) -> Self:
        return self.filter(reported_at__gte=period.begins, reported_at__lt=period.ends)

    def answering(self, wanted: Mapping[str, str], at: datetime) -> Self:
        """Those with these answers, each to a question of `aspects`."""
        conditions = (ASPECTS[question].answers[answer].condition for question, answer in wanted.items())
        return self.measured(at).filter(*conditions)

    def measured(self, at: datetime) -> Self:
        """With what their aspects rest on."""
        reached = self._of("contacts").filter(reached=True, candour=False).order_by("at")
        lessons = self._of("lessons")
        return self.annotate(
            known_from=known_from(),
            first_told_at=Least(Subquery(reached.values("at")[:1]), "announced_at"),
            regulator_told_at=Subquery(self._of("phases").order_by("number").values("sent_at")[:1]),
            causes=ArraySubquery(lessons.values("cause")),
            has_open_lesson=Exists(lessons.filter(done_at=None)),
            has_late_lesson=Exists(lessons.filter(done_at=None, due_on__lt=local_day(at))),
        )

    def _of(self, name: str) -> Any:
        """What belongs to each of them."""
        related: Any = self.model._meta.get_field(name).related_model
        return related.objects.filter(incident=OuterRef("pk"))

    def like(self, incident: Any) -> Self:
        """Earlier ones of the same type, or of the same service and cause: what went wrong before."""
        same = Q(type=incident.type)
        if incident.cause:
            same |= Q(service=incident.service_id, cause=incident.cause)
        return self.filter(same, pk__lt=incident.pk).exclude(state=State.DISMISSED).order_by(F("id").desc())
