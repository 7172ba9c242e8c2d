"""The card's pages in a real browser: accessible, no wider than the screen, and fit to be printed."""

from datetime import timedelta
from io import BytesIO
from unicodedata import normalize

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from governance.people.models import Person
from tests.cast import Cast
from tests.consent.sharing.stories import now, says, takes_back
from tests.consent.sharing.test_views import address, at
from tests.journeys.pages import sign_in, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

A4_POINTS = (595, 842)
DAY = timedelta(days=1)


def told(cast: Cast) -> Person:
    """Somebody with an answer of every sort."""
    sam = cast.person(at=now() - 200 * DAY, safe_contact="Ring after six. Never leave a message.")
    says(cast, sam, not_to_share="Anything about my children")
    says(cast, sam, recipient="Dr Grey", said_at=now() - 190 * DAY)
    says(cast, sam, False, recipient="Rosa", relationship="sister")
    gone = says(cast, sam, recipient="The housing office", said_at=now() - 10 * DAY)
    takes_back(cast, gone, said_at=now() - 2 * DAY)
    says(cast, sam, recipient="Job Centre", checklist={})
    return sam


def test_every_page_is_accessible_and_fits(browser: Browser, live_server: LiveServer) -> None:
    cast = Cast()
    sam, page = told(cast), sign_in(browser, live_server.url, "max")
    found = []
    for which in ("", "changes/", "looks/"):
        page.goto(live_server.url + address(sam, which))
        found += wrong(page)
    page.goto(live_server.url + address(sam))
    for label, typed in zip(("Day", "Month", "Year", "Time"), at(now() - DAY).values(), strict=True):
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_role("button", name="Show").click()
    page.get_by_role("heading", name="What was true then").wait_for()
    found += wrong(page)
    page.get_by_label("Day", exact=True).fill("40")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Enter a real date").wait_for()
    assert found + wrong(page) == []


def test_what_is_for_us_alone_is_on_the_screen_and_on_no_paper(
    browser: Browser, live_server: LiveServer
) -> None:
    """Paper is left where a child's parents find it."""
    cast = Cast()
    kim = cast.person(
        "Kim Lake",
        born=timezone.localdate() - 15 * 365 * DAY,
        safe_contact="Text only. Never leave a message.",
        keep_from_parents=True,
    )
    page = sign_in(browser, live_server.url, "fay")
    for which in (address(kim), f"/people/{kim.reference}/"):
        page.goto(live_server.url + which)
        seen = page.locator("main").inner_text()
        paper = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf())).pages)
        assert "Kim Lake" in paper
        for words in ("not to tell their parents", "Text only"):
            assert words in seen, (which, words)
            assert words not in " ".join(paper.split()), (which, words)
    page.goto(live_server.url + address(kim))
    assert "For us alone: not printed" in page.locator("main").inner_text()
    paper = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf())).pages)
    for words in ("count as a child", "For us alone", "parents", "message"):
        assert words not in " ".join(paper.split()), words


def test_it_prints_on_one_sheet_without_what_is_only_for_the_screen(
    browser: Browser, live_server: LiveServer
) -> None:
    cast = Cast()
    sam, page = told(cast), sign_in(browser, live_server.url, "fay")
    page.goto(live_server.url + address(sam))
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    sizes = [[float(side) for side in sheet.mediabox[2:]] for sheet in sheets]
    assert sizes == [pytest.approx(A4_POINTS, abs=2)]
    # Some typefaces draw two letters as one.
    text = " ".join(normalize("NFKC", sheets[0].extract_text()).split())
    today = f"{timezone.localtime():%-d %B %Y}"
    for words in (
        "Sam Rivers",
        f"This is how it stands on {today}",
        "We may share with Elm Surgery",
        "Never: Anything about my children",
        "time to ask again Dr Grey",
        "We must not share with",
        "Said no on",
        "Not finished yet, so no sharing Job Centre",
    ):
        assert words in text, words
    for words in ("Sign out", "Desk", "What changed", "Show it as it was", "Change your password"):
        assert words not in text, words
    page.emulate_media(media="print")
    colours = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(each => each.getClientRects().length)"
        ".flatMap(each => { const is = getComputedStyle(each); return [is.color, is.backgroundColor] })"
    )
    assert set(colours) <= {"rgb(0, 0, 0)", "rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}
