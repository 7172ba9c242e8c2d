"""Who is acting, in the process and in the database alike."""

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, IntegrityError

from governance.accounts.models import Service
from governance.records.actor import SHAREWELL, acting_as, current

pytestmark = pytest.mark.django_db


def in_the_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.actor', true)")
        (actor,) = cursor.fetchone()
    return str(actor)


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
