"""The texts of a workbook, which its cells point to by number. Kept end to end: a list would take four times that."""

from array import array
from collections.abc import Iterator

from sharing.stop_checks.inspection.faults import LONGEST_CELL, MOST_SHARED_TEXT, Fault, Faulty
from sharing.stop_checks.inspection.packed import Package

# Over this, no cell that a spreadsheet program wrote has it, not even in letters of four bytes.
LONGEST = 4 * LONGEST_CELL


class SharedTexts:
    """Read once, then asked by number."""

    def __init__(self) -> None:
        self._all, self._ends, self._shown = bytearray(), array("Q", [0]), bytearray()
        self._parts: list[str] = []
        self._length, self._inside, self._skipping = 0, False, False

    def read(self, package: Package, name: str) -> None:
        """Take every text of the part; raises Faulty."""
        package.parse(name, self._start, self._end, self._text)
        self._shown = bytearray(len(self._ends) - 1)

    def __getitem__(self, number: int) -> str:
        """A text that a cell shows; raises IndexError."""
        if number < 0:
            raise IndexError
        end = self._ends[number + 1]
        self._shown[number] = 1
        return self._all[self._ends[number] : end].decode("utf-8", "surrogatepass")

    def left_over(self) -> Iterator[str]:
        """Texts that no cell has shown."""
        place = self._shown.find(0)
        while place >= 0:
            text = self._all[self._ends[place] : self._ends[place + 1]].decode("utf-8", "surrogatepass")
            if text.strip():
                yield text
            place = self._shown.find(0, place + 1)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "si":
            self._parts, self._length = [], 0
        elif name == "rPh":
            # How a text is pronounced; it is not shown in the cell.
            self._skipping = True
        elif name == "t":
            self._inside = not self._skipping

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._skipping = False
        elif name == "si":
            self._all += "".join(self._parts).encode("utf-8", "surrogatepass")
            self._ends.append(len(self._all))
            if len(self._all) > MOST_SHARED_TEXT:
                raise Faulty(Fault.LARGE)

    def _text(self, text: str) -> None:
        if self._inside:
            self._length += len(text)
            if self._length > LONGEST:
                raise Faulty(Fault.CELL)
            self._parts.append(text)
