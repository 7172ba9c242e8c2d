"""Which styles of a workbook show a number as a day, and which show nothing at all."""

import re

from sharing.stop_checks.inspection.packed import Package

DAYS = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
_NO_LETTERS_OF_DAYS = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')


class Styles:
    """dates, unseen: the numbers of styles, as cells name them."""

    def __init__(self) -> None:
        self.dates: set[int] = set()
        self.unseen: set[int] = set()
        self._formats: dict[str, str] = {}
        self._inside, self._number = False, 0

    def read(self, package: Package, name: str) -> None:
        """Raises Faulty."""
        package.parse(name, self._start, self._end)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "numFmt":
            self._formats.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            known = attributes.get("numFmtId", "0")
            code = self._formats.get(known)
            if code is None:
                if known.isdigit() and int(known) in DAYS:
                    self.dates.add(self._number)
            elif re.fullmatch(r';{2,3}|(?:"";){2,3}""', code.strip()):
                self.unseen.add(self._number)
            elif re.search("[yd]", _NO_LETTERS_OF_DAYS.sub("", code), re.IGNORECASE):
                self.dates.add(self._number)
            self._number += 1

    def _end(self, tag: str) -> None:
        if tag.rpartition(" ")[2] == "cellXfs":
            self._inside = False
