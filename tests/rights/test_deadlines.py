"""What falls due on a rights request (handbook section 13, row 17), and who is told when."""

from datetime import timedelta

import pytest

from governance.accounts.models import User
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.notifications.models import Notification
from tests.cast import NOON, Cast
from tests.rights.asking import asked, at_work, step

DAY = timedelta(days=1)
# Of a request that came at NOON: 22 December 2026.
DUE = NOON + 30 * DAY


def told(kind: str, days: int) -> set[User]:
    """Who hears of it in a sweep so many days after the due date, as if nobody had heard before."""
    Notification.objects.filter(kind=kind).delete()
    sweep(at=DUE + days * DAY)
    return {each.recipient for each in Notification.objects.filter(kind=kind)}


@pytest.mark.parametrize("days", [-14, -7, -3, 0])
def test_the_ig_team_is_told_of_the_answer_and_the_dpo_too_when_it_is_late(cast: Cast, days: int) -> None:
    team = {cast.igor, cast.priya}
    at_work(cast)
    assert told("rights_due", days - 15) == set()
    assert told("rights_due", days) == team
    assert told("rights_due", 1) == team


def test_the_day_to_say_that_it_takes_longer_is_told_and_never_late(cast: Cast) -> None:
    assert cast.igor
    at_work(cast)
    # The last good day for it is the day before.
    assert told("rights_extension_notice", -15) == {cast.igor}
    assert told("rights_extension_notice", -1) == {cast.igor}
    assert told("rights_extension_notice", 0) == set()


def test_while_it_waits_for_the_person_it_stands_on_the_desk_and_nobody_is_told(cast: Cast) -> None:
    assert cast.igor
    on = local_day(NOON)
    step(cast, asked(cast), "ask_identity", words="A bus pass")
    step(cast, at_work(cast), "pause", question="Which year?", on=on)
    rows = Deadline.objects.standing(on).for_desk_of(cast.igor, on).values_list("rule", flat=True)
    assert set(rows) == {"rights_identity", "rights_reply"}
    assert told("rights_due", 40) == set()


def test_a_message_about_it_names_nobody(cast: Cast) -> None:
    assert cast.igor
    made = at_work(cast)
    sweep(at=DUE)
    assert {each.subject for each in Notification.objects.filter(reference=made.reference)} >= {
        f"Answer to a rights request: {made.reference} is due today"
    }
