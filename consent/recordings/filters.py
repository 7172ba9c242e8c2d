"""Which recordings the list shows: how they stand, what they are, of which service, and what is due."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db.models import Q

from consent.recordings.querysets import RecordingQuerySet
from consent.recordings.register import RECORDINGS
from consent.recordings.rules import Medium
from consent.recordings.states import State
from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.exports.lists import Filters

DUE = {
    "late": "To be deleted, and late",
    "must_go": "Must go",
    "held": "Held",
    "unconfirmed": "Deleted, not confirmed",
}


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    known: dict[str, Callable[[str], bool]] = {
        "state": lambda value: value in State.values,
        "medium": lambda value: value in Medium.values,
        "due": lambda value: value in DUE,
        "service": lambda value: value in {str(each.pk) for each in services_of(user)},
    }
    return {
        name: asked[name] for name, is_known in known.items() if asked.get(name) and is_known(asked[name])
    }


def chosen(user: User, wanted: Filters, at: datetime) -> RecordingQuerySet:
    """The recordings that the user may see, as far as they are wanted."""
    found: RecordingQuerySet = RECORDINGS.visible(user, at)
    for name in ("state", "medium", "service"):
        if name in wanted:
            found = found.filter(**{name: wanted[name]})
    return by_due(found, wanted["due"], local_day(at)) if "due" in wanted else found


def by_due(found: RecordingQuerySet, due: str, on: date) -> RecordingQuerySet:
    """Those of which there is a recording still, and with which this is to be done."""
    meant = {
        "late": Q(due_on__lt=on, deleted_at=None),
        "must_go": Q(taken_back_on__isnull=False, deleted_at=None),
        "held": Q(is_held=True),
        "unconfirmed": Q(deleted_at__isnull=False),
    }
    return found.kept().filter(meant[due])


def services_of(user: User) -> list[Service]:
    """The services whose recordings the user may see."""
    seen = sight(user, "recordings")
    return list(
        Service.objects.filter(Q(pk__in=seen.services) | Q(teams__in=seen.teams)).distinct().order_by("name")
    )
