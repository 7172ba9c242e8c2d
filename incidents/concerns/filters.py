"""Which concerns the list shows: how far they are, what they are about, of which service, since when."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, Q

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.exports.lists import Filters
from incidents.concerns.querysets import ConcernQuerySet
from incidents.concerns.register import CONCERNS
from incidents.concerns.rules import About
from incidents.concerns.states import OPEN, State

WAITS = {"us": "They wrote last", "open": "Not answered yet"}


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    known = {
        "state": set(State.values),
        "about": set(About.values),
        "waits": set(WAITS),
        "service": {str(each.pk) for each in services_of(user)} if asked.get("service") else set(),
    }
    return {name: asked[name] for name, values in known.items() if asked.get(name) in values}


def chosen(user: User, wanted: Filters, at: datetime) -> ConcernQuerySet:
    """Those that the user may see, as far as they are wanted."""
    found: ConcernQuerySet = CONCERNS.visible(user, at)
    for name in ("state", "about", "service"):
        if name in wanted:
            found = found.filter(**{name: wanted[name]})
    if wanted.get("waits") == "open":
        found = found.filter(state__in=OPEN)
    if wanted.get("waits") == "us":
        unanswered = Q(told_at=None) | Q(told_at__lt=F("heard_at"))
        found = found.filter(unanswered, heard_at__isnull=False).exclude(state=State.CLOSED)
    return found


def services_of(user: User) -> list[Service]:
    """The services whose concerns the user may see."""
    return list(Service.objects.filter(pk__in=sight(user, CONCERNS.name).services).order_by("name", "pk"))
