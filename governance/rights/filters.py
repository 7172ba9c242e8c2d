"""Which rights requests the list shows: what is asked, how far it has come, and where."""

from collections.abc import Mapping
from datetime import datetime

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.exports.lists import Filters
from governance.rights.querysets import RequestQuerySet
from governance.rights.register import RIGHTS
from governance.rights.rules import Right
from governance.rights.states import State

STANDS = {"open": "Open", **dict(State.choices)}


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    known = {
        "right": set(Right.values),
        "state": set(STANDS),
        "service": {str(service.pk) for service in services_of(user)},
    }
    return {name: asked[name] for name, values in known.items() if asked.get(name) in values}


def chosen(user: User, wanted: Filters, at: datetime) -> RequestQuerySet:
    """The requests that the user may see, as far as they are wanted."""
    found: RequestQuerySet = RIGHTS.visible(user, at)
    if wanted.get("state") == "open":
        found = found.open()
    elif "state" in wanted:
        found = found.filter(state=wanted["state"])
    return found.filter(**{name: wanted[name] for name in ("right", "service") if name in wanted})


def services_of(user: User) -> list[Service]:
    """The services whose requests the user may see."""
    return list(Service.objects.filter(pk__in=sight(user, RIGHTS.name).services).order_by("name", "pk"))
