"""Older logs as charities keep them, made here."""

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook

HEAD = ["Ref", "Type", "Name of agreement", "Partner(s)", "Start date", "End date", "Review date", "Status"]
ROWS: list[list[str]] = [
    [
        "7",
        "ISA",
        "Hospital discharge",
        "NHS Harbour / Quay Council; Police",
        "1/4/2026",
        "31.3.2029",
        "",
        "Active",
    ],
    ["8", "MoU", "Working together", "Quay Council", "Mar 2024", "until further notice", "", "active"],
    ["", "Information Sharing Agr.", "Court reports", "Police", "12/3/24", "11/3/27", "Q1 2027", ""],
    ["10", "ISA", "Old housing", "Quay Council", "1 Jan 2015", "31 Dec 2017", "", "Expired"],
    ["11", "ISA", "Given up", "Police", "1 Jan 2026", "30 June 2026", "", "Terminated"],
    ["12", "ISA", "No start", "Police", "", "31 Dec 2027", "", ""],
    ["13", "ISA", "Not yet", "Police", "1/1/2026", "31/12/2027", "", "Draft"],
    ["7", "ISA", "Another with the same number", "Police", "1/5/2026", "30/4/2027", "", ""],
]


def comma_separated(
    rows: list[list[Any]] | None = None, *, encoding: str = "utf-8-sig", delimiter: str = ",", above: int = 0
) -> bytes:
    """A CSV file, with lines of a title above the names of the columns."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    for number in range(above):
        writer.writerow([["Sharing log"], [], ["Kept by the office, ask José"]][number % 3])
    writer.writerows([HEAD, *ROWS] if rows is None else rows)
    return text.getvalue().encode(encoding)


def spreadsheet(*, macros: bool = False, formulas: bool = False) -> bytes:
    """A workbook whose second sheet is the log: a merged title, days as days and as text."""
    book = Workbook()
    book.active.title = "Read me"
    book.active["A1"] = "How to use this log"
    sheet = book.create_sheet("Log")
    sheet["A1"] = "Information sharing log"
    sheet.merge_cells("A1:H1")
    for place, name in enumerate(HEAD, start=1):
        sheet.cell(3, place, name)
    for place, value in enumerate(
        [
            7,
            "ISA",
            "Hospital discharge",
            "NHS Harbour\nQuay Council",
            datetime(2026, 4, 1),  # noqa: DTZ001
            date(2029, 3, 31),
        ],
        1,
    ):
        sheet.cell(5, place, value)
    for place, value in enumerate([8.0, "ISA", "In text", "Police", "1/4/2026", 47118, None, True], 1):
        sheet.cell(6, place, value)
    if formulas:
        sheet["E6"], sheet["C6"] = "=E5+1", "=cmd|' /C calc'!A0"
    hidden = book.create_sheet("Hidden")
    hidden["A1"], hidden.sheet_state = "secret", "hidden"
    saved = io.BytesIO()
    book.save(saved)
    if macros:
        with zipfile.ZipFile(saved, "a") as packed:
            packed.writestr("xl/vbaProject.bin", b"x")
    return saved.getvalue()


def bomb() -> bytes:
    """A spreadsheet of a few kilobytes that would unpack to a gigabyte."""
    packed = io.BytesIO(spreadsheet())
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(15):
            archive.writestr(f"xl/media/{number}.xml", b"\0" * 10_000_000)
    return packed.getvalue()


def entities() -> bytes:
    """A spreadsheet whose XML multiplies itself."""
    source, made = io.BytesIO(spreadsheet()), io.BytesIO()
    lol = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9)
    )
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet2.xml":
                cell = "<row><c t='str'><v>&j;</v></c></row>"
                content = f"{lol}]><worksheet><sheetData>{cell}</sheetData></worksheet>".encode()
            new.writestr(part, content)
    return made.getvalue()
