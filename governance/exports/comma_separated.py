"""A list as CSV, straight out of PostgreSQL: one statement, one snapshot, 64 kB at a time.

One `COPY` sees the list as it stood at one moment, which batches would not. It may take longer than the minute that
a transaction has (a slow line, a long list), so this one gets half an hour: it is read only, and what only reads
does not hold up the sealing of the ledger.
"""

import csv
import io
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.exceptions import EmptyResultSet
from django.db import Error, connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from governance.calendar import LONDON
from governance.exports.lists import Column, Rows, tables
from governance.exports.values import Guarded, Shown

log = logging.getLogger(__name__)
BLOCK = 64 * 1024
LONGEST = "30min"
# Without it, spreadsheets take the file for the alphabet of their own country.
MARK = b"\xef\xbb\xbf"
END = "End of list"
CUT = "This list was cut short. Something went wrong on the way. Download it again."

Note = Callable[[str, int], Any]


def stream(rows: Rows, columns: Sequence[Column], note: Note) -> Iterator[bytes]:
    """The rows as CSV in blocks of 64 kB; the last line says that it is the last, and how many there were.

    note: called once with `export_done` before that last line, or with `export_cut` when it did not come so far,
    each with the number of rows. Whatever fails is raised after a line that says so, so that neither the browser
    nor who opens the file takes it for whole.
    """
    block, count, done = bytearray(MARK + _line(*(column.title for column in columns))), 0, False
    try:
        with _copied(selected(rows, columns, _safe)) as copied:
            for row in copied:
                block += row
                count += 1
                if len(block) >= BLOCK:
                    yield bytes(block)
                    block.clear()
        note("export_done", count)
        done = True
        yield bytes(block) + _line(END, count, *[""] * (len(columns) - 2))
    except Exception:
        if not done:
            yield _line(CUT)
        raise
    finally:
        if not done:
            _note_the_cut(note, count)


def selected(rows: Rows, columns: Sequence[Column], shown: Callable[[Column], Combinable]) -> QuerySet[Any]:
    """The columns of the rows, each as it is to be shown; those of several tables by their first column."""
    values: dict[str, Any] = {f"column_{number}": shown(column) for number, column in enumerate(columns)}
    first, *others = [table.annotate(**values).values_list(*values) for table in tables(rows)]
    chosen: QuerySet[Any] = first.union(*others, all=True).order_by("column_0") if others else first
    return chosen


def _safe(column: Column) -> Combinable:
    """What stands in a file of text: no formula, and a moment as the clock showed it."""
    if column.moment:
        return Shown(column.value)
    return Guarded(column.value) if column.typed else column.value


@contextmanager
def _copied(rows: QuerySet[Any]) -> Iterator[Iterator[Any]]:
    """Each row as a line of CSV."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        yield iter(())
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
        cursor.execute(f"SET LOCAL TIME ZONE '{LONDON.key}'")
        # A limit that runs already is not moved, only switched off and on again; older servers have the other one.
        cursor.execute(
            "SELECT set_config(name, '0', true), set_config(name, %s, true) FROM pg_settings"
            " WHERE name IN ('transaction_timeout', 'statement_timeout')",
            [LONGEST],
        )
        with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", params) as copied:
            yield iter(copied)


def _line(*values: object) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue().encode()


def _note_the_cut(note: Note, count: int) -> None:
    try:
        note("export_cut", count)
    except (Error, psycopg.Error) as failure:
        # The database may be what went wrong; that it began stands in the ledger.
        log.warning("a download was cut after %s rows, and the ledger could not be told: %s", count, failure)
