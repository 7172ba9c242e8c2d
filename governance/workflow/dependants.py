"""What in one register depends on a record of another."""

from datetime import datetime
from typing import NamedTuple

from governance.records.models import Record


class Dependant(NamedTuple):
    """One thing that rests on a record: a disclosure made, a check that waits, a recording that is kept.

    recipient: who received or is to receive it, in words. shared_at: when it went out; None while it waits.
    """

    register: str
    reference: str
    words: str
    url: str
    recipient: str = ""
    shared_at: datetime | None = None


def newest_first(found: list[Dependant]) -> list[Dependant]:
    """What waits, by its reference; then what was shared, the latest first."""
    waiting = sorted((each for each in found if each.shared_at is None), key=lambda each: each.reference)
    gone = [each for each in found if each.shared_at is not None]
    return waiting + sorted(gone, key=lambda each: (each.shared_at, each.reference), reverse=True)


def of_nothing(record: Record) -> list[Dependant]:
    """For a register in which nothing depends on another's records."""
    return []
