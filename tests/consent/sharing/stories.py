"""A person's answers told as they happen: the database stamps its history by its own clock, so these are now.

Yesterday in a story is a few moments ago: what matters is which came first, what was said or what was written.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from consent.consents.actions import reconfirm, withdraw
from consent.consents.models import Consent
from consent.sharing.answers import Part
from governance.accounts.models import User
from governance.people.models import Person
from tests.cast import Cast
from tests.consent.consents.answers import say

TICK = timedelta(microseconds=1)


def now() -> datetime:
    """A moment after all that is written so far."""
    return timezone.now() + TICK


def says(cast: Cast, person: Person, yes: bool = True, **changes: Any) -> Consent:
    """They answer now, and it is written down now."""
    at = now()
    return say(cast, person, yes, **{"at": at, "said_at": at, **changes}).consent


def says_again(cast: Cast, consent: Consent) -> Consent:
    """They still say yes, now."""
    at = now()
    return reconfirm(consent, by=cast.fay, at=at, said_at=at)


def takes_back(
    cast: Cast, consent: Consent, *, by: User | None = None, said_at: datetime | None = None
) -> Consent:
    """They take it back, now or at an earlier moment, and it is written down now."""
    at = now()
    return withdraw(consent, by=by or cast.fay, at=at, withdrawn_at=said_at or at)


def standing(parts: list[Part]) -> dict[str, str]:
    """Recipient → how it stood."""
    return {line.words.who: str(line.state) for part in parts for line in part.lines if line.words}


def backdate(owner_sql: Callable[[str], object], days: int) -> None:
    """Let every version of every consent have been written down so many days ago, as well as when it was."""
    table, columns = Consent.history.model._meta.db_table, _columns()
    owner_sql(
        f"INSERT INTO {table} ({columns}, history_date) SELECT {columns}, history_date - {days} * interval '1 day'"
        f" FROM {table} ORDER BY history_id"
    )


def _columns() -> str:
    fields = Consent.history.model._meta.concrete_fields
    return ", ".join(field.column for field in fields if field.name not in ("history_id", "history_date"))
