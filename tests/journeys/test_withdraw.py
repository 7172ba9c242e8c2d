"""Sam rang yesterday and took a yes back; Fay finds the note today, writes it down, and sees it through."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consent.consents.models import Consent
from consent.consents.rules import State
from governance.calendar import LONDON, local_day
from tests.cast import Cast
from tests.consent.consents.answers import say
from tests.journeys.pages import assert_good

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TO_TELL = "Telling recipients that a consent was taken back – Sam Rivers"
TO_HEAR = "Answer of the recipients that they know – Sam Rivers"


def type_moment(page: Page, moment: datetime) -> None:
    boxes = {"Day": "%-d", "Month": "%-m", "Year": "%Y", "Time": "%H:%M"}
    for label, form in boxes.items():
        page.get_by_role("textbox", name=label).fill(f"{moment:{form}}")


def test_a_yes_is_taken_back_by_a_telephone_note_of_yesterday(start: Callable[..., Page]) -> None:
    cast, now = Cast(), timezone.now()
    sam = cast.person(at=now - timedelta(days=60))
    consent = say(cast, sam, at=now - timedelta(days=30)).consent
    yesterday = datetime.combine(local_day(now) - timedelta(days=1), time(14, 5), LONDON)

    page = start()
    page.goto(f"/people/{sam.reference}/")
    page.locator(".app-answer--yes").get_by_role("link", name="Elm Surgery").click()
    page.get_by_role("link", name="They take it back").click()
    assert_good(page)
    type_moment(page, yesterday)
    page.get_by_label("By telephone or video call").check()
    page.get_by_role("button", name="Record that they take it back").click()
    expect(page.get_by_text("Do not share any more")).to_be_visible()
    expect(page.get_by_text(f"{yesterday:%-d %B %Y}, 14:05 (by telephone or video call)")).to_be_visible()
    assert_good(page)
    consent.refresh_from_db()
    assert (consent.state, consent.withdrawn_at) == (State.WITHDRAWN, yesterday)
    assert consent.withdrawal_recorded_at is not None
    assert consent.withdrawal_recorded_at > now

    page.goto(f"/people/{sam.reference}/sharing/")
    expect(page.locator(".app-answer--no")).to_contain_text("Elm Surgery")
    assert_good(page)
    for minutes, allowed in ((-1, "We were allowed to share with"), (0, "We were not allowed to share with")):
        type_moment(page, yesterday + timedelta(minutes=minutes))
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_role("region", name="What was true then")).to_contain_text(allowed)
    assert_good(page)

    page.goto("/desk/")
    page.get_by_role("link", name=TO_TELL).click()
    page.get_by_role("link", name="Recipients are told").click()
    assert_good(page)
    page.get_by_label("Everyone who received something is told").check()
    page.get_by_label("Whom did you tell, and how?").fill("Elm Surgery, by telephone")
    page.get_by_role("button", name="Record that they are told").click()
    expect(page.get_by_text("Recorded: the recipients are told.")).to_be_visible()

    page.goto("/desk/")
    expect(page.get_by_role("link", name=TO_TELL)).to_have_count(0)
    page.get_by_role("link", name=TO_HEAR).click()
    page.get_by_role("link", name="Recipients say that they know").click()
    assert_good(page)
    page.get_by_label("Who answered, and how?").fill("Elm Surgery, by email")
    page.get_by_role("button", name="Record that they know").click()
    expect(page.get_by_text("Nothing is left to do.")).to_be_visible()
    assert_good(page)

    page.goto("/desk/")
    for line in (TO_TELL, TO_HEAR):
        expect(page.get_by_role("link", name=line)).to_have_count(0)
    assert_good(page)
    assert Consent.objects.get().acknowledged_note == "Elm Surgery, by email"
