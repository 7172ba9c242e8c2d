"""The public pages in a real browser: light, without faults, and readable with scripts and styles off."""

import gzip

import pytest
from django.core.cache import caches
from playwright.sync_api import Browser, Response, Route
from pytest_django.live_server_helper import LiveServer

from governance.privacy_notices.own_notices import texts
from governance.privacy_notices.rules import Kind, Style
from governance.public.pages import PAGES
from tests.cast import Cast
from tests.journeys.pages import wrong
from tests.lighthouse import look
from tests.policies.samples import published as policy
from tests.privacy_notices.notices import leaflet, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIGHT = 100_000  # bytes
EASY_READ = "/leaflets/scotland-easy-read/"
ADDRESSES = (*PAGES, "/policies/keys-policy/", "/privacy-notices/harbour/", EASY_READ)


@pytest.fixture
def home(live_server: LiveServer) -> str:
    """The application with a policy, a notice and our own easy read for Scotland in it."""
    caches["pages"].clear()
    cast = Cast()
    policy(cast)
    published(cast)
    own = next(text for text in texts() if (text.kind, text.style) == (Kind.SCOTLAND, Style.EASY_READ))
    leaflet(cast, kind=own.kind, style=own.style, title=own.title, body=own.body)
    return str(live_server.url)


def weights(browser: Browser, address: str) -> dict[str, int]:
    """What a first view of a page brings with it, by address, in bytes."""
    context, answers = browser.new_context(), list[Response]()
    page = context.new_page()
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    bodies = {each.url: each.body() for each in answers}
    context.close()
    return {url: len(gzip.compress(body) if "/static/" in url else body) for url, body in bodies.items()}


def test_the_first_view_of_each_is_light(browser: Browser, home: str) -> None:
    """Pages as they are, style sheet and script as they are sent: compressed, worse than ours are in truth."""
    for address in ADDRESSES:
        sent = weights(browser, home + address)
        assert len(sent) >= 3, address  # the page, its style sheet and its script
        assert sum(sent.values()) < LIGHT, (address, sent)


def test_each_is_without_fault_at_any_width(browser: Browser, home: str) -> None:
    context = browser.new_context()
    page, found = context.new_page(), []
    for address in ADDRESSES:
        page.goto(home + address)
        found += wrong(page)
    context.close()
    assert not found, "\n".join(found)


def test_lighthouse_finds_nothing_to_mend(home: str) -> None:
    """A page of each kind: ways to go, a policy, a table with a map, a form, and easy read."""
    kinds = ("/", "/policies/keys-policy/", "/how-we-share/", "/concerns/new/", EASY_READ)
    for seen in look([home + kind for kind in kinds], "accessibility", "best-practices"):
        assert set(seen.scores.values()) == {100}, seen


def test_each_is_readable_without_scripts_and_styles(browser: Browser, home: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})

    def no_style(route: Route) -> None:
        route.abort() if route.request.resource_type == "stylesheet" else route.continue_()

    context.route("**/*", no_style)
    page = context.new_page()
    for address in ADDRESSES:
        page.goto(home + address)
        assert page.locator("h1").is_visible(), address
        assert len(page.locator("main").inner_text()) > 100, address
        links = page.get_by_role("navigation", name="Main").get_by_role("link")
        assert links.count() >= 8, address
        assert all(link.is_visible() for link in links.all()), address
        # What is hidden until a script wakes it must not be the only way to anything.
        assert page.get_by_role("button", name="Menu").count() == 0, address
    context.close()
