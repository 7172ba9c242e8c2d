"""Does the ledger still say what it said? Recomputed in the database, compared with heads kept outside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Sum

from governance.ledger.models import Event, Seal


@dataclass(frozen=True)
class Report:
    """What a verification found; an empty `faults` means that the ledger holds."""

    seals: int
    sealed: int
    unsealed: int
    head: str
    faults: tuple[str, ...]


def heads(lines: Iterable[str]) -> set[tuple[int, str]]:
    """Each seal number with its hash, read from lines that end in `number:hash` (the log and the daily mail).

    A number that was shown with two hashes is kept with both: only one of them can be true.
    """
    found = set()
    for line in lines:
        number, colon, digest = line.strip().rpartition(" ")[2].partition(":")
        if colon and number.isdecimal():
            found.add((int(number), digest))
    return found


def verify(outside: set[tuple[int, str]]) -> Report:
    """Recompute the chain and compare it with the heads in `outside`.

    Without outside heads a tail that was cut and a chain that was sealed anew can not be seen.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT seal_number, fault FROM kernel.faults()")
        faults = [
            f"Batch {number}: {fault}." if number else f"{fault[:1].upper()}{fault[1:]}."
            for number, fault in cursor
        ]
    inside = {number: bytes(digest).hex() for number, digest in Seal.objects.values_list("number", "hash")}
    for number, digest in sorted(outside):
        if number not in inside:
            faults.append(f"Batch {number}: it was shown outside and is gone: the tail was cut.")
        elif inside[number] != digest:
            faults.append(
                f"Batch {number}: it differs from the head shown outside: the chain was sealed anew."
            )
    sealed = Seal.objects.aggregate(sealed=Sum("count"))["sealed"] or 0
    return Report(
        seals=len(inside),
        sealed=sealed,
        unsealed=max(Event.objects.count() - sealed, 0),
        head=str(Seal.objects.last() or ""),
        faults=tuple(faults),
    )
