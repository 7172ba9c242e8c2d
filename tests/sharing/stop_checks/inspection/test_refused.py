"""Hostile and broken files are refused with what to do next, in bounded memory and time, without a word of them."""

import io
from pathlib import Path

import pytest

from sharing.stop_checks.inspection import faults
from sharing.stop_checks.inspection.faults import WORDS, Fault, Faulty
from sharing.stop_checks.inspection.report import Kind
from tests.sharing.stop_checks.inspection import extracts
from tests.sharing.stop_checks.inspection.extracts import (
    PEOPLE,
    comma_separated,
    look_into,
    part,
    the,
    with_parts,
    with_shared_texts,
    workbook,
)

MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def refused(content: bytes) -> Faulty:
    with pytest.raises(Faulty) as caught:
        look_into(content)
    return caught.value


def macro_enabled() -> bytes:
    types = part(workbook(), "[Content_Types].xml")
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return with_parts(workbook(), {"[Content_Types].xml": types.replace(plain, MACROS)})


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        pytest.param(b"", Fault.EMPTY, id="no bytes"),
        pytest.param(b"\n,,\n  ,\n", Fault.EMPTY, id="no text"),
        pytest.param(workbook([[]]), Fault.EMPTY, id="no cells"),
        pytest.param(workbook()[:-400], Fault.DAMAGED, id="cut at its end"),
        pytest.param(b"PK\x03\x04 broken", Fault.DAMAGED, id="only begins as a packed file"),
        pytest.param(
            with_parts(workbook(), {"xl/worksheets/sheet1.xml": None}), Fault.DAMAGED, id="no sheet"
        ),
        pytest.param(with_parts(workbook(), {"xl/workbook.xml": b"<workbook"}), Fault.DAMAGED, id="XML cut"),
        pytest.param(
            with_parts(with_shared_texts(), {"xl/sharedStrings.xml": b"<sst/>"}), Fault.DAMAGED, id="no texts"
        ),
        pytest.param(extracts.twice(), Fault.DAMAGED, id="a part twice"),
        pytest.param(extracts.deep(), Fault.DAMAGED, id="too deep"),
        pytest.param(extracts.endless_name(), Fault.DAMAGED, id="an attribute without an end"),
        pytest.param(extracts.lying_bomb(), Fault.DAMAGED, id="a part larger than it says"),
        pytest.param(extracts.bomb(), Fault.BOMB, id="unpacks a thousandfold"),
        pytest.param(extracts.wide_bomb(), Fault.BOMB, id="thousands of parts"),
        pytest.param(extracts.entities(), Fault.ENTITIES, id="entities"),
        pytest.param(extracts.ole("EncryptionInfo", "EncryptedPackage"), Fault.LOCKED, id="password"),
        pytest.param(extracts.locked_part(), Fault.LOCKED, id="password in the packed file"),
        pytest.param(extracts.ole("Workbook"), Fault.OLD, id="XLS"),
        pytest.param(with_parts(workbook(), {"xl/workbook.bin": b"x"}), Fault.OLD, id="XLSB"),
        pytest.param(with_parts(workbook(), {"xl/vbaProject.bin": b"x"}), Fault.MACROS, id="macros"),
        pytest.param(
            with_parts(workbook(), {"xl/macrosheets/sheet1.xml": b"x"}), Fault.MACROS, id="old macros"
        ),
        pytest.param(macro_enabled(), Fault.MACROS, id="made for macros"),
        pytest.param(b"a\0b,c\n", Fault.NULLS, id="null bytes"),
        pytest.param("a,b\n".encode("utf-16-le"), Fault.NULLS, id="UTF-16 that does not say so"),
        pytest.param(b"\xff\xfe\0\0a\0\0\0,\0\0\0", Fault.NULLS, id="UTF-32"),
        pytest.param(b"a,b\n\xe9\x81,c\n", Fault.ENCODING, id="no encoding at all"),
        pytest.param(b"\xff\xfea\0,\0b", Fault.ENCODING, id="UTF-16 cut in a letter"),
        pytest.param(b'a,b\n"c,d\n', Fault.QUOTES, id="quotes that do not close"),
        pytest.param(b"a,b\nc," + b"x" * 200_000 + b"\n", Fault.CELL, id="a long cell"),
        pytest.param(b"a,b\nc," + b"x," * 600_000 + b"\n", Fault.CELL, id="a long line"),
        pytest.param(b"a,b\n" + b"x," * 1_500 + b"x\n", Fault.COLUMNS, id="many columns"),
    ],
)
def test_what_cannot_be_inspected_is_refused(content: bytes, fault: Fault) -> None:
    found = refused(content)
    assert found.fault == fault
    assert found.verdict.reason.startswith(WORDS[fault][0])
    assert found.verdict.next_step == WORDS[fault][1]


def test_every_fault_has_its_words() -> None:
    assert set(WORDS) == set(Fault)


def test_a_fault_says_the_row_and_nothing_that_stands_in_it() -> None:
    found = refused(b'Surname,Visits\nBloggs,1\n"Zed,2\n')
    assert found.row == 3
    assert found.verdict.reason.endswith("Look at row 3.")
    assert "Zed" not in str(found) + str(found.verdict)


def test_a_file_larger_than_we_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sharing.stop_checks.inspection.first_look.MOST_BYTES", 1_000)
    assert refused(b"a,b\n" * 251).fault is Fault.LARGE
    assert look_into(b"a,b\n" * 250).rows


def test_a_cell_too_far_down_or_too_far_right_is_in_no_spreadsheet() -> None:
    for place, fault in (("A1048577", Fault.ROWS), ("XFE1", Fault.DAMAGED), ("zz1", Fault.DAMAGED)):
        row = f'<row r="{place.lstrip("AXFEz")}"><c r="{place}"><v>1</v></c></row>'
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        sheet = f'<worksheet xmlns="{space}"><sheetData>{row}</sheetData></worksheet>'
        assert refused(with_parts(workbook(), {"xl/worksheets/sheet1.xml": sheet.encode()})).fault is fault


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", Kind.PDF),
        (b"\x89PNG\r\n\x1a\n", Kind.PICTURE),
        (b"{\\rtf1 Ann}", Kind.WORD),
        (extracts.ole("WordDocument"), Kind.WORD),
        (b"<html><table><tr><td>Ann</td></tr></table></html>", Kind.OTHER),
        (b'[{"name": "Ann"}]', Kind.OTHER),
    ],
)
def test_what_is_no_table_has_its_hash_and_size_and_a_person_looks(content: bytes, kind: Kind) -> None:
    report = look_into(content, name="list")
    assert (report.kind, report.inspected, report.size, report.people) == (kind, False, len(content), None)
    assert report.sha256
    assert the(report, "not_inspected").words == "We cannot look inside this kind of file."


def test_what_a_file_is_depends_on_its_bytes_and_a_wrong_name_is_told() -> None:
    for content, name, wrong in (
        (workbook(), "list.csv", True),
        (workbook(), "list.XLSX", False),
        (comma_separated(PEOPLE), "list.xlsx", True),
        (comma_separated(PEOPLE), "list.csv", False),
        (b"%PDF-1.7\n", "list.xlsx", True),
        (b"%PDF-1.7\n", "v1.2", False),
    ):
        assert ("wrong_name" in extracts.kinds(look_into(content, name=name))) == wrong


def test_the_name_of_the_file_is_looked_at() -> None:
    report = look_into(comma_separated(PEOPLE), rung=3, name="Referral_943 476 5919.csv")
    assert "In the name of the file: this looks like NHS numbers." in {each.words for each in report.findings}


def test_a_path_is_as_good_as_an_open_file(tmp_path: Path) -> None:
    kept = tmp_path / "list.csv"
    kept.write_bytes(comma_separated(PEOPLE))
    from sharing.stop_checks.inspection.inspecting import inspect

    opened = io.BytesIO(kept.read_bytes())
    assert inspect(kept, "list.csv", 4, on=extracts.TODAY) == inspect(
        opened, "list.csv", 4, on=extracts.TODAY
    )
    assert not opened.closed


def test_a_sheet_is_never_unpacked_further_than_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sharing.stop_checks.inspection.packed.MOST_UNPACKED", 2_000)
    assert refused(workbook()).fault is Fault.BOMB
    assert faults.MOST_UNPACKED > 2_000
