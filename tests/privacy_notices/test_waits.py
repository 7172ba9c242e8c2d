"""A notice that was sent in stands on the desks of those who may publish it (handbook section 13, row 21)."""

from datetime import timedelta

import pytest

from governance.accounts.models import User
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.notifications.models import Notification
from governance.privacy_notices import actions
from tests.cast import NOON, Cast
from tests.privacy_notices.notices import draft, leaflet, submitted

LATER = NOON + timedelta(days=40)
WAITS = "privacy_notice_waits_review"


def on_desk(user: User) -> list[str]:
    found = Deadline.objects.standing(local_day(LATER)).for_desk_of(user, local_day(LATER), LATER)
    return list(found.values_list("rule", flat=True))


def test_a_draft_waits_for_nobody(cast: Cast) -> None:
    draft(cast)
    assert not Deadline.objects.exists()


def test_what_was_sent_in_waits_for_the_ig_team_alone(cast: Cast) -> None:
    assert cast.priya
    submitted(cast)
    assert on_desk(cast.priya) == on_desk(cast.igor) == [WAITS]
    for other in (cast.max, cast.fay, cast.maya, cast.gwen):
        assert on_desk(other) == [], other


def test_it_stays_off_the_desk_of_who_wrote_it_unless_nobody_else_is_there(cast: Cast) -> None:
    assert cast.priya
    submitted(cast, by=cast.igor)
    assert (on_desk(cast.priya), on_desk(cast.igor)) == ([WAITS], [])
    User.objects.filter(pk=cast.priya.pk).update(is_active=False)
    submitted(cast, by=cast.igor, service=cast.quay)
    assert on_desk(cast.igor) == [WAITS]


@pytest.mark.parametrize("step", ["publish", "send_back"])
def test_it_waits_no_longer_once_somebody_acted(cast: Cast, step: str) -> None:
    version = submitted(cast)
    options = {"publish": {"content_hash": version.content_hash}, "send_back": {"reason": "Not yet"}}[step]
    getattr(actions, step)(version, by=cast.igor, at=NOON, **options)
    assert WAITS not in on_desk(cast.igor)


def test_a_leaflet_waits_too_since_the_day_on_which_it_was_sent_in(cast: Cast) -> None:
    assert cast.igor
    leaflet(cast)
    assert WAITS not in on_desk(cast.igor)
    version = actions.submit(draft(cast), by=cast.max, at=LATER)
    assert Deadline.objects.get(rule=WAITS, ended_at=None, record_id=version.pk).due_on == local_day(LATER)


def test_the_sweep_says_nothing_of_it(cast: Cast) -> None:
    submitted(cast)
    Notification.objects.all().delete()
    sweep(at=LATER)
    assert not Notification.objects.exists()
