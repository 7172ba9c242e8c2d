"""A rule of our own beside the registers', and deadlines under it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.deadlines.rules import RULES, Audience, Rule
from governance.notifications import words
from governance.notifications.models import Notification
from tests.cast import Cast

DUE = date(2027, 3, 1)
RULE = Rule(
    key="review",
    number=3,
    words="Review",
    leads=(28, 14, 7, 0),
    told=(Audience.WORKER,),
    overdue_adds=(Audience.MANAGER,),
)
Make = Callable[..., Deadline]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def days_before(number: int) -> datetime:
    """Noon, this many days before the deadline; below nought it is overdue."""
    return noon(DUE - timedelta(days=number))


def told(user: User) -> list[str]:
    """What this user has read in the inbox, oldest first."""
    return [each.subject for each in Notification.objects.filter(recipient=user).order_by("id")]


@pytest.fixture(autouse=True)
def rule(monkeypatch: pytest.MonkeyPatch) -> Rule:
    monkeypatch.setitem(RULES, RULE.key, RULE)
    monkeypatch.setitem(words._ABOUT, RULE.key, RULE.words)
    return RULE


@pytest.fixture
def deadline(cast: Cast) -> Make:
    """Make a deadline of a Harbour record on Fay's desk, but for what the test says."""
    numbers = iter(range(1, 10_000))

    def make(**facts: Any) -> Deadline:
        number = next(numbers)
        usual = {
            "register": "people",
            "record_id": number,
            "reference": f"PER-2026-{number:06}",
            "rule": RULE.key,
            "due_on": DUE,
            "service": cast.harbour,
            "worker": cast.fay,
        }
        return Deadline.objects.create(**usual | facts)

    return make
