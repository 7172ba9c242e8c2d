"""Writes an evidence pack: each part as a spreadsheet and, if it is not too long, a PDF; an index; a hash of each file.

Everything lies in one folder until the zip is closed. The files are in the same order each time.
"""

import csv
import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.template.loader import render_to_string

from governance.calendar import LONDON
from governance.documents import door
from governance.evidence_packs.parts import PARTS, Asked, Part
from governance.exports import printed, workbook

# The parts, and what is made of all of them.
STAGES = len(PARTS) + 1


class Written(NamedTuple):
    """One file of the pack."""

    name: str
    title: str
    about: str
    rows: int | None
    sha256: str


@dataclass
class Building:
    """A pack on its way, in a folder of its own."""

    folder: Path
    asked: Asked
    reference: str

    def zip(self, said: Callable[[int], Any]) -> Path:
        """Write it and give its zip. said: called with the number of parts that are written, before each next one.

        Raises OSError where there is no room.
        """
        files: list[Written] = []
        ledger: list[Any] = []
        for number, part in enumerate(PARTS):
            said(number)
            written, rows = self._part(f"{number + 1:02}-{part.name}", part)
            files += written
            if part.name == "ledger":
                ledger = rows
        said(len(PARTS))
        if settings.PDF:
            files.insert(0, self._summary(files, ledger))
        files += self._index(files)
        sums = "".join(f"{each.sha256}  {each.name}\n" for each in files)
        (self.folder / "SHA256SUMS").write_text(sums)
        return self._zipped([*(each.name for each in files), "SHA256SUMS"])

    def _part(self, name: str, part: Part) -> tuple[list[Written], list[Any]]:
        """The files of a part; and its rows, where they are few enough for paper."""
        titles, found = part.table(self.asked)
        rows, about = islice(found, workbook.MOST_ROWS), part.about
        first = list(islice(rows, printed.MOST_ROWS + 1))
        path = self.folder / f"{name}.xlsx"
        count = workbook.write(path, titles, chain(first, rows), said=_silently)
        if count == workbook.MOST_ROWS:
            about = f"{about}: the first {count:,} rows, which is all that a spreadsheet opens well"
        files = [_written(path, part.title, about, count)]
        if len(first) > printed.MOST_ROWS:
            return files, []
        if settings.PDF:
            path = self.folder / f"{name}.pdf"
            head = {
                "name": part.title,
                "words": [("Evidence for", self._period), ("What it shows", part.about)],
                "at": self.asked.at,
                "reference": self.reference,
            }
            printed.write(path, titles, first, said=_silently, head=head)
            files.append(_written(path, part.title, part.about, count))
        return files, first

    def _summary(self, files: list[Written], ledger: list[Any]) -> Written:
        path = self.folder / "00-summary.pdf"
        path.write_bytes(
            door.pdf(door.Source("evidence_packs/summary.html", self._context(files, ledger=ledger)))
        )
        return _written(path, "Summary", "What the pack holds, for whom, and of when", None)

    def _index(self, files: list[Written]) -> list[Written]:
        """What is in the pack, for people and for computers."""
        page, table = self.folder / "index.html", self.folder / "index.csv"
        page.write_text(render_to_string("evidence_packs/index.html", self._context(files)))
        with table.open("w", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(["File", "Title", "What it shows", "Rows", "SHA-256"])
            lines.writerows(files)
        return [_written(each, "Index", "What is in the pack", None) for each in (page, table)]

    def _zipped(self, names: list[str]) -> Path:
        path = self.folder / "pack.zip"
        moment = self.asked.at.astimezone(LONDON).timetuple()[:6]
        with ZipFile(path, "w") as archive:
            for name in names:
                info = ZipInfo(f"{self.reference}/{name}", moment)
                info.compress_type = ZIP_DEFLATED
                with (self.folder / name).open("rb") as file, archive.open(info, "w") as inside:
                    shutil.copyfileobj(file, inside)
        return path

    @property
    def _period(self) -> str:
        return f"{printed.shown(self.asked.first)} to {printed.shown(self.asked.last)}"

    def _context(self, files: list[Written], **more: Any) -> dict[str, Any]:
        return {
            "charity": settings.CHARITY_NAME,
            "reference": self.reference,
            "period": self._period,
            "at": self.asked.at,
            "owner": self.asked.owner,
            "files": files,
            **more,
        }


def _silently(rows: int) -> None:
    """What is told of is parts, not rows."""


def _written(path: Path, title: str, about: str, rows: int | None) -> Written:
    with path.open("rb") as file:
        return Written(path.name, title, about, rows, hashlib.file_digest(file, "sha256").hexdigest())
