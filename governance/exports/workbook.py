"""A list as a spreadsheet: written row by row, and no cell of it is a formula or a link."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from governance.calendar import LONDON

MOST_ROWS = 200_000
SAID_EVERY = 5_000
WIDTH = 20


def write(
    path: Path, titles: Sequence[str], rows: Iterable[Sequence[Any]], *, said: Callable[[int], Any]
) -> int:
    """Write the rows under their titles to `path` and give their number.

    said: called with the number of rows written by now, every few thousand. Its folder holds the rows meanwhile.
    Raises OSError or XlsxWriterException where there is no room.
    """
    book = xlsxwriter.Workbook(
        path,
        {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet("List")
    heading = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.set_column(0, len(titles) - 1, WIDTH)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, titles, heading)
    count = 0
    for row in rows:
        count += 1
        for place, value in enumerate(row):
            # A moment is a day too, so it is asked first.
            if isinstance(value, datetime):
                shown = value.astimezone(LONDON).replace(microsecond=0, tzinfo=None)
                sheet.write_datetime(count, place, shown, moment)
            elif isinstance(value, date):
                sheet.write_datetime(count, place, value, day)
            elif value:
                sheet.write_string(count, place, str(value))
        if count % SAID_EVERY == 0:
            said(count)
    sheet.autofilter(0, 0, count, len(titles) - 1)
    book.close()
    return count
