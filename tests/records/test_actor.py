"""Who is acting, in the process and in the database alike."""

from contextlib import suppress
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, IntegrityError, OperationalError

from governance.accounts.models import Service
from governance.records.actor import SHAREWELL, acting_as, current
from tests.threads import together

pytestmark = pytest.mark.django_db


def in_the_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.actor', true)")
        (actor,) = cursor.fetchone()
    # A new connection has never heard of an actor, and one that was used knows none.
    return actor or ""


def test_the_actor_changes_inside_the_block_and_back_after_it() -> None:
    with acting_as(7):
        assert (current(), in_the_database()) == (7, "7")
        with acting_as(8):
            assert (current(), in_the_database()) == (8, "8")
        with acting_as(7):
            assert in_the_database() == "7"
        assert (current(), in_the_database()) == (7, "7")
    assert (current(), in_the_database()) == (SHAREWELL, "0")


@pytest.mark.django_db(transaction=True)
def test_each_transaction_is_told_anew_and_forgets() -> None:
    with acting_as(7):
        for _ in range(2):
            with transaction.atomic():
                assert in_the_database() == "7"
            assert in_the_database() == ""
    with transaction.atomic():
        assert in_the_database() == "0"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["commit", "rollback", "error"])
def test_no_transaction_and_no_pooled_connection_hands_its_actor_on(end: str) -> None:
    def act(actor: int) -> tuple[str, str]:
        with acting_as(actor), suppress(DataError), transaction.atomic():
            inside = in_the_database()
            if end == "error":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1 / 0")
            transaction.set_rollback(end == "rollback")
        return inside, in_the_database()

    for _ in range(3):
        assert together(*(partial(act, actor) for actor in (7, 8, 9))) == [("7", ""), ("8", ""), ("9", "")]
        # The pool gives the same connections again.
        assert together(*[in_the_database] * 3) == ["", "", ""]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_finds_its_connection_lost_says_so_and_the_next_one_works() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()

    def end() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    assert together(end) == [None]
    with pytest.raises(OperationalError), transaction.atomic():
        pass
    with transaction.atomic():
        assert in_the_database() == "0"


def test_a_failure_inside_the_block_is_the_failure_one_sees() -> None:
    with pytest.raises(DataError), transaction.atomic(), acting_as(7), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    assert (current(), in_the_database()) == (SHAREWELL, "0")
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as(7):
        Service.objects.bulk_create([Service(name="Harbour", nation="XXX")])
    assert (current(), in_the_database()) == (SHAREWELL, "0")


def test_after_a_failure_that_is_caught_inside_the_transaction_the_actor_is_back() -> None:
    def fail() -> None:
        with acting_as(7):
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert in_the_database() == "0"
