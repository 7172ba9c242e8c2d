"""The words of a notification. They name a record by its reference and never say whose it is."""

from collections.abc import Mapping
from typing import Any

# Kind → what the message is about. Each register adds its own when it is loaded.
_ABOUT: dict[str, str] = {}
# Kinds that are mailed at once, whatever somebody chose.
URGENT: set[str] = set()


def about(kind: str, words: str, *, urgent: bool = False) -> None:
    """Say what messages of `kind` are about, as the start of a sentence: "Consent review".

    urgent: hours count, so it waits for no mail of the day.
    """
    _ABOUT[kind] = words
    if urgent:
        URGENT.add(kind)


def subject(kind: str, reference: str, facts: Mapping[str, Any]) -> str:
    """One line: what, which record if it is about one, and how long is left."""
    words = _ABOUT.get(kind, kind.replace("_", " ").capitalize())
    words = f"{words}: {reference}" if reference else words
    hours = facts.get("hours_left")
    if hours is not None:
        # Over by less than an hour, it is over.
        return f"{words} is overdue" if hours <= 0 else f"{words} is due in {_hours(hours)}"
    left = facts.get("days_left")
    if left is None:
        return words
    if left < 0:
        return f"{words} is overdue by {_days(-left)}"
    return f"{words} is due today" if left == 0 else f"{words} is due in {_days(left)}"


def _hours(number: int) -> str:
    return "1 hour" if number == 1 else f"{number} hours"


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
