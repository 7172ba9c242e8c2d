"""Reads a CSV file as a stream of rows."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import IO

from sharing.stop_checks.inspection.columns import Hits, Sort
from sharing.stop_checks.inspection.faults import LONGEST_LINE, Fault, Faulty
from sharing.stop_checks.inspection.tables import Cell, Table

DELIMITERS = ",;\t|"
BEGINNING = 200_000
# What a spreadsheet program would run, and not a number, a telephone number or a dash before words.
_RUNS = re.compile(r"[=@\t\r]|[+-](?![0-9\s().,/-]*[0-9%)]?\s*$)(?=\S)")


def decoded(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    """The file as text from its beginning. Whoever is done with it detaches it, so that the file stays open."""
    file.seek(0)
    return io.TextIOWrapper(file, encoding, newline="")


def delimiter_of(text: str) -> str:
    """What stands between the cells: with it, most rows of the beginning have the same number of cells."""

    def agree(delimiter: str) -> tuple[int, int]:
        lengths: list[int] = []
        try:
            for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                lengths.append(len(cells))
                if len(lengths) == 100:
                    break
        except csv.Error:
            pass
        several = [length for length in lengths if length > 1]
        most = max(several, key=lambda each: (several.count(each), each), default=0)
        return several.count(most), most

    return max(DELIMITERS, key=agree)


def read(
    text: io.TextIOWrapper, delimiter: str, table: Table, ragged: Hits, passed: Callable[[int], None]
) -> None:
    """Give every row to the table; raises Faulty. ragged: gets the rows of another length than most.

    passed: is told, line by line, how many letters were read.
    """
    number, width = 1, 0
    rows = csv.reader(_lines(text, passed), delimiter=delimiter, strict=True)
    try:
        for texts in rows:
            cells: list[Cell] = [
                (place, cell, Sort.TEXT) for place, cell in enumerate(texts, 1) if cell.strip()
            ]
            if cells:
                table.row(number, cells)
                if len(texts) != width:
                    # Titles above a table are shorter than it is.
                    if len(texts) > width and (table.rows <= 3 or not width):
                        width = len(texts)
                    else:
                        ragged.add(number)
                for place, cell, _ in cells:
                    if cell[0] in "=+-@\t\r" and _RUNS.match(cell):
                        table.runs(place, number)
            number = rows.line_num + 1
    except csv.Error as wrong:
        raise Faulty(Fault.CELL if "field larger" in str(wrong) else Fault.QUOTES, number) from None
    except UnicodeError:
        raise Faulty(Fault.ENCODING, number) from None


def _lines(text: io.TextIOWrapper, passed: Callable[[int], None]) -> Iterator[str]:
    """A line at a time; one without an end does not fill the memory."""
    read = 0
    while line := text.readline(LONGEST_LINE):
        if len(line) >= LONGEST_LINE:
            raise Faulty(Fault.CELL)
        if "\0" in line:
            raise Faulty(Fault.NULLS)
        read += len(line)
        passed(read)
        yield line
