"""Which incidents the list shows: how they stand, what they are, of which service, and which are urgent."""

from collections.abc import Callable, Mapping
from datetime import datetime

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.exports.lists import Filters
from incidents.incidents.querysets import IncidentQuerySet
from incidents.incidents.register import INCIDENTS
from incidents.incidents.sorts import Type
from incidents.incidents.states import State

RUNNING = "running"


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    known: dict[str, Callable[[str], bool]] = {
        "state": lambda value: value in (RUNNING, *State.values),
        "type": lambda value: value in Type.values,
        "service": lambda value: value in {str(each.pk) for each in services_of(user)},
    }
    return {
        name: asked[name] for name, is_known in known.items() if asked.get(name) and is_known(asked[name])
    }


def chosen(user: User, wanted: Filters, at: datetime) -> IncidentQuerySet:
    """The incidents that the user may see, as far as they are wanted."""
    found: IncidentQuerySet = INCIDENTS.visible(user, at)
    if wanted.get("state") == RUNNING:
        found = found.running()
    elif "state" in wanted:
        found = found.filter(state=wanted["state"])
    if "type" in wanted:
        found = found.filter(type=wanted["type"])
    if "service" in wanted:
        found = found.filter(service=int(wanted["service"]))
    return found


def services_of(user: User) -> list[Service]:
    """The services whose incidents the user may see."""
    seen = sight(user, INCIDENTS.name)
    return list(Service.objects.filter(pk__in=seen.services).order_by("name"))
