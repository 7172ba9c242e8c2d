"""Dates as people write them: in the order of this country, a month alone, a quarter, a year, or words instead.

A date that leaves the day open means the first day of what it names where something begins, and the last where it
ends. Pure; raises NotADate with the reason for what no day can be read from.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1950, 2100
# A spreadsheet counts the days from here; between these numbers lie the years 1954 to 2119.
SERIAL_FROM, SERIALS = date(1899, 12, 30), range(20_000, 80_001)
# Two numbers for the year: up to this they are of this century.
CENTURY = 69

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_YEAR = r"(?P<year>\d{4}|\d{2}|'\d{2})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
OPEN = re.compile(
    r"(?:n\s*/?\s*a|none|nil|tb[cda]|tbc|not (?:known|set|stated|applicable|specified)|unknown|no (?:end|date).*"
    r"|(?:until|till) further notice|on-?\s?going|open[- ]?ended|indefinite(?:ly)?|perpetual|permanent|rolling"
    r"|continuous|as required|when (?:needed|required)|[-–—?.]+)"
)
BEFORE = re.compile(
    r"^(?:until|till|up to|to|from|by|on|ends|ended|expires?|expired|expiry|starts|started|since|signed|due"
    r"|effective|valid until|w\.?e\.?f\.?)\b[:\s]*"
)
ABOUT = re.compile(r"^(?:c\.|ca\.?|circa|approx(?:imately|\.)?|about|around)\s*|\?+$")
WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+")
CLOCK = re.compile(r"[t\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|\+00:00)?$")
LAST_OF = re.compile(r"^(?:the\s+)?(end|beginning|start)[:\s]+(?:of\s+)?")
SPAN = re.compile(r"\s+(?:-|–|—|to|until|till)\s+|\s*[–—]\s*")
DURATION = re.compile(r"(?:for\s+)?(\d{1,3})\s*(years?|yrs?|y|months?|mths?|m)\b\.?(?:\s+from\s+\w+.*)?")


class Edge(Enum):
    """Which day a date means that leaves it open."""

    FIRST = "first"
    LAST = "last"


class Found(NamedTuple):
    """The day; None where the words say that there is none. note: what was assumed, in words."""

    on: date | None
    note: str = ""


class NotADate(ValueError):
    """No day can be read from the text; says why, and what to write instead."""


def read_date(text: str, edge: Edge) -> Found:
    """The day that a text means; raises NotADate."""
    plain = " ".join(unicodedata.normalize("NFKC", text).lower().replace("’", "'").split())
    if not plain or OPEN.fullmatch(plain):
        return Found(None)
    notes = []
    shorter = re.sub(r"\s*\([^)]*\)", "", plain).strip()
    if shorter != plain:
        notes.append("what stands in brackets is passed over")
    if ABOUT.search(shorter):
        shorter = ABOUT.sub("", shorter).strip()
        notes.append("the log says “about”")
    shorter = CLOCK.sub("", WEEKDAY.sub("", BEFORE.sub("", shorter))).strip(" ,.;")
    if OPEN.fullmatch(shorter):
        return Found(None)
    if (told := LAST_OF.match(shorter)) is not None:
        shorter = shorter[told.end() :]
        edge = Edge.LAST if told[1] == "end" else Edge.FIRST
    first, last, note = _span(shorter, text)
    day = first if edge is Edge.FIRST else last
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NotADate(f"The year {day.year} cannot be right. Write the year with four numbers.")
    if note:
        notes.append(f"{note}, so {day:%-d %B %Y}")
    return Found(day, "; ".join(notes))


def read_span(text: str) -> tuple[Found, Found]:
    """The first and the last day of a text that gives both; raises NotADate."""
    parts = [part for part in SPAN.split(text.strip()) if part.strip()]
    if len(parts) == 2:
        return read_date(parts[0], Edge.FIRST), read_date(parts[1], Edge.LAST)
    return read_date(text, Edge.FIRST), read_date(text, Edge.LAST)


def read_duration(text: str) -> int | None:
    """How many months a text like “3 years” means, or None."""
    found = DURATION.fullmatch(" ".join(text.lower().split()))
    if found is None:
        return None
    return int(found[1]) * (12 if found[2].startswith("y") else 1)


def _span(text: str, as_written: str) -> tuple[date, date, str]:
    """The first and last day that a text names, and what was assumed."""
    if (found := re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", text)) is not None:
        return _day(int(found[1]), int(found[3]), int(found[4]), as_written)
    if (found := re.fullmatch(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})", text)) is not None:
        return _day(_year(found[3]), int(found[2]), int(found[1]), as_written)
    for pattern in (
        rf"{_DAY}[\s\-/.,]*(?:of\s+)?{_MONTH}[\s\-/.,]*{_YEAR}",
        rf"{_MONTH}[\s\-/.]*{_DAY},?[\s\-/.]+{_YEAR}",
    ):
        found = re.fullmatch(pattern, text)
        if found is not None and (month := _month(found["month"])):
            return _day(_year(found["year"]), month, int(found["day"]), as_written)
    return _without_a_day(text, as_written)


def _without_a_day(text: str, as_written: str) -> tuple[date, date, str]:
    found = re.fullmatch(rf"{_MONTH}[\s\-/.,]*{_YEAR}", text)
    if found is not None and (month := _month(found["month"])):
        return _months(_year(found["year"]), month, 1, "a month without a day")
    if (found := re.fullmatch(r"(\d{1,2})[-/.](\d{4})|(\d{4})[-/.](\d{1,2})", text)) is not None:
        year, number = found[2] or found[3], int(found[1] or found[4])
        if 1 <= number <= 12:
            return _months(int(year), number, 1, "a month without a day")
    if (found := re.fullmatch(r"(?:fy\s*)?(\d{4}|\d{2})\s*[-/]\s*(\d{4}|\d{2})", text)) is not None:
        year = _year(found[1])
        if (year + 1) % 100 == int(found[2]) % 100:
            return _months(year, 4, 12, "a financial year")
    quarter = r"(?:q\s*(?P<q>[1-4])|(?P<nth>[1-4])(?:st|nd|rd|th)\s+quarter|quarter\s+(?P<p>[1-4]))"
    years = r"(?P<year>\d{4})(?P<financial>\s*/\s*\d{2,4})?"
    for pattern in (rf"{quarter}[\s\-/,]*(?:of\s+)?{years}", rf"{years}[\s\-/,]*{quarter}"):
        if (found := re.fullmatch(pattern, text)) is not None:
            return _quarter(found)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and int(float(text)) in SERIALS:
        day = SERIAL_FROM + timedelta(days=int(float(text)))
        return day, day, "the number of a day, as spreadsheets count them"
    if (found := re.fullmatch(r"(?:19|20)\d\d", text)) is not None:
        return _months(int(text), 1, 12, "a year without a day")
    raise NotADate(f"“{_short(as_written)}” is no date that we can read. Write it like 27 3 2026.")


def _quarter(found: "re.Match[str]") -> tuple[date, date, str]:
    number, year = int(found["q"] or found["nth"] or found["p"]), int(found["year"])
    if found["financial"]:
        begins = 4 + 3 * (number - 1)
        return _months(year + (begins > 12), (begins - 1) % 12 + 1, 3, "a quarter of a financial year")
    return _months(year, 3 * number - 2, 3, "a quarter of a year")


def _day(year: int, month: int, day: int, as_written: str) -> tuple[date, date, str]:
    if not 1 <= month <= 12:
        raise NotADate(
            f"In “{_short(as_written)}”, {month} is no month. Write the day first, then the month."
        )
    try:
        on = date(year, month, day)
    except ValueError:
        raise NotADate(f"“{_short(as_written)}” is no day in the calendar.") from None
    return on, on, ""


def _months(year: int, month: int, count: int, note: str) -> tuple[date, date, str]:
    """From the first day of a month to the last day of the last of `count` months."""
    end_year, end_month = divmod(year * 12 + month - 1 + count - 1, 12)
    try:
        last = date(end_year, end_month + 1, monthrange(end_year, end_month + 1)[1])
        return date(year, month, 1), last, note
    except ValueError:
        raise NotADate(f"The year {year} cannot be right. Write the year with four numbers.") from None


def _month(word: str) -> int | None:
    word = "sep" if word == "sept" else word
    found = [number for number, name in enumerate(MONTHS, start=1) if name.startswith(word)]
    return found[0] if len(found) == 1 else None


def _year(digits: str) -> int:
    digits = digits.strip("'")
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if year <= CENTURY else 1900 + year


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:40]}…"
