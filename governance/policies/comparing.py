"""Two versions of a policy side by side, word by word. Pure: whoever calls says which sections may be read."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from governance.differences import MANY_LINES, Piece, compare
from governance.policies.boxes import ESCAPE, LINK
from governance.policies.models import PolicyVersion, Section
from governance.policies.rendering import RESOURCE

BULLET = re.compile(r"^(\s*)[-*+] ")
TABLE_RULE = re.compile(r"[\s|:-]*\|[\s|:-]*")
MARKS = re.compile(r"\*\*|__|`")


@dataclass(frozen=True)
class Part:
    """A part that reads otherwise: its heading and its text in pieces. for_staff: it is a box that only they see."""

    heading: list[Piece]
    text: list[Piece]
    for_staff: bool


@dataclass(frozen=True)
class Difference:
    """What reads otherwise in two versions, and the headings of all that reads the same."""

    facts: list[tuple[str, list[Piece]]]
    parts: list[Part]
    same: list[str]

    def __bool__(self) -> bool:
        return bool(self.facts or self.parts)


class Read(NamedTuple):
    """A section as it is read."""

    heading: str
    words: str


NOTHING = Read("", "")


def difference(
    old: PolicyVersion, new: PolicyVersion, before: Iterable[Section], after: Iterable[Section]
) -> Difference:
    """What changed from one version to another in the sections given. Of others it says nothing."""
    facts = [
        (name, compare(was, now))
        for (name, was), (_, now) in zip(_facts(old), _facts(new), strict=True)
        if was != now
    ]
    parts: list[Part] = []
    same: list[str] = []
    for kind, was, now in _pairs(list(before), list(after)):
        if was == now:
            same.append(now.heading)
        else:
            heading, text = compare(was.heading, now.heading), compare(was.words, now.words)
            parts.append(Part(heading, text, for_staff=kind == Section.Kind.RESOURCES))
    return Difference(facts, parts, same)


def _facts(version: PolicyVersion) -> Iterator[tuple[str, str]]:
    yield "Title", version.title
    yield "Who it is for", version.audience
    yield "Who answers for it", version.sponsor_title
    yield "Issued", f"{version.issued_on:%-d %B %Y}"
    yield "Next review", f"{version.review_on:%-d %B %Y}"
    yield "Read with this", _lines(version.related)
    yield "Version history", _lines(_row(row) for row in version.issues)


def _lines(lines: Iterable[str]) -> str:
    """Each with its end, the last as well: a line after it would otherwise make another word of its last one."""
    return "".join(f"{line}\n" for line in lines)


def _row(issue: dict[str, str]) -> str:
    return f"{issue['issue']}, {issue['issued']}: {issue['changes']}"


def _pairs(before: Sequence[Section], after: Sequence[Section]) -> Iterator[tuple[str, Read, Read]]:
    """Each section with what became of it, and its kind. One that is for other readers now is another one."""
    was, now = ([(section.kind, section.heading) for section in each] for each in (before, after))
    matched = SequenceMatcher(None, was, now, autojunk=len(now) > MANY_LINES)
    for _, i, j, k, m in matched.get_opcodes():
        gone, came = before[i:j], after[k:m]
        if [each.kind for each in gone] == [each.kind for each in came]:
            yield from ((new.kind, _read(old), _read(new)) for old, new in zip(gone, came, strict=True))
        else:
            yield from ((old.kind, _read(old), NOTHING) for old in gone)
            yield from ((new.kind, NOTHING, _read(new)) for new in came)


def _read(section: Section) -> Read:
    """A section as bare words, line by line, with the address of a link after its words."""
    lines = (line for line in section.body.splitlines() if not TABLE_RULE.fullmatch(line))
    return Read(section.heading, _lines(_line(line) for line in lines))


def _line(text: str) -> str:
    text = BULLET.sub(r"\1• ", text)
    return ESCAPE.sub(r"\1", MARKS.sub("", LINK.sub(_linked, html.unescape(text))))


def _linked(found: re.Match[str]) -> str:
    """A link as its words and its address. A reference of our own tells the public how many there are."""
    return found[1] if found[2].startswith(RESOURCE) else f"{found[1]} ({found[2]})"
