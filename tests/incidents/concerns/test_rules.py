"""The clocks of a concern: 30 days from the day after receipt, rolled; our own target; how far we are, in time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar import DAY, LONDON, Nation, is_working_day, local_day
from incidents.concerns.rules import (
    Reach,
    acknowledge_by,
    contact_allowed,
    late_allowed,
    progress_by,
    received_allowed,
    rolled,
    target_on,
)

# Both clock changes, Easter and New Year of several years, as far as the list of bank holidays goes.
DAYS = st.dates(date(2024, 1, 1), date(2027, 10, 31))
NATIONS = st.sampled_from([*Nation, None])
ENG, SCT = Nation.ENG, Nation.SCT


@given(DAYS, NATIONS)
def test_it_is_acknowledged_on_the_first_working_day_from_the_thirtieth(
    received: date, nation: Nation | None
) -> None:
    due = acknowledge_by(received, nation)
    thirtieth = received + timedelta(days=30)
    assert is_working_day(due, nation)
    assert due >= thirtieth
    assert not any(is_working_day(thirtieth + n * DAY, nation) for n in range((due - thirtieth).days))


@given(DAYS, NATIONS)
def test_our_own_target_is_the_fifth_working_day_after_it_and_sooner_than_the_laws(
    received: date, nation: Nation | None
) -> None:
    target = target_on(received, nation)
    between = [received + n * DAY for n in range(1, (target - received).days + 1)]
    assert sum(is_working_day(day, nation) for day in between) == 5
    assert is_working_day(target, nation)
    assert target < acknowledge_by(received, nation)


@given(DAYS, NATIONS)
def test_they_hear_how_far_we_are_within_four_weeks_and_the_next_working_day(
    told: date, nation: Nation | None
) -> None:
    due = progress_by(told, nation)
    assert is_working_day(due, nation)
    assert due == rolled(told + timedelta(days=28), nation)


@given(DAYS, st.times(), NATIONS)
def test_the_clock_counts_the_days_of_london_whatever_the_hour(
    day: date, hour: time, nation: Nation | None
) -> None:
    moment = datetime.combine(day, hour, UTC)
    assert acknowledge_by(local_day(moment), nation) == acknowledge_by(
        moment.astimezone(LONDON).date(), nation
    )


@pytest.mark.parametrize(
    ("received", "nation", "due"),
    [
        # The 30th day is Tuesday 22 December 2026.
        (date(2026, 11, 22), ENG, date(2026, 12, 22)),
        # It falls on Christmas Day: Boxing Day is a Saturday, so Monday 28 December is given for it.
        (date(2026, 11, 25), ENG, date(2026, 12, 29)),
        (date(2026, 11, 25), SCT, date(2026, 12, 29)),
        # New Year: England goes back to work on Monday 4 January, Scotland on Tuesday 5.
        (date(2026, 12, 2), ENG, date(2027, 1, 4)),
        (date(2026, 12, 2), SCT, date(2027, 1, 5)),
        # Good Friday 2027 is 26 March; Easter Monday is a working day in Scotland.
        (date(2027, 2, 24), ENG, date(2027, 3, 30)),
        (date(2027, 2, 24), SCT, date(2027, 3, 29)),
        # Over the night in which the clocks go forward, and the one in which they go back.
        (date(2026, 3, 1), ENG, date(2026, 3, 31)),
        (date(2026, 10, 1), ENG, date(2026, 11, 2)),
    ],
)
def test_days_that_are_known_to_be_hard(received: date, nation: Nation, due: date) -> None:
    assert acknowledge_by(received, nation) == due


@pytest.mark.parametrize(
    ("at", "day"),
    [
        # Half past midnight in summer time is the evening before in UTC.
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_received_around_midnight_when_the_clocks_change(at: datetime, day: date) -> None:
    assert target_on(local_day(at), ENG) == target_on(day, ENG)
    assert acknowledge_by(local_day(at), ENG) == acknowledge_by(day, ENG)


def test_beyond_the_published_list_it_is_raised_all_the_same() -> None:
    assert acknowledge_by(date(2050, 1, 3), ENG) == date(2050, 2, 2)


class TestWhatIsTyped:
    TODAY = date(2026, 11, 22)

    @pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (366, True), (367, False)])
    def test_it_came_today_or_in_the_last_year(self, days: int, allowed: bool) -> None:
        assert bool(received_allowed(self.TODAY - days * DAY, self.TODAY)) is allowed
        assert bool(received_allowed(self.TODAY - days * DAY, self.TODAY, however_old=True)) is (days >= 0)

    @pytest.mark.parametrize("reach", [each for each in Reach if each is not Reach.PAGE])
    def test_we_need_to_know_where(self, reach: Reach) -> None:
        assert not contact_allowed(reach, "  ")
        assert contact_allowed(reach, "0113 496 0000")
        assert contact_allowed(Reach.PAGE, "")

    def test_only_late_needs_a_reason(self) -> None:
        due = self.TODAY
        last = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
        assert late_allowed(due, last, "")
        assert not late_allowed(due, last + timedelta(minutes=1), " ")
        assert late_allowed(due, last + timedelta(minutes=1), "Ill")
