"""The clock of a rights request, and what it lets one do (handbook section 11, T2 and T6)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar import Nation, add_months, is_working_day
from governance.rights.rules import (
    GROUNDS,
    Ground,
    Outcome,
    Right,
    days_paused,
    due_on,
    lines_left,
    may_answer,
    may_extend,
    may_pause,
    may_refuse,
    may_release,
    notice_by,
    starts_on,
)

ENG, SCT = Nation.ENG, Nation.SCT
# Both clock changes, two Easters and two turns of the year are within it.
DAYS = st.dates(date(2025, 1, 1), date(2027, 6, 30))
NATIONS = st.sampled_from([ENG, SCT, None])


def due(day: date, nation: Nation | None = ENG, **facts: object) -> date:
    return due_on(day, nation, day, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("started", "nation", "expected"),
    [
        # The last day of a shorter month, and 29 February.
        (date(2026, 1, 31), ENG, date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2028, 1, 31), ENG, date(2028, 2, 29)),
        # Across both clock changes.
        (date(2026, 3, 10), ENG, date(2026, 4, 10)),
        (date(2026, 10, 12), ENG, date(2026, 11, 12)),
        # Easter: Good Friday is free in both; Easter Monday, 6 April 2026, only in England.
        (date(2026, 3, 3), ENG, date(2026, 4, 7)),
        (date(2026, 3, 3), SCT, date(2026, 4, 6)),
        # New Year: 2 January is free in Scotland only; 2026's is a Friday.
        (date(2025, 12, 1), ENG, date(2026, 1, 2)),
        (date(2025, 12, 1), SCT, date(2026, 1, 5)),
        # The one-off Scottish holiday.
        (date(2026, 5, 15), ENG, date(2026, 6, 15)),
        (date(2026, 5, 15), SCT, date(2026, 6, 16)),
        # Without a service, England's.
        (date(2026, 3, 3), None, date(2026, 4, 7)),
    ],
)
def test_it_is_due_a_month_later_and_rolls_to_the_next_working_day_of_the_nation(
    started: date, nation: Nation | None, expected: date
) -> None:
    assert due(started, nation) == expected


@given(DAYS, NATIONS, st.booleans())
def test_it_is_due_on_the_first_working_day_from_the_month_on(
    started: date, nation: Nation | None, extended: bool
) -> None:
    month = add_months(started, 3 if extended else 1)
    found = due(started, nation, extended=extended)
    assert is_working_day(found, nation)
    between = [month + timedelta(days=n) for n in range((found - month).days)]
    assert found >= month
    assert not any(is_working_day(day, nation) for day in between)


@given(DAYS, NATIONS, st.lists(st.tuples(st.integers(0, 25), st.integers(0, 20)), max_size=3))
def test_no_day_of_a_pause_counts_and_no_day_twice(
    started: date, nation: Nation | None, asked: list[tuple[int, int]]
) -> None:
    pauses = [
        (started + timedelta(days=after), started + timedelta(days=after + length)) for after, length in asked
    ]
    off = {day + timedelta(days=n) for day, reply in pauses for n in range((reply - day).days + 1)}
    assert days_paused(pauses, started) == len(off)
    plain = add_months(started, 1) + timedelta(days=len(off))
    found = due(started, nation, pauses=pauses)
    assert found >= plain
    assert (found - plain).days <= 5
    assert due(started, nation, pauses=pauses, extended=True) > found


def test_asked_and_answered_on_one_day_is_one_day_more() -> None:
    asked = date(2026, 11, 10)
    assert due(date(2026, 11, 2)) == date(2026, 12, 2)
    assert due(date(2026, 11, 2), pauses=[(asked, asked)]) == date(2026, 12, 3)


def test_while_nobody_replies_each_day_moves_it_on() -> None:
    open_ = [(date(2026, 11, 9), None)]
    assert due_on(date(2026, 11, 2), ENG, date(2026, 11, 9), pauses=open_) == date(2026, 12, 3)
    assert due_on(date(2026, 11, 2), ENG, date(2026, 11, 10), pauses=open_) == date(2026, 12, 4)


def test_beyond_the_published_holidays_a_request_can_still_be_taken() -> None:
    assert due(date(2190, 5, 3)).weekday() < 5


def test_the_clock_starts_when_they_have_shown_who_they_are_if_we_had_to_ask() -> None:
    came, shown = date(2026, 11, 2), date(2026, 11, 12)
    assert starts_on(came, identity_asked=False, identified_on=shown) == came
    assert starts_on(came, identity_asked=True, identified_on=None) is None
    assert starts_on(came, identity_asked=True, identified_on=shown) == shown


def test_they_are_told_before_the_first_due_date_that_it_takes_longer_and_only_once() -> None:
    first = date(2026, 12, 2)
    assert notice_by(first) == date(2026, 12, 1)
    assert may_extend(first, date(2026, 12, 1), extended=False)
    assert not may_extend(first, first, extended=False)
    assert not may_extend(first, date(2026, 11, 20), extended=True)


def test_a_question_stops_the_clock_of_access_alone_and_not_when_it_is_late() -> None:
    last = date(2026, 12, 2)
    assert may_pause(Right.ACCESS, last, last)
    assert not may_pause(Right.ACCESS, last, last + timedelta(days=1))
    assert not any(may_pause(right, last, last) for right in Right if right is not Right.ACCESS)


@pytest.mark.parametrize("outcome", [Outcome.GRANTED, Outcome.PARTLY, Outcome.NOTHING])
def test_nothing_is_answered_before_every_place_was_searched(outcome: Outcome) -> None:
    for right in (Right.ACCESS, Right.PORTABILITY, Right.ERASURE):
        assert not may_answer(right, outcome, to_search=1, released=True)
        assert may_answer(right, outcome, to_search=0, released=True)
    assert may_answer(Right.OBJECTION, outcome, to_search=9, released=False)


def test_a_copy_is_released_before_it_is_given_and_nothing_can_be_released_unread() -> None:
    assert not may_answer(Right.ACCESS, Outcome.PARTLY, to_search=0, released=False)
    assert may_answer(Right.ACCESS, Outcome.NOTHING, to_search=0, released=False)
    assert may_answer(Right.ACCESS, Outcome.DROPPED, to_search=9, released=False)
    ready = {"identified": True, "gathered": True, "to_review": 0, "released": False, "all_held": True}
    assert may_release(**ready)
    for missing in ("identified", "gathered", "to_review", "released", "all_held"):
        assert not may_release(**{**ready, missing: not ready[missing]})


def test_each_right_has_its_own_grounds_to_refuse() -> None:
    assert may_refuse(Right.ERASURE, Ground.MUST_KEEP)
    assert not may_refuse(Right.ACCESS, Ground.MUST_KEEP)
    assert all(may_refuse(right, Ground.IDENTITY) for right in Right)
    assert {ground for grounds in GROUNDS.values() for ground in grounds} == set(Ground)


def test_what_is_about_somebody_else_stays_in_only_with_a_reason() -> None:
    assert lines_left([1, 3], [1, 2, 3], "")
    assert not lines_left([1, 3], [1], " ")
    assert lines_left([1, 3], [1], "His sister agreed to it.")
