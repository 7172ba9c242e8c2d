"""Charts: the same numbers as a drawing and as a table, without a script. `templates/charts/chart.html` shows both.

Everything here is arithmetic: who asks brings the numbers, the words, and the address of the list behind each number.
A series is told by its pattern as well as its colour, so that it reads on paper and to whoever sees colours otherwise.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import NamedTuple

# In the drawing's own units, which are the pixels of a small telephone; on a wider page it is drawn larger.
WIDTH, LINE, MARGIN = 288, 18, 4
BAR, GAP = 14, 12
TALLEST, LONGEST_LABEL, MOST_LINES = 120, 34, 2
# About how wide a letter is: a number that is wider than its column stands in the table only.
LETTER = 6
# What is there is seen, however little it is beside the rest.
LEAST = 2
MOST_SERIES = 4
# A year and the same month of the year before; more would not be read.
MOST_COLUMNS = 13


class Number(NamedTuple):
    """One number: the list behind it, and the words for it where they are not just the number ("2 days")."""

    value: int
    url: str = ""
    words: str = ""

    @property
    def shown(self) -> str:
        return self.words or f"{self.value:,}"


class Row(NamedTuple):
    """A bar or a column, and a row of the table: one number for each series. short: its label under a column."""

    label: str
    numbers: tuple[Number, ...]
    short: str = ""

    @property
    def total(self) -> int:
        return sum(number.value for number in self.numbers)

    @property
    def shown(self) -> str:
        """What stands beside the bar, or above the column."""
        return self.numbers[0].shown if len(self.numbers) == 1 else f"{self.total:,}"


class Piece(NamedTuple):
    """A rectangle, and the series whose pattern it has, counted from 0."""

    x: int
    y: int
    width: int
    height: int
    series: int


class Words(NamedTuple):
    """A line of words, and which end of it stands at x."""

    x: int
    y: int
    text: str
    anchor: str = "start"


class Drawing(NamedTuple):
    """What the template draws."""

    height: int
    font: int
    pieces: list[Piece]
    words: list[Words]
    width: int = WIDTH


@dataclass(frozen=True)
class Chart(ABC):
    """Numbers to draw. key: tells its parts from those of another chart on the page. of: what a row is, in one word.

    Raises ValueError for more than can be told apart, and for a row that has not one number for each series.
    """

    key: str
    title: str
    of: str
    series: tuple[str, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= MOST_SERIES:
            raise ValueError(f"the chart {self.key} has {len(self.series)} series")
        if any(len(row.numbers) != len(self.series) for row in self.rows):
            raise ValueError(f"a row of the chart {self.key} has not one number for each series")

    @property
    def is_empty(self) -> bool:
        return not any(row.total for row in self.rows)

    @property
    def has_totals(self) -> bool:
        """Whether the table adds up each row, as the drawing does."""
        return len(self.series) > 1

    @property
    @abstractmethod
    def drawing(self) -> Drawing:
        """The same numbers as shapes; each sort of chart lays them out in its own way."""

    @property
    def _most(self) -> int:
        return max((row.total for row in self.rows), default=0)


class Bars(Chart):
    """Bars that lie, one below the other, for whatever has a name: a service, a state."""

    @property
    def drawing(self) -> Drawing:
        pieces: list[Piece] = []
        words, y = _legend(self), _below_legend(self)
        for row in self.rows:
            words.append(Words(WIDTH - MARGIN, y + LINE - 6, row.shown, "end"))
            for line in wrap(row.label, LONGEST_LABEL, max_lines=MOST_LINES, placeholder="…"):
                words.append(Words(MARGIN, y + LINE - 6, line))
                y += LINE
            for series, start, length in _stacked(row, self._most, WIDTH - 2 * MARGIN):
                pieces.append(Piece(MARGIN + start, y, length, BAR, series))
            y += BAR + GAP
        return Drawing(y, 13, _swatches(self) + pieces, words)


class Columns(Chart):
    """Columns that stand side by side, for what follows each other: months."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.rows) > MOST_COLUMNS:
            raise ValueError(f"the chart {self.key} has {len(self.rows)} columns")

    @property
    def drawing(self) -> Drawing:
        pieces: list[Piece] = []
        words, top = _legend(self), _below_legend(self) + LINE
        step = (WIDTH - 2 * MARGIN) // max(len(self.rows), 1)
        for number, row in enumerate(self.rows):
            x, floor = MARGIN + number * step, top + TALLEST
            drawn = list(_stacked(row, self._most, TALLEST))
            for series, start, length in drawn:
                pieces.append(Piece(x + 2, floor - start - length, step - 4, length, series))
            peak = floor - sum(length for _, _, length in drawn)
            if row.total and len(row.shown) * LETTER <= step:
                words.append(Words(x + step // 2, peak - 4, row.shown, "middle"))
            words.append(Words(x + step // 2, floor + LINE - 4, row.short or row.label, "middle"))
        return Drawing(top + TALLEST + LINE + MARGIN, 11, _swatches(self) + pieces, words)


def _stacked(row: Row, most: int, room: int) -> Iterator[tuple[int, int, int]]:
    """Each series of a row that is not nothing: where its piece begins and how long it is, of so much room."""
    start, done, full = 0, 0, room - LEAST * (len(row.numbers) - 1)
    for series, number in enumerate(row.numbers):
        if number.value:
            done += number.value
            end = max(round(full * done / most), start + LEAST)
            yield series, start, end - start
            start = end


def _legend(chart: Chart) -> list[Words]:
    """The names of the series, where there is more than one."""
    named = enumerate(chart.series) if chart.has_totals else ()
    return [Words(MARGIN + 20, MARGIN + place * LINE + 11, name) for place, name in named]


def _swatches(chart: Chart) -> list[Piece]:
    named = range(len(chart.series)) if chart.has_totals else ()
    return [Piece(MARGIN, MARGIN + place * LINE, 14, 12, place) for place in named]


def _below_legend(chart: Chart) -> int:
    return MARGIN + (len(chart.series) * LINE + GAP if chart.has_totals else 0)
