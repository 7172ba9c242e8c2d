"""The whole ledger, read and hashed anew."""

import statistics
from collections.abc import Iterator

from governance.ledger.verification import verify
from tests.bench.figures import Figure, milliseconds

ROUNDS = 5
REACH = 500_000


def figures(*, judged: bool) -> Iterator[Figure]:
    report = verify(())
    if report.faults:
        raise RuntimeError(f"The ledger does not hold: {report.faults[0]}")
    rows = report.sealed + report.unsealed
    taken = statistics.median(milliseconds(lambda: verify(())) for _ in range(ROUNDS))
    speed = rows / taken * 1000
    yield Figure(
        "ledger verification",
        "(it has none)",
        f"≥ {REACH:,} rows/s",
        f"{speed:,.0f} rows/s; {rows:,} rows in {report.seals:,} seals",
        speed >= REACH if judged else None,
        taken,
    )
