"""Dates as people write them in a log (handbook section 4: start and end)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing.agreements.bringing_in.dates import (
    MONTHS,
    SERIAL_FROM,
    Edge,
    NotADate,
    read_date,
    read_duration,
    read_span,
)

FIRST, LAST = Edge.FIRST, Edge.LAST


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("12/3/24", date(2024, 3, 12)),
        ("31.12.2025", date(2025, 12, 31)),
        ("1-4-2024", date(2024, 4, 1)),
        ("01 04 2024", date(2024, 4, 1)),
        ("2024-03-31", date(2024, 3, 31)),
        ("2024-03-31 00:00:00", date(2024, 3, 31)),
        ("2024-03-31T09:30", date(2024, 3, 31)),
        ("1st April 2024", date(2024, 4, 1)),
        ("Mon 1 Apr 24", date(2024, 4, 1)),
        ("April 1, 2024", date(2024, 4, 1)),
        ("22nd of Sept. 2024", date(2024, 9, 22)),
        ("1-Apr-99", date(1999, 4, 1)),
        ("01APR2024", date(2024, 4, 1)),
        ("until 31 March 2025", date(2025, 3, 31)),
        ("expires: 31/03/2025", date(2025, 3, 31)),
        ("31/03/2025 (extended)", date(2025, 3, 31)),
        ("c. 31/03/2025", date(2025, 3, 31)),
        ("31/03/2025?", date(2025, 3, 31)),
        ("３１/０３/２０２５", date(2025, 3, 31)),
        ("29 February 2024", date(2024, 2, 29)),
        ("45382", date(2024, 3, 31)),
    ],
)
def test_a_day_is_read_in_the_order_of_this_country(text: str, on: date) -> None:
    assert read_date(text, FIRST).on == read_date(text, LAST).on == on


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Mar 2024", date(2024, 3, 1), date(2024, 3, 31)),
        ("Feb-24", date(2024, 2, 1), date(2024, 2, 29)),
        ("02/2023", date(2023, 2, 1), date(2023, 2, 28)),
        ("2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("Q1 2023", date(2023, 1, 1), date(2023, 3, 31)),
        ("4th quarter of 2023", date(2023, 10, 1), date(2023, 12, 31)),
        ("2023 Q2", date(2023, 4, 1), date(2023, 6, 30)),
        ("Q4 2023/24", date(2024, 1, 1), date(2024, 3, 31)),
        ("2023/24", date(2023, 4, 1), date(2024, 3, 31)),
        ("FY 23-24", date(2023, 4, 1), date(2024, 3, 31)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("December 2025", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_what_leaves_the_day_open_means_the_first_for_a_start_and_the_last_for_an_end(
    text: str, first: date, last: date
) -> None:
    assert (read_date(text, FIRST).on, read_date(text, LAST).on) == (first, last)
    # And says what was assumed.
    assert read_date(text, LAST).note


def test_the_end_or_the_beginning_of_a_month_is_that_whichever_edge() -> None:
    assert read_date("end of March 2024", FIRST).on == date(2024, 3, 31)
    assert read_date("beginning of March 2024", LAST).on == date(2024, 3, 1)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "n/a", "N/A", "until further notice", "ongoing", "On-going", "TBC", "-", "?", "none", "no end date",
     "Open ended", "unknown"],
)  # fmt: skip
def test_words_that_say_that_there_is_no_date_are_no_mistake(text: str) -> None:
    assert read_date(text, LAST).on is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("31/02/2024", "no day in the calendar"),
        ("29/02/2023", "no day in the calendar"),
        ("03/31/2024", "31 is no month"),
        ("0/0/2024", "0 is no month"),
        ("spring 2024", "no date"),
        ("=A2+365", "no date"),
        ("12/3", "no date"),
        ("99999999999999", "no date"),
        ("1/1/0001", "The year 1"),
        ("31/12/9999", "9999"),
        ("when Anne is back", "no date"),
        ("x" * 5_000, "no date"),
    ],
)
def test_an_impossible_date_is_told_of_with_what_to_write(text: str, why: str) -> None:
    with pytest.raises(NotADate, match=why) as refused:
        read_date(text, FIRST)
    assert len(str(refused.value)) < 200


DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))
WAYS = [
    lambda d: d.isoformat(),
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d:%d.%m.%Y}",
    lambda d: f"{d:%d-%m-%y}",
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: f"{MONTHS[d.month - 1][:3].title()} {d.day}, {d.year}",
    lambda d: f"{d.day}-{MONTHS[d.month - 1][:3]}-{d:%y}",
    lambda d: f"{d:%A} {d.day} {MONTHS[d.month - 1]} {d.year}",
    lambda d: str((d - SERIAL_FROM).days),
]


@given(DAYS, st.sampled_from(WAYS), st.sampled_from(Edge))
def test_every_way_of_writing_a_day_comes_back_as_that_day(day, way, edge) -> None:
    assert read_date(way(day), edge).on == day


@given(DAYS)
def test_a_month_reaches_from_its_first_day_to_its_last(day: date) -> None:
    text = f"{MONTHS[day.month - 1][:3]} {day.year}"
    first, last = read_date(text, FIRST).on, read_date(text, LAST).on
    assert first is not None
    assert last is not None
    assert first.day == 1
    assert (last + timedelta(days=1)).day == 1
    assert first <= day.replace(year=first.year) <= last


@given(st.text(max_size=60))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    try:
        found = read_date(text, LAST)
    except NotADate:
        return
    assert found.on is None or 1950 <= found.on.year <= 2100


@pytest.mark.parametrize(
    "text", ["1/4/2023 - 31/3/2026", "1 April 2023 to 31 March 2026", "April 2023 – March 2026"]
)
def test_a_cell_with_both_days_gives_both(text: str) -> None:
    first, last = read_span(text)
    assert (first.on, last.on) == (date(2023, 4, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("text", "months"), [("3 years", 36), ("18 mths", 18), ("for 2 yrs", 24), ("3", None)]
)
def test_a_length_of_time_is_in_months(text: str, months: int | None) -> None:
    assert read_duration(text) == months
