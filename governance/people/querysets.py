"""Which people a user may see, and everything that is about them."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from governance.accounts.access import Sight, sight
from governance.accounts.models import Team, User
from governance.accounts.roles import May, Reach
from governance.calendar import local_day
from governance.defaults import OWN_CASELOAD_DAYS


def in_sight(view: Sight, on: date, *, case: str = "") -> Q:
    """Which cases a sight covers on a day; `case` is the path to the case, with `__` at its end.

    One's own are cases open, or closed no more than 28 days ago; a manager sees all of the service.
    """
    where = Q(**{f"{case}service_id__in": view.services})
    if view.teams:
        where |= Q(**{f"{case}team_id__in": view.teams})
    if view.reach is Reach.OWN:
        still_ours = on - timedelta(days=OWN_CASELOAD_DAYS.value)
        where &= Q(**{f"{case}closed_on": None}) | Q(**{f"{case}closed_on__gte": still_ours})
    return where


def about_cases(user: User, at: datetime, *, register: str, what: May = May.VIEW) -> tuple[Q, Q]:
    """Which rows of a register a user may see, where each row has a person, a case and the case's service.

    Those of the services where the user may look; one's own caseload only, where that is the reach; none about
    people whom the user knows. The service is named on the row itself too, so that its indexes serve every list.
    """
    view = sight(user, register, what)
    services = view.services
    if view.teams:
        services |= frozenset(Team.objects.filter(pk__in=view.teams).values_list("service_id", flat=True))
    where = Q(service_id__in=services)
    if view.reach is Reach.OWN:
        where &= in_sight(view, local_day(at), case="case__")
    return where, not_excluded(user)


def not_excluded(user: User, *, person: str = "person_id") -> Q:
    """Leaves out every person whom the user knows personally; nothing overrides it.

    They are few, and looked up once: to ask for each row anew took a fifth of the time of a long list.
    """
    from governance.people.models import AccessExclusion

    in_force = AccessExclusion.objects.filter(worker=user, ended_at=None)
    return ~Q(**{f"{person}__in": in_force.values("person_id")})


class PersonQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, register: str = "people", what: May = May.VIEW) -> Self:
        """People with a case where the user may look, without those whom the user knows personally."""
        from governance.people.models import Case

        view = sight(user, register, what)
        cases = Case.objects.filter(in_sight(view, local_day(at)), person=OuterRef("pk"))
        return self.filter(Exists(cases), not_excluded(user, person="pk"))

    def named_like(self, text: str) -> Self:
        """People whose name holds `text`, or whose reference, NHS or CHI number it is."""
        digits = text.replace(" ", "")
        found = Q(name__icontains=text)
        # So ends every reference, and hardly a name: most searches are spared a second index.
        if text[-1:].isdigit():
            found |= Q(reference=text.upper())
        if len(digits) == 10 and digits.isdigit():
            found |= Q(nhs_number=digits) | Q(chi_number=digits)
        return self.filter(found)


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime, *, register: str = "people", what: May = May.VIEW) -> Self:
        """Cases where the user may look, without those of people the user knows personally."""
        return self.filter(in_sight(sight(user, register, what), local_day(at)), not_excluded(user))


class ExclusionQuerySet(models.QuerySet[Any]):
    def in_force(self) -> Self:
        return self.filter(ended_at=None)
