"""Which organisations the list shows: what they are, and how their assurance stands."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from governance.accounts.models import User
from governance.calendar import local_day
from governance.exports.lists import Filters
from governance.organisations.assurance import SOON
from governance.organisations.models import Kind
from governance.organisations.querysets import OrganisationQuerySet
from governance.organisations.register import ORGANISATIONS

ASSURANCE = {
    "ends_soon": "Ends soon",
    "out_of_date": "Out of date",
    "none": "None",
}


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it."""
    known = {"kind": set(Kind.values), "assurance": set(ASSURANCE)}
    return {name: asked[name] for name, values in known.items() if asked.get(name) in values}


def chosen(user: User, wanted: Filters, at: datetime) -> OrganisationQuerySet:
    """The organisations that the user may see, as far as they are wanted; no duplicates."""
    on = local_day(at)
    found: OrganisationQuerySet = ORGANISATIONS.visible(user, at).remaining().with_assurance()
    stands = {
        "ends_soon": Q(assured_until__gte=on, assured_until__lte=on + SOON),
        "out_of_date": Q(assured_until__lt=on),
        "none": Q(assured_until=None),
    }
    if "kind" in wanted:
        found = found.filter(kind=wanted["kind"])
    if "assurance" in wanted:
        found = found.filter(stands[wanted["assurance"]])
    return found
