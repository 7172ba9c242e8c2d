"""The verbs of a list: download it, order it as a file, make and forget that; and keep its filters."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from xlsxwriter.exceptions import XlsxWriterException

from governance.accounts.models import User
from governance.calendar import local_day
from governance.errors import Denied, NotThere, Verdict, demand, no
from governance.exports import printed, workbook
from governance.exports.comma_separated import selected, stream
from governance.exports.lists import Filters, List, filters_of, find, query, tables
from governance.exports.models import Export, Format, SavedView
from governance.exports.permissions import may_export, seen_by
from governance.ledger import writing as ledger
from governance.records.actor import acting_as
from governance.records.effects import CLAIM
from governance.records.models import next_reference

KEPT = timedelta(hours=24)
MOST_VIEWS = 20
FOLDER = "exports"
# Longer than any file takes: what is there after that was left behind.
LEFT_BEHIND = timedelta(hours=1)

MOST_ROWS = {Format.XLSX: workbook.MOST_ROWS, Format.PDF: printed.MOST_ROWS}
TOO_MANY = {
    Format.XLSX: no(
        f"This list has more than {workbook.MOST_ROWS:,} rows. A spreadsheet of that size opens badly.",
        next_step="Download it as CSV, or choose fewer: one service, or one state.",
    ),
    Format.PDF: no(
        f"This list has more than {printed.MOST_ROWS:,} rows. That is too long for a PDF.",
        next_step="Choose fewer, or download it as a spreadsheet.",
    ),
}
NO_PDF = no("We cannot make PDFs at the moment.", next_step="Download the list as CSV, or as a spreadsheet.")
CHANGED = no(
    "What you may see has changed since this file was asked for.",
    next_step="Go back to the list and download it again.",
)
GONE = no(
    "This file is not there any more. Files are kept for 24 hours.",
    next_step="Go back to the list and download it again.",
)
NO_ROOM = no(
    "There was no room on the server for this file, so nothing was kept.",
    next_step="Download the list as CSV, and tell whoever looks after Sharewell.",
)
NOT_MADE = no(
    "This file could not be made within a day.", next_step="Go back to the list and download it again."
)
FULL = no(
    f"You have {MOST_VIEWS} saved views of this list, and there is no room for more.",
    next_step="Delete one that you do not need. Then save this one.",
)
SAME_NAME = no("You have a saved view with this name already. Choose another name.")


def download(wanted: List, filters: Filters, *, by: User, at: datetime) -> Iterator[bytes]:
    """The list as CSV (see `comma_separated.stream`). Raises Denied for who may not.

    The ledger has it, committed, before this returns and so before the first byte; call it outside a transaction.
    """
    demand(may_export(by, wanted.register))

    def note(verb: str, rows: int | None = None) -> None:
        counted: dict[str, Any] = {} if rows is None else {"rows": rows}
        with acting_as(by.pk), transaction.atomic():
            ledger.record(verb, register=wanted.register, format="csv", filters=filters, **counted)

    note("export")
    return stream(wanted.rows(by, filters, at), wanted.columns(by, at), note)


@transaction.atomic
def order(wanted: List, filters: Filters, *, by: User, at: datetime, format: Format = Format.XLSX) -> Export:
    """Ask for the list as a file; asked again while that one is being made, gives it back.

    Raises Denied for who may not, for a list that is too long, and for a PDF where none can be made; NotThere for a
    PDF of a list that has none.
    """
    demand(may_export(by, wanted.register))
    if format == Format.PDF and not wanted.pdf:
        raise NotThere("exports", "")
    if format == Format.PDF and not settings.PDF:
        raise Denied(NO_PDF)
    _one_at_a_time(by)
    same = Export.objects.filter(
        owner=by, register=wanted.register, query=query(filters), format=format, done_at=None
    )
    if (waiting := same.first()) is not None:
        return waiting
    found, most = tables(wanted.rows(by, filters, at)), MOST_ROWS[format]
    expected = sum(table.order_by()[: most + 1].count() for table in found)
    if expected > most:
        raise Denied(TOO_MANY[format])
    reference = next_reference("EXP", local_day(at).year)
    ledger.record(
        "export", register=wanted.register, format=format, filters=filters, export=reference, rows=expected
    )
    return Export.objects.create(
        effect_key=reference,
        reference=reference,
        owner=by,
        register=wanted.register,
        query=query(filters),
        format=format,
        created_at=at,
        next_try_at=at,
        expected=expected,
    )


def make(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Write the file of a waiting order; says whether it was this call that finished it.

    No transaction is open meanwhile: the rows come from a cursor that PostgreSQL holds as they stood at one
    moment. Two at once write two files and keep one.
    """
    export = Export.objects.filter(pk=pk, done_at=None).select_related("owner").first()
    if export is None:
        return False
    wanted, owner, at = find(export.register), export.owner, clock()
    asked = filters_of(export.query)
    filters = wanted.filters(owner, asked)
    if not (verdict := may_export(owner, export.register)):
        return _give_up(export, verdict, at)
    if filters != asked:
        return _give_up(export, CHANGED, at)
    if export.format == Format.PDF and not settings.PDF:
        return _give_up(export, NO_PDF, at)
    export.sight = seen_by(owner, export.register)
    columns = wanted.columns(owner, at)
    titles, most = [column.title for column in columns], MOST_ROWS[Format(export.format)]
    rows = selected(wanted.rows(owner, filters, at), columns, lambda column: column.value)[: most + 1]

    def said(count: int) -> None:
        Export.objects.filter(pk=pk, done_at=None).update(rows=count, next_try_at=clock() + CLAIM)

    try:
        with TemporaryDirectory(dir=workshop()) as folder:
            path = Path(folder) / f"list.{export.format}"
            read = rows.iterator(chunk_size=2_000)
            if export.format == Format.PDF:
                head = {
                    "name": wanted.name,
                    "words": wanted.words(filters) if wanted.words else (),
                    "at": at,
                    "reference": export.reference,
                }
                export.rows = printed.write(path, titles, read, said=said, head=head)
            else:
                export.rows = workbook.write(path, titles, read, said=said)
            if export.rows > most:
                return _give_up(export, TOO_MANY[Format(export.format)], clock())
            with path.open("rb") as file:
                export.file.name = name = default_storage.save(
                    f"{FOLDER}/{export.reference}.{export.format}", File(file)
                )
    except (OSError, XlsxWriterException):
        return _give_up(export, NO_ROOM, clock())
    finished = False
    try:
        finished = _finish(export, clock(), rows=export.rows)
    finally:
        if not finished:
            default_storage.delete(name)
    return finished


def open_file(export: Export, *, by: User, at: datetime) -> IO[bytes]:
    """The file of an order, once the ledger has it that it was downloaded.

    Raises Denied where the owner may not any more, or may not see what is in it any more, and where it is gone.
    """
    demand(may_export(by, export.register))
    if export.done_at is None or not export.file or at - export.done_at > KEPT:
        raise Denied(GONE)
    if seen_by(by, export.register) != export.sight:
        raise Denied(CHANGED)
    try:
        file: IO[bytes] = export.file.open()
    except FileNotFoundError:
        raise Denied(GONE) from None
    ledger.record("download", register=export.register, export=export.reference, rows=export.rows)
    return file


def forget(at: datetime) -> int:
    """Delete files of more than a day, and what a worker that died left behind; gives the number of files."""
    kept = Export.objects.exclude(file="").filter(done_at__lt=at - KEPT)
    for export in kept:
        # The file first: whoever is killed between the two deletes it again, which does no harm.
        export.file.delete(save=False)
        Export.objects.filter(pk=export.pk).update(file="")
    Export.objects.filter(done_at=None, created_at__lt=at - KEPT).update(done_at=at, fault=_words(NOT_MADE))
    nobodys = [name for name in _stored() if default_storage.get_modified_time(name) < at - KEPT]
    for name in nobodys:
        default_storage.delete(name)
    for folder in workshop().iterdir():
        if datetime.fromtimestamp(folder.stat().st_mtime, UTC) < at - LEFT_BEHIND:
            shutil.rmtree(folder, ignore_errors=True)
    return len(kept) + len(nobodys)


@transaction.atomic
def save_view(wanted: List, filters: Filters, *, name: str, by: User) -> SavedView:
    """Keep these filters under a name; raises Denied for a name that is taken, and for one view too many."""
    _one_at_a_time(by)
    theirs = SavedView.objects.filter(owner=by, register=wanted.register)
    if theirs.count() >= MOST_VIEWS:
        raise Denied(FULL)
    if theirs.filter(name__iexact=name).exists():
        raise Denied(SAME_NAME)
    return SavedView.objects.create(owner=by, register=wanted.register, name=name, query=query(filters))


@transaction.atomic
def rename_view(view: SavedView, *, name: str) -> None:
    """Give a saved view another name; raises Denied for one that is taken."""
    _one_at_a_time(view.owner)
    others = SavedView.objects.filter(owner=view.owner, register=view.register).exclude(pk=view.pk)
    if others.filter(name__iexact=name).exists():
        raise Denied(SAME_NAME)
    view.name = name
    view.save(update_fields=["name"])


def delete_view(view: SavedView) -> None:
    view.delete()


def _one_at_a_time(user: User) -> None:
    """Wait until nothing else is ordered or saved by the same user: a button may be pressed twice."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _give_up(export: Export, verdict: Verdict, at: datetime) -> bool:
    export.fault, export.file.name = _words(verdict), ""
    return _finish(export, at)


@transaction.atomic
def _finish(export: Export, at: datetime, **counted: Any) -> bool:
    """Mark an order as done, unless somebody else did it first."""
    if not Export.objects.select_for_update().filter(pk=export.pk, done_at=None).exists():
        return False
    export.done_at = at
    export.save(update_fields=["done_at", "fault", "file", "rows", "sight"])
    verb = "export_cut" if export.fault else "export_done"
    ledger.record(verb, register=export.register, format=export.format, export=export.reference, **counted)
    return True


def _words(verdict: Verdict) -> str:
    return f"{verdict.reason} {verdict.next_step}"


def workshop() -> Path:
    """Where files are while they are written: never where others on the machine look."""
    folder = Path(settings.VAR_DIR) / "exporting"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _stored() -> list[str]:
    try:
        return [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return []
