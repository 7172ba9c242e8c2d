"""Which lines of a policy open a box, and who may see the box (handbook section 1).

A line that reads `Resources:` after an arrow opens a box for staff alone. `Further reading:` after an arrow
opens a public one. Whatever else looks like either is taken to be for staff alone, with the doubt in words:
a box that is hidden by mistake is a nuisance, a box that is shown by mistake is a breach.
"""

import html
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

BoxKind = Literal["resources", "reading"]

DEFAULT_HEADINGS: dict[BoxKind, str] = {"resources": "Resources", "reading": "Further reading"}
LONGEST_BOX_HEADING = 100

HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
HASHES = re.compile(r"[\s>*+\-|]*(#{1,6})")
# A run of dashes is looked at once, from its start: a megabyte of them would otherwise take minutes.
TYPED_ARROW = re.compile(r"(?<![-=~–—−])[-=~–—−]++>+")
# Chat programs write an arrow as a word between colons; the longest such name has under twenty letters.
NAMED_ARROW = re.compile(r":\w{0,30}arrow\w{0,30}:")
EMPHASIS = re.compile(r"[*_`~]")
# Bullets, quote marks, hashes, brackets and a list number may stand before the arrow.
OPENING_ARROW = re.compile(r"[^\w→]*(?:\d+[.)][^\w→]*)?→\W*")
DECORATION = re.compile(r"(?:\W|_)*(?:\d+[.)](?:\W|_)+)?")
DECORATION_BUT_LINKS = re.compile(r"(?:[^\w\[<]|_)*(?:\d+[.)](?:[^\w\[<]|_)+)?")
LINK = re.compile(r"!?(?<!\\)\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]*)(?:\s[^()]*)?\)")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
RESOURCES = re.compile(r"resources\s*:", re.IGNORECASE)
FURTHER_READING = re.compile(r"further reading\s*:", re.IGNORECASE)
NOT_MISSPELT = {"source", "sources", "recourse"}
MARKER_WORD = "resources"
ALIKE = 0.8
# A file is gone over several times.
REMEMBERED_LINES, REMEMBERED_WORDS = 512, 10_000


@dataclass(frozen=True)
class Marker:
    """A line that opens a box.

    `heading` is what the box is called, `body` the words of the line that belong inside it, `hashes` the
    heading marks it was written with (0 for none) and `doubt` why it was made staff-only, or empty.
    """

    kind: BoxKind
    heading: str
    body: str
    hashes: int
    doubt: str


def heading_level(text: str) -> int:
    """The level of a Markdown heading, or 0 for any other line."""
    found = HEADING.match(text)
    return len(found[1]) if found else 0


@lru_cache(maxsize=REMEMBERED_LINES)
def plain(text: str) -> str:
    """A line of Markdown as bare words: no heading marks, links, emphasis or escapes."""
    text = LINK.sub(r"\1", html.unescape(text).strip().lstrip("#")).strip()
    text = re.sub(r"\s#+$", "", text)
    text = ESCAPE.sub(r"\1", text.replace("**", "").replace("__", "").replace("`", ""))
    return " ".join(text.strip("*_ ").split())


def has_live_link(text: str) -> bool:
    """Whether a line holds a link that leads somewhere else, so not an empty one nor a bare `#`."""
    return any(found[2] and not found[2].startswith("#") for found in LINK.finditer(text))


@lru_cache(maxsize=REMEMBERED_LINES)
def marker(text: str) -> Marker | None:
    """The box that a line opens, or None for an ordinary line."""
    bare = _bare(text)
    hashes = HASHES.match(bare)
    level = len(hashes[1]) if hashes else 0
    if arrow := OPENING_ARROW.match(bare):
        words = bare[arrow.end() :]
        if RESOURCES.match(words):
            return _box("resources", text, level)
        reading = FURTHER_READING.match(words)
        if reading and not any(_is_near(word) for word in words[reading.end() :].split()):
            return _box("reading", text, level)
        if reading:
            return _box("resources", text, level, "it names both kinds of box")
        if _resembles(words, is_heading=True):
            return _box("resources", text, level, "it is almost “Resources:” after an arrow, but not quite")
        doubt = "it starts with an arrow, but “Resources:” or “Further reading:” does not follow"
        return _box("resources", text, level, doubt, is_named=False)
    if _resembles(DECORATION.sub("", _bare(plain(text)), count=1), is_heading=level > 0):
        return _box("resources", text, level, "it looks like “Resources:” but has no arrow")
    if any(":" in words and _resembles(words, is_heading=False) for words in bare.split("→")[1:]):
        doubt = "it has an arrow and “Resources:” in the middle of a line"
        return _box("resources", text, level, doubt, is_named=False)
    return None


def _box(kind: BoxKind, text: str, level: int, doubt: str = "", *, is_named: bool = True) -> Marker:
    heading = DECORATION.sub("", NAMED_ARROW.sub("", plain(text)), count=1).strip()
    if level or (is_named and not has_live_link(text) and len(heading) <= LONGEST_BOX_HEADING):
        return Marker(kind, heading or DEFAULT_HEADINGS[kind], "", level, doubt)
    return Marker(kind, DEFAULT_HEADINGS[kind], DECORATION_BUT_LINKS.sub("", text, count=1), 0, doubt)


def _bare(text: str) -> str:
    """The line as a reader sees it, each arrow as `→`: nothing invisible may hide a marker."""
    text = unicodedata.normalize("NFKC", ESCAPE.sub(r"\1", html.unescape(text)))
    text = text.translate(_SEEN_AS)
    return EMPHASIS.sub("", TYPED_ARROW.sub("→", NAMED_ARROW.sub("→", text)))


class _SeenAs(dict[int, str]):
    """Each character beyond ASCII as a reader sees it, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = chr(code) if code < 128 else _seen_as(chr(code))
        return self[code]


_SEEN_AS = _SeenAs()


def _seen_as(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cf", "Mn"}:
        return ""
    name = unicodedata.name(character, "")
    # Word processors keep their own arrows in the private range.
    if category == "Co" or "ARROW" in name or ("POINTING" in name and "LEFT-POINTING" not in name):
        return "→"
    return character


def _resembles(words: str, *, is_heading: bool) -> bool:
    """Whether words look meant as “Resources:”, however they are spelt or spaced."""
    label, colon, _ = words.partition(":")
    first = label.split()[:6]
    if not first or (len(first) == 6 and not is_heading):
        return False
    if _is_near("".join(first)) or (is_heading and _is_near(first[0])):
        return True
    return bool(colon) and len(first) < 6 and any(_is_near(word) for word in first[:2])


@lru_cache(maxsize=REMEMBERED_WORDS)
def _is_near(word: str) -> bool:
    if len(word) > 40:
        return False
    letters = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if c.isalpha())
    if not 6 <= len(letters) <= 12 or letters in NOT_MISSPELT:
        return False
    shared = sum(min(letters.count(letter), MARKER_WORD.count(letter)) for letter in set(MARKER_WORD))
    # Letters in common bound how alike two words can be, and cost far less to count.
    if 2 * shared < ALIKE * (len(letters) + len(MARKER_WORD)):
        return False
    return SequenceMatcher(None, letters, MARKER_WORD).ratio() >= ALIKE
