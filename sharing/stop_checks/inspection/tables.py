"""One sheet while it is read, row by row: where its headings are, and what its columns hold."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from sharing.stop_checks.inspection import headings, report
from sharing.stop_checks.inspection.columns import Column, Hits, People, Sort, count_in, is_suppressed
from sharing.stop_checks.inspection.faults import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_COLUMNS_IN_ALL,
    MOST_ROWS,
    Fault,
    Faulty,
)
from sharing.stop_checks.inspection.findings import AGGREGATED, Found, finding
from sharing.stop_checks.inspection.recognising import Seen, is_number
from sharing.stop_checks.inspection.report import Finding, Visibility, letters

# So many rows wait until it is clear which one has the headings, which is one of the first few.
WAITING, FIRST_FEW = 30, 10

# The number of the column, from 1; what is in it, never empty; how it is kept.
Cell = tuple[int, str, Sort]
Row = tuple[int, list[Cell]]


@dataclass
class Setting:
    """What is the same for all sheets of a file. rows: read so far, in all of them."""

    rung: int
    on: date
    people: People
    seen: Callable[[str], Seen]
    told: Callable[[int], None]
    from_1904: bool = False
    rows: int = 0
    columns: int = 0


@dataclass
class Hidden:
    """What of a sheet is not seen. columns: from, to."""

    columns: list[tuple[int, int]] = field(default_factory=list)
    rows: Hits = field(default_factory=Hits)
    values: Hits = field(default_factory=Hits)

    def has_column(self, number: int) -> bool:
        return any(first <= number <= last for first, last in self.columns)


class Table:
    """Takes the rows of a sheet in their order, then says what was in it."""

    def __init__(
        self, setting: Setting, number: int, name: str, visibility: Visibility = Visibility.VISIBLE
    ) -> None:
        self.setting, self.number, self.visibility = setting, number, visibility
        # The name of a sheet is shown, unless somebody could be found by it.
        self.named_after = setting.seen(name).identifies
        self.name = f"Sheet {number}" if self.named_after else name
        self.columns: dict[int, Column] = {}
        self.asides: dict[str, Column] = {}
        self.hidden = Hidden()
        self.formulas, self.worked_out = Hits(), Hits()
        self.formula_like: dict[int, Hits] = {}
        self.rows = self.data_rows = self.comments = self.threaded_comments = self.drop_down_lists = 0
        self.headings_in_row: int | None = None
        self.total_columns: set[int] = set()
        self._waiting: list[Row] | None = []

    def row(self, number: int, cells: list[Cell], *, hidden: bool = False) -> None:
        """A row that holds something. number: in the file. Raises Faulty where it is more than we take."""
        if number > MOST_ROWS:
            raise Faulty(Fault.ROWS, number)
        self.rows += 1
        self.setting.rows += 1
        self.setting.told(self.setting.rows)
        if hidden:
            self.hidden.rows.add(number)
        if self._waiting is None:
            self._take(number, cells)
            return
        self._waiting.append((number, cells))
        if len(self._waiting) >= WAITING:
            self._begin()

    def aside(self, where: str, text: str, row: int = 0) -> None:
        """Text beside the cells, such as comments. where: in words."""
        if where not in self.asides:
            self.asides[where] = self._column("")
        self.asides[where].take(text, Sort.TEXT, row)

    def runs(self, column: int, row: int) -> None:
        """A cell of text begins as a formula does."""
        self.formula_like.setdefault(column, Hits()).add(row)

    def end(self) -> None:
        """There are no more rows."""
        if self._waiting is not None:
            self._begin()
        for column in self.columns.values():
            column.end()

    # --- Reading ---------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Find the headings among the rows that wait, and take those rows."""
        waiting, self._waiting = self._waiting or [], None
        width = max((len(cells) for _, cells in waiting), default=0)
        for place, (number, cells) in enumerate(waiting[:FIRST_FEW]):
            # A title stands alone above a table.
            if (len(cells) > 1 or width == 1) and self._are_headings(cells, waiting[place + 1 :]):
                self.headings_in_row = number
                for above, title in waiting[:place]:
                    for _, text, _ in title:
                        self.aside("the rows above the table", text, above)
                for column, text, _ in cells:
                    heading = " ".join(text.split())
                    self.columns[column] = self._column(heading)
                    if headings.is_total(heading):
                        self.total_columns.add(column)
                waiting = waiting[place + 1 :]
                break
        for number, cells in waiting:
            self._take(number, cells)

    def _are_headings(self, cells: list[Cell], below: list[Row]) -> bool:
        under: dict[int, list[tuple[str, bool]]] = {column: [] for column, _, _ in cells}
        for _, others in below:
            for column, text, sort in others:
                if column in under:
                    under[column].append((text.strip(), sort is not Sort.TEXT or is_number(text.strip())))
        if any(sort is Sort.DATE for _, _, sort in cells):
            return False
        return headings.are_headings(
            [text for _, text, _ in cells], [under[column] for column, _, _ in cells]
        )

    def _column(self, heading: str) -> Column:
        setting = self.setting
        setting.columns += 1
        if setting.columns > MOST_COLUMNS_IN_ALL:
            raise Faulty(Fault.COLUMNS)
        return Column(
            setting.rung,
            setting.on,
            setting.people,
            heading=heading,
            seen=setting.seen,
            from_1904=setting.from_1904,
        )

    def _take(self, number: int, cells: list[Cell]) -> None:
        self.data_rows += 1
        columns = self.columns
        for place, text, sort in cells:
            column = columns.get(place)
            if column is None:
                if len(columns) >= MOST_COLUMNS:
                    raise Faulty(Fault.COLUMNS)
                column = columns[place] = self._column("")
            if len(text) > LONGEST_CELL:
                raise Faulty(Fault.CELL, number)
            column.take(text, sort, number)
        if self.setting.rung == AGGREGATED:
            self._differences(number, cells)

    def _differences(self, number: int, cells: list[Cell]) -> None:
        """Whether one number was taken out of a row or column that has a total, so that it can be worked out."""
        marked = [place for place, text, _ in cells if is_suppressed(text)]
        numbers = {place for place, text, _ in cells if count_in(text) is not None}
        if len(marked) == 1 and self.total_columns & numbers:
            self.worked_out.add(number)
        if cells and cells[0][2] is Sort.TEXT and headings.is_total(cells[0][1]):
            for place in numbers:
                self.columns[place].in_a_total = True

    # --- What was in it -----------------------------------------------------------------------------

    def sheet(self) -> report.Sheet:
        """As it is reported."""
        return report.Sheet(
            name=self.name,
            visibility=self.visibility,
            rows=self.rows,
            data_rows=self.data_rows,
            headings_in_row=self.headings_in_row,
            columns=tuple(
                report.Column(
                    letters=letters(number),
                    heading=column.heading,
                    filled=column.filled,
                    hidden=self.hidden.has_column(number),
                    people=column.different_people,
                )
                for number, column in sorted(self.columns.items())
            ),
            hidden_rows=self.hidden.rows.count,
            formulas=self.formulas.count,
            comments=self.comments,
            threaded_comments=self.threaded_comments,
            drop_down_lists=self.drop_down_lists,
        )

    def findings(self) -> Iterator[Finding]:
        """What the checker looks at, in the order of the sheet."""
        if self.visibility is Visibility.UNLISTED:
            yield self._of_sheet(Found.UNLISTED_SHEET)
        elif self.visibility is not Visibility.VISIBLE:
            yield self._of_sheet(Found.HIDDEN_SHEET)
        if self.named_after:
            yield self._of_sheet(Found.NAME, inside="the name of the sheet")
        for found, hits in (
            (Found.HIDDEN_ROWS, self.hidden.rows),
            (Found.HIDDEN_VALUES, self.hidden.values),
            (Found.FORMULAS, self.formulas),
            (Found.WORKED_OUT, self._worked_out_in_columns()),
        ):
            if hits.count:
                yield self._of_sheet(found, hits)
        for found, count in (
            (Found.COMMENTS, self.comments + self.threaded_comments),
            (Found.DROP_DOWN_LISTS, self.drop_down_lists),
        ):
            if count:
                yield self._of_sheet(found, count=count)
        if self.data_rows and self.headings_in_row is None:
            yield self._of_sheet(Found.NO_HEADINGS)
        for number, column in sorted(self.columns.items()):
            if column.filled and self.hidden.has_column(number):
                yield self._of_sheet(Found.HIDDEN_COLUMNS, column.cells, at=number)
            for found, there in column.holds():
                yield self._of_sheet(found, there, at=number)
            if number in self.formula_like:
                yield self._of_sheet(Found.FORMULA_TEXT, self.formula_like[number], at=number)
        for where, column in self.asides.items():
            for found, there in column.holds():
                # Comments and titles are expected to be in words, and count nobody.
                if found not in (Found.FREE_TEXT, Found.SMALL_COUNT):
                    yield self._of_sheet(found, there, inside=where)

    def _worked_out_in_columns(self) -> Hits:
        for column in self.columns.values():
            if column.in_a_total and column.suppressed.count == 1:
                self.worked_out.add(column.suppressed.rows[0])
        return self.worked_out

    def _of_sheet(
        self, found: Found, hits: Hits | None = None, *, count: int = 1, at: int = 0, inside: str = ""
    ) -> Finding:
        """at: the number of the column that it is about."""
        return finding(
            found,
            self.setting.rung,
            number=self.number,
            sheet=self.name,
            column=letters(at),
            heading=self.columns[at].heading if at else "",
            rows=tuple(row for row in hits.rows if row) if hits else (),
            count=hits.count if hits else count,
            inside=inside,
        )
