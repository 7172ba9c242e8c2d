"""Which assessments the list shows: how they stand, what they are about, of which service, out of date or not."""

from collections.abc import Callable, Mapping
from datetime import datetime

from dpia.models import Dpia, Kind
from dpia.querysets import DpiaQuerySet
from dpia.register import DPIAS
from dpia.states import State
from governance.accounts.models import Service, User

Filters = dict[str, str]


def filters(user: User, asked: Mapping[str, str], at: datetime) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    known: dict[str, Callable[[str], bool]] = {
        "state": lambda value: value in State.values,
        "kind": lambda value: value in Kind.values,
        "service": lambda value: value in {str(each.pk) for each in services_of(user, at)},
        "date": lambda value: value == "out",
    }
    return {
        name: asked[name] for name, is_known in known.items() if asked.get(name) and is_known(asked[name])
    }


def chosen(user: User, wanted: Filters, at: datetime) -> DpiaQuerySet:
    """Those that the user may see, as far as they are wanted."""
    found: DpiaQuerySet = DPIAS.visible(user, at)
    for name in ("state", "kind", "service"):
        if name in wanted:
            found = found.filter(**{name: wanted[name]})
    return found.filter(out_of_date_since__isnull=False) if "date" in wanted else found


def services_of(user: User, at: datetime) -> list[Service]:
    """The services that have one which the user may see."""
    seen = Dpia.objects.visible_to(user, at).values("service")
    return list(Service.objects.filter(pk__in=seen).order_by("name", "pk"))
