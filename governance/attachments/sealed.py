"""Files that are kept encrypted, read by those who may, and destroyed for real: their key first, then themselves.

The key of each is kept under the installation's own (`FILES_KEY`), in a table without history. Without it nobody
reads the file, whichever backup of the storage it still lies in.
"""

from collections.abc import Iterator
from datetime import datetime

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from governance.attachments import files
from governance.attachments.models import SealedFile
from governance.attachments.sealing import Damaged, Sealing, unsealed
from governance.attachments.store import NO_ROOM
from governance.calendar import local_day
from governance.errors import Denied

FOLDER = "sealed"
# Of each sweep.
AT_ONCE = 100


def keep(under_way: Sealing, *, at: datetime) -> SealedFile:
    """Keep what was sealed. In a transaction; raises Denied where there is no room, and nothing is kept then."""
    try:
        kept = files.keep(under_way.sealed, FOLDER, on=local_day(at))
    except OSError:
        raise Denied(NO_ROOM) from None
    finally:
        under_way.sealed.close()
    try:
        return SealedFile.objects.create(
            name=kept.name,
            sha256=under_way.sha256,
            size=under_way.size,
            key=_installation().encrypt(under_way.key),
            kept_at=at,
        )
    except BaseException:
        default_storage.delete(kept.name)
        raise


def read(file: SealedFile, *, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The bytes of a kept file from `start` up to `stop`, a chunk at a time; raises Denied where it is not whole.

    The first chunk is read at once, so that what is lost is known before anything is given out.
    """
    if file.key is None:
        raise Denied(files.NOT_WHOLE)
    try:
        opened = default_storage.open(file.name)
    except OSError:
        raise Denied(files.NOT_WHOLE) from None
    key = _installation().decrypt(bytes(file.key))
    chunks = unsealed(opened, key, file.size, start=start, stop=stop)
    try:
        first = next(chunks)
    except Damaged:
        opened.close()
        raise Denied(files.NOT_WHOLE) from None
    return _to_the_end(first, chunks, opened)


def _to_the_end(first: bytes, chunks: Iterator[bytes], opened: File) -> Iterator[bytes]:  # type: ignore[type-arg]
    with opened:
        yield first
        yield from chunks


def destroy(file: SealedFile, *, at: datetime) -> None:
    """Nobody reads this file again: its key goes with this transaction, which is open, and the file right after."""
    file.key, file.destroyed_at = None, at
    file.save(update_fields=["key", "destroyed_at"])
    # Where this fails, the next sweep removes it.
    transaction.on_commit(lambda: _remove(file, at), robust=True)


def clear_up(at: datetime) -> int:
    """Remove what lies in storage without a use: destroyed, or never written down. Gives how many files went."""
    destroyed = list(
        SealedFile.objects.exclude(destroyed_at=None).filter(removed_at=None).order_by("pk")[:AT_ONCE]
    )
    for file in destroyed:
        _remove(file, at)
    found = files.left_behind(FOLDER, at)
    named = set(SealedFile.objects.filter(name__in=found).values_list("name", flat=True))
    lost = [name for name in found if name not in named]
    for name in lost:
        default_storage.delete(name)
    return len(destroyed) + len(lost)


def _remove(file: SealedFile, at: datetime) -> None:
    default_storage.delete(file.name)
    file.removed_at = at
    file.save(update_fields=["removed_at"])


def _installation() -> MultiFernet:
    """The first key seals; the others read what was sealed before they were replaced."""
    return MultiFernet([Fernet(key) for key in settings.FILES_KEYS])
