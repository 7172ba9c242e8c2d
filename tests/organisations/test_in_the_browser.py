"""The pages of partners in a real browser, by keyboard alone: usable by everyone, on a phone and on a desk."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from governance.organisations.models import Assurance, Organisation, SecureRoute
from tests.cast import PASSWORD, Cast
from tests.journeys.pages import wrong
from tests.organisations.partners import surgery

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def reach(page: Page, name: str) -> None:
    """Tab until the link, button or field with this name has the focus."""
    ask = """() => {
        const e = document.activeElement;
        return e.labels && e.labels.length ? e.labels[0].innerText : e.innerText;
    }"""
    for _ in range(80):
        page.keyboard.press("Tab")
        if " ".join(str(page.evaluate(ask) or "").split()).startswith(name):
            return
    raise AssertionError(f"the keyboard does not reach “{name}” on {page.url}")


def press(page: Page, name: str) -> None:
    reach(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_igor_keeps_a_partner_by_keyboard(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    ours = surgery(cast)
    surgery(cast, "Exampel Surgery")
    assert cast.igor
    context = browser.new_context(base_url=live_server.url, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("igor@example.org")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")

    page.goto("/organisations/")
    assert wrong(page) == []
    press(page, "Example Surgery")
    assert wrong(page) == []

    press(page, "Add a safe way to send")
    assert wrong(page) == []
    # One group of radios: the first by the space bar, the others by the arrows.
    reach(page, "Email that meets")
    page.keyboard.press("Space")
    for _ in range(8):
        page.keyboard.press("ArrowDown")
    reach(page, "The address")
    page.keyboard.type("0131 496 0001")
    press(page, "Save")
    assert page.get_by_text("A fax lies open where it comes out").first.is_visible()
    assert wrong(page) == []
    assert not SecureRoute.objects.exists()

    page.goto(f"/organisations/{ours.reference}/assurance/new/")
    reach(page, "DSPT: standards met")
    page.keyboard.press("Space")
    reach(page, "Day")
    for number, typed in enumerate(("1", "7", "2026", "30", "6", "2030")):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(typed)
    reach(page, "I have looked at it")
    page.keyboard.press("Space")
    press(page, "Save")
    assert page.get_by_text("Assurance up to date").is_visible()
    assert Assurance.objects.get().checked_by == cast.igor
    press(page, "Change the assurance")
    assert wrong(page) == []

    page.goto("/organisations/new/")
    page.get_by_label("Name").fill("example SURGERY")
    press(page, "Save")
    assert page.get_by_role("link", name=f"Example Surgery ({ours.reference})").is_visible()
    assert wrong(page) == []

    page.goto("/organisations/?q=exampel")
    press(page, "Exampel Surgery")
    press(page, "This is a duplicate")
    assert wrong(page) == []
    reach(page, "Which record")
    page.keyboard.type(ours.reference)
    reach(page, "How do you know")
    page.keyboard.type("Same address")
    reach(page, "I am sure")
    page.keyboard.press("Space")
    press(page, "Merge the two")
    assert wrong(page) == []
    press(page, "Exampel Surgery")
    assert page.get_by_role("heading", name="This is a duplicate").is_visible()
    assert wrong(page) == []
    assert Organisation.objects.remaining().get() == ours
    context.close()
