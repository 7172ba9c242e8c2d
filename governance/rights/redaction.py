"""What of a gathered record leaves, and what is taken out because it is about somebody else. Pure."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from governance.rights.models import Piece

TAKEN_OUT = "[Taken out: it is about somebody else]"
BLACKED_OUT = "[…]"


def redacted(
    lines: Iterable[Mapping[str, Any]], taken_out: Collection[int], blacked_out: Collection[str]
) -> list[dict[str, str]]:
    """The lines as they leave: those that were taken out say so, and the words that were named are gone everywhere.

    taken_out: numbers of lines, from 0. blacked_out: words, in whatever case and with whatever space between them
    they stand.
    """
    return [
        {
            "what": line["key"],
            "words": TAKEN_OUT if number in taken_out else black_out(line["value"], blacked_out),
        }
        for number, line in enumerate(lines)
    ]


def black_out(text: str, words: Collection[str]) -> str:
    """The text without these words. The longest goes first, so that nothing of it stays."""
    for each in sorted(words, key=len, reverse=True):
        parts = [re.escape(part) for part in each.split()]
        if parts:
            # Not inside another word: `Ann` leaves `Annual` as it is.
            text = re.sub(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)", BLACKED_OUT, text, flags=re.IGNORECASE)
    return text


def parts(pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    """Every record that is given, and of those that are not the reason alone."""
    return [
        {"kept_back": piece.get_withheld_display()}
        if piece.withheld
        else {
            "reference": piece.reference,
            "title": piece.title,
            "lines": redacted(piece.lines, piece.taken_out, piece.blacked_out),
        }
        for piece in pieces
    ]


def canonical(frozen: Any) -> bytes:
    """What was released as bytes that are always the same, for its hash and for other computers."""
    return json.dumps(frozen, ensure_ascii=False, sort_keys=True, indent=1).encode()
