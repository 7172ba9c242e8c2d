"""A worker signs in and records what a 17-year-old in England says, with the young person beside them."""

from collections.abc import Callable
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from consent.consents.models import Consent
from consent.consents.rules import CHECKLIST, EXTRA_CARE, State
from governance.calendar import add_months, local_day
from tests.cast import PASSWORD, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = 320, 1280


@pytest.fixture
def start(browser: Browser, live_server: LiveServer) -> Callable[..., Page]:
    """A fresh browser, this wide, with scripts or without, in which Fay has signed in."""

    def open_page(*, width: int = DESK, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="en-GB",
            timezone_id="Europe/London",
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill("fay@example.org")
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/desk/")
        return page

    return open_page


def seventeen(cast: Cast) -> str:
    """The reference of someone who turned 17 this month, in an English service."""
    today = local_day(timezone.now())
    return cast.person("Ash Rivers", born=date(today.year - 17, today.month, 1), at=timezone.now()).reference


def fill_in(page: Page) -> None:
    page.get_by_label("Share with a professional or service").check()
    page.get_by_label("Who gets it?").fill("Elm Surgery")
    page.get_by_label("Who are they to the person?").fill("GP")
    page.get_by_label("Why do they get it?").fill("To plan their care together")
    page.get_by_label("Name and contact details").check()
    page.get_by_label("Their care plan").check()
    page.get_by_role("group", name="What is their answer?").get_by_label("Yes").check()
    page.get_by_label("Spoken, face to face").check()
    page.get_by_label("how did you check who they are?").fill("Known to me")
    page.get_by_label("which version of the script").fill("3")
    page.get_by_label("what did they say?").fill("Yes, tell my doctor")
    page.get_by_label("Which privacy notice did they get?").fill("England, version 4")
    for check in CHECKLIST:
        page.get_by_role("group", name=check.question).get_by_label("Yes").check()
    for _, question in EXTRA_CARE:
        page.get_by_label(question).fill("Their aunt helped, with the picture leaflet")


def assert_good(page: Page) -> None:
    """No accessibility fault, and nothing to scroll sideways for on a small phone."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    size = page.viewport_size or {"width": DESK, "height": 800}
    for width in {PHONE, size["width"]}:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    page.set_viewport_size(size)


def test_a_worker_records_a_yes_and_sees_it_on_the_persons_page(
    start: Callable[..., Page], transactional_db: None
) -> None:
    reference = seventeen(Cast())
    page = start()
    page.goto(f"/people/{reference}/")
    expect(page.get_by_text("Nothing is recorded yet")).to_be_visible()
    page.get_by_role("link", name="Record an answer").click()
    expect(page.get_by_role("heading", name="Extra care for a child")).to_be_visible()
    assert page.locator("input[type=radio]:checked").count() == 1, "only that the person answered"
    assert_good(page)

    page.get_by_role("button", name="Record this answer").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_good(page)
    fill_in(page)
    page.get_by_role("button", name="Record this answer").click()

    expect(page.get_by_text("Their yes is recorded.")).to_be_visible()
    assert_good(page)
    consent = Consent.objects.get()
    assert (consent.state, consent.supporter) == (State.ACTIVE, "Their aunt helped, with the picture leaflet")
    assert consent.review_on == add_months(local_day(consent.given_at), 3)

    page.goto(f"/people/{reference}/")
    answer = page.locator(".app-answer--yes")
    expect(answer).to_contain_text("You may share with")
    expect(answer).to_contain_text("Elm Surgery, GP")
    expect(answer).to_contain_text("Name and contact details; their care plan")
    expect(answer).to_contain_text("To plan their care together")
    expect(answer).to_contain_text(f"Until {add_months(local_day(consent.given_at), 12):%-d %B %Y}")
    assert_good(page)
    page.context.close()


def test_on_a_phone_and_without_scripts(start: Callable[..., Page], transactional_db: None) -> None:
    reference = seventeen(Cast())
    page = start(width=PHONE, scripts=False)
    page.goto(f"/consents/new/?person={reference}")
    fill_in(page)
    page.get_by_role("button", name="Record this answer").click()
    expect(page.get_by_text("Their yes is recorded.")).to_be_visible()
    page.get_by_role("link", name="They take it back").click()
    page.get_by_role("button", name="Record that they take it back").click()
    expect(page.get_by_text("Do not share any more")).to_be_visible()
    assert Consent.objects.get().state == State.WITHDRAWN
    page.context.close()
