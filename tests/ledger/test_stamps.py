"""The database stamps every event by itself (design section 3)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from governance.ledger.models import Event
from governance.ledger.writing import record
from governance.records.actor import acting_as

pytestmark = pytest.mark.django_db


def test_whatever_the_application_sends_the_stamps_are_the_databases() -> None:
    with acting_as(7):
        sent = Event.objects.create(
            verb="view", register="people", epoch=1, xid=1, at=datetime(2001, 1, 1, tzinfo=UTC), actor_id=99
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, pg_current_xact_id()::text::bigint FROM pg_control_system()"
        )
        epoch, xid = cursor.fetchone()
    kept = Event.objects.get(pk=sent.pk)
    assert (kept.epoch, kept.xid, kept.actor_id) == (epoch, xid, 7)
    assert abs(timezone.now() - kept.at) < timedelta(seconds=10)


def test_two_events_of_one_transaction_have_two_moments() -> None:
    first, second = (
        Event.objects.get(pk=record("view", register="people").pk),
        Event.objects.get(pk=record("view", register="people").pk),
    )
    assert (first.xid, first.at < second.at) == (second.xid, True)


def test_an_event_by_nobody_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor', '', true)")
    with pytest.raises(ProgrammingError, match="an event by nobody"), transaction.atomic():
        record("view", register="people")


@pytest.mark.parametrize(
    "call",
    [
        "kernel.epoch()",
        "kernel.contents(1, 0, 1)",
        "kernel.event_hash(NULL)",
        "kernel.seal_hash('', NULL)",
        "kernel.stamp_event()",
        "kernel.tolerance()",
        "kernel.largest_batch()",
        "kernel.refuse()",
        "kernel.people_historicalperson()",
    ],
)
def test_of_the_kernels_functions_the_application_calls_only_three(call: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}")


def test_the_application_seals_and_asks_for_faults() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kernel.seal()")
        cursor.execute("SELECT count(*) FROM kernel.faults(1, 10)")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM kernel.unsealed(1)")
        assert cursor.fetchone() == (0,)
