"""The pages of receipts in a real browser: accessible, no wider than the screen, and usable by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from governance.documents import door
from governance.documents.models import Document
from tests.cast import Cast
from tests.consent.consents.answers import say
from tests.consent.receipts.answered import CHARITY
from tests.journeys.pages import sign_in, wrong

pytestmark = [pytest.mark.browser, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _ready(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    for name, value in CHARITY.items():
        setattr(settings, name, value)


def test_every_page_is_accessible_and_fits(browser: Browser, live_server: LiveServer) -> None:
    cast, now = Cast(), timezone.now()
    assert cast.igor.is_active
    sam = cast.person(born=date(1980, 5, 1), safe_contact="Ring after six", at=now)
    consent = say(cast, sam, at=now).consent
    draft = say(cast, sam, at=now, recipient="Oak Housing", checklist={}).consent
    page, found = sign_in(browser, live_server.url, "max"), []
    for address in (f"{draft.reference}/", f"{consent.reference}/pdf/", f"{consent.reference}/"):
        page.goto(f"{live_server.url}/receipts/{address}")
        found += wrong(page)
    page.get_by_role("button", name="Make the receipt").click()
    assert page.get_by_role("heading", name="We are making the receipt").is_visible()
    found += wrong(page)
    door.make(Document.objects.get().pk)
    page.get_by_role("button", name="See if it is ready").click()
    page.get_by_text("For other computer systems").click()
    assert page.get_by_role("link", name="Consent record").is_visible()
    found += wrong(page)
    page.context.close()
    assert not found, "\n".join(found)


def test_a_receipt_is_made_and_downloaded_with_no_script(browser: Browser, live_server: LiveServer) -> None:
    cast, now = Cast(), timezone.now()
    consent = say(cast, cast.person(at=now), at=now).consent
    page = sign_in(browser, live_server.url, "fay", java_script_enabled=False)
    page.goto(f"{live_server.url}/receipts/{consent.reference}/")
    page.get_by_role("button", name="Make the receipt").click()
    door.make(Document.objects.get().pk)
    page.get_by_role("button", name="See if it is ready").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the receipt (PDF)").click()
    assert download.value.suggested_filename == f"receipt-{consent.reference}.pdf"
    page.context.close()
