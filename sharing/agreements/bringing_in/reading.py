"""Reads the table in a CSV file or spreadsheet. Run as a process of its own.

A hostile file attacks whoever parses it. So this runs without the database's address or any other secret, may write
no file and may use only so much memory and time. It reads the file from standard input and writes what it found to
standard output as JSON; where the file is refused, it names the fault, and the row, in its last words.
Nothing in a cell is ever run: a formula counts as the value that was saved with it.
"""

import csv
import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, NamedTuple

SECONDS, MEMORY = 30, 1_500_000_000
FAULTY = 3

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 5_000, 100, 32_767
# A sheet whose last row is marked far down is not filled that far.
LAST_ROW = 100_000
MOST_SHEETS, MOST_PARTS, MOST_UNPACKED, MOST_TEXT = 20, 1_000, 100_000_000, 20_000_000
DELIMITERS = ",;\t|"


class Fault(StrEnum):
    """Why a file is refused."""

    KIND = "kind"
    OLD = "old"
    MACROS = "macros"
    ENCODING = "encoding"
    QUOTES = "quotes"
    EMPTY = "empty"
    ROWS = "rows"
    COLUMNS = "columns"
    CELL = "cell"
    LARGE = "large"
    DAMAGED = "damaged"


class Faulty(Exception):
    """The file is refused for this fault; row: in the file, where it is about one."""

    def __init__(self, fault: Fault, row: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.row = fault, row


class Sheet(NamedTuple):
    """The rows of a sheet that hold anything, each under the number that it has in the file."""

    name: str
    rows: list[tuple[int, list[str]]]


class Table(NamedTuple):
    """What a file holds. encoding: of a CSV file, as it was found out."""

    sheets: list[Sheet]
    encoding: str = ""


def read(content: bytes) -> Table:
    """The cells of a file as text; raises Faulty, or whatever a parser raises over a damaged one."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Faulty(Fault.OLD)
    if content.startswith(b"PK"):
        return Table(_spreadsheet(content))
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")):
        raise Faulty(Fault.KIND)
    text, encoding = _decoded(content)
    return Table([_sheet("", _records(text))], encoding)


def _sheet(name: str, rows: Iterable[tuple[int, list[str]]]) -> Sheet:
    """Bounded, without empty rows and without what is empty at the end of a row."""
    kept: list[tuple[int, list[str]]] = []
    length = 0
    for number, cells in rows:
        if number > LAST_ROW:
            raise Faulty(Fault.ROWS)
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise Faulty(Fault.COLUMNS, number)
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise Faulty(Fault.CELL, number)
        length += sum(map(len, cells))
        kept.append((number, cells))
        if len(kept) > MOST_ROWS or length > MOST_TEXT:
            raise Faulty(Fault.ROWS)
    return Sheet(name, kept)


# --- Text ------------------------------------------------------------------------------


def _decoded(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(content, "utf-16"), "UTF-16"
    if b"\0" in content:
        raise Faulty(Fault.ENCODING)
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return _as(content, "cp1252"), "Windows-1252"


def _as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as wrong:
        raise Faulty(Fault.ENCODING, content[: wrong.start].count(b"\n") + 1) from None


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    # Quotes that do not close would swallow the rest of the file without a word.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, [_clean(cell) for cell in cells]
            number = reader.line_num + 1
    except csv.Error as wrong:
        raise Faulty(Fault.CELL if "field larger" in str(wrong) else Fault.QUOTES, number) from None


def _delimiter(text: str) -> str:
    """What stands between the cells: with it, most rows of the beginning have the same number of cells."""

    def agree(delimiter: str) -> tuple[int, int]:
        lengths: list[int] = []
        try:
            for cells in csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter):
                lengths.append(len(cells))
                if len(lengths) == 100:
                    break
        except csv.Error:
            pass
        several = [length for length in lengths if length > 1]
        most = max(several, key=lambda each: (several.count(each), each), default=0)
        return several.count(most), most

    return max(DELIMITERS, key=agree)


def _clean(text: str) -> str:
    """Without marks that no cell needs; PostgreSQL can't keep a null byte."""
    return text.replace("\0", "").replace("\r\n", "\n").replace("\u00a0", " ").strip()


# --- Spreadsheets ----------------------------------------------------------------------


def _spreadsheet(content: bytes) -> list[Sheet]:
    _look_inside(content)
    import openpyxl

    # No link to another file is followed. Once with the values that were saved, once with the formulas.
    values, formulas = (
        openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=only, keep_links=False)
        for only in (True, False)
    )
    shown = [each for each in values.worksheets if each.sheet_state == "visible"]
    if len(shown) > MOST_SHEETS:
        raise Faulty(Fault.LARGE)
    sheets = [_sheet(each.title, _rows(each, formulas[each.title])) for each in shown]
    if sum(len(each.rows) for each in sheets) > MOST_ROWS:
        raise Faulty(Fault.ROWS)
    return sheets


def _look_inside(content: bytes) -> None:
    """Whether it is a spreadsheet without programs that unpacks to a size we can read; nothing is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
    names = {part.filename.lower() for part in parts}
    if "xl/workbook.xml" not in names:
        raise Faulty(Fault.KIND)
    if any(name.endswith(("vbaproject.bin", ".xlm")) or "/macrosheets/" in name for name in names):
        raise Faulty(Fault.MACROS)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Faulty(Fault.LARGE)


def _rows(values: Any, formulas: Any) -> Iterator[tuple[int, list[str]]]:
    for sheet in (values, formulas):
        # What the file says about its own size need not be true.
        sheet.reset_dimensions()
    pairs = zip(values.iter_rows(), formulas.iter_rows(), strict=True)
    for number, (saved, written) in enumerate(pairs, start=1):
        yield number, [_cell(a.value, b.value) for a, b in zip(saved, written, strict=True)]


def _cell(saved: Any, written: Any) -> str:
    """The value as text; of a formula without a value, the formula, so that it is seen that there was one."""
    value = written if saved is None else saved
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _clean(str(value))


# --- The process -----------------------------------------------------------------------


def _bound() -> None:
    """Only so much memory and time, and no file."""
    import resource

    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    # The first limit tells of itself; at the second, it would look as if somebody had stopped us.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))


def main() -> int:
    """Returns 0 with the table written, or FAULTY with the fault named."""
    _bound()
    csv.field_size_limit(LONGEST_CELL)
    try:
        table = read(sys.stdin.buffer.read())
        if not any(sheet.rows for sheet in table.sheets):
            raise Faulty(Fault.EMPTY)
    except Faulty as found:
        wrong = found
    except Exception:
        # Whatever a parser stumbles over, the file is not one that can be relied on.
        wrong = Faulty(Fault.DAMAGED)
    else:
        sys.stdout.write(json.dumps({"encoding": table.encoding, "sheets": table.sheets}))
        return 0
    sys.stderr.write(json.dumps({"fault": wrong.fault, "row": wrong.row}))
    return FAULTY


if __name__ == "__main__":
    sys.exit(main())
