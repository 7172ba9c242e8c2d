"""Reads a policy from Markdown, or from a converted document (handbook sections 0 and 1).

`read` takes the text of a file and gives a `PolicyText`, or raises `Unreadable` with the line at fault. It
reads all or nothing. `docs/guides/writing-a-policy.md` says how a policy is written.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from governance.policies import version_number
from governance.policies.boxes import Marker, has_live_link, heading_level, marker, plain
from governance.policies.converted import Repaired, repair
from governance.policies.lines import Line, Unreadable, refuse_underlined_headings, remark, split, tidy
from governance.policies.version_table import HistoryRow, VersionTable, take

__all__ = ["HistoryRow", "PolicyText", "Section", "Unreadable", "read", "renumbered"]

Kind = Literal["text", "resources", "reading"]

EVERYONE = "Everyone"
REQUIRED = ("title", "number", "version", "sponsor", "issued", "review")
OPTIONAL = ("audience", "related")
LONGEST = {
    "title": 200,
    "number": 40,
    "version": 20,
    "sponsor": 200,
    "issued": 40,
    "review": 40,
    "audience": 200,
    "related": 200,
}
LONGEST_HEADING = 200
# The words of one part are indexed together, and an index takes a million bytes of them.
LONGEST_SECTION = 50_000
LONGEST_ANCHOR = 80
MOST_RELATED = 50
FIRST_YEAR, LAST_YEAR = 1990, 2100

# The page's own heading is level 1, so its sections start at 2.
TOP_LEVEL = 2
LAST_LEVEL = 6

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
KEY = re.compile(r"([A-Za-z][A-Za-z ]*?)\s*:(?:\s+(.*))?")
ITEM = re.compile(r"\s*-\s+(.+)")
ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?")
SLASHED_DATE = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
WORDED_DATE = re.compile(
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[A-Za-z]{3,9})\.?,?\s+(?P<year>[0-9]{4})"
)


@dataclass(frozen=True)
class Section:
    """A heading and the Markdown under it, up to the next heading.

    `level` is the heading's level on the page (2 to 6, none skipped); `kind` is `text`, `resources` (staff
    alone) or `reading` (public); `anchor` is unique in the policy; `line` is where the heading stands.
    """

    heading: str
    level: int
    body: str
    kind: Kind
    anchor: str
    line: int


@dataclass(frozen=True)
class PolicyText:
    """A policy as its file gives it, with `remarks` on whatever the reader had to decide.

    `lines` says on which line each fact stands.
    """

    title: str
    number: str
    version: str
    sponsor: str
    issued_on: date
    review_on: date
    audience: str
    sections: tuple[Section, ...]
    history: tuple[HistoryRow, ...]
    related: tuple[str, ...]
    remarks: tuple[str, ...]
    lines: Mapping[str, int]


def read(text: str) -> PolicyText:
    """The text of a policy file in, the policy out (handbook section 1).

    Raises Unreadable, with the line and what is wrong there, and nothing else. A date with no day means
    the first of the month for an issue date and the last of the month for a review.
    """
    lines = split(text)
    first = next((i for i, line in enumerate(lines) if not line.is_blank), None)
    if first is None:
        raise Unreadable(1, "the file is empty.")
    if lines[first].text.rstrip() == "---":
        return _read_markdown(lines, first)
    return _read_converted(lines)


def renumbered(text: str, number: str) -> str:
    """The same text as that of another version, to begin the next one with; as it is where it can't be read now."""
    lines = tidy(text).split("\n")
    try:
        found = read(text)
    except Unreadable:
        return text
    at = found.lines["version"] - 1
    lines[at] = number.join(lines[at].rsplit(found.version, 1))
    return "\n".join(lines)


def _read_markdown(lines: list[Line], opening: int) -> PolicyText:
    fields, related, end = _front_matter(lines, opening)
    body = lines[end + 1 :]
    _refuse_second_front_matter(body)
    refuse_underlined_headings(body)
    body, table = take(body)
    if table and table.labels:
        name, (_, number) = next(iter(table.labels.items()))
        raise Unreadable(number, f"the {name} is given by the front matter too. Keep one of them.")
    title = fields["title"][0]
    start = next((i for i, line in enumerate(body) if not line.is_blank), None)
    if start is not None and heading_level(body[start].text) == 1 and plain(body[start].text) == title:
        body = body[start + 1 :]
    return _policy(fields, related, body, table, [], lines[end].number)


def _read_converted(lines: list[Line]) -> PolicyText:
    refuse_underlined_headings(lines)
    body, table = take(lines)
    if table is None:
        raise Unreadable(1, "there is no front matter at the top, and no version table at the end.")
    repaired = repair(body)
    fields = dict(table.labels)
    remarks = list(repaired.remarks)
    if repaired.title:
        if "title" in fields and fields["title"][0].casefold() != repaired.title.casefold():
            remarks.append(
                remark(fields["title"][1], "this is not the title on the first line. That was used.")
            )
        first = next(line.number for line in lines if not line.is_blank)
        fields["title"] = (repaired.title, first)
    _compare_dates(fields, repaired, remarks)
    return _policy(fields, (), repaired.lines, table, remarks, table.line)


def _compare_dates(fields: dict[str, tuple[str, int]], repaired: Repaired, remarks: list[str]) -> None:
    """Take dates from the notes in the text where the version table has none, and say where they differ."""
    for name, noted in (("issued", repaired.issued), ("review", repaired.review)):
        if noted and name not in fields:
            fields[name] = noted
            remarks.append(remark(noted[1], "this date was used, because the version table has none."))
        elif noted and noted[0].casefold() != fields[name][0].casefold():
            remarks.append(remark(noted[1], "the version table has another date, and that one was used."))


def _policy(
    fields: dict[str, tuple[str, int]],
    related: tuple[str, ...],
    body: list[Line],
    table: VersionTable | None,
    remarks: list[str],
    end: int,
) -> PolicyText:
    for name in REQUIRED:
        if name not in fields:
            raise Unreadable(end, f"the policy's {name} is missing.")
    for name, (value, number) in fields.items():
        if len(value) > LONGEST.get(name, 40):
            raise Unreadable(
                number, f"the {name} is too long. The most is {LONGEST.get(name, 40)} characters."
            )
    version, number = fields["version"]
    if not version_number.FORM.fullmatch(version):
        raise Unreadable(number, f"“{version}” is not a version. Write it like 1.2.")
    issued_on = _date(*fields["issued"], is_end=False)
    review_on = _date(*fields["review"], is_end=True)
    if review_on < issued_on:
        raise Unreadable(fields["review"][1], "the review date is before the issue date.")
    if "audience" not in fields:
        remarks.append(remark(end, f"no audience is given, so it was taken to be: {EVERYONE}."))
    if table and all(row.issue != version for row in table.history):
        remarks.append(remark(table.line, f"the version history has no row for version {version}."))
    sections = _sections(body, remarks, end)
    return PolicyText(
        title=fields["title"][0],
        number=fields["number"][0],
        version=version,
        sponsor=fields["sponsor"][0],
        issued_on=issued_on,
        review_on=review_on,
        audience=fields.get("audience", (EVERYONE, end))[0],
        sections=sections,
        history=table.history if table else (),
        related=related,
        remarks=tuple(remarks) + (table.remarks if table else ()),
        lines={name: number for name, (_, number) in fields.items()},
    )


# --- Front matter ---------------------------------------------------------------


def _front_matter(lines: list[Line], opening: int) -> tuple[dict[str, tuple[str, int]], tuple[str, ...], int]:
    """The fields with their lines, the related policies, and where the front matter ends."""
    fields: dict[str, tuple[str, int]] = {}
    related: list[str] = []
    in_list = False
    for i in range(opening + 1, len(lines)):
        text, number = lines[i].text, lines[i].number
        if text.rstrip() == "---":
            fields.pop("related", None)
            return fields, tuple(related), i
        if lines[i].is_blank:
            continue
        if item := ITEM.fullmatch(text):
            if not in_list:
                raise Unreadable(number, "only “related” may be followed by a list.")
            _add_related(related, item[1], number)
            continue
        found = KEY.fullmatch(text.strip())
        if not found:
            raise Unreadable(number, "this is not front matter. Write a name, a colon and a value.")
        name, value = found[1].casefold(), _unquoted(found[2] or "")
        if name not in REQUIRED + OPTIONAL:
            allowed = ", ".join(REQUIRED + OPTIONAL)
            raise Unreadable(number, f"“{found[1]}” is not known here. Use one of: {allowed}.")
        if name in fields:
            raise Unreadable(number, f"“{name}” is given twice. The first is on line {fields[name][1]}.")
        in_list = name == "related" and not value
        if not value and not in_list:
            raise Unreadable(number, f"“{name}” is empty.")
        fields[name] = (value, number)
        if name == "related" and value:
            for title in value.strip("[]").split(","):
                _add_related(related, title, number)
    raise Unreadable(lines[opening].number, "the front matter never ends. Close it with ---.")


def _add_related(related: list[str], title: str, number: int) -> None:
    title = _unquoted(title)
    if not title:
        raise Unreadable(number, "the title of a related policy is empty.")
    if len(title) > LONGEST["related"]:
        raise Unreadable(number, f"this title is too long. The most is {LONGEST['related']} characters.")
    if title in related:
        raise Unreadable(number, f"“{title}” is in the related policies twice.")
    if len(related) == MOST_RELATED:
        raise Unreadable(number, f"there are too many related policies. The most is {MOST_RELATED}.")
    related.append(title)


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].strip()
    return value


def _refuse_second_front_matter(body: list[Line]) -> None:
    filled = [line for line in body if not line.is_blank][:2]
    if len(filled) == 2 and filled[0].text.rstrip() == "---":
        found = KEY.fullmatch(filled[1].text.strip())
        if found and found[1].casefold() in REQUIRED + OPTIONAL:
            raise Unreadable(filled[0].number, "there is a second front matter here. Keep one.")


# --- Dates ----------------------------------------------------------------------


def _date(text: str, number: int, *, is_end: bool) -> date:
    """A day or a month in words or figures; a month alone means its last or its first day."""
    for pattern in (ISO_DATE, SLASHED_DATE, WORDED_DATE):
        if found := pattern.fullmatch(text):
            break
    else:
        raise Unreadable(number, f"“{text}” is not a date. Write it like 2026-06 or 15 June 2026.")
    year, month = int(found["year"]), _month(found["month"])
    if not month or not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(number, f"“{text}” is not a date between {FIRST_YEAR} and {LAST_YEAR}.")
    last = monthrange(year, month)[1]
    day = int(found["day"]) if found["day"] else (last if is_end else 1)
    if not 1 <= day <= last:
        raise Unreadable(number, f"“{text}” is not a date: that month has {last} days.")
    return date(year, month, day)


def _month(text: str) -> int:
    """The number of a month, or 0."""
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else 0
    matches = [i for i, name in enumerate(MONTHS, start=1) if name.startswith(text.casefold())]
    return matches[0] if len(matches) == 1 else 0


# --- Sections and boxes -----------------------------------------------------------


@dataclass
class _Box:
    """An open box; `level` is the level of heading, and any higher, that closes it."""

    kind: Kind
    level: int
    line: int
    is_heading: bool


@dataclass
class _Open:
    """A section whose body is still being read."""

    heading: str
    level: int
    kind: Kind
    line: int
    body: list[str] = field(default_factory=list)


def _sections(body: list[Line], remarks: list[str], end: int) -> tuple[Section, ...]:
    """Split the body at headings and boxes; raises Unreadable where there is neither.

    A box runs to the next heading of its own level or higher. A line that is not a heading stands at the
    level of the heading above it, so that smaller headings after it stay inside: when in doubt, staff-only.
    Levels are compared as the author wrote them, and tidied only afterwards.
    """
    levels = [level for line in body if (level := heading_level(line.text)) and plain(line.text)]
    current = min(levels, default=1)
    boxes: list[_Box] = []
    found: list[_Open] = [_Open("Introduction", LAST_LEVEL + 1, "text", end)]
    for line in body:
        level, opened = heading_level(line.text), marker(line.text)
        if level and not plain(line.text):
            remarks.append(remark(line.number, "left out a heading with no words."))
            continue
        if level:
            boxes = [box for box in boxes if box.level < level]
            current = level
        if opened and opened.doubt and not opened.hashes and _kind(boxes) == "resources":
            opened = None
        if opened:
            boxes.append(_opened(opened, line, level, current, boxes, remarks))
            heading = opened.heading
        elif level:
            heading = plain(line.text)
            _remark_on_smaller_heading(heading, line, boxes, remarks)
        else:
            found[-1].body.append(line.text)
            continue
        if len(heading) > LONGEST_HEADING:
            raise Unreadable(
                line.number, f"this heading is too long. The most is {LONGEST_HEADING} characters."
            )
        if level and has_live_link(line.text):
            remarks.append(remark(line.number, "a heading cannot hold a link. Its words were kept."))
        found.append(_Open(heading, level or current + 1, _kind(boxes), line.number))
        if opened and opened.body:
            found[-1].body.append(opened.body)
    if len(found) == 1:
        raise Unreadable(end, "there are no headings. A policy needs at least one.")
    if any(text.strip() for text in found[0].body):
        remarks.append(remark(end, "the text before the first heading was put under “Introduction”."))
    else:
        found = found[1:]
    return _tidied(found)


def _opened(
    opened: Marker, line: Line, level: int, current: int, boxes: list[_Box], remarks: list[str]
) -> _Box:
    kind: Kind = opened.kind
    if opened.doubt:
        remarks.append(remark(line.number, f"made staff-only, to be safe: {opened.doubt}."))
    elif kind == "reading" and _kind(boxes) == "resources":
        remarks.append(remark(line.number, "kept staff-only, because it stands inside a staff-only box."))
    if not level and opened.hashes:
        # It looks like a heading without being one: let the larger reading of it decide where it ends.
        current = min(current, opened.hashes)
    return _Box(kind, level or current, line.number, bool(level))


def _remark_on_smaller_heading(heading: str, line: Line, boxes: list[_Box], remarks: list[str]) -> None:
    box = next((box for box in boxes if box.kind == "resources" and not box.is_heading), None)
    if box:
        remarks.append(
            remark(line.number, f"“{heading}” was kept in the staff-only box that line {box.line} opens.")
        )


def _kind(boxes: list[_Box]) -> Kind:
    kinds = {box.kind for box in boxes}
    return "resources" if "resources" in kinds else "reading" if "reading" in kinds else "text"


def _tidied(found: list[_Open]) -> tuple[Section, ...]:
    """Sections with levels that skip none, and an anchor each."""
    sections: list[Section] = []
    above: list[int] = []
    anchors: dict[str, int] = {}
    for section in found:
        while above and above[-1] >= section.level:
            above.pop()
        level = min(TOP_LEVEL + len(above), LAST_LEVEL)
        above.append(section.level)
        anchor = _anchor(section.heading, anchors)
        body = "\n".join(section.body).strip("\n").rstrip()
        if len(body) > LONGEST_SECTION:
            raise Unreadable(
                section.line,
                f"this part is too long. The most is {LONGEST_SECTION:,} letters. Give it headings.",
            )
        sections.append(Section(section.heading, level, body, section.kind, anchor, section.line))
    return tuple(sections)


def _anchor(heading: str, taken: dict[str, int]) -> str:
    letters = unicodedata.normalize("NFKD", heading.casefold().replace("’", "").replace("'", ""))
    words = re.findall(r"[a-z0-9]+", letters.encode("ascii", "ignore").decode())
    stem = "-".join(words)[:LONGEST_ANCHOR].strip("-") or "section"
    anchor, n = stem, taken.get(stem, 1)
    while anchor in taken:
        n += 1
        anchor = f"{stem}-{n}"
    taken[stem] = n
    taken.setdefault(anchor, 1)
    return anchor
