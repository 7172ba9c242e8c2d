"""Which year a report is about, by when it is published, and what it says of our rules unless somebody does. Pure."""

import hashlib
import json
from datetime import date, timedelta

from governance.calendar import DAY, add_months
from governance.defaults import CANDOUR_REPORT_LEAST_DAYS, CANDOUR_REPORT_MONTHS, CANDOUR_YEAR_BEGINS
from incidents.incidents.periods import Period

POLICIES = (
    "Everybody who works here reports what goes wrong on the same day. A health professional who had no part in it says"
    " whether the duty of candour begins. Our managers are trained in it. People and their families can have somebody"
    " with them when we talk, and we tell them where else to find help. Staff can talk to their manager or to somebody"
    " outside their team."
)


def year(number: int) -> Period:
    """The financial year that ends in the calendar year of this number."""
    month, day = CANDOUR_YEAR_BEGINS.value
    return Period(date(number - 1, month, day), date(number, month, day) - DAY)


def last_finished(on: date) -> int:
    """The number of the last year that is over."""
    return on.year if year(on.year).last < on else on.year - 1


def due_on(number: int, on: date) -> date:
    """By when the report of a year is published: some months after its end, and never at once after it is asked for."""
    least = on + timedelta(days=CANDOUR_REPORT_LEAST_DAYS.value)
    return max(add_months(year(number).last, CANDOUR_REPORT_MONTHS.value), least)


def fingerprint(content: dict[str, object]) -> str:
    """The SHA-256 of what a report says."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
