"""What happened to one record, in words, from the ledger."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import Reach
from governance.ledger.models import Event

LONGEST = 100
# Who takes a copy away has looked too.
LOOKS = ("view", "download", "receipt_download", "record_download")


class Happening(NamedTuple):
    """One line of a timeline: what, when it was written down, by whom, and what else there is to say."""

    title: str
    at: datetime | None
    by: str
    text: str


def timeline(
    register: str,
    reference: str,
    words: Mapping[str, str],
    *,
    text: Callable[[Event], str] = lambda event: event.reason,
    who: Callable[[Event], str] = lambda event: "",
) -> list[Happening]:
    """The last hundred events of a record, newest first.

    words: the verbs to tell of, each in words; others are left out.
    text: what else to say about an event; its reason, if not told otherwise.
    who: did it, where that is nobody with an account; nothing where it is.
    """
    found = Event.objects.filter(register=register, reference=reference, verb__in=words)
    events = list(found.order_by("-id")[:LONGEST])
    names = actors(events)
    return [
        Happening(words[each.verb], each.at, who(each) or names[each.actor_id], text(each)) for each in events
    ]


def actors(events: Iterable[Event]) -> dict[int | None, str]:
    """Who did these events: each actor's name, found in one query for all."""
    ids = {event.actor_id for event in events}
    users = User.objects.filter(pk__in=[pk for pk in ids if pk])
    names = dict(users.values_list("pk", "name"))
    # No account is ever deleted; one that is missing all the same is nobody's to hide.
    return {pk: names.get(pk, f"user {pk}") if pk else "Sharewell" for pk in ids}


def looks(user: User) -> QuerySet[Event]:
    """Looks and downloads that the user may read of (handbook section 12); managers, of records of their services.

    That somebody uses another service is for that service to know.
    """
    found, view = Event.objects.filter(verb__in=LOOKS), sight(user, "ledger")
    if view.reach is Reach.NONE:
        return found.none()
    if view.reach is Reach.SERVICE:
        return found.filter(Q(service_id=None) | Q(service_id__in=view.services))
    return found
