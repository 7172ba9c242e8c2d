"""The version table that ends a policy: what it says of the policy, and the policy's history."""

import re
from dataclasses import dataclass

from governance.policies.boxes import heading_level, marker, plain
from governance.policies.lines import Line, Unreadable, remark

TITLES = {
    "version history",
    "policy version history",
    "document history",
    "document control",
    "version control",
}
LABELS = {
    "policy title": "title",
    "policy number": "number",
    "version number": "version",
    "date of issue": "issued",
    "date of review": "review",
    "sponsor": "sponsor",
}
COLUMNS = ("issue", "pages", "issued", "changes")
LONGEST = {"issue": 20, "pages": 20, "issued": 40, "changes": 2_000}
RULE = re.compile(r"[\s|:-]+")


@dataclass(frozen=True)
class HistoryRow:
    """One row of the version history, each cell as it was written."""

    issue: str
    pages: str
    issued: str
    changes: str


@dataclass(frozen=True)
class VersionTable:
    """The table at the end of a policy: `labels` maps a field to its value and line."""

    line: int
    labels: dict[str, tuple[str, int]]
    history: tuple[HistoryRow, ...]
    remarks: tuple[str, ...]


def take(lines: list[Line]) -> tuple[list[Line], VersionTable | None]:
    """Cut the version table from the end of a policy: the lines before it, and the table if there is one.

    Raises Unreadable for a row that does not fit, and for anything that follows the table: what comes after
    a box would otherwise be public without anyone having said so.
    """
    start = next((i for i, line in enumerate(lines) if _starts_table(line.text)), None)
    if start is None:
        return lines, None
    above = next((i for i in range(start - 1, -1, -1) if not lines[i].is_blank), None)
    has_title = above is not None and _bare_words(lines[above].text) in TITLES
    before = lines[: above if has_title else start]
    labels: dict[str, tuple[str, int]] = {}
    rows: list[tuple[int, list[str]]] = []
    remarks: list[str] = []
    in_history = False
    for line in lines[start:]:
        cells = _cells(line.text)
        if line.is_blank or (cells and RULE.fullmatch(line.text)):
            continue
        if heading_level(line.text) or marker(line.text) or (not cells and not rows):
            raise Unreadable(line.number, "the version table must be the last thing in the policy.")
        if not cells:
            rows[-1][1][-1] += f" {plain(line.text)}"
            remarks.append(remark(line.number, "joined to the row of the version table above it."))
        elif _is_header(cells):
            in_history = True
        elif in_history:
            rows.append((line.number, _row(cells, line.number)))
        else:
            _label(labels, cells, line.number)
    history = tuple(_history_row(number, cells) for number, cells in rows)
    return before, VersionTable(lines[start].number, labels, history, tuple(remarks))


def _starts_table(text: str) -> bool:
    cells = _cells(text)
    if not cells:
        return False
    label = LABELS.get(_bare_words(cells[0]))
    # A table of the policy's own may well have a row called Sponsor; tabs are only ever the version table's.
    return _is_header(cells) or (label in {"title", "number"} if "\t" not in text else label is not None)


def _cells(text: str) -> list[str]:
    if "\t" in text.lstrip():
        return [plain(cell) for cell in text.split("\t")]
    return [plain(cell) for cell in text.strip().strip("|").split("|")] if "|" in text else []


def _bare_words(text: str) -> str:
    return plain(text).rstrip(":").casefold()


def _is_header(cells: list[str]) -> bool:
    return len(cells) > 1 and cells[0].casefold() == "issue" and cells[1].casefold().startswith("page")


def _label(labels: dict[str, tuple[str, int]], cells: list[str], number: int) -> None:
    name, value = cells[0], " ".join(filter(None, cells[1:]))
    field = LABELS.get(_bare_words(name))
    if field is None:
        raise Unreadable(number, f"the version table has no row called “{name}”.")
    if field in labels:
        raise Unreadable(number, f"“{name}” is in the version table twice.")
    if not value:
        raise Unreadable(number, f"“{name}” is empty in the version table.")
    labels[field] = (value, number)


def _row(cells: list[str], number: int) -> list[str]:
    if len(cells) < len(COLUMNS):
        raise Unreadable(
            number, "a row of the version history needs four cells: issue, pages, date and what changed."
        )
    return [*cells[:3], " ".join(filter(None, cells[3:]))]


def _history_row(number: int, cells: list[str]) -> HistoryRow:
    for column, cell in zip(COLUMNS, cells, strict=True):
        if len(cell) > LONGEST[column]:
            raise Unreadable(number, f"a cell here is too long. The most is {LONGEST[column]} characters.")
    if not cells[0]:
        raise Unreadable(number, "a row of the version history needs its issue number.")
    return HistoryRow(*cells)
