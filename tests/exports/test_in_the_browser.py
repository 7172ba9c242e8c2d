"""The pages of downloads and saved views in a real browser: usable by everyone, on a phone and on a desk."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from governance.exports import actions
from governance.exports.models import Export
from tests.cast import PASSWORD, Cast
from tests.consent.consents.answers import say
from tests.journeys.pages import wrong

pytestmark = [pytest.mark.browser, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]


def test_igor_saves_a_view_and_takes_it_away(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    consent = say(cast, cast.person()).consent
    assert cast.igor
    context = browser.new_context(base_url=live_server.url, locale="en-GB", java_script_enabled=True)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("igor@example.org")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/desk/")

    page.goto("/consents/?state=ACTIVE")
    page.get_by_role("link", name="Save this view").click()
    assert wrong(page) == []
    page.get_by_label("What do you want to call it?").fill("In force")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("“In force” is saved.").is_visible()
    assert wrong(page) == []
    page.get_by_role("link", name="Change your saved views").click()
    assert wrong(page) == []
    page.get_by_role("link", name="In force", exact=True).click()
    page.wait_for_url("**/consents/?state=ACTIVE")

    with page.expect_download() as taken:
        page.get_by_role("link", name="Download as CSV").click()
    assert consent.reference in taken.value.path().read_text()

    page.get_by_role("link", name="Download as a spreadsheet").click()
    assert page.get_by_role("heading", name="We are making your spreadsheet").is_visible()
    assert wrong(page) == []
    actions.make(Export.objects.get().pk, clock=timezone.now)
    page.get_by_role("button", name="See if it is ready").click()
    assert page.get_by_role("heading", name="Your spreadsheet is ready").is_visible()
    assert wrong(page) == []
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the spreadsheet").click()
    assert taken.value.suggested_filename == f"consents-{timezone.localdate():%Y-%m-%d}.xlsx"

    page.goto("/organisations/?assurance=none")
    assert wrong(page) == []
    page.get_by_role("link", name="Download as a PDF to print").click()
    assert page.get_by_role("heading", name="We are making your PDF").is_visible()
    actions.make(Export.objects.get(done_at=None).pk, clock=timezone.now)
    page.get_by_role("button", name="See if it is ready").click()
    assert wrong(page) == []
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the PDF").click()
    assert taken.value.suggested_filename == f"organisations-{timezone.localdate():%Y-%m-%d}.pdf"
    context.close()
