"""The signed-in home by role, and the way there."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from governance.desk.context import navigation
from governance.notifications.sending import notify
from sharing.disclosures.actions_emergency import begin
from tests.cast import Cast, signed_in
from tests.policies.samples import published

ALL = "Desk, People, May we share?, Consent, Sharing, Policies and risks, Oversight"


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
        ("fay", ALL.removesuffix(", Oversight")),
        ("cora", "Desk, Consent, Sharing, Policies and risks"),
        ("dana", "Desk, People, Consent, Sharing, Policies and risks"),
        ("max", ALL),
        ("aled", ALL.replace("May we share?, ", "")),
    ],
)
def test_the_way_leads_only_where_the_role_may_go(cast: Cast, name: str, places: str) -> None:
    shown = signed_in(getattr(cast, name)).get("/desk/").context["navigation"]
    assert [place["name"] for place in shown] == places.split(", ")
    assert [place["name"] for place in shown if place["current"]] == ["Desk"]


@pytest.mark.parametrize(
    ("where", "section", "inside", "open_now"),
    [
        (
            "/disclosures/",
            "Sharing",
            "Disclosures, Stop and Check, Service closures, Agreements, Organisations, Opt-outs",
            "Disclosures",
        ),
        (
            "/desk/sharing/",
            "Sharing",
            "Disclosures, Stop and Check, Service closures, Agreements, Organisations, Opt-outs",
            "",
        ),
        ("/consents/reviews/", "Consent", "Consents, Capacity, Recordings, Wording", "Consents"),
        (
            "/policies/",
            "Policies and risks",
            "Policies, Resources, Privacy notices, Rights requests, Incidents, Concerns",
            "Policies",
        ),
        (reverse("desk:work"), "Desk", "", ""),
    ],
)
def test_the_section_that_is_open_shows_its_places(
    cast: Cast, where: str, section: str, inside: str, open_now: str
) -> None:
    shown = signed_in(cast.fay).get(where).context["navigation"]
    assert [place["name"] for place in shown if place["current"]] == [section]
    rows = [row for place in shown for row in place.get("places", ())]
    assert ", ".join(row["name"] for row in rows) == inside
    assert "".join(row["name"] for row in rows if row["current"]) == open_now


def test_every_place_of_the_way_opens(cast: Cast) -> None:
    for user in (cast.fay, cast.max, cast.dana, cast.igor, cast.cora, cast.gwen, cast.aled):
        client = signed_in(user)
        for section in ("/desk/sharing/", "/desk/consent/", "/policies/"):
            answer = client.get(section)
            for place in answer.context["navigation"]:
                for item in (place, *place.get("places", ())):
                    assert client.get(item["url"]).status_code == 200, (user, item)


def test_a_section_says_what_each_is_for_and_what_waits(cast: Cast) -> None:
    begin(case=cast.person().cases.get(), by=cast.fay, at=timezone.now(), form_key=uuid4())
    page = signed_in(cast.fay).get("/desk/sharing/").content.decode()
    assert "What two people look at before it leaves" in page
    assert re.search(r"2\s+on your desk|1\s+on your desk", page)
    assert (
        "on your desk" not in signed_in(cast.finn).get("/desk/sharing/").content.decode().split("See what")[0]
    )


@pytest.mark.parametrize("section", ["consent", "sharing"])
def test_a_section_asks_the_database_a_fixed_number_of_times(
    cast: Cast, section: str, django_assert_max_num_queries: Any
) -> None:
    for name in ("Sam Rivers", "Ash Field", "Kim Moor"):
        begin(case=cast.person(name).cases.get(), by=cast.fay, at=timezone.now(), form_key=uuid4())
    client = signed_in(cast.fay)
    with django_assert_max_num_queries(12):
        client.get(f"/desk/{section}/")


@pytest.mark.parametrize(
    ("name", "asks"), [("fay", True), ("max", True), ("igor", True), ("dana", False), ("aled", False)]
)
def test_the_desk_asks_whether_we_may_share(cast: Cast, name: str, asks: bool) -> None:
    page = signed_in(getattr(cast, name)).get("/desk/").content.decode()
    assert (page.count('href="/may-we-share/"') == 2) is asks


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


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("fay", "/may-we-share/ /people/search/ /incidents/new/"),
        ("max", "/desk/team/ /may-we-share/ /incidents/new/"),
        ("dana", "/stop-checks/?turn=data"),
        ("igor", "/incidents/ /agreements/?state=IG_REVIEW /desk/overview/"),
        ("priya", "/incidents/ /agreements/?state=IG_REVIEW"),
        ("cora", "/media/"),
        ("gwen", "/disclosures/?state=AWAITING_APPROVAL /incidents/"),
        ("sol", "/dpias/?state=SIGN_OFF /incidents/"),
        ("aled", "/ledger/ /desk/overview/"),
    ],
)
def test_the_main_job_of_each_role_is_one_press_from_the_desk(cast: Cast, name: str, where: str) -> None:
    client = signed_in(getattr(cast, name))
    page = client.get("/desk/").content.decode()
    for address in where.split():
        assert f'="{address}"' in page, address
        assert client.get(address).status_code in (200, 302), address


def test_policies_that_are_to_be_read_stand_on_the_desk_until_they_are(cast: Cast) -> None:
    assert "to read</a>" not in signed_in(cast.fay).get("/desk/").content.decode()
    version = published(cast)
    assert ">1 policy to read</a>" in signed_in(cast.fay).get("/desk/").content.decode()
    published(cast, title="Doors policy", number="HL-9")
    assert ">2 policies to read</a>" in signed_in(cast.fay).get("/desk/").content.decode()
    signed_in(cast.fay).post(f"/policies/{version.reference}/acknowledge/")
    assert ">1 policy to read</a>" in signed_in(cast.fay).get("/desk/").content.decode()


def test_what_is_unread_stands_on_the_desk(cast: Cast) -> None:
    assert "unread message" not in signed_in(cast.fay).get("/desk/").content.decode()
    notify(
        [cast.fay], "told", register="people", reference="PER-2026-000001", at=timezone.now(), occasion="once"
    )
    assert ">1 unread message<" in signed_in(cast.fay).get("/desk/").content.decode()


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
    assert set(given) == {"navigation", "role", "unread", "unread_url", "reports_incidents"}


def test_a_session_that_ran_out_shows_nothing(client: Client, db: None) -> None:
    client.cookies["sessionid"] = "long-gone"
    answer = client.get("/accounts/login/")
    assert answer.status_code == 200
    assert list(answer.context["navigation"]) == []
    assert not answer.context["unread"]
