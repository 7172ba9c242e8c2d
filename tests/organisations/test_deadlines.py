"""Handbook section 13, row 24: a partner's security assurance."""

from datetime import UTC, datetime, time, timedelta

from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.notifications.models import Notification
from governance.organisations import actions
from tests.cast import NOON, Cast
from tests.organisations.partners import TODAY, assured, surgery, version

LAST = TODAY + timedelta(days=200)


def told(at_days: int) -> set[User]:
    """Who hears of it when the sweep runs so many days before the last good day."""
    Notification.objects.all().delete()
    sweep(at=datetime.combine(LAST - timedelta(days=at_days), time(12), UTC))
    found = Notification.objects.filter(kind="partner_assurance").select_related("recipient")
    return {notification.recipient for notification in found}


def open_days() -> list[object]:
    return list(Deadline.objects.filter(ended_at=None).values_list("due_on", flat=True))


def test_the_ig_team_is_told_60_and_30_days_before_on_the_day_and_when_it_is_overdue(cast: Cast) -> None:
    assured(surgery(cast), cast, TODAY, LAST)
    both = {cast.igor, cast.priya}
    assert [told(day) for day in (61, 60, 59, 30, 29, 0, -1)] == [
        *(set(), both, set(), both, set(), both, both)
    ]


def test_a_newer_one_puts_it_off(cast: Cast) -> None:
    ours = surgery(cast)
    assured(ours, cast, TODAY - timedelta(days=300), TODAY + timedelta(days=20))
    assert open_days() == [TODAY + timedelta(days=20)]
    assured(ours, cast, TODAY, LAST)
    assert open_days() == [LAST]


def test_one_that_ended_early_is_overdue_from_the_next_day(cast: Cast) -> None:
    assured(surgery(cast), cast, TODAY - timedelta(days=9), LAST, ended_on=TODAY - timedelta(days=1))
    assert open_days() == [TODAY - timedelta(days=1)]


def test_one_that_never_counted_leaves_nothing_due(cast: Cast) -> None:
    assured(surgery(cast), cast, TODAY, LAST, ended_on=TODAY - timedelta(days=1))
    assert open_days() == []


def test_a_duplicate_has_nothing_due_and_the_one_that_remains_has(cast: Cast) -> None:
    ours, double = surgery(cast), surgery(cast, "Exampel Surgery")
    assured(double, cast, TODAY, LAST)
    actions.merge(
        double, into=ours, by=cast.igor, at=NOON, read_version=version(double), reason="Same address"
    )
    assert list(Deadline.objects.filter(ended_at=None).values_list("record_id", "due_on")) == [
        (ours.pk, LAST)
    ]
