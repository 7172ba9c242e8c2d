"""Which help the list shows: about what, where, when, and whether we know with whom."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Q

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.exports.lists import Filters
from governance.fields import FIRST_YEAR, LAST_YEAR
from sharing.opt_outs.models import Help
from sharing.opt_outs.querysets import HelpQuerySet
from sharing.opt_outs.register import OPT_OUTS
from sharing.opt_outs.rules import About, Leaflet

WHOM = {"person": "Somebody we know", "nobody": "Nobody by name"}


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    known = {
        "about": set(About.values),
        "leaflet": set(Leaflet.values),
        "whom": set(WHOM),
        "service": {str(service.pk) for service in services_of(user)},
        "year": {str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)},
    }
    return {name: asked[name] for name, values in known.items() if asked.get(name) in values}


def chosen(user: User, wanted: Filters, at: datetime) -> HelpQuerySet:
    """The help that the user may see, as far as it is wanted."""
    found: HelpQuerySet = OPT_OUTS.visible(user, at)
    for name in ("about", "leaflet", "service"):
        if name in wanted:
            found = found.filter(**{name: wanted[name]})
    if "whom" in wanted:
        found = found.filter(person__isnull=wanted["whom"] == "nobody")
    if "year" in wanted:
        year = int(wanted["year"])
        found = found.filter(helped_on__range=(date(year, 1, 1), date(year, 12, 31)))
    return found


def services_of(user: User) -> list[Service]:
    """The services whose help the user may see."""
    view = sight(user, "opt_outs")
    found = Service.objects.filter(Q(pk__in=view.services) | Q(teams__in=view.teams))
    return list(found.distinct().order_by("name", "pk"))


def years_of(user: User, at: datetime, *, until: int) -> list[int]:
    """Every year since the first help that the user may see, the newest first."""
    first: Help | None = OPT_OUTS.visible(user, at).order_by("helped_on").first()
    return list(range(until, first.helped_on.year - 1, -1)) if first else []
