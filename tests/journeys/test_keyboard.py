"""Somebody who uses no mouse reads a policy, raises a concern and follows it, with Tab, Space, Enter and letters."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from governance.workflow.open_forms import FASTEST
from tests.cast import Cast
from tests.journeys.pages import press, reach
from tests.policies.samples import published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A_WHILE = FASTEST / timedelta(milliseconds=1) + 500


def write(page: Page, label: str, words: str) -> None:
    reach(page, page.get_by_label(label))
    page.keyboard.type(words)


def test_a_visitor_without_a_mouse(browser: Browser, live_server: LiveServer) -> None:
    cache.clear()
    cast = Cast()
    published(cast)
    assert cast.harbour
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    page = context.new_page()
    page.goto("/")

    # The first stop on a page leads over the menu to what it says.
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    press(page, "Policies")
    press(page, "Keys policy")
    expect(page.get_by_role("heading", name="Keys policy", level=1)).to_be_visible()
    press(page, "Doors")
    assert page.url.endswith("#doors")

    press(page, "Raise a concern")
    write(page, "What happened?", "A letter from you lay open in our hall.")
    reach(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    expect(page.get_by_role("radio").first).to_be_checked()
    reach(page, page.get_by_label("Which of our services is it about?"))
    page.keyboard.type("Harbour")
    reach(
        page, page.get_by_label("By post").or_(page.get_by_label("I look on this website, with a code")).first
    )
    page.keyboard.press("Space")
    page.wait_for_timeout(A_WHILE)
    press(page, "Send it")
    expect(page.get_by_role("heading", name="We have your concern")).to_be_visible()
    reference, code = page.locator(".govuk-summary-list__value").all_inner_texts()

    page.goto("/concerns/follow/")
    write(page, "Your reference", reference)
    write(page, "Your code", code)
    page.keyboard.press("Enter")
    expect(
        page.get_by_text("We have it.", exact=False).or_(page.get_by_text("received")).first
    ).to_be_visible()
    context.close()
