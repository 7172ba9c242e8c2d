"""Extracts as people make them, and as somebody makes them who means harm."""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from typing import Any

import xlsxwriter
from openpyxl import Workbook

from sharing.stop_checks.inspection.inspecting import inspect
from sharing.stop_checks.inspection.report import Finding, Report

TODAY = date(2026, 11, 22)
PEOPLE: list[list[Any]] = [
    ["NHS number", "Surname", "Service", "Visits"],
    ["943 476 5919", "Example", "Harbour", 7],
    ["943 476 5870", "Sample", "Quay", 12],
    ["943 476 5919", "Example", "Quay", 9],
]


def workbook(*sheets: list[list[Any]], change: Callable[[Workbook], None] = lambda book: None) -> bytes:
    """An XLSX file; change: what else is done to it before it is saved."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets or (PEOPLE,), start=1):
        sheet = book.create_sheet(f"Table {number}")
        for row in rows:
            sheet.append(row)
    change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def with_shared_texts(rows: list[list[Any]] = PEOPLE) -> bytes:
    """An XLSX file whose cells point to texts that are kept apart, as spreadsheet programs write it."""
    saved = io.BytesIO()
    book = xlsxwriter.Workbook(saved, {"in_memory": True})
    sheet = book.add_worksheet("Table 1")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return saved.getvalue()


def comma_separated(rows: list[list[Any]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A CSV file."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def with_parts(content: bytes, parts: dict[str, bytes | None]) -> bytes:
    """The same packed file with parts put in place of others, added, or (None) taken out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part.filename, old.read(part))
        for name, replaced in parts.items():
            if replaced is not None:
                new.writestr(name, replaced)
    return made.getvalue()


def part(content: bytes, name: str) -> bytes:
    """One part of a packed file."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return packed.read(name)


def look_into(content: bytes, rung: int = 4, name: str = "extract", **options: Any) -> Report:
    """Inspected here and now."""
    return inspect(io.BytesIO(content), name, rung, on=TODAY, **options)


def kinds(report: Report) -> set[str]:
    """The sorts of what was found."""
    return {each.kind for each in report.findings}


def the(report: Report, kind: str) -> Finding:
    """The one finding of a sort."""
    (found,) = (each for each in report.findings if each.kind == kind)
    return found


# --- Made to do harm -------------------------------------------------------------------------


def bomb() -> bytes:
    """A few kilobytes that would unpack to two hundred megabytes, as its list of parts says."""
    zeros = b"\0" * 200_000_000
    return with_parts(workbook(), {"xl/media/image1.png": zeros})


def lying_bomb() -> bytes:
    """The same, in a sheet that says of itself that it is small."""
    sheet = part(workbook(), "xl/worksheets/sheet1.xml")
    content = with_parts(workbook(), {"xl/worksheets/sheet1.xml": sheet + b" " * 30_000_000})
    whole = struct.pack("<I", len(sheet) + 30_000_000)
    assert content.count(whole) == 2
    return content.replace(whole, struct.pack("<I", 900_000))


def wide_bomb() -> bytes:
    """Many small parts, and little behind them."""
    return with_parts(workbook(), {f"xl/media/{number}": b"" for number in range(2_100)})


def entities() -> bytes:
    """A sheet that multiplies itself."""
    multiply = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    cell = b'<row r="1"><c r="A1" t="str"><v>&j;</v></c></row>'
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = b'%s]><worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (multiply, space, cell)
    return with_parts(workbook(), {"xl/worksheets/sheet1.xml": sheet})


def deep() -> bytes:
    """Elements inside elements without an end."""
    return with_parts(workbook(), {"xl/worksheets/sheet1.xml": b"<worksheet>" * 50_000})


def endless_name() -> bytes:
    """One attribute that goes on and on."""
    noise = zlib.compress(bytes(range(256)) * 100).hex().encode() * 20_000
    return with_parts(workbook(), {"xl/worksheets/sheet1.xml": b'<worksheet a="' + noise})


def ole(*names: str) -> bytes:
    """The older container, with these names in its list of contents."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    return head + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)


def locked_part() -> bytes:
    """A packed file with a part that has a password."""
    content = bytearray(workbook())
    place = content.rfind(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def twice() -> bytes:
    """Two parts of one name, of which each program shows another."""
    packed = io.BytesIO(workbook())
    with zipfile.ZipFile(packed, "a") as again:
        again.writestr("XL/worksheets/SHEET1.xml", b"<worksheet/>")
    return packed.getvalue()
