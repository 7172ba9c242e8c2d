"""What every journey does with a page: sign in, look whether all can use it, fill in what a worker is told."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from consent.consents.rules import CHECKLIST, EXTRA_CARE
from tests.cast import PASSWORD

PHONE, DESK = 320, 1280
WIDTHS = (PHONE, 768, DESK)


def sign_in(browser: Browser, home: str, who: str, **context: Any) -> Page:
    """A fresh browser in which somebody has signed in; close its context at the end."""
    page = browser.new_context(base_url=home, locale="en-GB", **context).new_page()
    page.set_default_timeout(10_000)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(f"{who}@example.org")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")
    return page


def arrived(page: Page) -> None:
    """A press is over as soon as the next page begins; who asks it anything before it is whole asks the last."""
    page.wait_for_load_state()


def violations(page: Page) -> list[dict[str, Any]]:
    """What stands in somebody's way on the open page. What passes is not described: that takes as long again."""
    return list(Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"])


def wrong(page: Page) -> list[str]:
    """What is wrong with the open page at any width: accessibility, and sideways scrolling."""
    arrived(page)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{page.url} at {width}: {each['id']}" for each in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{page.url}: scrolls sideways at {width}")
    return found


def assert_good(page: Page) -> None:
    """No accessibility fault, and nothing to scroll sideways for, on a small phone either."""
    arrived(page)
    assert violations(page) == []
    size = page.viewport_size or {"width": DESK, "height": 800}
    for width in {PHONE, size["width"]}:
        page.set_viewport_size({"width": width, "height": size["height"]})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    page.set_viewport_size(size)


def choose(page: Page, kind: str, how: str) -> None:
    """On the first page of an answer: what it is about, and how they answer."""
    page.get_by_label(kind).check()
    page.get_by_label(how).check()
    page.get_by_role("button", name="Go on").click()


def question(page: Page, words: str) -> Locator:
    """The answers to one question."""
    return page.get_by_role("group", name=words)


def fill_in(page: Page, *, child: bool = False) -> None:
    """A spoken yes to sharing with a GP."""
    page.get_by_label("Who gets it?").fill("Elm Surgery")
    page.get_by_label("Who are they to the person?").fill("GP")
    page.get_by_label("Why do they get it?").fill("To plan their care together")
    page.get_by_label("Name and contact details").check()
    page.get_by_label("Their care plan").check()
    question(page, "What is their answer?").get_by_label("Yes").check()
    page.get_by_label("How did you check who they are?").fill("Known to me")
    page.get_by_label("What did they say?").fill("Yes, tell my doctor")
    page.get_by_label("Which privacy notice did they get?").fill("England, version 4")
    for check in CHECKLIST:
        question(page, check.question).get_by_label("Yes").check()
    if child:
        for _, asked in EXTRA_CARE:
            page.get_by_label(asked).fill("Their aunt helped, with the picture leaflet")


def reach(page: Page, target: Locator) -> None:
    """Come to it with the Tab key alone, from wherever the keyboard is."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"the keyboard never comes to {target}")


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """A link or button, reached and pressed with the keyboard alone."""
    reach(page, page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first)
    page.keyboard.press("Enter")
