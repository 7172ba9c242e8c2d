"""Row 18: whom the clocks of a concern tell, when, and whose desk it stands on."""

from datetime import date, timedelta

import pytest

from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.sweep import sweep
from governance.desk.worklist import waiting
from governance.notifications.models import Notification
from incidents.concerns import actions
from tests.cast import NOON, Cast
from tests.incidents.concerns.walk import DAY, acknowledged, answered, looking, raised, step

DUE = date(2026, 12, 22)


def open_now() -> dict[str, date]:
    return dict(Deadline.objects.filter(register="concerns", ended_at=None).values_list("rule", "due_on"))


def test_a_new_one_has_the_laws_day_and_our_own(cast: Cast) -> None:
    raised(cast)
    assert open_now() == {"concern_acknowledge": DUE, "concern_target": date(2026, 11, 27)}


def test_a_correction_moves_both(cast: Cast) -> None:
    concern = raised(cast, service=None).concern
    typed = {
        "about": "lost",
        "service": None,
        "received_on": date(2026, 11, 20),
        "kept_from_manager": False,
    }
    step("edit", concern, cast.igor, reason="The postmark", **typed)
    assert open_now() == {"concern_acknowledge": date(2026, 12, 21), "concern_target": date(2026, 11, 27)}


def test_then_it_is_the_ig_teams_turn_and_they_hear_how_far_we_are(cast: Cast) -> None:
    concern = acknowledged(cast)
    assert open_now() == {"concern_turn": NOON.date(), "concern_progress": date(2026, 12, 21)}
    step("look_into", concern, cast.igor)
    assert open_now() == {"concern_progress": date(2026, 12, 21)}
    concern.refresh_from_db()
    step("tell", concern, cast.igor, NOON + 10 * DAY, words="We wait for the post.", how="page")
    assert open_now() == {"concern_progress": date(2026, 12, 30)}


def test_whoever_wrote_last_and_is_not_us_puts_it_on_the_desk(cast: Cast) -> None:
    concern = actions.hear(looking(cast), by=None, at=NOON + DAY, words="And my brother.")
    assert open_now()["concern_turn"] == local_day(NOON + DAY)
    step("tell", concern, cast.igor, NOON + 2 * DAY, words="Thank you.", how="page")
    assert "concern_turn" not in open_now()


def test_answered_it_waits_to_be_closed_and_closed_for_nothing(cast: Cast) -> None:
    concern = answered(cast)
    assert open_now() == {"concern_turn": NOON.date()}
    step("close", concern, cast.igor, learned="Nothing: the post lost it.")
    assert open_now() == {}


@pytest.mark.parametrize(("before", "occasion"), [(10, "lead:10"), (5, "lead:5"), (1, "lead:1")])
def test_the_ig_team_is_told_ten_five_and_one_day_before(cast: Cast, before: int, occasion: str) -> None:
    cast.igor, cast.priya, cast.gwen  # noqa: B018  (they are made when they are asked for)
    raised(cast)
    sweep(at=NOON + timedelta(days=30 - before))
    told = Notification.objects.filter(kind="concern_acknowledge")
    assert {each.recipient for each in told} == {cast.igor, cast.priya}
    assert all(each.subject.endswith(f"is due in {before} day{'s' if before > 1 else ''}") for each in told)


def test_overdue_it_is_told_and_stands_on_no_managers_desk(cast: Cast) -> None:
    cast.igor, cast.priya  # noqa: B018  (they are made when they are asked for)
    raised(cast)
    late = NOON + timedelta(days=31)
    sweep(at=late)
    told = Notification.objects.filter(kind="concern_acknowledge")
    assert {each.recipient for each in told} == {cast.igor, cast.priya}
    assert all(each.subject.endswith("is overdue by 1 day") for each in told)
    assert waiting(cast.priya, late).filter(rule="concern_acknowledge").exists()
    assert not waiting(cast.max, late).filter(register="concerns").exists()
