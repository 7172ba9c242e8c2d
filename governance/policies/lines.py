"""A policy file as numbered lines, and the one error that reading it may raise."""

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

MOST_CHARACTERS = 1_000_000
MOST_LINES = 20_000
LONGEST_LINE = 20_000
# Languages that heap accents on a letter use four or five; putting thousands in order takes for ever.
MOST_ACCENTS = 30

LINE_END = re.compile(r"\r\n|\r|\n")
# Page breaks and other signs that look like a new line but that editors do not count as one.
HIDDEN_LINE_END = re.compile("[\v\f\x85\u2028\u2029]")
# Marks that make letters show in another order than the one they stand in.
TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
FENCE = re.compile(r"[\s>*+\-\d.)]*(```|~~~)")
UNDERLINE = re.compile(r"\s*(=+|-+)\s*")


class Unreadable(Exception):
    """A policy file that cannot be read: `line` says where, `message` says why, in plain words."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(line, message)
        self.line = line
        self.message = message

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}"


class Line(NamedTuple):
    """One line with its number in the file that the author has in front of them."""

    number: int
    text: str

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


def tidy(text: str) -> str:
    """A text with the line ends that everything else here has, and without the mark that some editors begin with."""
    return "\n".join(LINE_END.split(text.removeprefix("\ufeff")))


def remark(number: int, words: str) -> str:
    """What the reader decided at a line, in words for whoever imports the file."""
    return f"Line {number}: {words}"


def split(text: str) -> list[Line]:
    """Text in, numbered lines out; raises Unreadable for what no policy may hold.

    Code blocks and underlined headings are refused rather than guessed at: where a heading starts decides
    where a staff-only box ends, so two readers must never see different headings.
    """
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(
            text.count("\n", 0, MOST_CHARACTERS) + 1,
            f"the file is too long. The most is {MOST_CHARACTERS:,} characters.",
        )
    numbered = enumerate(LINE_END.split(text.removeprefix("\ufeff")), start=1)
    lines = [Line(number, part) for number, whole in numbered for part in HIDDEN_LINE_END.split(whole)]
    seen = 0
    for line in lines:
        if line.number > MOST_LINES or len(lines) > 2 * MOST_LINES:
            raise Unreadable(line.number, f"the file is too long. The most is {MOST_LINES:,} lines.")
        if len(line.text) > LONGEST_LINE:
            raise Unreadable(line.number, f"this line is too long. The most is {LONGEST_LINE:,} characters.")
        accents = 0
        for character in line.text:
            accents = accents + 1 if unicodedata.combining(character) else 0
            if accents > MOST_ACCENTS:
                raise Unreadable(line.number, "there are too many accents on one letter here.")
            if unicodedata.bidirectional(character) in TURNING:
                raise Unreadable(
                    line.number,
                    f"there is a mark here that turns letters round (U+{ord(character):04X}). Take it out: "
                    "what people read would not be what is written.",
                )
            if character != "\t" and unicodedata.category(character) in {"Cc", "Cs"}:
                raise Unreadable(
                    line.number,
                    f"there is a character here that cannot be shown (U+{ord(character):04X}). Take it out.",
                )
        # One character may stand for many: a reader sees eighteen in U+FDFA, and all are read for boxes.
        seen += len(unicodedata.normalize("NFKC", line.text))
        if seen > MOST_CHARACTERS:
            raise Unreadable(
                line.number,
                f"the file is too long here: what it shows is over {MOST_CHARACTERS:,} characters.",
            )
        if FENCE.match(line.text):
            raise Unreadable(line.number, "this line starts a block of code. A policy has none.")
    return lines


def refuse_underlined_headings(lines: list[Line]) -> None:
    """Raise Unreadable where a row of dashes stands straight under words.

    Markdown would make a heading of the words, which their author may have meant as text in a box.
    """
    for above, line in pairwise(lines):
        if UNDERLINE.fullmatch(line.text) and not above.is_blank and not above.text.startswith("#"):
            raise Unreadable(
                line.number,
                "a row of dashes straight under words makes them a heading. "
                "Leave an empty line between them, or start the heading with #.",
            )
