"""The time that is looked at: a calendar year, or the last twelve months. Whole days in London (rule T1)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from governance.calendar import DAY, overdue_from
from governance.fields import FIRST_YEAR, LAST_YEAR

LAST = "last"
LAST_WORDS = "The last 12 months"
# What an address may ask for.
CODES = {LAST, *map(str, range(FIRST_YEAR, LAST_YEAR + 1))}


@dataclass(frozen=True)
class Period:
    """From the beginning of the first day to the end of the last one."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return overdue_from(self.first - DAY)

    @property
    def ends(self) -> datetime:
        """The first moment that is not in it any more."""
        return overdue_from(self.last)

    def __str__(self) -> str:
        return f"{self.first:%-d %B %Y} to {self.last:%-d %B %Y}"


def period(code: str, on: date) -> Period:
    """What one of `CODES` means on a day. A year that still runs goes as far as its end."""
    if code != LAST:
        year = int(code)
        return Period(date(year, 1, 1), date(year, 12, 31))
    year = on.year - 1
    return Period(date(year, on.month, min(on.day, monthrange(year, on.month)[1])) + DAY, on)
