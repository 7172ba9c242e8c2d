"""Does the ledger still say what it said? Recomputed in the database, compared with heads kept outside it."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from governance.ledger.models import Seal

# What one statement verifies: about a second's work, where the application's statements have a minute. A batch
# costs as much as a few events, so many small ones are a limit of their own.
EVENTS_AT_ONCE = 250_000
BATCHES_AT_ONCE = 25_000
HEADS_AT_ONCE = 10_000
# Each connection keeps one core of the database busy, and leaves the application its own.
CONNECTIONS = 2

# The largest number of batches from `first` on that is not too much at once. A batch that is too much alone is a
# range alone. Whatever a count was changed to, no batch is left out: `first` and `last` tell, not the counts.
RANGE = """
SELECT max(number), count(*), sum(count)
  FROM (SELECT number, count, sum(count) OVER (ORDER BY number) - count AS before
          FROM (SELECT number, coalesce(count, 0) AS count FROM ledger_seal
                 WHERE number BETWEEN %(first)s AND %(last)s ORDER BY number LIMIT %(batches)s) s) s
 WHERE before < %(events)s
"""


@dataclass(frozen=True)
class Report:
    """What a verification found; an empty `faults` means that the ledger holds.

    seals, sealed: batches that were verified, and the events in them. unsealed: events that were looked at outside
    them. compared: heads from outside. head: the last batch that was verified, as `number:hash`.
    """

    seals: int
    sealed: int
    unsealed: int
    compared: int
    head: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class _Range:
    """The batches from number `first` to `last`, and how many batches and events these are."""

    first: int
    last: int
    seals: int
    sealed: int


def heads(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Each seal number with its hash, read from lines that end in `number:hash` (the log and the daily mail).

    A number that was shown with two hashes is given with both: only one of them can be true.
    """
    for line in lines:
        number, colon, digest = line.strip().rpartition(" ")[2].partition(":")
        if colon and number.isdecimal():
            yield int(number), digest


def verify(outside: Iterable[tuple[int, str]]) -> Report:
    """Recompute the chain up to its newest batch and compare it with the heads in `outside`.

    Range by range, each in a statement of its own, so that neither time nor memory limits how long a ledger may be.
    People may go on working: batches that are sealed meanwhile are left to the next verification, and their
    events are looked at as unsealed ones. Not inside a transaction, which would not see the same as the other
    connections do.

    Without outside heads a tail that was cut and a chain that was sealed anew can not be seen.
    """
    head = Seal.objects.last()
    seals = sealed = unsealed = compared = 0
    faults: list[str] = []
    if head is not None:
        with ThreadPoolExecutor(CONNECTIONS) as connections:
            for verified, found in connections.map(_faults_of, _ranges(head.number)):
                seals += verified.seals
                sealed += verified.sealed
                faults += found
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fault, count(*) FROM kernel.unsealed(%s) GROUP BY fault ORDER BY min(id)",
            [head.number if head else None],
        )
        for fault, count in cursor:
            unsealed += count
            if fault:
                faults.append(f"{fault[:1].upper()}{fault[1:]}.")
    shown = iter(outside)
    while some := list(islice(shown, HEADS_AT_ONCE)):
        compared += len(some)
        faults += _unlike(some)
    return Report(
        seals=seals,
        sealed=sealed,
        unsealed=unsealed,
        compared=compared,
        head=str(head or ""),
        faults=tuple(dict.fromkeys(faults)),
    )


def _ranges(last: int) -> Iterator[_Range]:
    """Every batch up to number `last`, in ranges that follow each other without a gap."""
    first = -(2**63)
    with connection.cursor() as cursor:
        while first <= last:
            cursor.execute(
                RANGE, {"first": first, "last": last, "batches": BATCHES_AT_ONCE, "events": EVENTS_AT_ONCE}
            )
            end, seals, sealed = cursor.fetchone()
            if end is None:
                break
            yield _Range(first, end, seals, int(sealed))
            first = end + 1


def _faults_of(batches: _Range) -> tuple[_Range, list[str]]:
    """What is wrong with some batches, in words. On a connection of its own, which goes back afterwards."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seal_number, fault FROM kernel.faults(%s, %s)", [batches.first, batches.last]
            )
            return batches, [f"Batch {number}: {fault}." for number, fault in cursor]
    finally:
        connection.close()


def _unlike(outside: list[tuple[int, str]]) -> Iterator[str]:
    """Which of these heads the ledger does not have, or has otherwise."""
    numbers = {number for number, _ in outside}
    inside = {
        number: bytes(digest).hex()
        for number, digest in Seal.objects.filter(number__in=numbers).values_list("number", "hash")
    }
    for number, digest in sorted(set(outside)):
        if number not in inside:
            yield f"Batch {number}: it was shown outside and is gone: the tail was cut."
        elif inside[number] != digest:
            yield f"Batch {number}: it differs from the head shown outside: the chain was sealed anew."
