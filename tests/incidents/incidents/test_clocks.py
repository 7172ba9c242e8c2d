"""The clocks of an incident, across nights, weekends, holidays and both clock changes (handbook section 10, T4)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar import LONDON, Nation
from incidents.incidents import clocks
from incidents.incidents.clocks import Moments

ENG, SCT = Nation.ENG, Nation.SCT
HOUR = timedelta(hours=1)
moments = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
)


def london(*when: int) -> datetime:
    return datetime(*when, tzinfo=LONDON)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("aware", "due"),
    [
        # Over a weekend and Christmas.
        (london(2026, 12, 24, 17), london(2026, 12, 27, 17)),
        # The clocks go forward on 29 March 2026, and back on 25 October.
        (london(2026, 3, 27, 12), london(2026, 3, 30, 13)),
        (london(2026, 10, 23, 12), london(2026, 10, 26, 11)),
    ],
)
def test_the_regulator_hears_within_72_hours_that_pass(aware: datetime, due: datetime) -> None:
    assert clocks.ico_due(aware) == due


@given(moments)
def test_nothing_stops_or_stretches_the_hours(aware: datetime) -> None:
    assert clocks.ico_due(aware) - aware == 72 * HOUR


class TestWhenWeKnow:
    REPORTED = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def test_what_somebody_knew_counts_from_then_and_not_from_when_it_was_typed(self) -> None:
        knew = self.REPORTED - 30 * HOUR
        assert clocks.aware_at(Moments(self.REPORTED, aware=knew), self.REPORTED) == knew

    def test_a_suspicion_is_none_until_24_hours_have_passed(self) -> None:
        suspected = Moments(self.REPORTED, suspected=self.REPORTED)
        later = self.REPORTED + 24 * HOUR
        assert clocks.aware_at(suspected, later - timedelta(microseconds=1)) is None
        assert clocks.aware_at(suspected, later) == later

    def test_where_nobody_says_when_it_was_suspected_it_was_when_it_was_reported(self) -> None:
        assert clocks.aware_at(Moments(self.REPORTED), self.REPORTED + 25 * HOUR) == self.REPORTED + 24 * HOUR


class TestWhatCanBeTrue:
    NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("happened", "suspected", "aware", "allowed"),
        [
            (-5, -3, -1, True),
            (None, None, None, True),
            (-5, None, -5, True),
            (1, None, None, False),
            (-5, None, 1, False),
            (-5, None, -6, False),
            (-5, -6, None, False),
            (None, -1, -2, False),
        ],
    )
    def test_the_order_of_things(
        self, happened: int | None, suspected: int | None, aware: int | None, allowed: bool
    ) -> None:
        hours = [None if each is None else self.NOW + each * HOUR for each in (happened, suspected, aware)]
        told = Moments(self.NOW, *hours)
        assert bool(clocks.moments_allowed(told, self.NOW)) is allowed


class TestCandour:
    @pytest.mark.parametrize(
        ("started", "nation", "due"),
        [
            # Good Friday and Easter Monday do not count in England; Scotland keeps only the Friday.
            (london(2026, 3, 30, 10), ENG, date(2026, 4, 15)),
            (london(2026, 3, 30, 10), SCT, date(2026, 4, 14)),
            # 1 January counts in neither nation, and 2 January not in Scotland; of 2027 that is a Saturday.
            (london(2026, 12, 21, 10), ENG, date(2027, 1, 7)),
            (london(2026, 12, 21, 10), SCT, date(2027, 1, 8)),
        ],
    )
    def test_it_is_chased_after_ten_working_days(self, started: datetime, nation: Nation, due: date) -> None:
        assert clocks.candour_due(started, nation) == due

    def test_after_more_than_a_month_scotland_explains_why(self) -> None:
        happened = london(2026, 1, 31, 10)
        assert not clocks.must_explain(happened, london(2026, 2, 28, 23))
        assert clocks.must_explain(happened, london(2026, 3, 1, 0))

    def test_the_review_has_three_months(self) -> None:
        assert clocks.review_due(london(2026, 11, 30, 10)) == date(2027, 2, 28)
