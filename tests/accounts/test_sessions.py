"""A session ends after an hour without a request, and nobody who has none gets one."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.accounts import tasks
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def comes_in(client: Client, minutes: int) -> bool:
    """Whether the desk opens, this long after the morning."""
    with time_machine.travel(MORNING + timedelta(minutes=minutes), tick=False):
        return client.get("/desk/").status_code == 200


@pytest.fixture
def fay(cast: Cast) -> Client:
    with time_machine.travel(MORNING, tick=False):
        return signed_in(cast.fay)


def test_an_hour_without_a_request_ends_it(fay: Client) -> None:
    assert comes_in(fay, 59)
    assert not comes_in(fay, 59 + 61)


def test_whoever_works_all_day_stays_signed_in(fay: Client) -> None:
    assert all(comes_in(fay, minutes) for minutes in range(0, 8 * 60, 50))


def test_it_is_renewed_every_five_minutes_and_not_at_each_page(fay: Client) -> None:
    def written(minutes: int) -> bool:
        with CaptureQueriesContext(connection) as queries:
            assert comes_in(fay, minutes)
        return any(query["sql"].startswith('UPDATE "django_session"') for query in queries)

    assert [written(minutes) for minutes in (1, 4, 6, 7, 12)] == [False, False, True, False, True]


def test_a_made_up_cookie_makes_no_session(client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "made-up-by-a-visitor-0123456789ab"
    for address in ("/", "/policies/", "/desk/"):
        client.get(address)
    assert not Session.objects.exists()


def test_what_has_ended_is_forgotten(fay: Client, cast: Cast) -> None:
    with time_machine.travel(MORNING + timedelta(minutes=30)):
        signed_in(cast.max)
    with time_machine.travel(MORNING + timedelta(minutes=70)):
        tasks.forget_sessions()
    assert Session.objects.count() == 1
