"""What an inspection found, as it is shown and kept. Never what stands in a cell."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a file is, by what is in it."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"
    WORD = "word"
    PICTURE = "picture"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As it is called."""
        return _KINDS[self]


_KINDS = {
    Kind.XLSX: "A spreadsheet (XLSX)",
    Kind.CSV: "A table as text (CSV)",
    Kind.PDF: "A PDF",
    Kind.WORD: "A text document",
    Kind.PICTURE: "A picture",
    Kind.OTHER: "Another kind of file",
}


class Severity(StrEnum):
    """Whether the file cannot go as it is, or the checker looks and says that it may."""

    STOPS = "stops"
    LOOK = "look"


class Visibility(StrEnum):
    """Whether whoever opens the file sees a sheet."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very_hidden"
    # In the file, and in no list of its sheets.
    UNLISTED = "unlisted"


@dataclass(frozen=True)
class Finding:
    """One thing to look at.

    key: the same whenever this file is inspected, so that what was said about it stays with it. words: what it is and
    why it matters. column: its letters. rows: the first few, as the spreadsheet numbers them. count: of cells, rows or
    whatever it is about.
    """

    key: str
    kind: str
    severity: Severity
    words: str
    next_step: str
    sheet: str = ""
    column: str = ""
    heading: str = ""
    rows: tuple[int, ...] = ()
    count: int = 1

    @property
    def place(self) -> str:
        """Where it is, in words; nothing for the file as a whole."""
        parts = []
        if self.sheet:
            parts.append(f"sheet “{self.sheet}”")
        if self.column:
            parts.append(f"column {self.column}" + (f" (“{self.heading}”)" if self.heading else ""))
        if self.rows:
            more = "" if len(self.rows) >= self.count else " and others"
            noun = "row" if len(self.rows) == 1 and not more else "rows"
            parts.append(f"{noun} {', '.join(f'{row:,}' for row in self.rows)}{more}")
        words = ", ".join(parts)
        return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Column:
    """One column. heading: empty where none is known. people: different numbers of persons in it, or None."""

    letters: str
    heading: str
    filled: int
    hidden: bool = False
    people: int | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet. rows: that hold anything. data_rows: those below the names of the columns."""

    name: str
    visibility: Visibility
    rows: int
    data_rows: int
    headings_in_row: int | None
    columns: tuple[Column, ...]
    hidden_rows: int = 0
    formulas: int = 0
    comments: int = 0
    threaded_comments: int = 0
    drop_down_lists: int = 0

    @property
    def hidden_columns(self) -> tuple[str, ...]:
        """The letters of those that hold something and are not seen."""
        return tuple(each.letters for each in self.columns if each.hidden)


@dataclass(frozen=True)
class Properties:
    """What the file says about itself. custom: the names of what somebody added, not what they say."""

    author: str = ""
    changed_by: str = ""
    company: str = ""
    title: str = ""
    created: str = ""
    custom: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What is in a file (handbook section 5, question 12).

    size: in bytes. inspected: False for a kind of file into which only a person can look. people: the most different
    numbers of persons of any one sort, None where there are none. encoding, delimiter: of a CSV file.
    """

    sha256: str
    size: int
    kind: Kind
    inspected: bool
    sheets: tuple[Sheet, ...] = ()
    people: int | None = None
    properties: Properties = Properties()
    encoding: str = ""
    delimiter: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def rows(self) -> int:
        """The rows of data in all sheets."""
        return sum(sheet.data_rows for sheet in self.sheets)

    @property
    def stops(self) -> tuple[Finding, ...]:
        """What keeps the file from going as it is."""
        return tuple(each for each in self.findings if each.severity is Severity.STOPS)

    def as_json(self) -> dict[str, Any]:
        """Made of what JSON has, so that it can be kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Report":
        """What `as_json` gave, also after it went through JSON."""
        sheets = tuple(
            Sheet(
                **{
                    **sheet,
                    "visibility": Visibility(sheet["visibility"]),
                    "columns": tuple(Column(**column) for column in sheet["columns"]),
                }
            )
            for sheet in kept["sheets"]
        )
        findings = tuple(
            Finding(**{**each, "severity": Severity(each["severity"]), "rows": tuple(each["rows"])})
            for each in kept["findings"]
        )
        properties = Properties(**{**kept["properties"], "custom": tuple(kept["properties"]["custom"])})
        return cls(
            **{
                **kept,
                "kind": Kind(kept["kind"]),
                "sheets": sheets,
                "findings": findings,
                "properties": properties,
            }
        )


def letters(column: int) -> str:
    """The letters of a column, of which the first is 1."""
    found = ""
    while column:
        column, place = divmod(column - 1, 26)
        found = chr(65 + place) + found
    return found
