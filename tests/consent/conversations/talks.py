"""What a worker types in when somebody was asked and did not decide; each test changes what it is about."""

from datetime import date
from typing import Any

from consent.conversations.actions import undecided
from consent.conversations.models import Conversation
from governance.accounts.models import User
from governance.people.models import Person
from tests.cast import NOON, Cast

EXPLAINED = "Whom we would like to tell and why, with the picture leaflet"
# The cast's people come on Sunday 22 November 2026.
DUE = date(2026, 11, 27)


def talk_of(person: Person) -> Conversation:
    return Conversation.objects.select_related("case", "service", "person").get(case=person.cases.get())


def not_decided(cast: Cast, person: Person, *, by: User | None = None, **changes: Any) -> Conversation:
    """Record it with Fay, or whoever `by` is, at noon of 22 November 2026 unless told."""
    at = changes.pop("at", NOON)
    return undecided(
        talk_of(person), by=by or cast.fay, at=at, **{"asked_at": at, "explained": EXPLAINED, **changes}
    )
