"""A CSV file in every shape in which programs write it, and what of its shape is told."""

import pytest

from sharing.stop_checks.inspection.report import Kind
from tests.sharing.stop_checks.inspection.extracts import PEOPLE, comma_separated, kinds, look_into, the

ACCENTS = [["Surname", "Town"], ["Núñez", "Llŷn"], ["Zoë", "Fishguard"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_file_in_every_shape(encoding: str, delimiter: str) -> None:
    report = look_into(comma_separated([*PEOPLE, ["", "Núñez", "Quay", 3]], encoding, delimiter))
    assert (report.kind, report.delimiter, report.people, report.rows) == (Kind.CSV, delimiter, 2, 4)
    assert report.encoding == encoding
    assert report.sheets[0].columns[0].heading == "NHS number"
    assert not kinds(report) & {"guessed_encoding", "ragged", "formula_text", "no_headings"}


def test_windows_text_is_read_and_said_to_be_a_guess() -> None:
    report = look_into("Surname,Town\nNúñez,York\n".encode("cp1252"))
    assert report.encoding == "cp1252"
    assert the(report, "guessed_encoding")


def test_a_letter_on_the_border_of_two_blocks_is_one_letter() -> None:
    """UTF-8 is looked at block by block, and no letter is torn."""
    for more in range(4):
        content = b"Town\n" + b"x" * more + "é\n".encode() * 100_000
        assert look_into(content).encoding == "utf-8"


def test_lines_end_as_they_like_and_a_cell_may_hold_some() -> None:
    for end in ("\n", "\r\n", "\r"):
        report = look_into(
            f'Surname,Town{end}"Blog{end}gs",York{end}Zed,"He said ""ann@x.org"""{end}'.encode()
        )
        assert report.rows == 2
        assert the(report, "email").rows == (4,)


def test_rows_that_are_longer_or_shorter_than_the_others() -> None:
    report = look_into(b"For the council\n\nSurname,Town\nA,B\nC\nD,E,F\nG,H\n")
    # A title above a table is shorter than it is.
    assert the(report, "ragged").rows == (5, 6)
    assert report.sheets[0].headings_in_row == 3


@pytest.mark.parametrize("cell", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+A1", "-A1+2", "\t=1", "+cmd|x"])
def test_cells_that_a_spreadsheet_program_would_run(cell: str) -> None:
    report = look_into(comma_separated([["Surname", "Town"], ["A", cell], ["B", "York"]]))
    assert the(report, "formula_text").place == "Column B (“Town”), row 2"


@pytest.mark.parametrize(
    "cell", ["-5", "+3.5", "-1,000", "-5%", "+44 7700 900123", "- moved away", "a=b", "-", "x@y"]
)
def test_cells_that_only_begin_alike(cell: str) -> None:
    assert "formula_text" not in kinds(look_into(comma_separated([["Surname", "Town"], ["A", cell]])))


def test_without_names_of_columns_they_go_by_their_letters_and_that_is_told() -> None:
    report = look_into(b"Ann,Bloggs\nBen,Zed\nCleo,Zed\n")
    (sheet,) = report.sheets
    assert (sheet.headings_in_row, sheet.data_rows) == (None, 3)
    assert [(each.letters, each.heading) for each in sheet.columns] == [("A", ""), ("B", "")]
    assert "no_headings" in kinds(report)


def test_progress_is_told_and_ends_where_the_file_does() -> None:
    told: list[tuple[int, int]] = []
    rows = [["Surname", "Visits"], *(["Bloggs", number] for number in range(4_999))]
    look_into(comma_separated(rows), progress=lambda *told_now: told.append(told_now))
    assert [rows for rows, _ in told] == [*range(500, 5_001, 500), 5_000]
    assert all(rows <= about for rows, about in told)
    assert told[-1] == (5_000, 5_000)
    # About how many, after the first tenth: not far off.
    assert 4_000 < told[0][1] < 6_000
