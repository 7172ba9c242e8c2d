"""PostgreSQL drops every connection: what was under way is undone, and the next request works again."""

from threading import Event

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import OperationalError

from governance.ledger import models as ledger
from governance.people import actions
from governance.people.models import Person
from tests.cast import NOON, Cast, signed_in
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = %s AND usename = 'sharewell_app' AND pid <> pg_backend_pid()"
)


def drop_all_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(OTHERS, [settings.DATABASES["default"]["NAME"]])
        return len(cursor.fetchall())


def test_a_step_that_loses_its_connection_is_undone(cast: Cast) -> None:
    sam = cast.person()
    events = ledger.Event.objects.count()

    edited, cut = Event(), Event()

    def cut_off() -> None:
        with transaction.atomic():
            actions.edit(sam, by=cast.fay, at=NOON, read_version=1, reason="wrong", name="Half Saved")
            edited.set()
            assert cut.wait(10)

    def drop() -> int:
        assert edited.wait(10)
        dropped = drop_all_connections()
        cut.set()
        return dropped

    lost, dropped = together(cut_off, drop)
    assert isinstance(lost, OperationalError)
    assert dropped
    connection.close()
    assert (Person.objects.get().name, ledger.Event.objects.count()) == ("Sam Rivers", events)


def test_the_next_request_finds_a_connection_that_works(cast: Cast) -> None:
    """Without anybody starting the application anew."""
    sam = cast.person()
    fay = signed_in(cast.fay)
    assert fay.get(f"/people/{sam.reference}/").status_code == 200
    # The pool holds idle connections that are dead from now on.
    together(lambda: connection.ensure_connection(), lambda: connection.ensure_connection())
    together(drop_all_connections)
    connection.close()
    assert [fay.get(f"/people/{sam.reference}/").status_code for _ in range(3)] == [200] * 3
