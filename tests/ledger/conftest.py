"""A ledger with sealed batches, and a hand that tampers with it as only the owner of the tables could."""

import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from governance.ledger.models import Event
from governance.ledger.writing import record

OwnerSql = Callable[[str], list[tuple]]
Tamper = Callable[[str], None]


def seal() -> int | None:
    """Seal what can be sealed, as the application."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT kernel.seal()")
        (number,) = cursor.fetchone()
    return number


def seal_all() -> int | None:
    """Seal once nobody else has a transaction open, here or in another database: it would hold events back."""
    deadline = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_snapshot_xmin(s) = pg_snapshot_xmax(s) FROM pg_current_snapshot() AS s")
            if cursor.fetchone() == (True,):
                break
            time.sleep(0.01)
    return seal()


def written(*reasons: str) -> list[int]:
    """One event for each reason, each in a transaction of its own."""
    ids = []
    for reason in reasons:
        with transaction.atomic():
            ids.append(record("approve", register="people", reference="PER-2026-000001", reason=reason).pk)
    return ids


@pytest.fixture
def tamper(owner_sql: OwnerSql) -> Tamper:
    """Run SQL behind the back of the triggers."""
    tables = ("ledger_event", "ledger_seal")

    def run(sql: str) -> None:
        off = "; ".join(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)
        on = "; ".join(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables)
        owner_sql(f"{off}; {sql}; {on}")

    return run


@pytest.fixture
def chain(owner_sql: OwnerSql) -> list[int]:
    """Three sealed batches of two events each; gives the ids of the events."""
    ids = []
    for batch in ("first", "second", "third"):
        ids += written(f"{batch} a", f"{batch} b")
        assert seal_all() is not None
    assert Event.objects.count() == 6
    return ids
