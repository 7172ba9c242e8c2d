"""Dates and clocks: rules T1–T7."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from governance.calendar import (
    DAY,
    LONDON,
    BeyondTheList,
    Nation,
    add_hours,
    add_months,
    add_working_days,
    add_working_days_without_fail,
    age_on,
    birthday,
    is_overdue,
    is_working_day,
    list_ends_on,
    local_day,
    month_end,
    overdue_from,
    roll_to_working_day,
    warning,
)

ENG, SCT = Nation.ENG, Nation.SCT
NATIONS = st.sampled_from([ENG, SCT, None])
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
LISTED = st.dates(date(2012, 1, 1), date(2028, 10, 31))
MOMENTS = st.builds(
    lambda seconds, zone: datetime.fromtimestamp(seconds, zone),
    st.integers(100_000_000, 7_000_000_000),
    st.sampled_from([UTC, LONDON]),
)


def exists(year, month, day):
    try:
        return date(year, month, day)
    except ValueError:
        return None


# --- T1: the day in London -----------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 6, 9, 22, 59, tzinfo=UTC), date(2026, 6, 9)),
        (datetime(2026, 6, 9, 23, 0, tzinfo=UTC), date(2026, 6, 10)),
        (datetime(2026, 12, 9, 23, 59, tzinfo=UTC), date(2026, 12, 9)),
        (datetime(2026, 12, 10, 0, 0, tzinfo=UTC), date(2026, 12, 10)),
    ],
)
def test_the_day_changes_at_midnight_in_london_summer_and_winter(moment, day):
    assert local_day(moment) == day


@pytest.mark.parametrize(
    "rule", [local_day, lambda at: add_hours(at, 1), lambda at: is_overdue(date.max, at=at)]
)
def test_a_moment_without_a_time_zone_is_refused(rule):
    with pytest.raises(ValueError, match="time zone"):
        rule(datetime(2026, 6, 1, 12, 0))  # noqa: DTZ001


# --- T2: months -----------------------------------------------------------------------


@given(DAYS, st.integers(0, 400))
@example(date(2024, 2, 29), 12)
@example(date(2023, 12, 31), 2)
@example(date(2026, 12, 1), 0)
def test_months_keep_the_day_number_or_end_with_the_month(d, n):
    year, month = d.year, d.month
    for _ in range(n):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    found = next(day for number in range(d.day, 0, -1) if (day := exists(year, month, number)))
    assert add_months(d, n) == found


@pytest.mark.parametrize(
    ("d", "n", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 18, date(2025, 8, 29)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2027, 2, 28), 12, date(2028, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_at_the_ends_of_months(d, n, later):
    assert add_months(d, n) == later


def test_a_chain_of_months_is_not_the_sum():
    start = date(2026, 1, 31)
    assert add_months(add_months(start, 1), 1) == date(2026, 3, 28)
    assert add_months(start, 2) == date(2026, 3, 31)


@given(DAYS, st.integers(0, 400), st.integers(1, 400))
def test_more_months_are_always_later(d, n, more):
    assert add_months(d, n) < add_months(d, n + more)


def test_months_count_forwards_only():
    with pytest.raises(ValueError, match="forwards"):
        add_months(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("year", "month", "last"), [(2023, 7, 31), (2023, 2, 28), (2024, 2, 29), (2100, 2, 28), (2026, 12, 31)]
)
def test_a_month_alone_means_its_last_day(year, month, last):
    assert month_end(year, month) == date(year, month, last)


# --- T3: the last good day --------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_on", "moment"),
    [
        (date(2026, 12, 9), datetime(2026, 12, 10, 0, 0, tzinfo=UTC)),
        (date(2026, 6, 9), datetime(2026, 6, 9, 23, 0, tzinfo=UTC)),
        # The clocks go forward on 29 March 2026 and back on 25 October 2026, after midnight.
        (date(2026, 3, 28), datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 23, 0, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 26, 0, 0, tzinfo=UTC)),
    ],
)
def test_overdue_begins_at_midnight_in_london_after_the_last_good_day(due_on, moment):
    assert overdue_from(due_on) == moment
    assert overdue_from(due_on).tzinfo is UTC
    assert is_overdue(due_on, at=moment)
    assert not is_overdue(due_on, at=moment - timedelta(microseconds=1))


@given(DAYS, MOMENTS)
def test_overdue_is_the_same_as_the_local_day_being_later(due_on, at):
    assert is_overdue(due_on, at=at) == (local_day(at) > due_on)


# --- T4: hours ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aware_at", "due_at"),
    [
        # Across the spring change the wall clock shows 73 hours later, across the autumn change 71.
        (datetime(2026, 3, 28, 12, 0, tzinfo=LONDON), datetime(2026, 3, 31, 13, 0, tzinfo=LONDON)),
        (datetime(2026, 10, 24, 12, 0, tzinfo=LONDON), datetime(2026, 10, 27, 11, 0, tzinfo=LONDON)),
        (datetime(2026, 12, 24, 12, 0, tzinfo=LONDON), datetime(2026, 12, 27, 12, 0, tzinfo=LONDON)),
    ],
)
def test_seventy_two_hours_are_elapsed_hours(aware_at, due_at):
    assert add_hours(aware_at, 72) == due_at.astimezone(UTC)
    assert add_hours(aware_at, 72).tzinfo is UTC


@given(MOMENTS, st.integers(0, 1000))
def test_hours_are_neither_paused_nor_extended(at, n):
    assert add_hours(at, n) - at.astimezone(UTC) == timedelta(hours=n)


# --- T5: working days ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "england", "scotland"),
    [
        (date(2026, 6, 15), True, False),  # Scotland's one-off day
        (date(2026, 1, 1), False, False),
        (date(2026, 1, 2), True, False),  # Scotland's second day of New Year
        (date(2026, 4, 3), False, False),  # Good Friday
        (date(2026, 4, 6), False, True),  # Easter Monday
        (date(2026, 8, 3), True, False),  # the summer holiday, each nation's own
        (date(2026, 8, 31), False, True),
        (date(2026, 11, 30), True, False),  # St Andrew's Day
        (date(2026, 12, 25), False, False),
        (date(2026, 12, 28), False, False),  # in place of Boxing Day, a Saturday
        (date(2022, 9, 19), False, False),  # the state funeral
        (date(2026, 11, 20), True, True),  # Friday
        (date(2026, 11, 21), False, False),
        (date(2026, 11, 22), False, False),
        (date(2026, 11, 23), True, True),
    ],
)
def test_a_working_day_by_nation(day, england, scotland):
    assert is_working_day(day, ENG) is england
    assert is_working_day(day, SCT) is scotland


@given(LISTED)
def test_without_a_nation_it_is_england(day):
    assert is_working_day(day, None) == is_working_day(day, ENG)


@pytest.mark.parametrize(
    ("start", "n", "nation", "due"),
    [
        (date(2026, 11, 22), 2, ENG, date(2026, 11, 24)),
        (date(2026, 11, 20), 1, ENG, date(2026, 11, 23)),
        (date(2026, 4, 2), 1, ENG, date(2026, 4, 7)),
        (date(2026, 4, 2), 1, SCT, date(2026, 4, 6)),
        (date(2026, 6, 12), 1, ENG, date(2026, 6, 15)),
        (date(2026, 6, 12), 1, SCT, date(2026, 6, 16)),
        (date(2025, 12, 31), 1, ENG, date(2026, 1, 2)),
        (date(2025, 12, 31), 1, SCT, date(2026, 1, 5)),
        (date(2026, 11, 21), 0, ENG, date(2026, 11, 21)),
    ],
)
def test_working_days_start_counting_the_next_day(start, n, nation, due):
    assert add_working_days(start, n, nation) == due


@given(LISTED, st.integers(1, 30), NATIONS)
def test_the_nth_working_day_has_exactly_n_working_days_up_to_it(start, n, nation):
    due = add_working_days(start, n, nation)
    after_start = [start + timedelta(days=i) for i in range(1, (due - start).days + 1)]
    assert sum(is_working_day(day, nation) for day in after_start) == n
    assert is_working_day(due, nation)


@pytest.mark.parametrize("count", [add_working_days, add_working_days_without_fail])
def test_working_days_count_forwards_only(count):
    with pytest.raises(ValueError, match="forwards"):
        count(date(2026, 1, 1), -1, ENG)


@given(LISTED, st.integers(0, 30), NATIONS)
def test_where_the_list_reaches_counting_without_fail_is_counting(start, n, nation):
    assert add_working_days_without_fail(start, n, nation) == add_working_days(start, n, nation)


@pytest.mark.parametrize("nation", [ENG, SCT])
def test_beyond_the_list_counting_without_fail_takes_every_monday_to_friday(nation):
    friday = date(2199, 12, 20)
    assert add_working_days_without_fail(friday, 5, nation) == date(2199, 12, 27)


@pytest.mark.parametrize("nation", [ENG, SCT])
def test_a_day_beyond_the_list_is_an_error_on_either_side(nation):
    last = list_ends_on(nation)
    is_working_day(last, nation)
    is_working_day(date(2012, 1, 1), nation)
    for beyond in (last + DAY, date(2011, 12, 31)):
        with pytest.raises(BeyondTheList, match=str(beyond.year)):
            is_working_day(beyond, nation)
    with pytest.raises(BeyondTheList):
        add_working_days(last - timedelta(days=2), 5, nation)
    with pytest.raises(BeyondTheList):
        roll_to_working_day(last + DAY, nation)


def test_the_operator_is_warned_ninety_days_before_the_list_ends():
    ends_on = min(list_ends_on(nation) for nation in Nation)
    assert warning(ends_on - timedelta(days=91)) is None
    assert f"{ends_on:%d/%m/%Y}" in (warning(ends_on - timedelta(days=90)) or "")
    assert warning(ends_on + timedelta(days=400))


# --- T6: rolling --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "nation", "rolled"),
    [
        (date(2026, 11, 20), ENG, date(2026, 11, 20)),
        (date(2026, 11, 21), ENG, date(2026, 11, 23)),
        (date(2026, 6, 13), SCT, date(2026, 6, 16)),
        (date(2026, 6, 13), None, date(2026, 6, 15)),
        (date(2026, 12, 25), ENG, date(2026, 12, 29)),
    ],
)
def test_a_rights_deadline_rolls_to_the_next_working_day(day, nation, rolled):
    assert roll_to_working_day(day, nation) == rolled


@given(LISTED, NATIONS)
def test_rolling_skips_only_days_that_are_not_worked(day, nation):
    rolled = roll_to_working_day(day, nation)
    assert is_working_day(rolled, nation)
    assert not any(is_working_day(day + timedelta(days=i), nation) for i in range((rolled - day).days))


# --- T7: ages -------------------------------------------------------------------------------------


def test_an_age_is_reached_on_the_birthday_itself():
    born = date(2009, 6, 10)
    assert age_on(born, date(2027, 6, 9)) == 17
    assert age_on(born, date(2027, 6, 10)) == 18
    assert birthday(born, 18) == date(2027, 6, 10)


@pytest.mark.parametrize(
    ("age", "on"),
    [(0, date(2008, 2, 29)), (16, date(2024, 2, 29)), (17, date(2025, 3, 1)), (18, date(2026, 3, 1))],
)
def test_born_on_29_february_turns_a_year_older_on_1_march_in_other_years(age, on):
    born = date(2008, 2, 29)
    assert birthday(born, age) == on
    assert age_on(born, on) == age
    assert age_on(born, on - DAY) == age - 1


@given(DAYS, DAYS)
@example(date(2008, 2, 29), date(2026, 2, 28))
@example(date(2008, 2, 29), date(2100, 3, 1))
def test_the_age_is_the_last_birthday_reached(born, on):
    age = age_on(born, on)
    assert birthday(born, age) <= on < birthday(born, age + 1)
    assert (age >= 0) == (on >= born)


@given(DAYS, st.integers(0, 120))
def test_a_birthday_keeps_its_day_except_for_29_february(born, age):
    on = birthday(born, age)
    assert on.year == born.year + age
    assert (on.month, on.day) == (born.month, born.day) or (
        (born.month, born.day, on.month, on.day) == (2, 29, 3, 1) and exists(on.year, 2, 29) is None
    )
