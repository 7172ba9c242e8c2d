"""What the pages of people show, to whom, and at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.ledger.models import Event
from governance.people import actions
from governance.records.actor import acting_as
from tests.cast import NOON, Cast, signed_in


def test_looking_at_a_person_is_logged_with_who_and_whom(cast: Cast) -> None:
    sam = cast.person()
    signed_in(cast.fay).get(f"/people/{sam.reference}/")
    looked = Event.objects.get(verb="view", person_id=sam.pk)
    assert looked.actor_id == cast.fay.pk


def test_the_auditor_sees_no_names(cast: Cast) -> None:
    sam = cast.person()
    client = signed_in(cast.aled)
    for page in (client.get("/people/"), client.get(f"/people/{sam.reference}/")):
        assert b"Rivers" not in page.content
        assert "S••• R•••" in page.content.decode()


def test_no_page_title_and_no_address_names_a_person(cast: Cast) -> None:
    sam = cast.person()
    page = signed_in(cast.fay).get(f"/people/{sam.reference}/").content.decode()
    assert "Rivers" not in page.partition("<title>")[2].partition("</title>")[0]
    assert "rivers" not in sam.reference.lower()


@pytest.mark.parametrize("wanted", ["riv", "RIVERS", "m Riv"])
def test_people_are_found_by_a_part_of_their_name(cast: Cast, wanted: str) -> None:
    sam = cast.person()
    cast.person("Noor Field")
    found = signed_in(cast.fay).post("/people/search/", {"q": wanted}).content.decode()
    assert sam.reference in found
    assert "Noor" not in found


@pytest.mark.parametrize("wanted", ["", "ri", "\0\0\0", "%%%", "x" * 10_000])
def test_a_search_that_is_empty_short_or_odd_finds_nobody_and_says_so(cast: Cast, wanted: str) -> None:
    sam = cast.person()
    page = signed_in(cast.fay).post("/people/search/", {"q": wanted})
    assert page.status_code == 200
    assert sam.reference not in page.content.decode()


def test_the_list_pages_without_gaps_or_repeats(cast: Cast) -> None:
    people = {cast.person(f"Person {n:03}").reference for n in range(60)}
    client = signed_in(cast.fay)
    seen: list[str] = []
    url = ""
    while True:
        page = client.get(f"/people/{url}").context["page"]
        seen += [person.reference for person in page.rows]
        if not page.next_url:
            break
        url = page.next_url
    assert len(seen) == 60
    assert set(seen) == people
    back = client.get(f"/people/{page.previous_url}").context["page"]
    assert [person.reference for person in back.rows] == seen[25:50]


@pytest.mark.parametrize("place", ["WyJhIl0:x:y", "999999", "²", "-1", "9" * 40, ""])
def test_a_place_in_the_list_that_somebody_typed_shows_the_first_page(cast: Cast, place: str) -> None:
    cast.person()
    answer = signed_in(cast.fay).get("/people/", {"after": place})
    assert len(answer.context["page"].rows) == 1


def test_the_place_of_someone_who_may_not_be_seen_tells_nothing(cast: Cast) -> None:
    cast.person("Noor Field")
    hidden = cast.person("Aaron First", worker=cast.finn)
    assert len(signed_in(cast.fay).get("/people/", {"after": str(hidden.pk)}).context["page"].rows) == 1


def test_the_list_costs_the_same_queries_for_5_and_for_25_rows(cast: Cast) -> None:
    client = signed_in(cast.fay)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/people/")
        return len(queries)

    for n in range(5):
        cast.person(f"Person {n}")
    few = cost()
    for n in range(30):
        cast.person(f"Another {n}")
    assert cost() == few


@pytest.mark.parametrize("wanted", ["Rivers", "sam riv"])
def test_whoever_sees_names_masked_can_not_find_one_by_guessing(cast: Cast, wanted: str) -> None:
    sam = cast.person()
    client = signed_in(cast.aled)
    assert sam.reference not in client.post("/people/search/", {"q": wanted}).content.decode()
    assert sam.reference in client.post("/people/search/", {"q": sam.reference.lower()}).content.decode()


def test_that_someone_uses_another_service_is_for_that_service_to_know(cast: Cast) -> None:
    sam = cast.person()
    with acting_as(cast.finn.pk):
        actions.open_case(sam, by=cast.finn, at=NOON, service=cast.quay)
    page = signed_in(cast.fay).get(f"/people/{sam.reference}/").content.decode()
    assert "Harbour" in page
    assert "Quay" not in page
    both = signed_in(cast.priya).get(f"/people/{sam.reference}/").content.decode()
    assert "Quay" in both
