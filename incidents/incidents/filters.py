"""Which incidents the list shows: how they stand, of which service and time, and by what `aspects` ask of them."""

from collections.abc import Collection, Mapping
from datetime import datetime

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import Reach
from governance.calendar import local_day
from governance.exports.lists import Filters
from incidents.incidents.aspects import ASPECTS, NONE
from incidents.incidents.periods import CODES, LAST, LAST_WORDS, period
from incidents.incidents.querysets import IncidentQuerySet
from incidents.incidents.register import INCIDENTS
from incidents.incidents.states import State

WHOLE_CHARITY = "The whole charity"
RUNNING, COUNTED = "running", "counted"
STATES = [(RUNNING, "All that are open"), (COUNTED, "All that are incidents"), *State.choices]


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    known: dict[str, Collection[str]] = {
        "state": dict(STATES),
        "year": CODES,
        "service": dict(services_of(user)),
        **{name: aspect.answers for name, aspect in ASPECTS.items()},
    }
    return {name: asked[name] for name, values in known.items() if asked.get(name) in values}


def chosen(user: User, wanted: Filters, at: datetime) -> IncidentQuerySet:
    """The incidents that the user may see, as far as they are wanted."""
    found: IncidentQuerySet = INCIDENTS.visible(user, at)
    state, service = wanted.get("state"), wanted.get("service")
    if state == RUNNING:
        found = found.running()
    elif state == COUNTED:
        found = found.counted()
    elif state:
        found = found.filter(state=state)
    if service:
        found = found.filter(service=None if service == NONE else int(service))
    if "year" in wanted:
        found = found.reported_in(period(wanted["year"], local_day(at)))
    if asked := {name: wanted[name] for name in ASPECTS if name in wanted}:
        found = found.answering(asked, at)
    return found


def services_of(user: User) -> list[tuple[str, str]]:
    """The services whose incidents the user may see; and none of them, for whoever sees those of the whole charity."""
    seen = sight(user, INCIDENTS.name)
    known = Service.objects.filter(pk__in=seen.services).order_by("name").values_list("pk", "name")
    everywhere = [(NONE, WHOLE_CHARITY)] if seen.reach in (Reach.ALL, Reach.MASKED) else []
    return [*((str(pk), name) for pk, name in known), *everywhere]


def years_of(user: User, at: datetime) -> list[tuple[str, str]]:
    """The last twelve months, and each year since the first report that the user may see, the newest first."""
    seen = INCIDENTS.visible(user, at).counted()
    first = seen.order_by("reported_at").values_list("reported_at", flat=True).first()
    this_year = local_day(at).year
    years = range(this_year, local_day(first).year - 1, -1) if first else ()
    return [(LAST, LAST_WORDS), *((str(year), str(year)) for year in years)]
