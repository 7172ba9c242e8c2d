"""Handbook section 13, row 21: the review of a policy in force."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from governance.accounts.models import User
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.notifications.models import Notification
from governance.policies import actions
from tests.cast import NOON, Cast
from tests.policies.samples import draft, published

REVIEW = date(2027, 6, 30)


def told(at_days: int) -> set[User]:
    """Who hears of it when the sweep runs so many days before the review."""
    Notification.objects.all().delete()
    sweep(at=datetime.combine(REVIEW - timedelta(days=at_days), time(12), UTC))
    found = Notification.objects.filter(kind="policy_review").select_related("recipient")
    return {notification.recipient for notification in found}


def test_the_sponsor_is_told_90_and_30_days_before_and_on_the_day(cast: Cast) -> None:
    published(cast)
    assert told(91) == set()
    assert told(90) == {cast.max}
    assert told(89) == set()
    assert told(30) == {cast.max}
    assert told(0) == {cast.max}


def test_when_it_is_overdue_the_ig_team_is_told_too(cast: Cast) -> None:
    published(cast)
    assert told(-1) == {cast.max, cast.igor, cast.priya}


@pytest.mark.parametrize("why", ["nobody is named", "the sponsor left"])
def test_without_a_sponsor_the_ig_team_is_told_from_the_start(cast: Cast, why: str) -> None:
    published(cast)
    if why == "nobody is named":
        Deadline.objects.update(worker=None)
    else:
        User.objects.filter(pk=cast.max.pk).update(is_active=False)
    assert told(90) == {cast.igor, cast.priya}


def test_another_sponsor_is_told_from_now_on(cast: Cast) -> None:
    actions.appoint(published(cast), by=cast.igor, at=NOON, sponsor=cast.maya)
    assert told(90) == {cast.maya}


def test_a_draft_has_no_review(cast: Cast) -> None:
    draft(cast)
    assert not Deadline.objects.filter(rule="policy_review").exists()


def test_the_review_of_a_replaced_version_is_ended(cast: Cast) -> None:
    first = published(cast)
    second = published(cast, version="1.1", at=NOON + timedelta(hours=1))
    open_now = Deadline.objects.filter(ended_at=None)
    assert [deadline.record_id for deadline in open_now] == [second.pk]
    assert not Deadline.objects.filter(record_id=first.pk, ended_at=None).exists()
