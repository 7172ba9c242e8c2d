"""How a register whose records are files takes, checks and forgets them. Each such register enters its store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import IO, Any, TypeVar

from django.core.files.storage import default_storage
from django.db import transaction

from governance.accounts.models import User
from governance.attachments import files
from governance.attachments.apart import cleaned
from governance.attachments.cleaning import Fault, Faulty
from governance.attachments.first_look import first_look
from governance.attachments.models import CheckedFile
from governance.calendar import local_day
from governance.errors import Denied, demand, no
from governance.records.actor import SHAREWELL, acting_as
from governance.records.effects import Effect
from governance.workflow.apply import apply
from governance.workflow.register import Register

F = TypeVar("F", bound=CheckedFile)

NO_ROOM = no(
    "The file could not be kept, because there is no room for it now.",
    next_step="Nothing is saved. Tell the IG team, keep the paper, and try again later.",
)


@dataclass(frozen=True)
class Store:
    """The files of one register, which has the steps `keep`, `clear` and `reject`.

    orders: the model of its orders to check a file, whose `field` is that file.
    """

    register: Register
    orders: type[Effect]
    field: str

    def keep(
        self,
        record: F,
        file: IO[bytes],
        size: int,
        *,
        by: User,
        at: datetime,
        before: Callable[[], F | None],
        copy: bytes = b"",
        **detail: Any,
    ) -> F:
        """Keep `file` as this new record, and order that it be checked. In a transaction.

        size: in bytes. before: what the same form kept already, which is given back then. copy: what was written
        anew of a file that was checked at once, which settles the order right after the transaction.
        Raises ValidationError for a file that we do not take, Denied for who may not or where there is no room;
        nothing is kept then.
        """
        media = first_look(file, size)
        self.register.take_turns(record)
        # Before anything is written for someone who may not.
        demand(self.register.verbs["keep"].may(by, record, at))
        try:
            kept = files.keep(file, self.register.name, on=local_day(at))
        except OSError:
            raise Denied(NO_ROOM) from None
        record.original_file, record.original_sha256, record.original_size = kept
        record.media_type = media
        try:
            if (same := before()) is not None:
                default_storage.delete(kept.name)
                return same
            record = apply(self.register, record, "keep", by=by, at=at, sha256=kept.sha256, **detail)
            order = {"effect_key": f"clean:{record.reference}", "next_try_at": at, self.field: record}
            ordered = self.orders._default_manager.create(**order)
        except BaseException:
            default_storage.delete(kept.name)
            raise
        if copy:
            # Whatever goes wrong here, the worker does it as it would have.
            transaction.on_commit(lambda: self._settle_at_once(ordered.pk, copy, at), robust=True)
        return record

    def _settle_at_once(self, pk: int, copy: bytes, at: datetime) -> None:
        with acting_as(SHAREWELL):
            self.settle(pk, clock=lambda: at, copy=copy)

    def settle(self, pk: int, *, clock: Callable[[], datetime], copy: bytes = b"") -> bool:
        """Check the file of a waiting order and write it anew; says whether it was this call that did.

        pk: of the order. copy: the file as it was written anew already, if it was. No transaction is open while
        the file is read, which may take long. Two at once do the work twice and keep it once.
        """
        waiting = self.orders._default_manager.filter(pk=pk, done_at=None)
        order = waiting.select_related(self.field).first()
        if order is None:
            return False
        record: CheckedFile = getattr(order, self.field)
        result: files.Kept | Fault
        try:
            written = BytesIO(copy or _written_anew(record))
            result = files.keep(written, self.register.name, on=local_day(clock()))
        except Faulty as found:
            result = found.fault
        try:
            with transaction.atomic():
                at = clock()
                # First of all locks, as everywhere.
                self.register.take_turns(record)
                order = waiting.select_for_update().first()
                if order is not None:
                    self._tell(record, result, at)
                    order.done_at = at
                    order.save(update_fields=["done_at"])
        except BaseException:
            _forget(result)
            raise
        if order is None:
            _forget(result)
        return order is not None

    def _tell(self, record: CheckedFile, result: files.Kept | Fault, at: datetime) -> None:
        """What was found becomes the state of the record."""

        def change(locked: CheckedFile) -> None:
            if isinstance(result, Fault):
                locked.fault = result
            else:
                locked.copy_file, locked.copy_sha256, _ = result

        if isinstance(result, Fault):
            apply(self.register, record, "reject", by=None, at=at, change=change, fault=result.value)
        else:
            apply(self.register, record, "clear", by=None, at=at, change=change, sha256=result.sha256)

    def clear_up(self, at: datetime) -> int:
        """Delete files whose row was never saved, because their transaction came to nothing; gives how many."""
        found, rows = files.left_behind(self.register.name, at), self.register.model._default_manager
        named = {
            name
            for column in ("original_file", "copy_file")
            for name in rows.filter(**{f"{column}__in": found}).values_list(column, flat=True)
        }
        lost = [name for name in found if name not in named]
        for name in lost:
            default_storage.delete(name)
        return len(lost)


def _written_anew(record: CheckedFile) -> bytes:
    with default_storage.open(record.original_file) as file:
        content = file.read()
    # A file that changed while it lay there is not what was kept.
    if not files.is_whole(record.original_file, record.original_sha256):
        raise Faulty(Fault.DAMAGED)
    return cleaned(content, record.media_type, drawn=record.drawn)


def _forget(result: files.Kept | Fault) -> None:
    if isinstance(result, files.Kept):
        default_storage.delete(result.name)


STORES: dict[str, Store] = {}


def enter_store(store: Store) -> Store:
    """Make a store known to the worker who checks files."""
    STORES[store.register.name] = store
    return store
