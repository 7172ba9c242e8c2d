"""Inspects an extract: what is in it, and what of that should not leave (handbook section 5, question 12)."""

import os
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import IO

from sharing.stop_checks.inspection import comma_separated
from sharing.stop_checks.inspection.columns import Give, Hits, People
from sharing.stop_checks.inspection.faults import Fault, Faulty
from sharing.stop_checks.inspection.findings import Found, finding
from sharing.stop_checks.inspection.first_look import FirstLook, first_look
from sharing.stop_checks.inspection.packed import Package
from sharing.stop_checks.inspection.recognising import Seen, look
from sharing.stop_checks.inspection.report import Finding, Kind, Report, Severity
from sharing.stop_checks.inspection.tables import Setting, Table
from sharing.stop_checks.inspection.workbook import Workbook, kind_of

# Rows read so far, of about how many.
Progress = Callable[[int, int], None]
EVERY = 500
# Most cells of a column are one of a few: as many are remembered, for as long as the file is read.
REMEMBERED, SHORT = 4_096, 64
_ENDINGS = {
    Kind.XLSX: ("xlsx",),
    Kind.CSV: ("csv", "txt", "tsv"),
    Kind.PDF: ("pdf",),
    Kind.WORD: ("docx", "doc", "rtf", "odt"),
    Kind.PICTURE: ("png", "jpg", "jpeg", "gif", "tif", "tiff"),
}
_ALL_ENDINGS = frozenset(ending for endings in _ENDINGS.values() for ending in endings) | {
    "xls",
    "xlsm",
    "xlsb",
}


def inspect(
    file: IO[bytes] | str | os.PathLike[str],
    name: str,
    rung: int,
    *,
    on: date,
    progress: Progress | None = None,
    people: Give | None = None,
) -> Report:
    """What is in a file, read as a stream; raises Faulty where it is refused.

    file: open for reading bytes and seeking, which is left open; or a path. name: as its owner calls it. rung: of the
    minimisation ladder, 1 to 4. on: the day that it is looked at, from which birth dates are told. progress: is told
    now and then how many rows were read, of about how many. people: gets the numbers of persons that are listed in
    batches, each once a column: NHS and CHI numbers as ten digits, others in capitals without spaces. They are not in
    the report, nor is anything else that stands in a cell.

    Meant to run in a process of its own (`apart`), for a hostile file attacks whoever reads it.
    """
    opened = open(file, "rb") if isinstance(file, str | os.PathLike) else nullcontext(file)  # noqa: SIM115
    with opened as source:
        return _Inspection(rung, on, progress, people).report(source, name)


class _Inspection:
    def __init__(self, rung: int, on: date, progress: Progress | None, people: Give | None) -> None:
        remembering = lru_cache(REMEMBERED)(look)

        def seen(text: str) -> Seen:
            return remembering(text) if len(text) <= SHORT else look(text)

        self.progress, self.rung = progress, rung
        self.people = People(people)
        self.setting = Setting(rung=rung, on=on, people=self.people, seen=seen, told=self._tell)
        self._done: Callable[[], int] = lambda: 0
        self._all = 1

    def report(self, file: IO[bytes], name: str) -> Report:
        first = first_look(file)
        package = Package(file, first.size) if first.kind is None else None
        kind = kind_of(package) if package is not None else first.kind
        if kind is None:
            raise Faulty(Fault.DAMAGED)
        if package is not None and kind is Kind.XLSX:
            report = self._workbook(package, first)
        elif kind is Kind.CSV:
            report = self._text(file, first)
        else:
            report = Report(first.sha256, first.size, kind, inspected=False)
            report = _with(report, [finding(Found.NOT_INSPECTED, self.rung)])
        return _with(report, self._about_the_name(name, kind))

    def _workbook(self, package: Package, first: FirstLook) -> Report:
        book = Workbook(package, self.setting)

        def begin(length: int) -> None:
            before = package.unpacked
            self._all, self._done = length, lambda: package.unpacked - before

        book.read(begin)
        tables = [*book.tables, book.beside]
        report = self._of_tables(first, Kind.XLSX, book.tables)
        return _with(
            replace(report, properties=book.properties),
            [*book.findings, *(each for table in tables for each in table.findings())],
        )

    def _text(self, file: IO[bytes], first: FirstLook) -> Report:
        table, ragged = Table(self.setting, 1, ""), Hits()
        text = comma_separated.decoded(file, first.encoding)
        passed = 0

        def pass_on(letters: int) -> None:
            nonlocal passed
            passed = letters

        self._all, self._done = first.size, lambda: passed
        try:
            try:
                delimiter = comma_separated.delimiter_of(text.read(comma_separated.BEGINNING))
            except UnicodeError:
                raise Faulty(Fault.ENCODING) from None
            text.seek(0)
            comma_separated.read(text, delimiter, table, ragged, pass_on)
            table.end()
        finally:
            text.detach()
        report = replace(
            self._of_tables(first, Kind.CSV, [table]), encoding=first.encoding, delimiter=delimiter
        )
        findings = list(table.findings())
        if first.guessed:
            findings.append(finding(Found.GUESSED_ENCODING, self.rung))
        if ragged.count:
            findings.append(
                finding(Found.RAGGED, self.rung, number=1, rows=tuple(ragged.rows), count=ragged.count)
            )
        return _with(report, findings)

    def _of_tables(self, first: FirstLook, kind: Kind, tables: list[Table]) -> Report:
        if not any(table.rows for table in tables):
            raise Faulty(Fault.EMPTY)
        self.people.flush()
        if self.progress is not None:
            self.progress(self.setting.rows, self.setting.rows)
        return Report(
            first.sha256,
            first.size,
            kind,
            inspected=True,
            sheets=tuple(table.sheet() for table in tables),
            people=self.people.most,
        )

    def _about_the_name(self, name: str, kind: Kind) -> list[Finding]:
        found = []
        ending = name.rpartition(".")[2].lower()
        if ending in _ALL_ENDINGS and ending not in _ENDINGS.get(kind, ()):
            found.append(finding(Found.WRONG_NAME, self.rung))
        named = Table(self.setting, 0, "")
        named.aside("the name of the file", name.rpartition(".")[0].replace("_", " ") or name)
        return [*found, *named.findings()]

    def _tell(self, rows: int) -> None:
        if self.progress is not None and rows % EVERY == 0:
            done = self._done()
            self.progress(rows, max(rows, round(rows * self._all / done)) if done else rows)


def _with(report: Report, findings: list[Finding]) -> Report:
    """The findings besides, what stops first."""
    both = [*report.findings, *findings]
    return replace(report, findings=tuple(sorted(both, key=lambda each: each.severity is Severity.LOOK)))
