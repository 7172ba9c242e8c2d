"""Which column of a log holds what: guessed from the names of the columns, put right by whoever brings it in. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import TextChoices

# The names of the columns stand among the first rows, if anywhere.
LOOKED_AT = 20


class Field(TextChoices):
    """What a column can hold. Whatever is none of these stays with the row as evidence."""

    NUMBER = "number", "Their number"
    TYPE = "type", "What kind of agreement it is"
    TITLE = "title", "What it is called"
    PARTNERS = "partners", "The partner or partners"
    STARTS = "starts", "First day"
    ENDS = "ends", "Last day"
    PERIOD = "period", "First and last day in one"
    REVIEW = "review", "When the next review is due"
    REVIEWED = "reviewed", "When it was last reviewed"
    STATUS = "status", "How it stands"
    PURPOSE = "purpose", "What it is for, in words"
    SERVICE = "service", "Which of our services"


# Each name once, but for partners, who may have a column each. The first that fits wins.
NAMES: tuple[tuple[Field, str], ...] = (
    (Field.REVIEWED, r"last review|reviewed|review (?:done|completed)|previous review"),
    (Field.REVIEW, r"review|renewal"),
    (Field.ENDS, r"\bend|expir|finish|terminat|valid (?:to|until)|\bto\b"),
    (
        Field.STARTS,
        r"start|begin|commence|effective|signed|date of agreement|agreement date|live date|\bfrom\b|^date$",
    ),
    (Field.PERIOD, r"period|duration|term\b|dates"),
    (Field.STATUS, r"status|state$|active|current\?"),
    (Field.TYPE, r"type|kind|category|isa ?/ ?mou"),
    (
        Field.PARTNERS,
        r"partner|part(?:y|ies)\b|organi[sz]ation|recipient|shared? with|with whom|^with$|agency|agencies|signator",
    ),
    (Field.PURPOSE, r"purpose|reason|^why|what for"),
    (Field.TITLE, r"title|^name|name of agreement|agreement name|subject|description|^agreement$|^what"),
    (Field.NUMBER, r"ref\b|refs|reference|\bno\b|number|log id|^id$|^#$|unique id"),
    (Field.SERVICE, r"service|team|project|department"),
)
SEVERAL = (Field.PARTNERS,)


def guess(names: Sequence[str]) -> dict[int, Field]:
    """Which column holds what, by the names of the columns."""
    found: dict[int, Field] = {}
    for index, name in enumerate(names):
        plain = " ".join(re.sub(r"[^a-z0-9#?/ ]", " ", name.lower()).split())
        field = next((field for field, words in NAMES if plain and re.search(words, plain)), None)
        if field is not None and (field in SEVERAL or field not in found.values()):
            found[index] = field
    return found


def find_names(rows: Sequence[Sequence[str]]) -> int:
    """The place of the row with the names of the columns: the one whose cells look most like such names."""

    def likeness(place: int) -> tuple[int, int]:
        cells = [cell for cell in rows[place] if 0 < len(cell) <= 60]
        return len(set(guess(cells).values())), -place

    places = range(min(LOOKED_AT, len(rows)))
    best = max(places, key=likeness, default=0)
    # Of one cell alone nobody knows whether it is a name or a title.
    if likeness(best)[0] > 1:
        return best
    return max(places, key=lambda place: (sum(map(bool, rows[place])), -place), default=0)


def column(index: int) -> str:
    """What a spreadsheet calls the column: A, B … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def said(mapping: Mapping[int, str], cells: Sequence[str], corrections: Mapping[str, Any]) -> dict[str, str]:
    """What a row says to each field: what was put right, or else what the cells hold, line by line."""
    found: dict[str, list[str]] = {}
    for index, field in sorted(mapping.items()):
        text = cells[index] if index < len(cells) else ""
        if text:
            found.setdefault(field, []).append(text)
    return {name: "\n".join(texts) for name, texts in found.items()} | {
        name: str(text) for name, text in corrections.items()
    }
