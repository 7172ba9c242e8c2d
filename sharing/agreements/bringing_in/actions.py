"""The verbs of an older log: uploaded, read by a worker, mapped, decided about, put right, and brought in."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import DataError, IntegrityError, transaction

from governance.accounts.models import User
from governance.attachments import files
from governance.attachments.store import NO_ROOM
from governance.calendar import local_day
from governance.errors import Denied, Refused, demand, no
from governance.ledger import writing as ledger
from governance.records.actor import acting_as
from governance.records.effects import CLAIM
from governance.workflow.apply import apply
from sharing.agreements.bringing_in import mapping
from sharing.agreements.bringing_in.apart import table_in
from sharing.agreements.bringing_in.loading import bring_in
from sharing.agreements.bringing_in.models import LogImport, LogRow, Work
from sharing.agreements.bringing_in.outlook import Fate, Line, outlook
from sharing.agreements.bringing_in.reading import Faulty, Sheet, Table
from sharing.agreements.bringing_in.register import LOG_IMPORTS

FOLDER = "log_imports"
AT_ONCE = 500
NOTHING = no(
    "No row of it can be brought in as it is.",
    next_step="Look at the report: say who each partner is, or put rows right.",
)
ALREADY = no("This row is an agreement already.", next_step="Change the agreement itself, by renewing it.")


@transaction.atomic
def upload(*, by: User, at: datetime, upload: "UploadedFile[Any]", form_key: UUID) -> LogImport:
    """Keep a file as it came; a worker reads it next. The same form again gives back what it kept before.

    Raises Denied for who may not, or where there is no room.
    """
    log = LogImport(
        name=upload.name[-120:] if upload.name else "log", form_key=form_key, size=upload.size or 0
    )
    demand(LOG_IMPORTS.verbs["upload"].may(by, log, at))
    # Pressed twice, kept once.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    before = LogImport.objects.filter(created_by=by, form_key=form_key).first()
    if before is not None:
        return before
    try:
        kept = files.keep(upload, FOLDER, on=local_day(at))
    except OSError:
        raise Denied(NO_ROOM) from None
    try:
        log.file, log.sha256, log.size = kept
        log = apply(LOG_IMPORTS, log, "upload", by=by, at=at, sha256=kept.sha256)
        Work.objects.create(log=log, effect_key=f"read:{log.reference}", next_try_at=at)
    except BaseException:
        default_storage.delete(kept.name)
        raise
    return log


def choose(
    log: LogImport, *, by: User, at: datetime, read_version: int, sheet: str, names_row: int
) -> LogImport:
    """Say in which sheet the log is, and in which row the names of its columns; the columns are guessed anew."""

    def change(locked: LogImport) -> None:
        locked.sheet, locked.names_row, locked.mapping = sheet, names_row, None

    return apply(LOG_IMPORTS, log, "choose", by=by, at=at, change=change, read_version=read_version)


def map(
    log: LogImport,
    *,
    by: User,
    at: datetime,
    read_version: int,
    mapping: Mapping[int, str],
    defaults: Mapping[str, Any],
) -> LogImport:
    """Say which column holds what, and what is meant where the rows do not say it."""

    def change(locked: LogImport) -> None:
        locked.mapping = {str(index): field for index, field in mapping.items()}
        locked.defaults = dict(defaults)

    return apply(LOG_IMPORTS, log, "map", by=by, at=at, change=change, read_version=read_version)


def decide(
    log: LogImport, *, by: User, at: datetime, read_version: int, partners: Mapping[str, Any]
) -> LogImport:
    """Say who some partners are: by name as it is compared, `organisation`, `kind` of a new one, or nothing."""

    def change(locked: LogImport) -> None:
        locked.partners = {**locked.partners, **partners}

    return apply(LOG_IMPORTS, log, "decide", by=by, at=at, change=change, read_version=read_version)


def correct(
    row: LogRow, *, by: User, at: datetime, read_version: int, corrections: Mapping[str, str]
) -> LogRow:
    """Put right what a row says; the row stays in evidence as it was. Raises Denied once it is an agreement."""
    with transaction.atomic(), acting_as(by.pk):
        apply(LOG_IMPORTS, row.log, "correct", by=by, at=at, read_version=read_version, row=row.number)
        locked: LogRow = LogRow.objects.select_for_update().get(pk=row.pk)
        if locked.agreement_id is not None:
            raise Denied(ALREADY)
        locked.corrections, locked.fault = dict(corrections), ""
        locked.save(update_fields=["corrections", "fault"])
    return locked


@transaction.atomic
def load(
    log: LogImport, *, by: User, at: datetime, read_version: int, form_key: UUID | None = None
) -> LogImport:
    """Order that every row that can be is brought in as an active agreement. Raises Denied where none can be."""
    if not any(line.fate is Fate.ADD for line in outlook(log, at=at)):
        raise Denied(NOTHING)

    def change(locked: LogImport) -> None:
        locked.loaded_by = by

    log = apply(
        LOG_IMPORTS, log, "load", by=by, at=at, change=change, read_version=read_version, form_key=form_key
    )
    Work.objects.create(log=log, effect_key=f"load:{log.reference}:{log.version}", next_try_at=at)
    return log


def open_file(log: LogImport, *, by: User, at: datetime) -> IO[bytes]:
    """The file as it came, open for reading, with the download in the ledger; raises Denied."""
    demand(LOG_IMPORTS.verbs["upload"].may(by, log, at))
    file = files.open_whole(log.file, log.sha256)
    ledger.record("download", register=LOG_IMPORTS.name, reference=log.reference, sha256=log.sha256)
    return file


# --- By the worker ---------------------------------------------------------------------


def settle(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Do what a waiting order asks; says whether it was this call that finished it. pk: of the order."""
    work = Work.objects.filter(pk=pk, done_at=None).select_related("log__loaded_by").first()
    if work is None:
        return False
    if (by := work.log.loaded_by) is None:
        return _read(work, clock=clock)
    return _load(work, by, clock=clock)


def _read(work: Work, *, clock: Callable[[], datetime]) -> bool:
    """No transaction is open while the file is read, which may take long."""
    log = work.log
    result: Table | Faulty
    try:
        with files.open_whole(log.file, log.sha256) as file:
            content = file.read()
        result = table_in(content)
    except Faulty as faulty:
        result = faulty
    with _once(work, clock) as at:
        if at is None:
            return False
        if isinstance(result, Faulty):
            _refuse(log, result, at)
        else:
            _keep(log, result, at)
    return True


def _refuse(log: LogImport, faulty: Faulty, at: datetime) -> None:
    def change(locked: LogImport) -> None:
        locked.fault, locked.fault_row = faulty.fault, faulty.row

    apply(LOG_IMPORTS, log, "refuse", by=None, at=at, change=change, fault=faulty.fault.value)


def _keep(log: LogImport, table: Table, at: datetime) -> None:
    rows = [
        LogRow(log=log, sheet=sheet.name[:40], number=number, cells=cells)
        for sheet in table.sheets
        for number, cells in sheet.rows
    ]
    LogRow.objects.bulk_create(rows, batch_size=AT_ONCE)
    best = max(table.sheets, key=_likeness)

    def change(locked: LogImport) -> None:
        locked.encoding = table.encoding
        locked.sheets = [sheet.name[:40] for sheet in table.sheets if sheet.rows]
        locked.sheet, locked.names_row = best.name[:40], _names_row(best)

    apply(LOG_IMPORTS, log, "read", by=None, at=at, change=change, rows=len(rows))


def _names_row(sheet: Sheet) -> int:
    return sheet.rows[mapping.find_names([cells for _, cells in sheet.rows])][0]


def _likeness(sheet: Sheet) -> tuple[int, int]:
    """How much a sheet looks like a log: by the names of its columns, then by its rows."""
    if not sheet.rows:
        return 0, 0
    rows = [cells for _, cells in sheet.rows]
    return len(mapping.guess(rows[mapping.find_names(rows)])), len(rows)


def _load(work: Work, by: User, *, clock: Callable[[], datetime]) -> bool:
    """Each row in a transaction of its own, under the lock of the order: two workers at once do none twice."""
    log = work.log
    # Whoever may not any more brings nothing in; somebody else can order it.
    allowed = LOG_IMPORTS.verbs["load"].may(by, log, clock())
    lines = [line for line in outlook(log, at=clock()) if line.fate is Fate.ADD] if allowed else []
    for line in lines:
        with transaction.atomic(), acting_as(by.pk):
            waiting = Work.objects.select_for_update().filter(pk=work.pk, done_at=None).first()
            if waiting is None:
                return False
            waiting.next_try_at = clock() + CLAIM
            waiting.save(update_fields=["next_try_at"])
            _one(line, log, by=by, at=clock())
    with _once(work, clock) as at:
        if at is None:
            return False
        added = log.rows.filter(agreement__isnull=False).count()
        apply(LOG_IMPORTS, log, "finish", by=None, at=at, agreements=added)
    return True


def _one(line: Line, log: LogImport, *, by: User, at: datetime) -> None:
    """Bring in one row, unless it is in by now; where it is refused, the row says why and the others go on."""
    row: LogRow = LogRow.objects.select_for_update().get(pk=line.row.pk)
    if row.agreement_id is not None or LogRow.objects.filter(key=line.key).exists():
        return
    try:
        with transaction.atomic():
            bring_in(row, line, log, by=by, at=at)
    except Refused as refusal:
        fault = f"{refusal.verdict.reason} {refusal.verdict.next_step}"
    except (DataError, IntegrityError):
        fault = "It could not be kept as it is. Look at the row, and put it right."
    else:
        return
    LogRow.objects.filter(pk=row.pk).update(fault=fault[:300])


@contextmanager
def _once(work: Work, clock: Callable[[], datetime]) -> Iterator[datetime | None]:
    """In a transaction: marks an order as done and gives the moment, or None where somebody else did it."""
    with transaction.atomic():
        waiting = Work.objects.select_for_update().filter(pk=work.pk, done_at=None).first()
        if waiting is None:
            yield None
            return
        at = clock()
        yield at
        waiting.done_at = at
        waiting.save(update_fields=["done_at"])


def clear_up(at: datetime) -> int:
    """Delete files whose row was never saved; gives how many."""
    found = files.left_behind(FOLDER, at)
    named = set(LogImport.objects.filter(file__in=found).values_list("file", flat=True))
    lost = [name for name in found if name not in named]
    for name in lost:
        default_storage.delete(name)
    return len(lost)
