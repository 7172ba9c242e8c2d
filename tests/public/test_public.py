"""The public home, and what the operator asks."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client

from governance.calendar import Nation, list_ends_on
from tests.cast import Cast, signed_in


def test_anyone_reads_the_home_without_session_or_database(client: Client) -> None:
    """No `db` fixture: a query would fail."""
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Your information belongs to you" in page
    assert 'href="/policies/"' in page
    assert page.count('href="/how-we-share/"') == 2  # on its card, and at the top
    assert page.count('href="/your-choices/"') == 3  # and at the foot
    assert 'href="/accounts/login/"' in page


def test_what_is_made_for_anyone_may_be_kept(client: Client) -> None:
    for address in ("/", "/robots.txt"):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert answer.headers["Vary"] == "Cookie"
        assert not answer.cookies


def test_what_is_made_for_someone_with_a_session_is_not_kept_and_is_the_same_page(cast: Cast) -> None:
    answer = signed_in(cast.fay).get("/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.content == Client().get("/").content


def test_search_engines_list_only_what_anyone_may_read(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert lines[-1] == "Disallow: /"
    assert {"Allow: /policies/", "Allow: /your-choices/", "Allow: /how-we-share/"} <= set(lines)


def test_live_answers_without_a_database(client: Client) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"live": True})
    assert "no-store" in answer.headers["Cache-Control"]


WELL = {"database": True, "valkey": True, "warnings": []}


@pytest.mark.django_db
def test_ready_when_database_and_valkey_answer(client: Client) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, WELL)


@pytest.mark.django_db
def test_not_ready_when_valkey_is_down(client: Client, settings: object) -> None:
    nowhere = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}  # type: ignore[attr-defined]
    settings.CACHES = {"default": nowhere}  # type: ignore[attr-defined]
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, WELL | {"valkey": False})


@pytest.mark.django_db
def test_it_says_90_days_before_that_the_bank_holidays_run_out(client: Client) -> None:
    """Handbook section 0, T5: a warning, while it is ready all the same."""
    ends = min(list_ends_on(nation) for nation in Nation)
    for day, warned in [(ends - timedelta(days=91), False), (ends - timedelta(days=90), True)]:
        with time_machine.travel(datetime.combine(day, time(12), UTC)):
            answer = client.get("/health/ready")
        assert answer.status_code == 200
        assert ["bank holidays" in words for words in answer.json()["warnings"]] == [True] * warned
