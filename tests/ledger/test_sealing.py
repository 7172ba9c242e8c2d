"""Each event is sealed in exactly one batch, whoever commits late and however many seal at once."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

import pytest
from django.db import transaction

from governance.ledger.models import Event, Seal
from governance.ledger.verification import verify
from governance.ledger.writing import record
from tests.ledger.conftest import OwnerSql, Tamper, seal, seal_all, written
from tests.threads import raised, together

pytestmark = pytest.mark.django_db(transaction=True)


class Changed(Exception):
    """The writer changed its mind."""


def test_a_seal_takes_what_is_committed_and_nothing_is_sealed_twice(owner_sql: OwnerSql) -> None:
    written("one", "two")
    assert seal() == 1
    assert seal() is None
    written("three")
    assert seal() == 2
    assert list(Seal.objects.values_list("number", "count")) == [(1, 2), (2, 1)]
    report = verify(set())
    assert (report.seals, report.sealed, report.unsealed, report.faults) == (2, 3, 0, ())


def test_an_event_that_commits_late_waits_for_a_later_batch(owner_sql: OwnerSql) -> None:
    written_late, sealed = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record("approve", register="people", reason="late")
            written_late.set()
            assert sealed.wait(10)

    def sealing() -> None:
        assert written_late.wait(10)
        written("quick")
        seal()
        sealed.set()

    assert raised(together(slow, sealing)) == []
    late, quick = Event.objects.get(reason="late"), Event.objects.get(reason="quick")
    assert late.pk < quick.pk
    # The late one holds back everything that came after it.
    assert sum(Seal.objects.values_list("count", flat=True)) == 0
    seal()
    assert sum(Seal.objects.values_list("count", flat=True)) == 2
    assert verify(set()).faults == ()


def test_eight_writers_and_two_sealers_at_once(owner_sql: OwnerSql) -> None:
    def writer(chance: random.Random) -> None:
        for _ in range(20):
            with suppress(Changed), transaction.atomic():
                record("approve", register="people", reason="kept")
                with suppress(Changed), transaction.atomic():
                    record("approve", register="people", reason="inside")
                    if chance.random() < 0.3:
                        raise Changed
                time.sleep(chance.random() * 0.01)
                if chance.random() < 0.2:
                    raise Changed

    def sealer() -> None:
        for _ in range(60):
            seal()
            time.sleep(0.002)

    writers: list[Callable[[], None]] = [partial(writer, random.Random(n)) for n in range(8)]
    assert raised(together(*writers, sealer, sealer)) == []
    seal()
    seals = list(Seal.objects.order_by("number"))
    assert len(seals) > 5
    for event in Event.objects.all():
        assert sum(s.low <= event.xid < s.high for s in seals) == 1
    assert sum(s.count for s in seals) == Event.objects.count() > 160
    assert [s.number for s in seals] == list(range(1, len(seals) + 1))
    assert verify(set()).faults == ()


def test_a_quiet_hour_gets_an_empty_batch(tamper: Tamper) -> None:
    written("one")
    seal()
    written("two")
    seal()
    assert seal() is None
    tamper("UPDATE ledger_seal SET sealed_at = sealed_at - interval '61 minutes' WHERE number = 2")
    assert seal() == 3
    assert Seal.objects.get(number=3).count == 0


@pytest.fixture
def small_batches(owner_sql: OwnerSql) -> Iterator[None]:
    """A batch is full with two events."""
    body = "CREATE OR REPLACE FUNCTION kernel.largest_batch() RETURNS bigint LANGUAGE sql IMMUTABLE AS '{}'"
    ((usual,),) = owner_sql("SELECT prosrc FROM pg_proc WHERE oid = 'kernel.largest_batch'::regproc")
    owner_sql(body.format("SELECT 2::bigint"))
    yield
    owner_sql(body.format(usual))


def test_after_a_long_time_without_sealing_several_batches_take_what_waits(
    small_batches: None, tamper: Tamper
) -> None:
    """A batch stays small enough to be hashed in one statement, but no transaction is ever cut in two."""
    written("one", "two", "three")
    with transaction.atomic():
        for reason in ("of", "one", "transaction"):
            record("approve", register="people", reason=reason)
    written("last")
    # They have been waiting for longer than an event may be older than its seal.
    tamper("UPDATE ledger_event SET at = at - interval '1 day'")
    assert [seal_all(), seal(), seal(), seal()] == [1, 2, 3, None]
    assert list(Seal.objects.values_list("count", flat=True)) == [2, 4, 1]
    assert verify(set()).faults == ()


RESTORED = """
INSERT INTO ledger_event (epoch, xid, at, actor_id, verb, register, reference, reason, detail)
SELECT 7, 100 + n, now() - interval '1 day' + n * interval '1 second', 1, 'approve', 'people', '', '', '{}'
  FROM generate_series(1, 4) n;
WITH old AS (
    SELECT (1, 7, 0, 103, b.n, now() - interval '1 day' + interval '3 seconds', b.digest, '')::ledger_seal AS s
      FROM kernel.contents(7, 0, 103) b
) INSERT INTO ledger_seal
  SELECT (s).number, (s).epoch, (s).low, (s).high, (s).count, (s).sealed_at, (s).digest, kernel.seal_hash(NULL, s)
    FROM old
"""


def test_after_a_restore_the_old_servers_tail_is_closed_and_a_new_epoch_begins(tamper: Tamper) -> None:
    """A restored database counts its transactions anew; two events were waiting when it was saved."""
    tamper(RESTORED)
    assert Seal.objects.get().count == 2
    assert verify(set()).faults == ()
    written("after the restore")
    assert verify(set()).faults == ()
    assert [seal(), seal(), seal()] == [2, 3, None]
    closing, first = Seal.objects.filter(number__gt=1)
    assert (closing.epoch, closing.low, closing.high, closing.count) == (7, 103, 105, 2)
    assert (first.low, first.count) == (0, 1)
    assert verify(set()).faults == ()


def test_an_event_of_a_foreign_server_is_found(tamper: Tamper) -> None:
    tamper(RESTORED)
    seal()
    seal()
    tamper(
        "INSERT INTO ledger_event (epoch, xid, at, actor_id, verb, register, reference, reason, detail)"
        " VALUES (7, 900, now(), 1, 'approve', 'people', '', '', '{}'),"
        " (8, 1, now(), 1, 'approve', 'people', '', '', '{}')"
    )
    new = list(Event.objects.order_by("id").values_list("id", flat=True))[-2:]
    assert verify(set()).faults == tuple(f"Event {pk} stands outside every batch." for pk in new)
