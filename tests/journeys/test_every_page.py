"""Every page that a role can reach by following links, looked at in a real browser.

The crawl starts at the desk (or the public home) and opens one page for each view, so that a page somebody
adds is looked at as soon as something links to it.
"""

from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.journeys.pages import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (320, 768, 1280)
PASSWORD = "demo"
# What these views give is a file and no page of ours.
DOWNLOADS = (
    ":pdf",
    ":export",
    ":download",
    ":record",
    ":fhir_r4",
    ":fhir_r5",
    ":notice_pdf",
    ":words",
    ":copy_pdf",
    ":copy_data",
    ":draft_text",
    ":part_text",
    "incidents:part",
    "incidents:letter",
    ":sitemap",
    ":security",
)


@pytest.fixture
def demonstration(settings: object, live_server: LiveServer) -> str:
    """The address of the running application with the demonstration in it."""
    settings.DEMO = True  # type: ignore[attr-defined]
    call_command("demo", verbosity=0)
    return str(live_server.url)


def sign_in(page: Page, home: str, who: str) -> None:
    page.goto(f"{home}/accounts/login/")
    page.get_by_label("Email").fill(f"{who}@example.org")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")


def view_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def links(page: Page, home: str) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    return [address.partition("#")[0] for address in found if address.startswith(home)]


def complaints(page: Page, said: list[str]) -> list[str]:
    """What is wrong with the page that is open: accessibility, sideways scrolling, browser messages."""
    where, wrong = urlsplit(page.url).path, []
    for violation in violations(page):
        wrong.append(f"{where}: {violation['id']}: {violation['nodes'][0]['html'][:160]}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{where}: scrolls sideways at {width}")
    if page.locator("h1").count() != 1:
        wrong.append(f"{where}: {page.locator('h1').count()} main headings")
    wrong += [f"{where}: {message}" for message in said]
    said.clear()
    return wrong


# To load the demonstration takes as long as a short crawl, so several roles share one.
@pytest.mark.parametrize(
    "roles", [("", "frontline", "manager"), ("dpo", "comms"), ("data", "guardian", "auditor")], ids="-".join
)
def test_every_page_is_accessible_and_fits(
    browser: Browser, demonstration: str, roles: tuple[str, ...]
) -> None:
    wrong = [f"{who or 'anybody'}: {each}" for who in roles for each in crawl(browser, demonstration, who)]
    assert not wrong, "\n".join(wrong)


def crawl(browser: Browser, home: str, who: str) -> list[str]:
    """What is wrong with the pages that one role comes to, one for each view."""
    context = browser.new_context(locale="en-GB")
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    start = f"{home}/"
    if who:
        sign_in(page, home, who)
        start = f"{home}/desk/"
    seen: set[str] = set()
    wrong: list[str] = []
    waiting = [start]
    while waiting:
        address = waiting.pop(0)
        view = view_of(address)
        if not view or view in seen or view.endswith(DOWNLOADS):
            continue
        seen.add(view)
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            wrong.append(
                f"{urlsplit(address).path}: a link that answers {answer.status if answer else 'nothing'}"
            )
            continue
        wrong += complaints(page, said)
        waiting += links(page, home)
    context.close()
    if len(seen) < (8 if who else 5):
        wrong.append(f"only {sorted(seen)} can be reached")
    return wrong


def test_the_demonstration_is_alive_at_first_sight(browser: Browser, demonstration: str) -> None:
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, demonstration, "frontline")
    assert page.get_by_text("Due tomorrow").count() > 0
    assert page.get_by_text("Overdue by").count() > 0
    context.close()
