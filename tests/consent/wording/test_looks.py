"""The pages of consent wording in a real browser: accessible, no wider than the screen, and usable by hand."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from consent.wording import actions
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose
from consent.wording.states import State
from tests.cast import Cast
from tests.consent.wording.samples import approved, submitted
from tests.journeys.pages import sign_in, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_every_page_is_accessible_and_fits(browser: Browser, live_server: LiveServer) -> None:
    cast, now = Cast(), timezone.now()
    assert cast.priya.is_active
    form = approved(cast, at=now, purpose=Purpose.FORM)
    old = approved(cast, at=now)
    used = approved(cast, at=now, body="You choose.\n\n## How\n\n- Say maybe", what_changed="Softer")
    waiting = submitted(cast, at=now, body="You choose.\n\n1. Say it", what_changed="x" * 300)
    back = submitted(cast, at=now, kind="MEDIA")
    actions.send_back(back, by=cast.priya, at=now, reason="Too long")
    pages = {
        "igor": [
            "/wording/",
            "/wording/?state=SUBMITTED",
            "/wording/?kind=RESEARCH",
            f"/wording/new/?from={used.reference}",
            *(f"/wording/{each.reference}/" for each in (old, used, waiting, back)),
            f"/wording/{back.reference}/edit/",
            f"/wording/{used.reference}/retire/",
        ],
        "priya": [f"/wording/{waiting.reference}/approve/", f"/wording/{waiting.reference}/send_back/"],
        "fay": ["/wording/", f"/wording/{form.reference}/", f"/wording/{form.reference}/pdf/"],
    }
    found: list[str] = []
    for who, addresses in pages.items():
        page = sign_in(browser, live_server.url, who)
        for address in addresses:
            answer = page.goto(live_server.url + address)
            assert answer is not None
            # Nobody makes the PDF here, so its page says that it is not there yet.
            assert answer.status == (404 if address.endswith("/pdf/") else 200), address
            found += wrong(page)
        page.context.close()
    assert not found, "\n".join(found)


def test_a_text_is_written_by_one_and_approved_by_another(browser: Browser, live_server: LiveServer) -> None:
    cast = Cast()
    assert cast.igor.is_active
    assert cast.priya.is_active
    page = sign_in(browser, live_server.url, "igor")
    page.goto(f"{live_server.url}/wording/")
    page.get_by_role("button", name="Write a text").click()
    page.get_by_label("What does it ask for?").select_option("Video recording")
    page.get_by_label("Form to sign").check()
    page.get_by_label("Title").fill("May we film?")
    page.get_by_label("The text").fill("You choose.")
    page.get_by_role("button", name="Save as a draft").click()
    page.get_by_role("button", name="Send for approval").click()
    page.get_by_role("button", name="Send for approval").click()
    assert page.get_by_text("nobody approves what they wrote").is_visible()
    address = page.url
    page.context.close()
    page = sign_in(browser, live_server.url, "priya")
    page.goto(address)
    page.get_by_role("button", name="Approve").click()
    assert page.get_by_text("You choose.").is_visible()
    page.get_by_role("button", name="Approve").click()
    assert page.get_by_role("link", name="Blank form to print (PDF)").is_visible()
    assert WordingVersion.objects.get().state == State.APPROVED
    page.context.close()
