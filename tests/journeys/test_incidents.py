"""Fay reports on a phone by the keyboard; the DPO grades, tells the regulator and Sam, and it closes, learnt."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from governance.calendar import local_day
from incidents.incidents.models import Affected, Incident, Letter
from incidents.incidents.states import State
from tests.cast import Cast
from tests.journeys.pages import sign_in, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def step(page: Page, words: str, done: str) -> None:
    """Press the button of the form, and read what was done."""
    page.get_by_role("button", name=words, exact=True).click()
    expect(page.get_by_text(done)).to_be_visible()


def submit(page: Page, done: str) -> None:
    """Send the only form of the page, and read what was done."""
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text(done)).to_be_visible()


def tick(page: Page, label: str) -> None:
    """By the keyboard alone."""
    page.get_by_label(label).first.focus()
    page.keyboard.press("Space")


def test_from_a_phone_to_a_lesson_learnt(
    browser: Browser, live_server: LiveServer, start: Callable[..., Page]
) -> None:
    cast = Cast()
    assert cast.priya

    # On a phone-sized screen, with the keyboard.
    phone = sign_in(browser, live_server.url, "fay", viewport={"width": 320, "height": 640})
    phone.goto("/desk/")
    phone.get_by_role("link", name="Report an incident").first.focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Report an incident")).to_be_visible()
    tick(phone, "It happened")
    phone.get_by_label("What happened?").focus()
    phone.keyboard.type("A letter went to the wrong house.")
    phone.get_by_label("What sort of thing is it?").select_option("misdirected")
    tick(phone, "Health, treatment, drugs or alcohol")
    assert wrong(phone) == []
    phone.get_by_role("button", name="Report it").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Thank you for saying so.")).to_be_visible()
    assert wrong(phone) == []
    incident = Incident.objects.get()
    where = f"/incidents/{incident.reference}/"

    # The DPO presses a cell of the grid, and it is to be reported.
    page = start("priya")
    page.goto(where + "grade/?cell=3-4")
    page.get_by_label("Yes").first.check()
    page.get_by_label("Why do you grade it so?").fill("A neighbour read it.")
    step(page, "Grade it so", "It is graded.")

    # In two parts.
    for number, last in ((1, "No"), (2, "Yes")):
        page.goto(where + "tell_regulator/")
        page.get_by_label(last, exact=True).check()
        step(page, "It is sent", "What you sent is kept as it was.")
        assert Incident.objects.get().phases.count() == number

    # It is about Sam, who is told: by telephone as they asked, and by a letter.
    sam = cast.person(safe_contact="Ring after six only")
    page.goto(where + "affect/")
    page.get_by_label("Their reference").fill(sam.reference)
    submit(page, "They are added.")
    page.goto(where + "decide_telling/")
    page.get_by_label("They are told", exact=True).check()
    submit(page, "Your decision is kept.")
    page.goto(where + "contact/")
    expect(page.get_by_text("Ring after six only").first).to_be_visible()
    page.get_by_label("By telephone").check()
    page.locator("input[name=keeps_to_it]").first.check()
    page.locator("input[name=reached]").first.check()
    page.locator("#id_words").fill("They thanked us.")
    assert wrong(page) == []
    submit(page, "It is written down.")
    page.goto(where + "write_letter/")
    page.locator("input[name=keeps_to_it]").first.check()
    submit(page, "The letter is kept.")
    assert Affected.objects.get().told_at is not None
    assert Letter.objects.get().affected == Affected.objects.get()

    # Then candour, a lesson, and the end.
    page.goto(where + "decide_candour/")
    page.get_by_label("No", exact=True).check()
    page.locator("#id_because").fill("Nobody’s care was touched.")
    submit(page, "Your decision is kept.")
    page.goto(where + "add_lesson/")
    page.get_by_label("A slip: wrong address, wrong file, wrong click").check()
    page.locator("#id_action").fill("Two people look at the address.")
    page.locator("#id_owner").select_option(label=cast.priya.name)
    today = local_day(timezone.now())
    for box, value in (("day", today.day), ("month", today.month), ("year", today.year)):
        page.locator(f"#id_due_on_{box}").fill(str(value))
    submit(page, "It is written down, and whoever does it knows.")
    page.goto(where + "settle_lesson/")
    page.locator("#id_evidence").fill("It stands in our way of working.")
    submit(page, "Thank you. It is done.")
    page.goto(where + "close/")
    page.locator("#id_closing_words").fill("The letter came back, and we look twice now.")
    page.locator("main form button[type=submit]").first.click()
    expect(page).to_have_url(live_server.url + where)
    assert wrong(page) == []
    assert Incident.objects.get().state == State.CLOSED
