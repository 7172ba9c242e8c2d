"""A worker signs in and records what a 17-year-old in England says, with the young person beside them."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consent.consents.models import Consent
from consent.consents.rules import State
from governance.calendar import add_months, local_day
from tests.cast import Cast
from tests.consent.wording.samples import approved
from tests.journeys.pages import PHONE, assert_good, choose, fill_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KIND, HOW = "Share with a professional or service", "Spoken, face to face"


@pytest.fixture
def reference(transactional_db: None) -> str:
    """Of someone who turned 17 this month, in an English service where the words are approved."""
    cast, now = Cast(), timezone.now()
    approved(cast, at=now)
    today = local_day(now)
    return cast.person("Ash Rivers", born=date(today.year - 17, today.month, 1), at=now).reference


def test_a_worker_records_a_yes_and_sees_it_on_the_persons_page(
    start: Callable[..., Page], reference: str
) -> None:
    page = start()
    page.goto(f"/people/{reference}/")
    expect(page.get_by_text("Nothing is recorded yet")).to_be_visible()
    page.get_by_role("link", name="Record an answer").click()
    assert page.locator("input[type=radio]:checked").count() == 0
    assert_good(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_good(page)

    choose(page, KIND, HOW)
    expect(page.get_by_role("heading", name="Extra care for a child")).to_be_visible()
    # What no person says is filled in, and nothing that they say.
    chosen = page.locator("input[type=radio]:checked")
    assert chosen.evaluate_all("all => all.map(each => each.name)") == ["aim", "wording", "giver"]
    expect(page.get_by_text("You choose.")).to_be_visible()
    assert_good(page)

    page.get_by_role("button", name="Record this answer").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_good(page)
    fill_in(page, child=True)
    page.get_by_role("button", name="Record this answer").click()

    expect(page.get_by_text("Their yes is recorded.")).to_be_visible()
    assert_good(page)
    consent = Consent.objects.get()
    assert (consent.state, consent.supporter) == (State.ACTIVE, "Their aunt helped, with the picture leaflet")
    assert consent.script_version == "Sharing script 1"
    assert consent.review_on == add_months(local_day(consent.given_at), 3)

    page.goto(f"/people/{reference}/")
    answer = page.locator(".app-answer--yes")
    expect(answer).to_contain_text("You may share with")
    expect(answer).to_contain_text("Elm Surgery, GP")
    expect(answer).to_contain_text("Name and contact details; their care plan")
    expect(answer).to_contain_text("To plan their care together")
    expect(answer).to_contain_text(f"Until {add_months(local_day(consent.given_at), 12):%-d %B %Y}")
    assert_good(page)


def test_on_a_phone_and_without_scripts(start: Callable[..., Page], reference: str) -> None:
    page = start(width=PHONE, scripts=False)
    page.goto(f"/consents/new/?person={reference}")
    choose(page, KIND, HOW)
    fill_in(page, child=True)
    page.get_by_role("button", name="Record this answer").click()
    expect(page.get_by_text("Their yes is recorded.")).to_be_visible()
    page.get_by_role("link", name="They take it back").click()
    page.get_by_role("button", name="Record that they take it back").click()
    expect(page.get_by_text("Do not share any more")).to_be_visible()
    assert Consent.objects.get().state == State.WITHDRAWN
