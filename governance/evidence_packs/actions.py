"""The verbs of an evidence pack: ask for it, make it, open it, forget it."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from django.db import connection, transaction
from xlsxwriter.exceptions import XlsxWriterException

from governance.accounts.models import User
from governance.attachments import sealed
from governance.attachments.models import SealedFile
from governance.attachments.sealing import Sealing, sealing
from governance.calendar import local_day
from governance.defaults import EVIDENCE_PACK_DAYS
from governance.errors import YES, Denied, Verdict, demand, no
from governance.evidence_packs.building import STAGES, Building
from governance.evidence_packs.models import Pack
from governance.evidence_packs.parts import Asked
from governance.evidence_packs.permissions import may_ask
from governance.evidence_packs.rules import period_allowed
from governance.exports.actions import workshop
from governance.exports.permissions import seen_by
from governance.ledger import writing as ledger
from governance.records.models import next_reference
from incidents.incidents.models import Incident

NAME = "evidence_packs"
KEPT = timedelta(days=EVIDENCE_PACK_DAYS.value)
# After so long without a new stage another worker looks whether the one that makes it has died.
STAGE = timedelta(minutes=10)
GIVEN_UP = timedelta(days=1)
AGAIN = "Ask for the pack again."
FULL = (errno.ENOSPC, errno.EDQUOT)
NO_ROOM = no(
    "There was no room on the server for this pack, so nothing was kept.",
    next_step="Tell whoever looks after Sharewell.",
)
NOT_MADE = no("This pack could not be made within a day.", next_step=AGAIN)
CHANGED = no("What you may see has changed since this pack was asked for.", next_step=AGAIN)
GONE = no(
    f"This pack is not there any more. Packs are kept for {EVIDENCE_PACK_DAYS.value} days.", next_step=AGAIN
)


@transaction.atomic
def ask(*, first: date, last: date, by: User, at: datetime) -> tuple[Pack, bool]:
    """Ask for a pack of these days; one of the same days that is being made is given back.

    Says whether it is a new one. Raises Denied for who may not, and for a period that cannot be.
    """
    demand(may_ask(by))
    demand(period_allowed(first, last, local_day(at)))
    # A button may be pressed twice.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    same = Pack.objects.filter(owner=by, from_on=first, to_on=last, done_at=None).first()
    if same is not None:
        return same, False
    reference = next_reference("EVP", local_day(at).year, 4)
    ledger.record("ask", register=NAME, reference=reference, first=first.isoformat(), last=last.isoformat())
    pack = Pack.objects.create(
        effect_key=reference,
        reference=reference,
        owner=by,
        from_on=first,
        to_on=last,
        created_at=at,
        next_try_at=at,
    )
    return pack, True


def make(pk: int, *, clock: Callable[[], datetime]) -> bool:
    """Write the file of a waiting pack; says whether it was this call that finished it.

    No transaction is open while it is written. What another worker is writing is left to that one.
    """
    with _alone(pk) as is_alone:
        waiting = Pack.objects.filter(pk=pk, done_at=None).select_related("owner")
        pack = waiting.first() if is_alone else None
        return pack is not None and _make(pack, clock)


@contextmanager
def _alone(pk: int) -> Iterator[bool]:
    """Whether nobody else is making this pack. Of a worker that dies the database forgets that it was."""
    with connection.cursor() as cursor:
        lock = [f"evidence_packs.make {pk}"]
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", lock)
        (is_alone,) = cursor.fetchone()
        try:
            yield is_alone
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", lock)


def _make(pack: Pack, clock: Callable[[], datetime]) -> bool:
    at = clock()
    if not (verdict := may_ask(pack.owner)):
        return _give_up(pack, verdict, at)
    sight = _sight(pack.owner)

    def said(stage: int) -> None:
        Pack.objects.filter(pk=pack.pk, done_at=None).update(stage=stage, next_try_at=clock() + STAGE)

    asked = Asked(pack.owner, pack.from_on, pack.to_on, at)
    try:
        with TemporaryDirectory(dir=workshop()) as folder:
            path = Building(folder=Path(folder), asked=asked, reference=pack.reference).zip(said)
            with path.open("rb") as file:
                under_way = sealing(file)
    except (OSError, XlsxWriterException) as failure:
        if not _is_full(failure):
            raise
        return _give_up(pack, NO_ROOM, clock())
    try:
        return _finish(pack, under_way, clock(), sight=sight, incidents=asked.incidents)
    except Denied:
        return _give_up(pack, NO_ROOM, clock())


def _is_full(failure: Exception) -> bool:
    """Whether there was no room; a spreadsheet wraps what the system said."""
    said = failure if isinstance(failure, OSError) else failure.__context__
    return isinstance(said, OSError) and said.errno in FULL


def may_open(pack: Pack, by: User) -> Verdict:
    """Whether it is there, and its owner sees all that is in it still: no incident of it was restricted since."""
    if not (verdict := may_ask(by)):
        return verdict
    if pack.file is None or pack.file.key is None:
        return GONE
    hidden = Incident.objects.filter(pk__in=pack.incidents, restricted=True)
    return CHANGED if _sight(by) != pack.sight or hidden.exists() else YES


def open_pack(pack: Pack, *, by: User, at: datetime) -> Iterator[bytes]:
    """The zip of a pack, once the ledger has it that it was downloaded, and with which hash.

    Raises Denied where the owner may not open it.
    """
    demand(may_open(pack, by))
    file = cast(SealedFile, pack.file)
    chunks = sealed.read(file)
    ledger.record("download", register=NAME, reference=pack.reference, sha256=file.sha256)
    return chunks


def forget(at: datetime) -> int:
    """Destroy the packs that were kept long enough, and give up those that never came to their end."""
    old = Pack.objects.filter(done_at__lt=at - KEPT, file__key__isnull=False).select_related("file")
    for pack in old:
        with transaction.atomic():
            if pack.file is not None:
                sealed.destroy(pack.file, at=at)
            ledger.record("forget", register=NAME, reference=pack.reference)
    for pack in Pack.objects.filter(done_at=None, created_at__lt=at - GIVEN_UP):
        _give_up(pack, NOT_MADE, at)
    return len(old)


def _sight(user: User) -> str:
    return seen_by(user, "incidents")


def _waiting(pk: int) -> Pack | None:
    return Pack.objects.select_for_update().filter(pk=pk, done_at=None).first()


@transaction.atomic
def _finish(pack: Pack, under_way: Sealing, at: datetime, *, sight: str, incidents: list[int]) -> bool:
    """Keep what was written, unless somebody else did it first."""
    locked = _waiting(pack.pk)
    if locked is None:
        under_way.sealed.close()
        return False
    locked.file = sealed.keep(under_way, at=at)
    locked.done_at, locked.stage, locked.sight, locked.incidents = at, STAGES, sight, incidents
    locked.save(update_fields=["file", "done_at", "stage", "sight", "incidents"])
    ledger.record("make", register=NAME, reference=pack.reference, sha256=locked.file.sha256)
    return True


@transaction.atomic
def _give_up(pack: Pack, verdict: Verdict, at: datetime) -> bool:
    locked = _waiting(pack.pk)
    if locked is None:
        return False
    locked.done_at, locked.fault = at, f"{verdict.reason} {verdict.next_step}"
    locked.save(update_fields=["done_at", "fault"])
    ledger.record("give_up", register=NAME, reference=pack.reference)
    return True
