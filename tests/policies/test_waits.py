"""Whose turn it is with a policy stands on their desk (handbook section 13, row 21)."""

from datetime import timedelta

import pytest

from governance.accounts.models import User
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.notifications.models import Notification
from governance.policies import actions
from tests.cast import NOON, Cast
from tests.policies.samples import draft, endorsed, text

LATER = NOON + timedelta(days=40)


def on_desk(user: User) -> list[str]:
    found = Deadline.objects.standing(local_day(LATER)).for_desk_of(user, local_day(LATER), LATER)
    return list(found.values_list("rule", flat=True))


def test_a_draft_waits_for_nobody(cast: Cast) -> None:
    draft(cast)
    assert not Deadline.objects.exists()


def test_a_review_waits_for_the_ig_team_but_not_for_its_authors(cast: Cast) -> None:
    reviewer, author = cast.priya, cast.igor
    actions.submit(draft(cast), by=author, at=NOON)
    assert on_desk(reviewer) == ["policy_waits_review"]
    for other in (cast.igor, cast.max, cast.fay, cast.gwen):
        assert on_desk(other) == [], other


def test_where_all_of_the_ig_team_wrote_it_it_stands_with_them_all_the_same(cast: Cast) -> None:
    User.objects.filter(pk=cast.priya.pk).update(is_active=False)
    actions.submit(draft(cast), by=cast.igor, at=NOON)
    assert on_desk(cast.igor) == ["policy_waits_review"]


def test_a_reviewed_text_waits_for_its_sponsor(cast: Cast) -> None:
    endorsed(cast)
    assert on_desk(cast.max) == ["policy_waits_sponsor"]
    assert on_desk(cast.priya) == on_desk(cast.igor) == []


def test_without_a_sponsor_it_waits_for_the_ig_team_to_name_one(cast: Cast) -> None:
    version = actions.import_text(text(), by=cast.igor, at=NOON)
    actions.endorse(actions.submit(version, by=cast.igor, at=NOON), by=cast.priya, at=NOON)
    assert on_desk(cast.priya) == ["policy_waits_sponsor"]


@pytest.mark.parametrize("step", ["publish", "schedule", "send_back"])
def test_it_waits_no_longer_once_somebody_acted(cast: Cast, step: str) -> None:
    version = endorsed(cast)
    options = {
        "publish": {},
        "schedule": {"publish_on": local_day(LATER)},
        "send_back": {"reason": "Not yet"},
    }[step]
    getattr(actions, step)(version, by=cast.max, at=NOON, **options)
    assert "policy_waits_sponsor" not in on_desk(cast.max)


def test_the_day_since_which_it_waits_does_not_move(cast: Cast) -> None:
    version = actions.submit(draft(cast), by=cast.igor, at=NOON)
    actions.appoint(version, by=cast.igor, at=LATER, sponsor=cast.maya)
    assert Deadline.objects.get().due_on == local_day(NOON)


def test_the_sweep_says_nothing_of_it(cast: Cast) -> None:
    actions.submit(draft(cast), by=cast.igor, at=NOON)
    Notification.objects.all().delete()
    sweep(at=LATER)
    assert not Notification.objects.exists()
