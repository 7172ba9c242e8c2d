"""Dates and clocks: rules T1–T7 of handbook section 0. Nothing here reads the clock."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from govuk_bank_holidays.bank_holidays import BankHolidays

from governance.defaults import WARN_BEFORE_LIST_ENDS_DAYS

LONDON = ZoneInfo("Europe/London")
DAY = timedelta(days=1)


class Nation(TextChoices):
    """The nation of a service, which decides whose law applies (handbook section 2)."""

    ENG = "ENG", "England"
    SCT = "SCT", "Scotland"


class BeyondTheList(LookupError):
    """The published bank holidays do not reach this date, so nobody knows whether it is a working day."""


_DIVISION = {Nation.ENG: BankHolidays.ENGLAND_AND_WALES, Nation.SCT: BankHolidays.SCOTLAND}
# Proclaimed after the packaged copy of the government's list was made.
_PROCLAIMED_SINCE = {Nation.SCT: {date(2026, 6, 15)}}


def local_day(at: datetime) -> date:
    """The calendar day in London at this moment (T1). A naive `at` is a ValueError."""
    return _london_day(at)


# Behind it, so that what is asked keeps its types: one answer asks for the same day dozens of times.
@lru_cache(maxsize=1_000)
def _london_day(at: datetime) -> date:
    return _aware(at).astimezone(LONDON).date()


def month_end(year: int, month: int) -> date:
    """The last day of a month: what a date given as a month alone means (handbook section 1)."""
    return date(year, month, monthrange(year, month)[1])


def add_months(d: date, n: int) -> date:
    """The same day number `n` calendar months later, or that month's last day where there is none (T2).

    Always count from the original date: adding twice one month is not adding two. A negative `n` is a
    ValueError, because the rule looks only ahead.
    """
    if n < 0:
        raise ValueError("add_months counts forwards only")
    years, month = divmod(d.month - 1 + n, 12)
    last = month_end(d.year + years, month + 1)
    return last.replace(day=min(d.day, last.day))


def overdue_from(due_on: date) -> datetime:
    """The moment, in UTC, when the last good day is over: 00:00 in London on the next day (T3)."""
    return datetime.combine(due_on + DAY, time.min, LONDON).astimezone(UTC)


def is_overdue(due_on: date, *, at: datetime) -> bool:
    """Whether the last good day is over at this moment (T3). A naive `at` is a ValueError."""
    return _aware(at) >= overdue_from(due_on)


def add_hours(at: datetime, n: float) -> datetime:
    """`n` elapsed hours later, in UTC; nothing pauses or extends them (T4). A naive `at` is a ValueError."""
    return _aware(at).astimezone(UTC) + timedelta(hours=n)


def counts_from(nation: Nation | None) -> date:
    """The first day of which anybody knows whether it is a working day (T5)."""
    return date(min(_bank_holidays(Nation(nation or Nation.ENG))).year, 1, 1)


def is_working_day(d: date, nation: Nation | None) -> bool:
    """Monday to Friday and no bank holiday in the nation; without one, England's (T5).

    Raises BeyondTheList outside the years that the published list covers.
    """
    holidays = _bank_holidays(Nation(nation or Nation.ENG))
    if not min(holidays).year <= d.year <= max(holidays).year:
        raise BeyondTheList(f"The list of bank holidays does not cover {d.year}.")
    return d.weekday() < 5 and d not in holidays


def is_working_day_without_fail(d: date, nation: Nation | None) -> bool:
    """As `is_working_day`; beyond the published list every Monday to Friday counts."""
    try:
        return is_working_day(d, nation)
    except BeyondTheList:
        return d.weekday() < 5


def add_working_days(d: date, n: int, nation: Nation | None) -> date:
    """The `n`th working day after `d`, which itself never counts (T5); 0 gives `d` back.

    Raises BeyondTheList as `is_working_day` does, and ValueError for a negative `n`.
    """
    return _nth_day(d, n, lambda day: is_working_day(day, nation))


def add_working_days_without_fail(d: date, n: int, nation: Nation | None) -> date:
    """As `add_working_days`, for what nothing may stop from being saved: the day is then at most too early."""
    return _nth_day(d, n, lambda day: is_working_day_without_fail(day, nation))


def _nth_day(d: date, n: int, counts: Callable[[date], bool]) -> date:
    if n < 0:
        raise ValueError("Working days are counted forwards only")
    while n:
        d += DAY
        n -= counts(d)
    return d


def roll_to_working_day(d: date, nation: Nation | None) -> date:
    """`d`, or the next working day after it: for rights and complaints only (T6)."""
    while not is_working_day(d, nation):
        d += DAY
    return d


def list_ends_on(nation: Nation | None) -> date:
    """The last day that the published list covers. It is published by whole years (T5)."""
    return month_end(max(_bank_holidays(Nation(nation or Nation.ENG))).year, 12)


def warning(on: date) -> str | None:
    """What to tell the operator in the last 90 days of the list, and ever after; None before that (T5)."""
    ends_on = min(list_ends_on(nation) for nation in Nation)
    if on < ends_on - timedelta(days=WARN_BEFORE_LIST_ENDS_DAYS.value):
        return None
    return (
        f"The list of bank holidays ends on {ends_on:%d/%m/%Y}. Working days after that cannot be counted. "
        "Update the package govuk-bank-holidays."
    )


def birthday(born: date, age: int) -> date:
    """The day on which this age is reached, at 00:00. Born 29 February: 1 March in other years (T7)."""
    year = born.year + age
    if (born.month, born.day) == (2, 29) and monthrange(year, 2)[1] == 28:
        return date(year, 3, 1)
    return born.replace(year=year)


def age_on(born: date, on: date) -> int:
    """The age in whole years (T7). Before the birth it is negative, so that every "under" still holds."""
    years = on.year - born.year
    return years - (on < birthday(born, years))


@cache
def _bank_holidays(nation: Nation) -> frozenset[date]:
    published = BankHolidays(use_cached_holidays=True).get_holidays(division=_DIVISION[nation])
    return frozenset(holiday["date"] for holiday in published) | _PROCLAIMED_SINCE.get(nation, set())


def _aware(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("A moment needs its time zone")
    return at
