"""Which resources the list of the staff shows: of which kind, of which policy section, in use or withdrawn."""

from collections.abc import Mapping
from datetime import datetime

from governance.accounts.models import User
from governance.exports.lists import Filters
from governance.resources import sections
from governance.resources.kinds import Kind
from governance.resources.querysets import ResourceQuerySet
from governance.resources.register import RESOURCES
from governance.resources.states import State


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it."""
    known = {"kind": set(Kind.values), "section": set(sections.in_use()), "state": set(State.values)}
    return {name: asked[name] for name, values in known.items() if asked.get(name) in values}


def chosen(user: User, wanted: Filters, at: datetime) -> ResourceQuerySet:
    """Those that are wanted; those in use, where nothing is said of that."""
    found: ResourceQuerySet = RESOURCES.visible(user, at).filter(state=wanted.get("state", State.LIVE))
    if "kind" in wanted:
        found = found.filter(kind=wanted["kind"])
    if "section" in wanted:
        slug, _, anchor = wanted["section"].partition("#")
        found = found.filter(policy__slug=slug)
        if anchor:
            found = found.filter(anchor=anchor)
    return found
