"""Files as charities keep them are read; hostile ones are refused with what to do, by a process of their own."""

import pytest

from governance.attachments.apart import Broken
from sharing.agreements.bringing_in import apart
from sharing.agreements.bringing_in.apart import table_in
from sharing.agreements.bringing_in.models import WORDS
from sharing.agreements.bringing_in.reading import Fault, Faulty, Table
from tests.sharing.agreements.bringing_in.logs import (
    HEAD,
    ROWS,
    bomb,
    comma_separated,
    entities,
    spreadsheet,
)


def cells(table: Table) -> list[list[str]]:
    (sheet,) = table.sheets
    return [cells for _, cells in sheet.rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_file_in_every_shape(encoding: str, delimiter: str) -> None:
    table = table_in(comma_separated(encoding=encoding, delimiter=delimiter, above=3))
    assert cells(table)[:3] == [["Sharing log"], ["Kept by the office, ask José"], HEAD]
    trimmed = [row[: max(place for place, cell in enumerate(row, 1) if cell)] for row in ROWS]
    assert cells(table)[3:] == trimmed
    # The empty line is counted, so that a row has the number that it has in the file.
    assert [number for number, _ in table.sheets[0].rows][:4] == [1, 3, 4, 5]


def test_a_cell_may_hold_lines_quotes_and_separators() -> None:
    table = table_in(b'Partner,Note\r\n"Elm\r\nSurgery","He said ""yes"", twice"\r\n')
    assert cells(table)[1] == ["Elm\nSurgery", 'He said "yes", twice']


def test_a_spreadsheet_with_several_sheets_titles_and_days_as_days_or_text() -> None:
    readme, log = table_in(spreadsheet()).sheets
    assert (readme.name, log.name) == ("Read me", "Log")
    assert [number for number, _ in log.rows] == [1, 3, 5, 6]
    assert log.rows[2][1] == [
        "7",
        "ISA",
        "Hospital discharge",
        "NHS Harbour\nQuay Council",
        "2026-04-01",
        "2029-03-31",
    ]
    assert log.rows[3][1] == ["8", "ISA", "In text", "Police", "1/4/2026", "47118", "", "yes"]


def test_a_formula_is_text_or_the_value_that_was_saved_with_it_and_is_never_run() -> None:
    (_, row) = table_in(spreadsheet(formulas=True)).sheets[1].rows[3]
    assert row[2] == "=cmd|' /C calc'!A0"
    assert row[4] == "=E5+1"
    assert cells(table_in(b"A,B\n=cmd|' /C calc'!A0,+1\n"))[1] == ["=cmd|' /C calc'!A0", "+1"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\n\n,,\n", Fault.EMPTY),
        (b"a,b\nc,\x81\n", Fault.ENCODING),
        (b"a\0b,c\n", Fault.ENCODING),
        (b'a,b\n"c,d\n', Fault.QUOTES),
        (b"a,b\n" * 5_001, Fault.ROWS),
        (b"a,b\n" * 100_000, Fault.ROWS),
        (b"a" + b",b" * 200 + b"\n", Fault.COLUMNS),
        (b"a,b\nc," + b"x" * 1_000_000 + b"\n", Fault.CELL),
        (b"\xd0\xcf\x11\xe0 old", Fault.OLD),
        (b"%PDF-1.7", Fault.KIND),
        (b"PK\x03\x04 broken", Fault.DAMAGED),
        (b"PK\x05\x06" + b"\0" * 18, Fault.KIND),
        (spreadsheet(macros=True), Fault.MACROS),
        (spreadsheet()[:-400], Fault.DAMAGED),
        (entities(), Fault.DAMAGED),
        (bomb(), Fault.LARGE),
    ],
    # Not the file itself: a spreadsheet holds the moment at which it was made.
    ids=lambda each: each.value if isinstance(each, Fault) else "file",
)
def test_what_cannot_be_read_is_refused_with_what_to_do(content: bytes, fault: Fault) -> None:
    with pytest.raises(Faulty) as refused:
        table_in(content)
    assert refused.value.fault == fault
    assert WORDS[fault]


def test_a_fault_says_the_row_where_it_is_about_one() -> None:
    with pytest.raises(Faulty) as refused:
        table_in(b"a,b\nc,d\ne,\x81\n")
    assert refused.value.row == 3


def test_a_file_of_the_most_rows_is_read() -> None:
    assert len(cells(table_in(b"a,b\n" * 5_000))) == 5_000


def test_a_reader_that_crashes_has_met_a_bad_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **options: object) -> None:
        raise Broken

    monkeypatch.setattr(apart, "run", broken)
    with pytest.raises(Faulty):
        table_in(b"a,b")


def test_a_reader_that_is_stopped_from_outside_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    program = tmp_path / "stopped.py"
    program.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n")
    monkeypatch.setattr(apart, "PROGRAM", program)
    with pytest.raises(RuntimeError):
        table_in(b"a,b")
