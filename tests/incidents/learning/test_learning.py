"""What incidents say together: to whom, by what, and each number the list behind it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.accounts.models import User
from governance.people import actions as people
from incidents.incidents import actions, deciding, lessons, telling
from incidents.incidents.models import Incident
from incidents.incidents.sorts import Cause, Certainty, Telling, Type
from incidents.learning.figures import figures
from incidents.learning.pictures import spell
from tests.cast import NOON, Cast, signed_in
from tests.incidents.incidents import walk

PAGE = "/incidents/learning/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A number in a table, or beside a fact, with the address behind it.
LINK = re.compile(r'<a class="govuk-link" href="(/incidents/\?[^"]+)">(?:([\d,]+)<|Show<)')


@pytest.fixture(autouse=True)
def _noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


def a_year(cast: Cast) -> None:
    """Some of each: told, not told, reported in time, learnt from, nearly happened; in two services and in none."""
    told = walk.told(cast, walk.with_sam(cast, at=NOON - 60 * DAY), at=NOON - 60 * DAY + 3 * HOUR)
    lessons.add_lesson(
        told,
        by=cast.max,
        at=NOON - 60 * DAY,
        cause=Cause.SLIP,
        action="Check twice.",
        owner=cast.max,
        due_on=(NOON - 30 * DAY).date(),
    )
    at = NOON - 10 * DAY
    deciding.tell_regulator(walk.graded(cast, at=at), by=cast.priya, at=at, sent_at=at, is_last=True)
    found = walk.graded(cast, 2, 2, at=at, type=Type.LOST, service=cast.firth, by=cast.isla)
    telling.decide_telling(found, by=cast.priya, at=at, telling=Telling.NOBODY, because="Nobody had seen it.")
    walk.reported(cast, certainty=Certainty.NEAR_MISS, type=Type.LOST, service=None, by=cast.igor)
    # Neither is counted: one is no incident, and the other was a year ago.
    actions.dismiss(walk.reported(cast), by=cast.igor, at=NOON, reason="A test.")
    walk.reported(cast, at=NOON - 365 * DAY)


def page(user: User, address: str = PAGE) -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200
    return str(answer.content.decode().partition("<main")[2])


def total(user: User) -> int:
    found = signed_in(user).get(PAGE).context["total"]
    assert isinstance(found, int)
    return found


def test_each_number_is_that_of_the_list_behind_it(cast: Cast) -> None:
    a_year(cast)
    for user in (cast.priya, cast.max, cast.aled):
        client = signed_in(user)
        links = LINK.findall(page(user))
        assert len(links) > 8
        for address, number in links:
            listed = client.get(unescape(address)).context
            assert listed["page"].count == (number or listed["page"].count), address
            assert listed["page"].rows, address
            assert set(listed["filters"]) >= {"state", "year"}, address


def test_it_says_what_there_was_and_how_soon_people_were_told(cast: Cast) -> None:
    a_year(cast)
    found = figures(Incident.objects.counted(), NOON)
    assert (found.total, found.counts["certainty"]["near_miss"]) == (5, 1)
    assert found.counts["type"]["lost"] == 2
    assert found.counts["cause"] == {**dict.fromkeys(found.counts["cause"], 0), "slip": 1, "none": 4}
    assert found.counts["told"] == {"day": 1, "three_days": 0, "week": 0, "later": 0, "not_yet": 2, "not": 1}
    assert found.counts["regulator"] == {"in_time": 1, "late": 0, "not_told": 0, "open": 3}
    assert found.counts["lessons"]["overdue"] == 1
    assert [(each.name, each.number) for each in found.services] == [
        ("Harbour", 3),
        ("Firth", 1),
        ("The whole charity", 1),
    ]
    assert found.median == found.longest == 5 * HOUR


def test_half_of_the_times_and_the_longest(cast: Cast) -> None:
    for hours in (1, 5, 100):
        at = NOON - 20 * DAY
        # Known two hours before it was reported.
        walk.told(cast, walk.reported(cast, at=at), at=at + (hours - 2) * HOUR, affected=None)
    found = figures(Incident.objects.counted(), NOON)
    assert (found.median, found.longest) == (5 * HOUR, 100 * HOUR)
    text = page(cast.priya)
    assert "5 hours" in text
    assert "5 days" in text


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(0), "less than an hour"),
        (timedelta(minutes=1), "1 hour"),
        (48 * HOUR, "48 hours"),
        (48 * HOUR + timedelta(minutes=1), "3 days"),
        (7 * DAY, "7 days"),
    ],
)
def test_a_time_in_words(time: timedelta, words: str) -> None:
    assert spell(time) == words


def test_nothing_is_said_of_a_time_in_which_nothing_was_reported(cast: Cast) -> None:
    assert "No incident was reported in this time." in page(cast.priya)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *((name, 200) for name in ("max", "morag", "igor", "priya", "gwen", "sol", "aled")),
        *((name, 403) for name in ("fay", "finn", "dora", "dana", "cora")),
    ],
)
def test_who_looks_after_a_service_or_all_may_look(cast: Cast, name: str, status: int) -> None:
    user = getattr(cast, name)
    answer = signed_in(user).get(PAGE)
    assert answer.status_code == status
    listed = signed_in(user).get("/incidents/").content.decode()
    assert (f'href="{PAGE}"' in listed) is (status == 200)


class TestWhatSomebodyMayNotSeeIsNotCounted:
    def test_a_manager_counts_their_services_alone(self, cast: Cast) -> None:
        walk.reported(cast)
        walk.reported(cast, service=cast.firth, by=cast.isla)
        assert (total(cast.max), total(cast.morag), total(cast.maya), total(cast.priya)) == (1, 1, 0, 2)
        assert "Firth" not in page(cast.max)

    def test_a_restricted_one_only_for_those_who_are_named(self, cast: Cast) -> None:
        assert all((cast.igor, cast.sol, cast.gwen, cast.aled))
        before = {user: page(user) for user in (cast.igor, cast.gwen, cast.sol, cast.aled, cast.max)}
        walk.restricted(cast, subject=cast.max)
        assert (total(cast.priya), total(cast.igor)) == (1, 0)
        for user, text in before.items():
            assert page(user) == text, user

    def test_nobody_counts_one_about_somebody_they_know(self, cast: Cast) -> None:
        sam = cast.person()
        actions.affect(walk.reported(cast), by=cast.max, at=NOON, person=sam)
        assert total(cast.max) == 1
        people.report(person=sam, worker=cast.max, relationship="brother", by=cast.fay, at=NOON)
        assert total(cast.max) == 0


@pytest.mark.parametrize("asked", ["?year=2025", "?year=nonsense", "?year=", "?year=99999", "?year=%00"])
def test_a_year_is_chosen_and_nonsense_is_the_last_twelve_months(cast: Cast, asked: str) -> None:
    a_year(cast)
    counted = signed_in(cast.priya).get(PAGE + asked).context["total"]
    assert counted == (1 if asked == "?year=2025" else 4)


def test_the_years_go_back_to_the_first_that_there_was(cast: Cast) -> None:
    walk.reported(cast, at=NOON - 800 * DAY)
    years = signed_in(cast.priya).get(PAGE).context["years"]
    assert [code for code, _ in years] == ["last", "2026", "2025", "2024"]


def test_it_costs_the_same_for_few_and_for_many(cast: Cast) -> None:
    a_year(cast)
    client = signed_in(cast.priya)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    few = cost()
    for _ in range(20):
        walk.reported(cast)
    assert cost() == few
