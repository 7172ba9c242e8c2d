"""What one row of an older log means: an agreement as it would be stored, or why not. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from governance.calendar import add_months
from sharing.agreements.bringing_in.dates import (
    Edge,
    Found,
    NotADate,
    read_date,
    read_duration,
    read_span,
)
from sharing.agreements.bringing_in.words import (
    Standing,
    normal,
    read_standing,
    read_type,
    split_partners,
)
from sharing.agreements.rules import Type, latest_end, review_due

LONGEST_NAME, LONGEST_TITLE, LONGEST_NUMBER, LONGEST_TEXT = 160, 160, 60, 4_000


@dataclass(frozen=True)
class Defaults:
    """What is meant where a row does not say it. services: the names of our services in small, each with its id."""

    type: Type | None = None
    commas: bool = False
    services: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Meant:
    """An agreement as a row means it. problems: why it cannot be brought in; notes: what was assumed.

    end_known: the log itself gives the last day, and one that an agreement can have.
    """

    number: str = ""
    type: Type | None = None
    title: str = ""
    partners: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    review_on: date | None = None
    end_known: bool = True
    purpose: str = ""
    service: int | None = None
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def numbered(self) -> str:
        """The key of a row that has a number."""
        return f"number:{normal(self.number)}" if normal(self.number) else ""

    @property
    def fingerprint(self) -> str:
        """The key of a row that has none: who, what, and from when."""
        said = [*sorted(map(normal, self.partners)), normal(self.title), str(self.starts_on)]
        return "said:" + hashlib.sha256("\n".join(said).encode()).hexdigest()

    @property
    def key(self) -> str:
        """By this the same row is known again, in whichever file."""
        return self.numbered or self.fingerprint


def read_row(said: Mapping[str, str], defaults: Defaults, on: date) -> Meant:
    """What a row means on a day. said: by field, as `mapping.said` gives it."""
    meant = Meant(number=" ".join(said.get("number", "").split()))
    if len(meant.number) > LONGEST_NUMBER:
        meant.problems.append(f"Its number has more than {LONGEST_NUMBER} letters.")
    _type(meant, said.get("type", ""), defaults)
    _partners(meant, said.get("partners", ""), defaults)
    _title(meant, said.get("title", ""))
    _purpose(meant, said.get("purpose", ""))
    _service(meant, said.get("service", ""), defaults)
    _dates(meant, said)
    if meant.starts_on and meant.ends_on:
        meant.review_on = _review(meant, meant.starts_on, meant.ends_on, said, on)
        _standing(meant, said.get("status", ""), ended=meant.end_known and meant.ends_on < on)
    return meant


def _type(meant: Meant, text: str, defaults: Defaults) -> None:
    meant.type = read_type(text) if text.strip() else defaults.type
    if text.strip() and meant.type is None:
        meant.problems.append(f"“{_short(text)}” is no sharing agreement, memorandum or protocol.")
    elif meant.type is None:
        meant.problems.append("It does not say what kind of agreement it is.")
    elif meant.type == Type.DSP:
        meant.notes.append(
            "A protocol covers nothing while we do not know the agreement above it. Once it is here, renew it and "
            "choose that agreement."
        )


def _partners(meant: Meant, text: str, defaults: Defaults) -> None:
    names = split_partners(text, commas=defaults.commas)
    meant.partners = tuple(names)
    if not names:
        meant.problems.append("It names no partner.")
    if any(len(name) > LONGEST_NAME for name in names):
        meant.problems.append("The name of a partner is too long. Is it several?")


def _title(meant: Meant, text: str) -> None:
    title = " ".join(text.split())
    if not title and meant.type and meant.partners:
        title = f"{meant.type.label} with {', '.join(meant.partners)}"
        meant.notes.append("It has no name, so we made one.")
    if len(title) > LONGEST_TITLE:
        title = f"{title[: LONGEST_TITLE - 1]}…"
        meant.notes.append("Its name is too long: the rest stays with the row.")
    meant.title = title


def _purpose(meant: Meant, text: str) -> None:
    meant.purpose = text.strip()[:LONGEST_TEXT]


def _service(meant: Meant, text: str, defaults: Defaults) -> None:
    name = " ".join(text.split())
    if name:
        meant.service = defaults.services.get(name.casefold())
        if meant.service is None:
            meant.notes.append(
                f"We have no service called “{_short(name)}”, so it counts for the whole charity."
            )


def _dates(meant: Meant, said: Mapping[str, str]) -> None:
    starts, ends = Found(None), Found(None)
    try:
        if said.get("period", "").strip():
            starts, ends = read_span(said["period"])
        if said.get("starts", "").strip():
            starts = read_date(said["starts"], Edge.FIRST)
    except NotADate as wrong:
        meant.problems.append(f"First day: {wrong}")
        return
    if starts.on is None:
        meant.problems.append("It has no first day.")
        return
    meant.starts_on = starts.on
    try:
        if (text := said.get("ends", "")).strip():
            months = read_duration(text)
            ends = read_date(text, Edge.LAST) if months is None else _after(starts.on, months)
    except NotADate as wrong:
        meant.problems.append(f"Last day: {wrong}")
        return
    meant.notes += [
        f"{edge}: {found.note}." for edge, found in (("First day", starts), ("Last day", ends)) if found.note
    ]
    longest = latest_end(starts.on)
    if ends.on is None:
        meant.ends_on, meant.end_known = longest, False
        meant.notes.append(
            f"The end is not known: we assume 36 months at most, so {longest:%-d %B %Y}. Review it first."
        )
    elif ends.on < starts.on:
        meant.problems.append("It ends before it starts.")
    elif ends.on > longest:
        meant.ends_on, meant.end_known = longest, False
        meant.notes.append(
            f"Last day: an agreement lasts 36 months at most, so we take {longest:%-d %B %Y} and not "
            f"{ends.on:%-d %B %Y}. Renew it first."
        )
    else:
        meant.ends_on = ends.on


def _after(starts_on: date, months: int) -> Found:
    ends_on = add_months(starts_on, months).fromordinal(add_months(starts_on, months).toordinal() - 1)
    return Found(ends_on, f"{months} months from the first day, so {ends_on:%-d %B %Y}")


def _review(meant: Meant, starts_on: date, ends_on: date, said: Mapping[str, str], on: date) -> date:
    """The last good day for its next review: as given, and never later than 12 months after the last one."""
    reviewed = _day_of_review(meant, "Last review", said.get("reviewed", ""), starts_on)
    if reviewed is not None and reviewed > on:
        meant.notes.append("Last review: it is in the future, so it does not count.")
        reviewed = None
    latest = review_due(reviewed or starts_on, ends_on)
    asked = _day_of_review(meant, "Next review", said.get("review", ""), starts_on)
    if asked is None:
        return latest
    if reviewed is None and latest < on:
        # A log that gives the next review has had the last one, though it need not say when.
        latest = review_due(on, ends_on)
    if asked > latest and latest < ends_on:
        meant.notes.append(
            f"Next review: {asked:%-d %B %Y} is more than 12 months after the last one, so it is due by "
            f"{latest:%-d %B %Y}."
        )
    return min(asked, latest)


def _day_of_review(meant: Meant, label: str, text: str, starts_on: date) -> date | None:
    try:
        found = read_date(text, Edge.LAST)
    except NotADate as wrong:
        meant.notes.append(f"{label}: {wrong} It does not count.")
        return None
    if found.on is not None and found.on < starts_on:
        meant.notes.append(f"{label}: it is before the first day, so it does not count.")
        return None
    if found.note:
        meant.notes.append(f"{label}: {found.note}.")
    return found.on


def _standing(meant: Meant, text: str, *, ended: bool) -> None:
    """ended: its last day is known, and past."""
    if not text.strip():
        return
    stands = read_standing(text)
    if stands is Standing.UNSIGNED:
        meant.problems.append(f"The log says “{_short(text)}”: it is not signed. Start it here as a draft.")
    elif stands in (Standing.OVER, Standing.EXPIRED) and not ended:
        meant.problems.append(
            f"The log says “{_short(text)}”, and not when. Give the day on which it ended as its last day."
        )
    elif stands is Standing.OVER:
        meant.notes.append(f"The log says “{_short(text)}”: we take it that it ended on its last day.")
    elif stands is Standing.UNKNOWN:
        meant.notes.append(f"We do not know what “{_short(text)}” means, and go by the dates.")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:60]}…"
