"""What search engines, feed readers and whoever finds a weakness ask for."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client

from governance.public.pages import PAGES
from tests.cast import NOON, Cast, signed_in
from tests.policies.samples import draft as policy_draft
from tests.policies.samples import published as policy
from tests.privacy_notices.notices import draft, leaflet, published

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/policies/feed/"


@pytest.fixture(autouse=True)
def _no_pages_of_other_tests() -> None:
    caches["pages"].clear()


def addresses(settings: object) -> list[str]:
    """The pages in the sitemap, below our own address."""
    found = re.findall("<loc>(.*?)</loc>", Client().get("/sitemap.xml").content.decode())
    home = settings.BASE_URL  # type: ignore[attr-defined]
    assert all(each.startswith(home) for each in found)
    return [each.removeprefix(home) for each in found]


def test_every_page_in_the_sitemap_is_there_and_says_when_it_changed(cast: Cast, settings: object) -> None:
    policy(cast)
    published(cast)
    leaflet(cast)
    found = addresses(settings)
    assert set(PAGES) < set(found)
    assert {"/policies/keys-policy/", "/privacy-notices/harbour/", "/leaflets/england/"} <= set(found)
    for address in found:
        answer = Client().get(address)
        assert answer.status_code == 200, address
        words = answer.content.decode()
        # A list of texts says it of each, if there is one.
        assert re.search("Last updated|No .* is published|nothing is published", words, re.IGNORECASE), (
            address
        )


def test_what_is_not_published_is_in_no_sitemap_nor_feed(cast: Cast, settings: object) -> None:
    policy_draft(cast)
    draft(cast)
    assert set(addresses(settings)) == set(PAGES)
    assert b"Keys policy" not in Client().get(FEED).content


def test_a_new_page_is_in_the_sitemap_at_once(cast: Cast, settings: object) -> None:
    before = Client().get("/sitemap.xml")
    assert (before["Content-Type"], before["Cache-Control"]) == ("application/xml", "public, max-age=60")
    published(cast)
    again = Client().get("/sitemap.xml", headers={"If-None-Match": before["ETag"]})
    assert (again.status_code, b"/privacy-notices/harbour/" in again.content) == (200, True)
    assert signed_in(cast.fay).get("/sitemap.xml")["Cache-Control"] == "private, no-store"


def test_the_feed_tells_of_policies_the_newest_first_and_what_changed(cast: Cast, settings: object) -> None:
    policy(cast)
    policy(cast, title="Parking policy", number="HL-8", at=NOON + timedelta(hours=1))
    answer = Client().get(FEED)
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Parking policy, version 1.0",
        "Keys policy, version 1.0",
    ]
    assert entries[1].findtext(f"{ATOM}summary") == "First issue."
    assert entries[1].findtext(f"{ATOM}id") == f"{settings.BASE_URL}/policies/keys-policy/versions/1.0/"  # type: ignore[attr-defined]
    assert b"zebrafinch" not in answer.content


def test_whoever_finds_a_weakness_learns_where_to_tell_us(client: Client, settings: object) -> None:
    """RFC 9116; no `db` fixture, so it answers while the database is down."""
    settings.CHARITY_CONTACT = "privacy@example.org, 01234 567890"  # type: ignore[attr-defined]
    now = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(reversed(line.split(": ", 1)) for line in answer.content.decode().splitlines())
    assert lines["mailto:privacy@example.org"] == "Contact"
    assert lines["en"] == "Preferred-Languages"
    expires = datetime.fromisoformat(next(value for value, name in lines.items() if name == "Expires"))
    assert timedelta() < expires - now < timedelta(days=365)


def test_without_an_address_the_page_is_the_contact(client: Client, settings: object) -> None:
    settings.CHARITY_CONTACT = ""  # type: ignore[attr-defined]
    words = client.get("/.well-known/security.txt").content.decode()
    assert "mailto" not in words
    assert "/contact/" in words


def test_robots_name_the_sitemap_and_every_page_in_it(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0].endswith("/sitemap.xml")
    assert {f"Allow: {page}" for page in PAGES[1:]} <= set(lines)
    assert lines[-1] == "Disallow: /"


def test_the_contact_page_says_who_answers_and_how_without_a_database(
    client: Client, settings: object
) -> None:
    settings.CHARITY_NAME, settings.CHARITY_TELEPHONE = "Harbour Lane", "01632 960123"  # type: ignore[attr-defined]
    settings.GUARDIAN_CONTACT = "guardian@example.org"  # type: ignore[attr-defined]
    page = client.get("/contact/").content.decode()
    for words in ("Data Protection Officer", "Harbour Lane", "01632 960123", "mailto:guardian@example.org"):
        assert words in page
    assert client.get("/accessibility/").status_code == 200
