"""Which styles of a workbook show a number as a day, and which show nothing at all."""

import re

from sharing.stop_checks.inspection.faults import Fault, Faulty
from sharing.stop_checks.inspection.packed import Package

DAYS = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
_NO_LETTERS_OF_DAYS = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
_SHOWS_NOTHING = re.compile(r';{2,3}|(?:"";){2,3}""')
_WHITE = re.compile("(?:FF)?F{6}", re.IGNORECASE)
_NO_FILL = ("", "none", "gray125")


class Styles:
    """dates, unseen: the numbers of styles, as cells name them."""

    def __init__(self) -> None:
        self.dates: set[int] = set()
        self.unseen: set[int] = set()
        self._formats: dict[str, str] = {}
        # Of each font whether it is white, and of each fill whether white is seen on it.
        self._white: list[bool] = []
        self._dark: list[bool] = []
        self._inside, self._number = "", 0

    def read(self, package: Package, name: str) -> None:
        """Raises Faulty."""
        try:
            package.parse(name, self._start, self._end)
        except ValueError:
            raise Faulty(Fault.DAMAGED) from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name in ("fonts", "fills", "cellXfs"):
            self._inside = name
        elif name == "numFmt":
            self._formats.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif self._inside == "fonts":
            if name == "font":
                self._white.append(False)
            elif name == "color" and self._white:
                self._white[-1] = _is_white(attributes)
        elif self._inside == "fills":
            if name == "fill":
                self._dark.append(False)
            elif name in ("patternFill", "gradientFill") and self._dark:
                self._dark[-1] = attributes.get("patternType", "") not in _NO_FILL or name != "patternFill"
            elif name == "fgColor" and self._dark and _is_white(attributes):
                self._dark[-1] = False
        elif self._inside == "cellXfs" and name == "xf":
            self._take(attributes)
            self._number += 1

    def _take(self, attributes: dict[str, str]) -> None:
        known = attributes.get("numFmtId", "0")
        code = self._formats.get(known)
        if code is None:
            if known.isdecimal() and int(known) in DAYS:
                self.dates.add(self._number)
        elif _SHOWS_NOTHING.fullmatch(code.strip()):
            self.unseen.add(self._number)
        elif re.search("[yd]", _NO_LETTERS_OF_DAYS.sub("", code), re.IGNORECASE):
            self.dates.add(self._number)
        if _at(self._white, attributes.get("fontId")) and not _at(self._dark, attributes.get("fillId")):
            self.unseen.add(self._number)

    def _end(self, tag: str) -> None:
        if tag.rpartition(" ")[2] == self._inside:
            self._inside = ""


def _is_white(color: dict[str, str]) -> bool:
    """As it is written, or as the first colour of the theme, which is that of paper."""
    if "rgb" in color:
        return _WHITE.fullmatch(color["rgb"]) is not None
    return color.get("theme") == "0" and float(color.get("tint", 0)) > -0.1


def _at(known: list[bool], place: str | None) -> bool:
    return place is not None and place.isdecimal() and int(place) < len(known) and known[int(place)]
