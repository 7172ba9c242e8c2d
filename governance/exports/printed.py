"""A list as a PDF to print: across the page, its headings on each page, and what it is of said at its top."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from governance.calendar import LONDON
from governance.documents import door

# Eight columns of that many rows took 8 seconds and 260 MB on two busy cores, twelve 22 seconds: with room to spare
# under a minute. The time grows faster than the rows.
MOST_ROWS = 1_000
# A column is as wide as its longest word, or as its texts ask for: so many letters on three lines; within bounds.
NARROWEST, WIDEST, LINES = 5, 28, 3


def write(
    path: Path,
    titles: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    said: Callable[[int], Any],
    head: dict[str, Any],
) -> int:
    """Write the rows under their titles to `path` and give their number; more than `MOST_ROWS` are not written.

    said: called with the number of rows once they are all read; to set them takes longer. head: what the template
    `exports/printed.html` says of the list. Raises OSError where there is no room.
    """
    lines = [[shown(value) for value in row] for row in rows]
    if len(lines) <= MOST_ROWS:
        said(len(lines))
        columns = list(zip(titles, widths(titles, lines), strict=True))
        path.write_bytes(
            door.pdf(door.Source("exports/printed.html", {**head, "columns": columns, "lines": lines}))
        )
    return len(lines)


def widths(titles: Sequence[str], lines: Sequence[Sequence[str]]) -> list[float]:
    """The share of the page, in per cent, that each column takes, so that words stay whole as far as there is room."""
    wanted = []
    for place, title in enumerate(titles):
        texts = [title, *(line[place] for line in lines)]
        longest = max(len(word) for text in texts for word in text.split() or [""])
        wanted.append(min(max(longest, sum(map(len, texts)) / len(texts) / LINES, NARROWEST), WIDEST))
    return [round(100 * each / sum(wanted), 2) for each in wanted]


def shown(value: Any) -> str:
    """A value as it stands on paper; a moment as the clock on the wall showed it."""
    # A moment is a day too, so it is asked first.
    if isinstance(value, datetime):
        value = value.astimezone(LONDON)
        return f"{shown(value.date())}, {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return str(value or "")
