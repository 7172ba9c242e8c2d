"""The signed-in home by role, and the way there."""

import pytest
from django.test import Client, RequestFactory

from governance.desk.context import navigation
from tests.cast import Cast, signed_in

ALL_BUT_THE_LEDGER = (
    "Desk, People, Consents, Capacity, Wording, Disclosures, Stop and Check, Agreements, Opt-outs, Organisations,"
    " Policies"
)


def test_an_empty_desk_says_what_to_do(cast: Cast) -> None:
    page = signed_in(cast.fay).get("/desk/").content.decode()
    assert "Nothing waits for you. To record a consent, find the person first." in page


@pytest.mark.parametrize(("name", "told"), [("fay", True), ("max", True), ("cora", False), ("dana", False)])
def test_who_talks_with_people_is_led_to_those_who_are_to_be_asked(cast: Cast, name: str, told: bool) -> None:
    client = signed_in(getattr(cast, name))
    page = client.get("/desk/").content.decode()
    for address in ("/consents/reviews/", "/conversations/"):
        assert (f'href="{address}"' in page) is told
        assert not told or client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("name", "places"),
    [
        (
            "fay",
            ALL_BUT_THE_LEDGER,
        ),
        ("cora", "Desk, Consents, Wording, Agreements, Impact assessments, Organisations, Policies"),
        (
            "dana",
            "Desk, People, Consents, Wording, Stop and Check, Agreements, Impact assessments, Organisations, Policies",
        ),
        (
            "max",
            f"{ALL_BUT_THE_LEDGER}, Ledger".replace("Organisations", "Impact assessments, Organisations"),
        ),
        (
            "aled",
            f"{ALL_BUT_THE_LEDGER}, Ledger".replace("Organisations", "Impact assessments, Organisations"),
        ),
    ],
)
def test_the_way_leads_only_where_the_role_may_go(cast: Cast, name: str, places: str) -> None:
    shown = signed_in(getattr(cast, name)).get("/desk/").context["navigation"]
    assert [place["name"] for place in shown] == places.split(", ")
    assert [place["name"] for place in shown if place["current"]] == ["Desk"]


@pytest.mark.parametrize(
    ("name", "finds", "adds_people", "adds_organisations"),
    [
        ("fay", True, True, False),
        ("max", True, True, True),
        ("igor", True, False, True),
        ("cora", False, False, False),
        ("aled", True, False, False),
    ],
)
def test_quick_ways_follow_the_role(
    cast: Cast, name: str, finds: bool, adds_people: bool, adds_organisations: bool
) -> None:
    page = signed_in(getattr(cast, name)).get("/desk/").content.decode()
    assert ('action="/people/search/"' in page) is finds
    assert ('href="/people/new/"' in page) is adds_people
    assert ('href="/organisations/new/"' in page) is adds_organisations


def test_the_search_box_of_the_desk_finds(cast: Cast) -> None:
    sam = cast.person()
    found = signed_in(cast.fay).post("/people/search/", {"q": "rivers"}).content.decode()
    assert sam.reference in found


def test_the_role_stands_beside_the_name(cast: Cast) -> None:
    page = signed_in(cast.priya).get("/desk/").content.decode()
    assert '<span class="app-header__role">DPO</span>' in page


def test_a_visitor_without_a_session_costs_no_look_at_session_or_database() -> None:
    """No `db` fixture: a query would fail, and a request without `session` would too."""
    assert navigation(RequestFactory().get("/")) == {}


def test_a_page_that_shows_nothing_of_it_pays_nothing(cast: Cast) -> None:
    client = signed_in(cast.fay)
    request = RequestFactory().get("/", headers={"cookie": f"sessionid={client.cookies['sessionid'].value}"})
    given = navigation(request)
    assert set(given) == {"navigation", "role", "unread", "unread_url"}


def test_a_session_that_ran_out_shows_nothing(client: Client, db: None) -> None:
    client.cookies["sessionid"] = "long-gone"
    answer = client.get("/accounts/login/")
    assert answer.status_code == 200
    assert list(answer.context["navigation"]) == []
    assert not answer.context["unread"]
