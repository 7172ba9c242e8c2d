"""The matrix of risks as it is drawn: each cell with the numbers of its risks. The words beside it say the same."""

from collections.abc import Iterable
from typing import NamedTuple

from dpia.reading import RiskRow
from dpia.rules import Level, Likelihood, Severity, level

# In the drawing's own units, which are the pixels of a small telephone.
LEFT, TOP, WIDE, TALL = 78, 24, 70, 48
FILLS = {Level.LOW: "#d7ecdd", Level.MEDIUM: "#fff3bf", Level.HIGH: "#f6c9c6"}


class Cell(NamedTuple):
    """One cell: where it is, how high it is, and the risks in it by number."""

    x: int
    y: int
    level: Level
    fill: str
    numbers: list[int]

    @property
    def words(self) -> str:
        return ", ".join(str(number) for number in self.numbers)


class Row(NamedTuple):
    """The cells of one severity."""

    name: str
    y: int
    cells: list[Cell]


class Matrix(NamedTuple):
    """One drawing: before the measures, or after them."""

    name: str
    title: str
    columns: list[tuple[str, int]]
    rows: list[Row]
    width: int
    height: int


def drawn(risks: Iterable[RiskRow]) -> list[Matrix]:
    """Both drawings: as it is now, and after the measures where they are written."""
    known = list(risks)
    now = [(each.severity, each.likelihood, each.number) for each in known]
    then = [
        (each.residual_severity, each.residual_likelihood, each.number)
        for each in known
        if each.residual_severity and each.residual_likelihood
    ]
    found = [_matrix("before", "Before anything is done", now)]
    return [*found, _matrix("after", "After what is done", then)] if then else found


def _matrix(name: str, title: str, places: list[tuple[int, int, int]]) -> Matrix:
    rows = []
    for down, severity in enumerate(reversed(Severity)):
        cells = []
        for across, likelihood in enumerate(Likelihood):
            high = level(severity, likelihood)
            numbers = [number for one, two, number in places if (one, two) == (severity, likelihood)]
            cells.append(Cell(LEFT + across * WIDE, TOP + down * TALL, high, FILLS[high], numbers))
        rows.append(Row(str(severity.label), TOP + down * TALL, cells))
    columns = [(str(each.label), LEFT + number * WIDE) for number, each in enumerate(Likelihood)]
    return Matrix(name, title, columns, rows, LEFT + 3 * WIDE + 2, TOP + 3 * TALL + 2)
