"""By when somebody must have been asked, and what can be written down about it: handbook section 2."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.conversations import rules
from governance.calendar import DAY, Nation, is_working_day
from tests.cast import NOON

ENG, SCT = Nation.ENG, Nation.SCT
OPENED = date(2026, 11, 20)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("opened_on", "nation", "last_good_day"),
    [
        (date(2026, 11, 20), ENG, date(2026, 11, 27)),  # Friday to Friday
        (date(2026, 11, 22), ENG, date(2026, 11, 27)),  # on a Sunday: Monday is the first
        (date(2026, 12, 21), ENG, date(2026, 12, 30)),  # Christmas, and Boxing Day on a Monday in lieu
        (date(2026, 12, 29), ENG, date(2027, 1, 6)),
        (date(2026, 12, 29), SCT, date(2027, 1, 7)),  # 2 January is kept on Monday the 4th
        (date(2026, 11, 26), ENG, date(2026, 12, 3)),
        (date(2026, 11, 26), SCT, date(2026, 12, 4)),  # St Andrew's
        (date(2026, 6, 12), ENG, date(2026, 6, 19)),
        (date(2026, 6, 12), SCT, date(2026, 6, 22)),  # 15 June was proclaimed
    ],
)
def test_five_working_days_of_the_services_nation(
    opened_on: date, nation: Nation, last_good_day: date
) -> None:
    assert rules.due_on(opened_on, nation) == last_good_day


@given(st.dates(date(2019, 1, 1), date(2026, 12, 1)), st.sampled_from([ENG, SCT]))
def test_it_is_a_working_day_with_four_between(opened_on: date, nation: Nation) -> None:
    due = rules.due_on(opened_on, nation)
    assert is_working_day(due, nation)
    between = [opened_on + number * DAY for number in range(1, (due - opened_on).days)]
    assert sum(is_working_day(day, nation) for day in between) == 4


@given(st.dates(date(1990, 1, 1), date(2190, 1, 1)), st.sampled_from([ENG, SCT]))
def test_there_is_such_a_day_for_every_case_however_far_the_bank_holidays_are_known(
    opened_on: date, nation: Nation
) -> None:
    assert 5 <= (rules.due_on(opened_on, nation) - opened_on).days <= 14


@pytest.mark.parametrize(
    ("asked_at", "why_not"),
    [
        (NOON, ""),
        (NOON + MINUTE, "This is in the future."),
        (datetime(2026, 11, 20, 0, 0, tzinfo=UTC), ""),
        (datetime(2026, 11, 19, 23, 59, tzinfo=UTC), "The case opened on 20 November 2026"),
    ],
)
def test_they_were_asked_between_the_opening_of_the_case_and_now(asked_at: datetime, why_not: str) -> None:
    verdict = rules.asked_allowed(asked_at, OPENED, NOON, before=None)
    assert bool(verdict) is not bool(why_not)
    assert verdict.reason.startswith(why_not)


@pytest.mark.parametrize(("later", "allowed"), [(timedelta(), True), (-MINUTE, False)])
def test_nor_before_they_were_asked_the_last_time(later: timedelta, allowed: bool) -> None:
    last = NOON - DAY
    assert bool(rules.asked_allowed(last + later, OPENED, NOON, before=last)) is allowed


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (400, True)])
def test_they_are_asked_again_from_today(days: int, allowed: bool) -> None:
    assert bool(rules.again_allowed(OPENED + days * DAY, OPENED)) is allowed


def test_nobody_need_say_when_they_ask_again() -> None:
    assert rules.again_allowed(None, OPENED)
