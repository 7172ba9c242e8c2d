"""A member of the public asks what we hold; Igor finds out who it is, searches, gathers, reads and answers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from governance.records.actor import SHAREWELL, acting_as
from governance.rights import gathering
from governance.rights.models import Gathering, RightsRequest
from governance.rights.states import State
from governance.workflow.open_forms import FASTEST
from tests.cast import Cast
from tests.journeys.pages import wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_somebody_asks_and_gets_an_answer(
    browser: Browser, live_server: LiveServer, start: Callable[..., Page]
) -> None:
    cast, now = Cast(), timezone.now()
    assert cast.igor
    sam = cast.person(at=now - timedelta(days=60), safe_contact="Text only")

    # On a phone, without scripts.
    phone = browser.new_context(
        base_url=live_server.url, viewport={"width": 320, "height": 640}, java_script_enabled=False
    ).new_page()
    phone.goto("/rights/new/")
    phone.get_by_label("See what you hold about me").check()
    phone.get_by_label("Tell us more").fill("Since I came to you.")
    phone.get_by_label("Your name").fill("Sam Rivers")
    phone.wait_for_timeout(FASTEST / timedelta(milliseconds=1) + 500)
    phone.get_by_role("button", name="Send it").click()
    expect(phone.get_by_role("heading", name="We have your request")).to_be_visible()
    reference, code = phone.locator(".govuk-summary-list__value").all_inner_texts()

    page = start("igor")
    page.goto(f"/rights/{reference}/")
    page.get_by_role("button", name="Say whose it is").click()
    page.get_by_label(f"Sam Rivers, {sam.reference}").check()
    page.get_by_role("button", name="Say whose it is").click()
    page.get_by_role("button", name="We know who they are").click()
    page.get_by_label("How do we know who they are?").fill("Fay knows them")
    page.get_by_role("button", name="We know who they are").click()
    expect(page.get_by_text("It is being worked on.")).to_be_visible()
    page.get_by_role("button", name="Tick what was searched").click()
    for number in range(1, 11):
        page.locator(f"#id_found_{number}").select_option("nothing")
    assert wrong(page) == []
    page.get_by_role("button", name="Tick what was searched").click()
    page.get_by_role("button", name="The copy of what we hold").click()
    page.get_by_role("button", name="Gather what we hold").click()
    page.get_by_role("button", name="Gather what we hold").click()
    expect(page.get_by_role("heading", name="It is being gathered")).to_be_visible()
    with acting_as(SHAREWELL):
        gathering.gather(Gathering.objects.get().pk, clock=timezone.now)
    page.get_by_role("button", name="See if it is ready").click()
    assert wrong(page) == []
    page.get_by_role("button", name="Read the next part").click()
    assert wrong(page) == []
    for _ in range(Gathering.objects.get().pieces.count()):
        page.get_by_role("button", name="I have read it").click()
    page.get_by_role("button", name="Release the copy").click()
    page.get_by_role("button", name="Release the copy").click()
    expect(page.get_by_role("heading", name="It is released")).to_be_visible()
    page.goto(f"/rights/{reference}/answer/")
    page.get_by_label("We did all that they asked").check()
    page.get_by_label("What we answer, and why").fill("Come and get it at the service.")
    page.get_by_label("How does the answer reach them?").fill("By hand")
    page.get_by_role("button", name="Answer it").click()
    expect(page.get_by_text("It is answered.")).to_be_visible()
    assert wrong(page) == []
    assert RightsRequest.objects.get().state == State.ANSWERED

    phone.get_by_role("link", name="see how far it is").click()
    phone.get_by_label("Your reference").fill(reference)
    phone.get_by_label("Your code").fill(code.lower())
    phone.get_by_role("button", name="Show it").click()
    expect(phone.get_by_text("Come and get it at the service.")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.context.close()
