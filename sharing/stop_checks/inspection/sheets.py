"""Reads the cells of one sheet of a workbook as they come, and what of them is hidden."""

from sharing.stop_checks.inspection.columns import Sort
from sharing.stop_checks.inspection.faults import Fault, Faulty
from sharing.stop_checks.inspection.packed import Package
from sharing.stop_checks.inspection.shared_texts import LONGEST, SharedTexts
from sharing.stop_checks.inspection.styles import Styles
from sharing.stop_checks.inspection.tables import Cell, Table

SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_MARGINS = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
# Texts beside the cells, and what they are.
_ASIDES = {
    **dict.fromkeys(_MARGINS, "the headers and footers"),
    **dict.fromkeys(("formula", "formula1", "formula2"), "the rules for cells"),
}
_TAGS = {
    f"{space} {name}": name
    for space in SPACES
    for name in (
        *("row", "c", "v", "t", "f", "rPh", "col"),
        *("dataValidation", "filter", "customFilter", "hyperlink", *_ASIDES),
    )
}
_TRUE = ("1", "true", "on")
LAST_COLUMN = 16_384


class SheetReader:
    """Gives a table the rows of its sheet."""

    def __init__(self, table: Table, texts: SharedTexts, styles: Styles) -> None:
        self.table, self.texts, self.styles = table, texts, styles
        self._cells: list[Cell] = []
        self._row = self._column = self._length = 0
        self._row_hidden = self._in_cell = self._in_formula = self._collecting = self._phonetic = False
        self._kind, self._style = "n", 0
        self._value: list[str] = []
        self._formula: list[str] = []
        self._places: dict[str, int] = {}

    def read(self, package: Package, name: str) -> None:
        """Raises Faulty."""
        try:
            package.parse(name, self._start, self._end, self._text)
        except (ValueError, LookupError, OverflowError):
            raise Faulty(Fault.DAMAGED, self._row) from None
        self.table.end()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _TAGS.get(tag)
        if name is None:
            return
        if name == "c":
            self._in_cell = True
            place = attributes.get("r")
            self._column = self._column + 1 if place is None else self._place(place)
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s", 0))
            self._value, self._formula, self._length = [], [], 0
        elif name in ("v", "t"):
            self._collecting = self._in_cell and not self._phonetic
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
            self._row_hidden = attributes.get("hidden") in _TRUE or _is_nought(attributes.get("ht"))
            self._cells = []
        elif name == "f":
            if self._in_cell:
                self.table.formulas.add(self._row)
                self._in_formula, self._formula = True, []
        elif name == "rPh":
            self._phonetic = True
        elif name == "col":
            if attributes.get("hidden") in _TRUE or _is_nought(attributes.get("width")):
                self.table.hidden.columns.append((int(attributes["min"]), int(attributes["max"])))
        elif name == "dataValidation":
            self.table.drop_down_lists += attributes.get("type") == "list"
        elif name == "hyperlink":
            for said in ("display", "tooltip", "location"):
                if said in attributes:
                    self.table.aside("the links", attributes[said])
        elif name in ("filter", "customFilter"):
            self.table.aside("the filters", attributes.get("val", ""))
        elif name in _ASIDES:
            self._collecting, self._value, self._length = True, [], 0

    def _end(self, tag: str) -> None:
        name = _TAGS.get(tag)
        if name is None:
            return
        if name in ("v", "t"):
            self._collecting = False
        elif name == "f":
            if self._in_formula:
                self._in_formula = False
                self.table.aside("the formulas", "".join(self._formula), self._row)
        elif name == "c":
            self._in_cell = False
            if self._value:
                self._take_cell()
            elif self._formula:
                # Whoever opens it sees what comes out.
                self._cells.append((self._column, "=", Sort.TEXT))
        elif name == "row":
            if self._cells:
                self.table.row(self._row, self._cells, hidden=self._row_hidden)
        elif name == "rPh":
            self._phonetic = False
        elif name in _ASIDES:
            self._collecting = False
            self.table.aside(_ASIDES[name], "".join(self._value))

    def _text(self, text: str) -> None:
        if self._collecting or self._in_formula:
            self._length += len(text)
            if self._length > LONGEST:
                raise Faulty(Fault.CELL, self._row)
            (self._value if self._collecting else self._formula).append(text)

    def _take_cell(self) -> None:
        value = self._value[0] if len(self._value) == 1 else "".join(self._value)
        kind = self._kind
        sort = Sort.TEXT
        if kind == "s":
            value = self.texts[int(value)]
        elif kind == "n":
            sort = Sort.DATE if self._style in self.styles.dates else Sort.NUMBER
        elif kind == "d":
            sort = Sort.DATE
        if not value or value.isspace():
            return
        if self._style in self.styles.unseen:
            self.table.hidden.values.add(self._row)
        self._cells.append((self._column, value, sort))

    def _place(self, reference: str) -> int:
        """The number of the column in a reference such as `AB12`."""
        letters = reference.rstrip("0123456789")
        known = self._places.get(letters)
        if known is None:
            known = 0
            for letter in letters:
                known = known * 26 + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
            if not 0 < known <= LAST_COLUMN:
                raise ValueError
            self._places[letters] = known
        return known


def _is_nought(size: str | None) -> bool:
    return size is not None and float(size) == 0
