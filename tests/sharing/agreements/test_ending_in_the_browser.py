"""The pages on which an agreement is reviewed and ended, looked at in a real browser, on a small screen too."""

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from governance.calendar import local_day
from sharing.agreements import ending
from sharing.agreements.ending import Wanted
from sharing.agreements.models import Agreement, AtEnd
from sharing.agreements.rules import Type
from tests.cast import NOON, Cast
from tests.journeys.pages import question, sign_in, wrong
from tests.sharing.agreements.walk import active, surgery

DAY = timedelta(days=1)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Everything that was sent to them in the two years of the joint clinic, paper and computer copies"


def type_day(page: Page, words: str, day: date) -> None:
    for box, typed in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        question(page, words).get_by_label(box).fill(str(typed))


def test_every_page_is_accessible_and_fits(browser: Browser, live_server: LiveServer) -> None:
    cast = Cast()
    elm, then = surgery(cast), NOON - 500 * DAY
    days: dict[str, Any] = {"starts_on": local_day(then), "at": then}
    late = active(cast, elm, ends_on=local_day(NOON + 200 * DAY), title="Past its grace", **days)
    active(cast, elm, type=Type.DSP, parent=late, title="The monthly extract")
    run_out = active(cast, elm, ends_on=local_day(NOON - 9 * DAY), at_end=AtEnd.DELETE.value, **days)
    ended = with_duties(cast, active(cast, elm, title="Ended early"))
    page = sign_in(browser, live_server.url, "igor")
    for agreement, verbs in (
        (late, ("", "review/", "terminate/")),
        (run_out, ("", "wind_up/", "add_duty/")),
        (ended, ("", f"finish_duty/{ended.duties.order_by('id')[0].pk}/")),
    ):
        for verb in verbs:
            page.goto(f"/agreements/{agreement.reference}/{verb}")
            assert wrong(page) == []
            if verb:
                page.get_by_role("button").last.click()
                assert wrong(page) == []
    page.context.close()


def with_duties(cast: Cast, agreement: Agreement) -> Agreement:
    """Ended, with one thing that is done and one that is late."""
    theirs = agreement.parties.get()
    wanted = [
        Wanted(LONG, AtEnd.DELETE, local_day(NOON), theirs),
        Wanted("Our file", AtEnd.RETURN, local_day(NOON)),
    ]
    ended = ending.terminate(
        agreement,
        by=cast.igor,
        at=NOON,
        read_version=agreement.version,
        ended_at=NOON,
        reason="They closed",
        duties=wanted,
    )
    ending.finish_duty(
        ended.duties.order_by("id")[1],
        by=cast.max,
        at=NOON,
        read_version=ended.version,
        done_on=local_day(NOON),
        evidence="Handed over at their desk",
    )
    return ended


def test_from_a_review_to_the_end_and_what_follows_by_keyboard(
    browser: Browser, live_server: LiveServer
) -> None:
    cast = Cast()
    cast.igor  # noqa: B018
    ours = active(cast, surgery(cast))
    page = sign_in(browser, live_server.url, "igor")
    page.goto(f"/agreements/{ours.reference}/")
    page.get_by_role("button", name="It was reviewed").focus()
    page.keyboard.press("Enter")
    type_day(page, "When was it reviewed?", local_day(NOON))
    page.get_by_label("What did you look at").fill("What we sent in November is what it lists")
    page.get_by_role("button", name="Record the review").focus()
    page.keyboard.press("Enter")
    page.get_by_text("What we sent in November is what it lists").wait_for()

    page.get_by_role("button", name="End it early").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Why was it ended?").fill("The surgery closed")
    theirs = question(page, "What must Elm Surgery do with what was shared?")
    theirs.get_by_label("Delete it").focus()
    page.keyboard.press("Space")
    page.get_by_label("I am sure").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="End the agreement").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Elm Surgery deletes it", exact=True).wait_for()

    page.get_by_role("link", name="It is done").focus()
    page.keyboard.press("Enter")
    type_day(page, "When was it done?", local_day(NOON))
    page.get_by_label("What did Elm Surgery write, and when?").fill("Letter of 22 November")
    page.get_by_role("button", name="Record that it is done").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Letter of 22 November").wait_for()
    assert Agreement.objects.get().duties.get().done_by == cast.igor
    page.context.close()
