"""Does the ledger still say what it said? Recomputed in the database, compared with heads kept outside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from governance.ledger.models import Event, Seal

HEADS = Path(settings.VAR_DIR) / "ledger-heads.log"


@dataclass(frozen=True)
class Report:
    """What a verification found; an empty `faults` means that the ledger holds."""

    seals: int
    sealed: int
    unsealed: int
    head: str
    faults: tuple[str, ...]


def heads(lines: Iterable[str]) -> dict[int, str]:
    """Seal number → hash, read from lines that end in `number:hash` (the log and the daily mail)."""
    found = {}
    for line in lines:
        number, colon, digest = line.strip().rpartition(" ")[2].partition(":")
        if colon and number.isdigit():
            found[int(number)] = digest
    return found


def verify(outside: dict[int, str]) -> Report:
    """Recompute the chain and compare it with the heads in `outside`.

    Without outside heads a tail that was cut and a chain that was sealed anew can not be seen.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT seal_number, fault FROM kernel.faults()")
        faults = [
            f"Batch {number}: {fault}." if number else f"{fault[:1].upper()}{fault[1:]}."
            for number, fault in cursor
        ]
    inside = {seal.number: bytes(seal.hash).hex() for seal in Seal.objects.filter(number__in=outside)}
    for number, digest in sorted(outside.items()):
        if number not in inside:
            faults.append(f"Batch {number}: it was shown outside and is gone: the tail was cut.")
        elif inside[number] != digest:
            faults.append(
                f"Batch {number}: it differs from the head shown outside: the chain was sealed anew."
            )
    last = Seal.objects.last()
    unsealed = (
        Event.objects.filter(epoch=last.epoch, xid__gte=last.high).count() if last else Event.objects.count()
    )
    total = Event.objects.count()
    return Report(
        seals=Seal.objects.count(),
        sealed=total - unsealed,
        unsealed=unsealed,
        head=str(last) if last else "",
        faults=tuple(faults),
    )
