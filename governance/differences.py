"""What changed from one text to the next, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

# A word with the space after it, so that words in a row that changed stay together.
WORDS = re.compile(r"\S+\s*|\s+")
# More than these would take minutes: then lines that many others are like are left out of the search, and words that
# changed are not looked for one by one.
MANY_LINES, MANY_WORDS = 2_000, 20_000


class Piece(NamedTuple):
    """Some words that stayed ("same"), went ("gone") or came ("new")."""

    what: str
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """The new text in pieces, with what is gone where it stood. All pieces but the gone make the new text."""
    found: list[Piece] = []
    # By line first, and only changed lines by word: a long text would take minutes otherwise.
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    lines = SequenceMatcher(None, before, after, autojunk=len(after) > MANY_LINES)
    for tag, i, j, k, m in lines.get_opcodes():
        gone, came = "".join(before[i:j]), "".join(after[k:m])
        found += [Piece("same", came)] if tag == "equal" else _by_word(gone, came)
    return _joined(found)


def _by_word(old: str, new: str) -> list[Piece]:
    before, after = WORDS.findall(old), WORDS.findall(new)
    if max(len(before), len(after)) > MANY_WORDS:
        return [Piece("gone", old), Piece("new", new)]
    found: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(after[k:m])))
        else:
            found += [Piece("gone", "".join(before[i:j])), Piece("new", "".join(after[k:m]))]
    return found


def _joined(pieces: list[Piece]) -> list[Piece]:
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].what == piece.what:
            joined[-1] = Piece(piece.what, joined[-1].text + piece.text)
        elif piece.text:
            joined.append(piece)
    return joined
