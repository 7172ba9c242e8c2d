"""Max writes an agreement over two days: begun at his desk, gone on with on his phone the day after, sent in."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from governance.calendar import local_day
from governance.organisations.actions import add_contact
from sharing.agreements.content import items, parties
from sharing.agreements.models import Agreement
from sharing.agreements.states import State
from tests.cast import Cast
from tests.journeys.pages import DESK, PHONE, question, sign_in, wrong
from tests.sharing.agreements.walk import surgery

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page: Page) -> None:
    size = page.viewport_size or {"width": DESK, "height": 900}
    assert not wrong(page)
    page.set_viewport_size(size)


def save(page: Page, name: str = "Save and go on") -> None:
    page.get_by_role("button", name=name, exact=True).click()


def fill_date(page: Page, words: str, day: Any) -> None:
    for box, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        question(page, words).get_by_label(box).fill(str(number))


def test_max_writes_an_agreement_over_two_days_on_two_devices(
    browser: Browser, live_server: LiveServer, time_machine: Any
) -> None:
    cast, now = Cast(), timezone.now()
    elm = surgery(cast)
    add_contact(
        elm,
        by=cast.max,
        at=now,
        read_version=elm.version,
        role="signatory",
        name="Ash Rowan",
        email="ash.rowan@surgery.example.org",
    )

    # The first day, at his desk.
    page = sign_in(browser, live_server.url, "max", viewport={"width": DESK, "height": 900})
    page.goto("/agreements/")
    page.get_by_role("button", name="Start an agreement").click()
    look(page)
    page.get_by_label("Information sharing agreement").check()
    page.get_by_label("A surgery or hospital, for care").check()
    save(page, "Go on")
    look(page)
    page.get_by_label("What is it called?").fill("Care with Elm Surgery")
    save(page, "Start")
    expect(page.get_by_role("heading", name="Writing it: 6 of 9 steps done")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Go on: Who agrees").click()
    page.get_by_role("link", name="Add a partner").click()
    page.get_by_label("Find an organisation").fill("elm")
    save(page, "Find")
    look(page)
    page.get_by_role("link", name="Elm Surgery").click()
    expect(page.get_by_label("Who signs for them")).to_have_value("Ash Rowan")
    look(page)
    save(page, "Save")
    expect(page.get_by_text("Elm Surgery: add whom to ask there")).to_be_visible()
    look(page)
    page.get_by_role("link", name="What is shared").or_(
        page.get_by_role("link", name="All steps")
    ).first.click()
    page.get_by_role("link", name="Why", exact=True).click()
    page.get_by_label("What good it does").fill("One plan instead of two")
    save(page, "Save and come back later")
    page.context.close()

    # The day after, on his phone.
    time_machine.move_to(now + timedelta(days=1))
    page = sign_in(browser, live_server.url, "max", viewport={"width": PHONE, "height": 700})
    ours = Agreement.objects.get()
    page.goto(f"/agreements/{ours.reference}/")
    page.get_by_role("link", name="Go on: Who agrees").click()
    page.get_by_role("link", name="Change Elm Surgery").click()
    page.get_by_label("Whom to ask day to day").fill("The practice manager")
    page.get_by_label("Their Data Protection Officer").fill("Dr Elm Oak")
    save(page, "Save")
    save(page)
    expect(page.get_by_role("heading", name="People and their rights")).to_be_visible()
    page.get_by_label("We screened it, and none is needed").check()
    look(page)
    save(page)
    expect(page.get_by_role("heading", name="How long")).to_be_visible()
    today = local_day(now)
    fill_date(page, "First day", today)
    fill_date(page, "Last day", today - timedelta(days=1))
    save(page)
    expect(page.get_by_role("link", name="It ends before it starts. Check both dates.")).to_be_visible()
    look(page)
    fill_date(page, "Last day", today + timedelta(days=700))
    save(page)

    expect(page.get_by_role("heading", name="Writing it: 9 of 9 steps done")).to_be_visible()
    page.goto(f"/agreements/{ours.reference}/steps/locks/")
    look(page)
    page.goto(f"/agreements/{ours.reference}/steps/items/")
    look(page)
    page.get_by_role("link", name="Add another kind of information").click()
    page.get_by_label("Their mental health").check()
    page.get_by_label("Why it is needed").fill("It decides the plan")
    page.get_by_label("4 Identifiable: it shows who they are").check()
    save(page, "Save")
    expect(
        page.get_by_role("link", name="Say why less than “4 Identifiable: it shows who they are”")
    ).to_be_visible()
    look(page)
    page.get_by_label("Why less would not do").fill("Both treat the same person")
    save(page, "Save")
    page.goto(f"/agreements/{ours.reference}/")
    page.locator(f"a[href='/agreements/{ours.reference}/submit/']").click()
    expect(page.get_by_role("heading", name="Send to the IG team")).to_be_visible()
    look(page)
    save(page, "Send to the IG team")
    expect(page.get_by_text("With the IG team").first).to_be_visible()
    page.get_by_text("Change what it says: 9 of 9 steps done").click()
    page.get_by_role("link", name="Why", exact=True).click()
    expect(page.get_by_text("Saving a change takes it out of the review")).to_be_visible()
    look(page)
    page.context.close()

    ours.refresh_from_db()
    assert (ours.state, ours.benefits) == (State.IG_REVIEW, "One plan instead of two")
    assert [each.name for each in parties(ours)] == ["Elm Surgery"]
    assert str(items(ours)[-1]) == "Their mental health"
