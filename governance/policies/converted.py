"""Repairs a policy that a converter made of a printed document.

Such a document has no front matter. It has a contents list whose links lead nowhere, notes that the page
itself now carries, and sentences that were cut in two where a printed page ended.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from governance.policies.boxes import heading_level, marker, plain
from governance.policies.lines import Line, remark

# A shorter run of links may be text that happens to name two sections.
SHORTEST_CONTENTS = 3

RULE = re.compile(r"\s*([-*_])\s*(?:\1\s*){2,}")
CONTROLLED = re.compile(r"this is a controlled document\b", re.IGNORECASE)
LAST_UPDATED = re.compile(r"this policy was last (?:updated|reviewed)(?: on| in)?\s*:?\s*(.+)", re.IGNORECASE)
NEXT_UPDATE = re.compile(
    r"this policy will next be (?:updated|reviewed)(?: on| in)?\s*:?\s*(.+)", re.IGNORECASE
)
DEAD_LINK = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\((?:#[^()\s]*)?\)")
DEAD_LINK_ALONE = re.compile(r"\s*(?:#{1,6}\s+|[-*+]\s+)?\[((?:[^\[\]\\]|\\.)*)\]\((?:#[^()\s]*)?\)\s*")
LIST_ITEM = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s+\S")
ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’)\]*_]*$")
GOES_ON = re.compile(
    r"(?:,|\b(?:a|an|and|by|for|from|in|of|on|or|our|so|that|the|their|to|which|with|your))$", re.IGNORECASE
)


@dataclass
class Repaired:
    """What is left of a converted document, and what was taken out of it on the way."""

    title: str = ""
    issued: tuple[str, int] | None = None
    review: tuple[str, int] | None = None
    lines: list[Line] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass
class _Block:
    """Lines with no empty line between them."""

    kind: str
    lines: list[Line]


def repair(lines: list[Line]) -> Repaired:
    """The lines of a converted document in, mended, with a remark for each decision. Never raises.

    Nothing is joined to or across a line that opens a box, and no such line is dropped unless it stands in
    the contents list before the first box.
    """
    repaired = Repaired()
    lines = _take_title(lines, repaired)
    lines = _drop_contents(lines, repaired)
    lines = _take_notes(lines, repaired)
    lines = [Line(line.number, DEAD_LINK.sub(r"\1", line.text)) for line in lines]
    repaired.lines = _laid_out(_joined(_blocks(lines), repaired))
    return repaired


def _take_title(lines: list[Line], repaired: Repaired) -> list[Line]:
    first = next((i for i, line in enumerate(lines) if not line.is_blank), None)
    if first is None or heading_level(lines[first].text) != 1 or marker(lines[first].text):
        return lines
    repaired.title = plain(lines[first].text)
    return lines[first + 1 :]


def _drop_contents(lines: list[Line], repaired: Repaired) -> list[Line]:
    """Leave out a run of dead links, most of which name headings of this document, and its own heading."""
    markers = [marker(line.text) for line in lines]
    # A link that reads like a box but has no arrow may stand in a contents list; a plain marker may not.
    linked = [
        None if opened and not opened.doubt else DEAD_LINK_ALONE.fullmatch(line.text)
        for line, opened in zip(lines, markers, strict=True)
    ]
    opens = [bool(opened) and not link for opened, link in zip(markers, linked, strict=True)]
    headings = {
        _letters(line.text)
        for line, link, is_box in zip(lines, linked, opens, strict=True)
        if link is None and (heading_level(line.text) or is_box)
    }
    first_box = opens.index(True) if True in opens else len(lines)
    start = 0
    while start < first_box:
        if linked[start] is None:
            start += 1
            continue
        end = start
        while end < first_box and (linked[end] or lines[end].is_blank):
            end += 1
        names = [_letters(link[1]) for link in linked[start:end] if link]
        if len(names) >= SHORTEST_CONTENTS and 2 * sum(name in headings for name in names) >= len(names):
            above = next((i for i in range(start - 1, -1, -1) if not lines[i].is_blank), None)
            if above is not None and heading_level(lines[above].text):
                start = above
            repaired.remarks.append(
                remark(
                    lines[start].number,
                    f"left out a contents list with {len(names)} dead links. The page makes its own.",
                )
            )
            return lines[:start] + lines[end:]
        start = end
    return lines


def _take_notes(lines: list[Line], repaired: Repaired) -> list[Line]:
    kept = []
    for line in lines:
        words = plain(line.text)
        if found := LAST_UPDATED.fullmatch(words):
            repaired.issued = (found[1], line.number)
        elif found := NEXT_UPDATE.fullmatch(words):
            repaired.review = (found[1], line.number)
        elif CONTROLLED.match(words):
            repaired.remarks.append(
                remark(line.number, "left out the note on controlled documents. The page has its own.")
            )
        elif not RULE.fullmatch(line.text):
            kept.append(line)
    return kept


def _letters(text: str) -> str:
    return "".join(character for character in plain(text).casefold() if character.isalnum())


def _blocks(lines: list[Line]) -> Iterator[_Block]:
    block: _Block | None = None
    for line in lines:
        kind = _kind(line.text)
        if kind == "text" and block and block.kind in {"text", "item"}:
            block.lines.append(line)
        else:
            if block:
                yield block
            block = _Block(kind, [line]) if kind != "blank" else None
    if block:
        yield block


def _kind(text: str) -> str:
    if not text.strip():
        return "blank"
    if heading_level(text) or marker(text):
        return "heading"
    if "\t" in text.strip() or text.lstrip().startswith(("|", ">")):
        return "other"
    return "item" if LIST_ITEM.match(text) else "text"


def _joined(blocks: Iterator[_Block], repaired: Repaired) -> Iterator[_Block]:
    last: _Block | None = None
    for block in blocks:
        if last and block.kind == "text" and last.kind in {"text", "item"} and _is_cut(last, block):
            end, start = last.lines[-1], block.lines[0]
            gap = "" if end.text.rstrip().endswith("-") else " "
            last.lines[-1] = Line(end.number, f"{end.text.rstrip()}{gap}{start.text.lstrip()}")
            last.lines.extend(block.lines[1:])
            repaired.remarks.append(
                remark(start.number, f"joined to the sentence cut short at line {end.number}.")
            )
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _is_cut(first: _Block, second: _Block) -> bool:
    """Whether a sentence starts in one block and ends in the next."""
    end, start = plain(first.lines[-1].text), plain(second.lines[0].text)
    if not end or not start or ENDS_SENTENCE.search(end):
        return False
    return start[0].islower() or start[0] == "(" or GOES_ON.search(end) is not None


def _laid_out(blocks: Iterator[_Block]) -> list[Line]:
    """Blocks as lines again, with an empty line between any two that are not items of one list."""
    lines: list[Line] = []
    last: _Block | None = None
    for block in blocks:
        if last and not (last.kind == block.kind == "item"):
            lines.append(Line(block.lines[0].number, ""))
        lines.extend(block.lines)
        last = block
    return lines
