"""Sharing without consent: an emergency at night and its review; a decision from worker to manager to sent."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State
from tests.cast import Cast
from tests.journeys.pages import question, wrong
from tests.sharing.disclosures.sharing import ALWAYS, HARM, SHARED

LONDON = ZoneInfo("Europe/London")
FRIDAY_NIGHT = datetime(2026, 11, 27, 23, 40, tzinfo=LONDON)
MONDAY_MORNING = datetime(2026, 11, 30, 9, 0, tzinfo=LONDON)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LABELS = {
    "at_risk": "Who is at risk",
    "how_badly": "How badly they may be hurt",
    "how_soon": "How soon",
    "what_happened": "What happened",
    "consent_sought": "Did you ask the person; if not, why not",
    "known_wishes": "What the person wants, as far as you know",
    "harm_of_sharing": "What harm sharing may do",
    "harm_of_not_sharing": "What harm not sharing may do",
    "less_intrusive": "What else you thought of",
    "minimum": "Why this is the least that helps",
    "advice": "Whose advice you took",
    "follow_up": "What happens next",
}


def fill(page: Page, facts: dict[str, str]) -> None:
    for name, text in facts.items():
        page.get_by_label(LABELS[name], exact=True).fill(text)


def what(page: Page) -> None:
    page.get_by_role("textbox", name=re.compile("^Who (gets|got) it")).fill(str(SHARED["recipient"]))
    page.get_by_label("Name and contact details").check()
    page.get_by_label("Worries about safety, theirs or others'").first.check()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_emergency_at_night_and_its_review(
    start: Callable[..., Page], scripts: bool, time_machine: Any
) -> None:
    cast = Cast()
    sam = cast.person(at=timezone.now() - timedelta(days=30))
    time_machine.move_to(FRIDAY_NIGHT)
    page = start("fay", width=768, height=1024, touch=True, scripts=scripts)
    page.goto(f"/people/{sam.reference}/")
    page.get_by_role("link", name="I shared something in an emergency").click()
    if scripts:
        assert wrong(page) == []
    page.get_by_role("button", name="I write it down later").click()
    expect(page.get_by_text("Write down what you shared within 24 hours.")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("27 November 2026, 23:40")
    # Half past midnight, when all is quiet again.
    time_machine.move_to(FRIDAY_NIGHT + timedelta(minutes=50))
    page.goto("/desk/")
    expect(page.get_by_text("24 hours left")).to_be_visible()
    page.get_by_role("link", name="Something was shared in an emergency: write it down").click()
    if scripts:
        assert wrong(page) == []
    page.get_by_role("button", name="Write it down", exact=True).click()
    # Forgotten: nothing that was typed is lost.
    what(page)
    question(page, "Why could it not wait?").get_by_label("Somebody may be badly hurt").check()
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page.get_by_role("textbox", name=re.compile("^Who (gets|got) it"))).to_have_value(
        str(SHARED["recipient"])
    )
    page.get_by_label("How did you share it?").select_option(
        label="Telephone: call back on a number you found yourself"
    )
    page.get_by_label("What exactly did you share?").fill(str(SHARED["what"]))
    fill(page, HARM)
    question(page, "Did you tell the person?").get_by_label("No: it would make the danger worse").check()
    page.get_by_label("If not, what would happen").fill("He may go there at once")
    if scripts:
        assert wrong(page) == []
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Somebody else looks at it on the next working day.")).to_be_visible()
    page.get_by_role("button", name="Write down the rest", exact=True).click()
    fill(page, ALWAYS)
    page.get_by_role("button", name="Save").click()
    made = Disclosure.objects.get()
    assert (made.state, made.missing()) == (State.SENT, [])

    # The next working day: the weekend does not count.
    time_machine.move_to(MONDAY_MORNING)
    manager = start("max", scripts=scripts)
    expect(manager.get_by_text("Due today")).to_be_visible()
    manager.get_by_role("link", name="Something was shared before anybody had decided: look at it").click()
    if scripts:
        assert wrong(manager) == []
    manager.get_by_role("button", name="I looked at it", exact=True).click()
    manager.get_by_label("What did you find?").fill("Right, and no more than was needed")
    manager.get_by_role("button", name="I looked at it").click()
    expect(manager.get_by_text("It is written down that you looked at it.")).to_be_visible()
    made.refresh_from_db()
    assert (made.state, made.reviewed_by) == (State.REVIEWED, cast.max)


def test_a_decision_from_worker_to_manager_to_sent(start: Callable[..., Page]) -> None:
    cast = Cast()
    sam = cast.person(at=timezone.now() - timedelta(days=30))
    page = start("fay", width=768, height=1024, touch=True)
    page.goto(f"/people/{sam.reference}/")
    page.get_by_role("link", name="Share without their consent").click()
    assert wrong(page) == []
    page.get_by_label("Somebody may be badly hurt").check()
    page.get_by_role("button", name="Go on").click()
    assert wrong(page) == []
    what(page)
    page.get_by_label("An organisation that is not on our list. The name is right").check()
    page.get_by_label("How is it sent?").select_option(
        label="Telephone: call back on a number you found yourself"
    )
    page.get_by_label("What exactly").fill(str(SHARED["what"]))
    fill(page, HARM | ALWAYS)
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Nothing is shared yet.")).to_be_visible()
    page.get_by_role("button", name="Ask for approval", exact=True).click()
    page.get_by_role("button", name="Ask for approval").click()
    expect(page.get_by_text("They are asked.")).to_be_visible()
    made = Disclosure.objects.get()

    manager = start("max")
    manager.goto("/desk/inbox/")
    manager.get_by_role(
        "button", name=f"Somebody asks you to decide about sharing without consent: {made.reference}"
    ).click()
    manager.get_by_role("button", name="Approve", exact=True).click()
    assert wrong(manager) == []
    manager.get_by_role("button", name="Approve it").click()
    expect(manager.get_by_text("It is approved.")).to_be_visible()

    page.reload()
    page.get_by_role("button", name="It is shared", exact=True).click()
    page.get_by_label("How you made sure that it is them").fill("I rang 101")
    question(page, "Did you tell the person?").get_by_label("Yes, I told them").check()
    page.get_by_label("If you told them, how?").fill("By phone")
    page.get_by_role("button", name="It is shared").click()
    expect(page.get_by_text("It is written down as shared.")).to_be_visible()
    assert wrong(page) == []
    page.goto("/disclosures/")
    assert wrong(page) == []
    made.refresh_from_db()
    assert (made.state, made.approved_by, made.sent_by) == (State.SENT, cast.max, cast.fay)
