"""Which service closures the list shows: how they stand, of which service, to whom."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models.functions import Upper

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.organisations.models import Organisation
from governance.records.paging import LONGEST_ID
from sharing.closures.querysets import ROW, ClosureQuerySet
from sharing.closures.register import CLOSURES
from sharing.closures.states import State

Filters = dict[str, str]
# So many can be chosen from a list on a page.
MOST_OFFERED = 300


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    known: dict[str, Callable[[str], bool]] = {
        "state": lambda value: value in State.values,
        "service": lambda value: value in {str(each.pk) for each in services_of(user)},
        "provider": lambda value: value.isascii() and value.isdecimal() and len(value) <= LONGEST_ID,
    }
    return {
        name: asked[name] for name, is_known in known.items() if asked.get(name) and is_known(asked[name])
    }


def chosen(user: User, wanted: Filters, at: datetime) -> ClosureQuerySet:
    """Those that the user may see, as far as they are wanted."""
    found: ClosureQuerySet = CLOSURES.visible(user, at)
    return found.filter(**wanted)


def services_of(user: User) -> list[Service]:
    """The services whose closures the user may see."""
    return list(Service.objects.filter(pk__in=sight(user, ROW).services).order_by("name", "pk"))


def providers(user: User, at: datetime) -> list[Organisation]:
    """The first of those to whom something goes that the user may see, by name."""
    named = Organisation.objects.filter(pk__in=CLOSURES.visible(user, at).values("provider"))
    return list(named.order_by(Upper("name"), "pk")[:MOST_OFFERED])
