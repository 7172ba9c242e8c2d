"""Two sweeps at once say nothing twice, and one that is killed loses nothing."""

import time

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.utils import OperationalError

from governance.deadlines.models import Deadline, Flag
from governance.deadlines.sweep import sweep
from governance.notifications.models import Notification
from tests.cast import Cast
from tests.deadlines.conftest import DUE, RULE, days_before
from tests.threads import raised, together

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 300


@pytest.fixture(autouse=True)
def due(cast: Cast) -> None:
    Deadline.objects.bulk_create(
        Deadline(
            register="people",
            record_id=n,
            reference=f"R{n}",
            rule=RULE.key,
            due_on=DUE,
            service=cast.harbour,
            worker=cast.fay,
        )
        for n in range(MANY)
    )


def test_four_sweeps_at_once_flag_and_tell_everything_once() -> None:
    results = together(*[lambda: sweep(at=days_before(7))] * 4)
    assert raised(results) == []
    assert sum(flags for flags, _ in results) == sum(messages for _, messages in results) == MANY
    assert Flag.objects.count() == Notification.objects.count() == MANY


def test_a_sweep_that_is_killed_midway_leaves_nothing_and_the_next_one_tells_all() -> None:
    def killed() -> None:
        with transaction.atomic():
            sweep(at=days_before(7))
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(20)")

    def killer() -> int:
        sleeping = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND query LIKE 'SELECT pg_sleep%%'"
        )
        for _ in range(200):
            with connection.cursor() as cursor:
                cursor.execute(sleeping, [settings.DATABASES["default"]["NAME"]])
                if cursor.fetchall():
                    return 1
            time.sleep(0.02)
        return 0

    died, hit = together(killed, killer)
    assert (type(died), hit) == (OperationalError, 1)
    assert Flag.objects.count() == Notification.objects.count() == 0
    assert sweep(at=days_before(7)) == (MANY, MANY)
    assert sweep(at=days_before(7)) == (0, 0)
