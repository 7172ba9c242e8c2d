"""A member of the public raises a concern on a phone, Igor answers, and they follow it to its end."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from governance.workflow.open_forms import FASTEST
from incidents.concerns.models import Concern
from incidents.concerns.states import State
from tests.cast import Cast
from tests.journeys.pages import wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A_WHILE = FASTEST / timedelta(milliseconds=1) + 500


def test_somebody_raises_a_concern_and_follows_it(
    browser: Browser, live_server: LiveServer, start: Callable[..., Page]
) -> None:
    cache.clear()
    cast = Cast()
    assert cast.igor

    # On a phone, without scripts, from the public home; too fast, and nothing is lost.
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 320, "height": 640},
        java_script_enabled=False,
        locale="en-GB",
    )
    phone = context.new_page()
    phone.set_default_timeout(10_000)
    phone.goto("/")
    phone.get_by_role("main").get_by_role("link", name="Raise a concern").click()
    phone.get_by_label("What happened?").fill("A letter from you lay open in our hall.")
    phone.get_by_label("Something was lost, or the wrong person saw it").check()
    phone.get_by_label("Which of our services is it about?").select_option("Harbour")
    phone.get_by_label("I look on this website, with a code").check()
    phone.get_by_role("button", name="Send it").click()
    if phone.get_by_text("There is a problem").count():
        expect(phone.get_by_text("That was very fast")).to_be_visible()
        expect(phone.get_by_label("What happened?")).to_have_value("A letter from you lay open in our hall.")
        phone.wait_for_timeout(A_WHILE)
        phone.get_by_role("button", name="Send it").click()
    expect(phone.get_by_role("heading", name="We have your concern")).to_be_visible()
    reference, code = phone.locator(".govuk-summary-list__value").all_inner_texts()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320

    # Igor says that we have it, and looks into it.
    page = start("igor")
    page.goto("/desk/")
    page.get_by_role("link", name=re.compile("our own target")).click()
    expect(page.get_by_text("A letter from you lay open in our hall.")).to_be_visible()
    assert wrong(page) == []
    page.get_by_role("button", name="Tell them that we have it").click()
    assert wrong(page) == []
    page.get_by_role("button", name="Tell them that we have it").click()
    page.get_by_role("button", name="Begin to look into it").click()
    page.get_by_role("button", name="Begin to look into it").click()

    # A wrong code, then the right one, typed as it was written down.
    phone.goto("/concerns/follow/")
    phone.get_by_label("Your reference").fill(reference.lower())
    phone.get_by_label("Your code").fill("BCDF GHJK LMNP")
    phone.get_by_role("button", name="See it").click()
    expect(phone.get_by_text("We do not know this reference with this code.").first).to_be_visible()
    phone.get_by_label("Your code").fill(code.lower().replace("-", " "))
    phone.get_by_role("button", name="See it").click()
    expect(phone.get_by_text("We are looking into it.", exact=True)).to_be_visible()
    phone.get_by_label("Write to us").fill("My neighbour read it.")
    phone.wait_for_timeout(A_WHILE)
    phone.get_by_role("button", name="Send it").click()
    expect(phone.get_by_text("We have what you wrote.")).to_be_visible()

    # It becomes an incident in one press; the person is answered here.
    page.goto(f"/concerns/{reference}/")
    expect(page.get_by_text("My neighbour read it.")).to_be_visible()
    page.get_by_role("button", name="Make it an incident").click()
    expect(page.get_by_text("It became an incident:")).to_be_visible()
    page.get_by_role("button", name="Answer them").click()
    page.get_by_label("They were right", exact=True).check()
    page.get_by_label("What do you tell them?").fill("You were right, and we are sorry.")
    page.get_by_role("button", name="Answer them").click()
    expect(page.get_by_text("They are answered.")).to_be_visible()

    phone.reload()
    expect(phone.get_by_text("You were right, and we are sorry.")).to_be_visible()
    expect(phone.get_by_text("Information Commissioner")).to_be_visible()
    expect(phone.get_by_text("Igor")).to_have_count(0)
    phone.get_by_role("button", name="Close it here").click()
    phone.goto("/concerns/follow/mine/")
    expect(phone.get_by_label("Your code")).to_be_visible()
    context.close()
    assert Concern.objects.get().state == State.ANSWERED


def test_everybody_can_use_the_public_pages(browser: Browser, live_server: LiveServer) -> None:
    Cast()
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    page = context.new_page()
    for address in ("/concerns/new/", "/concerns/follow/"):
        page.goto(address)
        assert wrong(page) == []
        # What is said to be wrong is within reach too.
        page.get_by_role("button", name=re.compile("Send it|See it")).click()
        expect(page.get_by_text("There is a problem")).to_be_visible()
        assert wrong(page) == []
    context.close()
