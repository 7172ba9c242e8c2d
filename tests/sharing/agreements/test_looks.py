"""The log, an agreement, the question, the map and the public page can be used by everyone, at any width."""

from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from sharing.agreements.rules import Direction, Type
from tests.cast import Cast
from tests.journeys.pages import sign_in, wrong
from tests.sharing.agreements.walk import active, approved, surgery, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Northfield and District Community Pharmacies and Needle Exchange Partnership"
LONG_WORD = "Pneumonoultramicroscopicsilicovolcanoconiosis"


def test_every_page_is_accessible_and_fits(browser: Browser, live_server: LiveServer) -> None:
    cast = Cast()
    elm, long = surgery(cast), surgery(cast, LONG)
    above = active(cast, long, type=Type.MOU, has_sharing_section=False, title=f"Working with {LONG}")
    shown = [
        active(cast, elm, direction=Direction.OUT.value),
        active(cast, long, type=Type.DSP, parent=above, direction=Direction.IN.value),
        approved(cast, elm, title=LONG_WORD),
        written(cast, elm),
    ]
    places = [
        "agreements/",
        "agreements/?q=E",
        "agreements/?q=nowhere",
        "agreements/?state=DRAFT&notice=missing",
        "agreements/map/",
        "agreements/covered/",
        "agreements/covered/?direction=out",
        *(f"agreements/covered/?{asked(each)}" for each in ("care", "research")),
        *(f"agreements/{each.reference}/" for each in shown),
        *(f"agreements/{shown[0].reference}/{verb}/" for verb in ("note_notice", "appoint")),
        f"agreements/{shown[3].reference}/submit/",
        f"organisations/{elm.reference}/",
        "how-we-share/",
    ]
    assert cast.igor
    page = sign_in(browser, live_server.url, "igor")
    found = []
    for place in places:
        page.goto(f"/{place}")
        found += wrong(page)
    page.context.close()
    assert found == []


def test_the_question_is_asked_and_answered_by_keyboard_and_without_a_script(
    browser: Browser, live_server: LiveServer
) -> None:
    cast = Cast()
    active(cast, surgery(cast))
    page = sign_in(browser, live_server.url, "fay", java_script_enabled=False)
    page.goto("/agreements/covered/")
    page.get_by_label("Who is it shared with?").fill("Elm Surgery")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_label("What is it for?").select_option("care")
    page.get_by_label("Their care plan").focus()
    page.keyboard.press("Space")
    page.get_by_label("4 Identifiable").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Yes, an agreement covers this").wait_for()
    page.get_by_role("link", name="Keep the address of this answer").click()
    page.wait_for_url("**moment_time**")
    page.get_by_role("heading", name="Yes, an agreement covers this").wait_for()
    page.context.close()


def asked(purpose: str) -> Any:
    return f"partner=Elm+Surgery&direction=out&purpose={purpose}&items=care_plan&rung=4"
