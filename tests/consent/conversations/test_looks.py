"""The pages of conversations in a real browser: accessible, no wider than the screen, and usable by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from consent.conversations.states import State
from governance.calendar import local_day
from tests.cast import Cast
from tests.consent.conversations.talks import EXPLAINED, not_decided, talk_of
from tests.journeys.pages import sign_in, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_is_accessible_and_fits(browser: Browser, live_server: LiveServer) -> None:
    cast, now = Cast(), timezone.now()
    sam, kim, late = (
        cast.person(name, at=now - timedelta(days=days))
        for name, days in (("Sam Rivers", 0), ("Kim Lake", 0), ("Noor Field", 20))
    )
    not_decided(cast, kim, at=now, ask_again_on=local_day(now))
    page = sign_in(browser, live_server.url, "fay")
    found: list[str] = []
    for address in (
        *(f"/people/{person.reference}/" for person in (sam, kim, late)),
        "/conversations/",
        "/conversations/?whose=mine",
        *(f"/conversations/{talk_of(person).reference}/" for person in (sam, kim, late)),
        f"/conversations/{talk_of(sam).reference}/undecided/",
    ):
        answer = page.goto(live_server.url + address)
        assert answer is not None
        assert answer.status == 200, address
        found += wrong(page)
    page.get_by_role("button", name="Record that they have not decided").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    found += wrong(page)
    page.context.close()
    assert not found, "\n".join(found)


def test_from_the_desk_to_asked_and_not_decided(browser: Browser, live_server: LiveServer) -> None:
    cast, now = Cast(), timezone.now()
    sam = cast.person(at=now)
    page = sign_in(browser, live_server.url, "fay")
    page.get_by_role("link", name="Talking about sharing – Sam Rivers").click()
    page.get_by_role("link", name="They have not decided").click()
    page.get_by_label("What did you explain, and how?").fill(EXPLAINED)
    page.get_by_role("button", name="Record that they have not decided").click()
    expect(page.get_by_text("Nothing may be shared on consent until they do.").first).to_be_visible()
    assert talk_of(sam).state == State.UNDECIDED
    page.goto(f"{live_server.url}/desk/")
    expect(page.get_by_text("Talking about sharing")).to_have_count(0)
    page.context.close()
