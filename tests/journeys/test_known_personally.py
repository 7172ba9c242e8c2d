"""A worker has the page of a person bookmarked, and a colleague learns that they know each other."""

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import Cast
from tests.journeys.pages import assert_good, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_exclusion_hides_a_person_from_a_worker_who_has_the_page_bookmarked(
    browser: Browser, live_server: LiveServer
) -> None:
    cast = Cast()
    sam = cast.person(at=timezone.now())
    bookmark = f"/people/{sam.reference}/"
    worker = sign_in(browser, live_server.url, "fay")
    expect(worker.get_by_role("link", name="Talking about sharing – Sam Rivers")).to_be_visible()
    worker.goto(bookmark)
    expect(worker.get_by_role("heading", name="Sam Rivers")).to_be_visible()
    consent_form = worker.context.new_page()
    consent_form.goto(f"/consents/new/?person={sam.reference}&kind=SHARE_CARE&how=TELEPHONE")

    colleague = sign_in(browser, live_server.url, "dora")
    colleague.goto(bookmark)
    colleague.get_by_role("link", name="Someone here knows this person").click()
    colleague.get_by_label("Who knows this person?").select_option(label="Fay Example")
    colleague.get_by_label("How do they know them?").fill("cousin")
    colleague.get_by_role("button", name="Save").click()
    expect(colleague.get_by_text("They are kept out of this record from now on.")).to_be_visible()

    answer = worker.goto(bookmark)
    assert answer is not None
    assert answer.status == 404
    expect(worker.get_by_text("Sam Rivers")).to_have_count(0)
    assert_good(worker)
    # What the browser kept of the page is not shown again either.
    worker.goto("/desk/")
    worker.go_back()
    expect(worker.get_by_text("Sam Rivers")).to_have_count(0)
    # The form that was open all the time saves nothing.
    consent_form.get_by_role("button", name="Record this answer").click()
    expect(consent_form.get_by_text("Sam Rivers")).to_have_count(0)
    assert not sam.consents.exists()
    for address in ("/desk/", "/people/", "/conversations/", "/desk/inbox/"):
        worker.goto(address)
        expect(worker.get_by_text("Sam Rivers")).to_have_count(0)
    worker.goto("/people/")
    worker.get_by_label("Find a person").fill("Rivers")
    worker.get_by_role("button", name="Find").click()
    expect(worker.get_by_text("Nobody you may see matches that.")).to_be_visible()
    worker.context.close()
    colleague.context.close()

    manager = sign_in(browser, live_server.url, "max")
    expect(manager.get_by_role("link", name="Talking about sharing – Sam Rivers")).to_be_visible()
    manager.goto("/desk/inbox/")
    manager.get_by_role("button", name=f"Exclusion reported: {sam.reference}").click()
    manager.get_by_role("link", name="Fay Example", exact=True).click()
    expect(manager.get_by_role("heading", name="When Fay Example looked at this record")).to_be_visible()
    expect(manager.get_by_text(f"People, {sam.reference}").first).to_be_visible()
    assert_good(manager)
    manager.context.close()
