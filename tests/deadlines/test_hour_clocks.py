"""Clocks that count hours (handbook T4 and section 13): told at their leads, overdue at the moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from governance.accounts.models import User
from governance.calendar import add_hours, local_day
from governance.deadlines import writing
from governance.deadlines.models import Deadline, Flag
from governance.deadlines.rules import RULES, Audience, Rule
from governance.deadlines.sweep import sweep
from governance.deadlines.writing import Desk, Due
from governance.desk import worklist
from governance.notifications import words
from tests.cast import Cast
from tests.deadlines.conftest import Make, told

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BEGAN = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
DUE_AT = BEGAN + 72 * HOUR
CLOCK = Rule(
    key="clock",
    number=1,
    words="Report",
    leads=(),
    hour_leads=(48, 24, 12, 4, 1),
    told=(Audience.OWNER,),
    overdue_adds=(Audience.GUARDIAN, Audience.DATA),
)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Rule:
    monkeypatch.setitem(RULES, CLOCK.key, CLOCK)
    monkeypatch.setitem(words._ABOUT, CLOCK.key, CLOCK.words)
    return CLOCK


@pytest.fixture
def running(deadline: Make) -> Deadline:
    return deadline(rule=CLOCK.key, due_on=local_day(DUE_AT), due_at=DUE_AT)


@pytest.mark.parametrize("lead", CLOCK.hour_leads)
def test_each_lead_is_told_at_its_minute_and_not_one_early(lead: int, running: Deadline, cast: Cast) -> None:
    for wider in (each for each in CLOCK.hour_leads if each > lead):
        sweep(at=DUE_AT - wider * HOUR)
    before = len(told(cast.fay))
    assert sweep(at=DUE_AT - lead * HOUR - MINUTE) == (0, 0)
    assert sweep(at=DUE_AT - lead * HOUR) == (1, 1)
    assert sweep(at=DUE_AT - lead * HOUR + MINUTE) == (0, 0)
    hours = "1 hour" if lead == 1 else f"{lead} hours"
    assert told(cast.fay)[before:] == [f"Report: PER-2026-000001 is due in {hours}"]


def test_nothing_is_told_before_the_first_lead(running: Deadline) -> None:
    assert sweep(at=BEGAN) == (0, 0)


def test_after_a_gap_only_the_latest_lead_passed_is_told(running: Deadline, cast: Cast) -> None:
    sweep(at=DUE_AT - 3 * HOUR)
    assert list(Flag.objects.values_list("occasion", flat=True)) == ["hours:4"]
    assert told(cast.fay) == ["Report: PER-2026-000001 is due in 3 hours"]


def test_it_is_overdue_from_the_moment_and_told_daily(running: Deadline, cast: Cast) -> None:
    cast.gwen, cast.dana, cast.drew, cast.sol  # noqa: B018  (they are there)
    sweep(at=DUE_AT)
    assert told(cast.gwen) == []
    sweep(at=DUE_AT + MINUTE)
    assert told(cast.gwen) == told(cast.dana) == told(cast.drew) == ["Report: PER-2026-000001 is overdue"]
    assert told(cast.sol) == []
    assert sweep(at=DUE_AT + 2 * MINUTE) == (0, 0)
    flagged, _ = sweep(at=DUE_AT + 24 * HOUR)
    assert flagged == 1
    assert sweep(at=DUE_AT + 40 * 24 * HOUR) == (0, 0)


def test_hours_are_elapsed_hours_when_the_clocks_go_back(deadline: Make, cast: Cast) -> None:
    began = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)  # 00:30 in London, the hour after comes twice
    due = Due.by(CLOCK.key, add_hours(began, 24))
    assert due.at == datetime(2026, 10, 25, 23, 30, tzinfo=UTC)
    assert due.on == date(2026, 10, 25)


def test_a_desk_shows_it_as_late_from_the_moment(running: Deadline, cast: Cast) -> None:
    def late(user: User, at: datetime) -> list[bool]:
        desk = worklist.Desk.of(user, at)
        return [task in desk.overdue.tasks for task in desk.shown]

    assert late(cast.fay, DUE_AT) == [False]
    assert late(cast.fay, DUE_AT + MINUTE) == [True]
    assert late(cast.gwen, DUE_AT) == []
    assert late(cast.gwen, DUE_AT + MINUTE) == [True]
    assert late(cast.dana, DUE_AT + MINUTE) == [True]


def test_what_is_due_at_an_hour_comes_before_what_has_the_day(deadline: Make, cast: Cast) -> None:
    whole_day = deadline(due_on=local_day(DUE_AT))
    later = deadline(rule=CLOCK.key, due_on=local_day(DUE_AT), due_at=DUE_AT)
    sooner = deadline(rule=CLOCK.key, due_on=local_day(DUE_AT), due_at=DUE_AT - HOUR)
    found = Deadline.objects.filter(pk__in=[whole_day.pk, later.pk, sooner.pk]).soonest_first()
    assert list(found) == [sooner, later, whole_day]


def test_a_due_may_be_somebody_elses_than_the_desks(cast: Cast) -> None:
    desk = Desk(service_id=cast.harbour.pk, worker_id=cast.fay.pk, excluded=(cast.finn.pk,))
    others = [Due("review", BEGAN.date(), worker_id=cast.dora.pk), Due.by(CLOCK.key, DUE_AT)]
    writing.refresh("people", 7, "PER-2026-000007", others, desk, at=BEGAN)
    rows = Deadline.objects.filter(record_id=7)
    assert dict(rows.values_list("rule", "worker")) == {"review": cast.dora.pk, CLOCK.key: cast.fay.pk}
    assert rows.get(rule=CLOCK.key).due_at == DUE_AT
    known = [Due("review", BEGAN.date(), worker_id=cast.finn.pk)]
    writing.refresh("people", 7, "PER-2026-000007", known, desk, at=BEGAN)
    assert rows.get(rule="review").worker_id is None
    assert rows.get(rule=CLOCK.key).ended_at == BEGAN
