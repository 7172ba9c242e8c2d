"""The pages of opt-outs in a real browser: accessible, no wider than the screen, usable by hand and without scripts."""

import time

import pytest
from django.core.cache import caches
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from sharing.opt_outs.models import Help
from tests.cast import Cast
from tests.journeys.pages import sign_in, wrong
from tests.sharing.opt_outs.helping import helped, stated, waiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_is_accessible_and_fits(browser: Browser, live_server: LiveServer) -> None:
    cast, now = Cast(), timezone.now()
    sam = cast.person(at=now)
    made, nameless = helped(cast, sam, at=now), helped(cast, at=now)
    statement = stated(cast, at=now)
    asked = waiting(now).reference
    found: list[str] = []
    for who, addresses in {
        "fay": (f"/people/{sam.reference}/", f"/opt-outs/new/?person={sam.reference}", "/opt-outs/new/"),
        "igor": ("/opt-outs/", f"/opt-outs/{made.reference}/", f"/opt-outs/{nameless.reference}/correct/"),
        "priya": (
            "/your-choices/",
            "/opt-out-statements/",
            *(f"/opt-out-statements/{each}/" for each in (statement.reference, asked, f"{asked}/confirm")),
        ),
    }.items():
        assert getattr(cast, who)
        page = sign_in(browser, live_server.url, who)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            found += wrong(page)
        page.context.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scripts", [True, False])
def test_anyone_reads_their_choices_with_and_without_scripts(
    browser: Browser, live_server: LiveServer, scripts: bool
) -> None:
    caches["pages"].clear()
    stated(Cast(), at=timezone.now())
    page = browser.new_context(base_url=live_server.url, java_script_enabled=scripts).new_page()
    page.goto("/")
    page.get_by_role("navigation", name="Footer").get_by_role("link", name="Your choices").click()
    page.get_by_role("link", name="Scotland: SPIRE").click()
    expect(page.get_by_text("Give it to your GP practice.")).to_be_in_viewport()
    expect(page.get_by_text("Staff only")).to_have_count(0)
    if scripts:
        assert wrong(page) == []
    page.context.close()


def test_help_is_written_down_in_under_a_minute(browser: Browser, live_server: LiveServer) -> None:
    cast = Cast()
    cast.person(at=timezone.now())
    page = sign_in(browser, live_server.url, "fay")
    began = time.monotonic()
    page.goto("/people/")
    page.get_by_label("Find a person").fill("Rivers")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Sam Rivers").click()
    page.get_by_role("link", name="Record help with a choice").click()
    page.get_by_label("The national opt-out (England)").check()
    page.get_by_label("The NHS leaflet about the national opt-out").check()
    page.get_by_role("button", name="Record this help").click()
    expect(page.get_by_text("Your help is written down.")).to_be_visible()
    assert time.monotonic() - began < 20
    assert Help.objects.get().helped_by == cast.fay
    page.context.close()
