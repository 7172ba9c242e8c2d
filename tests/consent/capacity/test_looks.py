"""The pages of assessments in a real browser: accessible, no wider than the screen, and usable by hand."""

from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from consent.capacity.models import Assessment
from consent.capacity.questions import Kind, questions
from governance.calendar import Nation, local_day
from tests.cast import Cast
from tests.consent.capacity.typed import able, assess, lacking, not_today
from tests.journeys.pages import sign_in, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENG, SCT = Nation.ENG, Nation.SCT


def test_every_page_is_accessible_and_fits(browser: Browser, live_server: LiveServer) -> None:
    cast, now = Cast(), timezone.now()
    sam, rory = cast.person(at=now), cast.person("Rory Burn", worker=cast.isla, at=now)
    trained = {"at": now, "trained_on": None}
    put_off = not_today(Kind.CAPACITY, ENG, reassess_on=local_day(now))
    tonight = assess(cast, sam, put_off, **trained)
    lack = assess(cast, sam, lacking(ENG), decision="Whether we may ring their sister", **trained)
    scot = assess(cast, rory, lacking(SCT), by=cast.isla, **trained)
    pages = {
        "fay": [
            f"/people/{sam.reference}/",
            f"/capacity/new/?person={sam.reference}&again={tonight.reference}",
            f"/capacity/record/?case={sam.cases.get().reference}&kind=capacity",
            "/capacity/",
            "/capacity/?due=reassess",
            f"/capacity/{tonight.reference}/",
            f"/capacity/{lack.reference}/",
        ],
        "max": [f"/capacity/{lack.reference}/correct/"],
        "isla": [
            f"/capacity/{scot.reference}/",
            f"/capacity/record/?case={rory.cases.get().reference}&kind=capacity",
        ],
    }
    found: list[str] = []
    for who, addresses in pages.items():
        page = sign_in(browser, live_server.url, who)
        for address in addresses:
            answer = page.goto(live_server.url + address)
            assert answer is not None
            assert answer.status == 200, address
            found += wrong(page)
            if "/record/" in address:
                page.get_by_role("button", name="Record this assessment").click()
                expect(page.get_by_text("There is a problem")).to_be_visible()
                found += wrong(page)
        page.context.close()
    assert not found, "\n".join(found)


def test_a_child_is_found_competent_from_their_page(browser: Browser, live_server: LiveServer) -> None:
    cast, now = Cast(), timezone.now()
    sam = cast.person(born=date(local_day(now).year - 13, 1, 1), at=now)
    page = sign_in(browser, live_server.url, "fay")
    page.goto(f"{live_server.url}/people/{sam.reference}/")
    page.get_by_role("link", name="Record an assessment").click()
    page.get_by_role("link", name="Gillick competence").click()
    facts = able(Kind.GILLICK, ENG)
    page.get_by_label("What is the one decision?").fill(facts["decision"])
    page.get_by_label("How did you explain the choice?").fill(facts["explained"])
    page.get_by_label("Easy read or pictures").check()
    for question in questions(Kind.GILLICK, ENG):
        page.get_by_role("group", name=question.words).get_by_label("Yes").check()
        page.get_by_label(f"What did you see or hear? {question.words}").fill("Said it back to me")
    page.get_by_label("Understands enough to decide", exact=True).check()
    page.get_by_label("What did you see and hear that shows it?").fill(facts["evidence"])
    page.get_by_role("button", name="Record this assessment").click()
    page.wait_for_url("**/capacity/CAP-*/")
    assert page.get_by_role("heading", name="Understands enough to decide").is_visible()
    assert Assessment.objects.get().answers == facts["answers"]
    page.context.close()
