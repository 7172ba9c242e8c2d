"""May we share? Fay asks it on a tablet, gets her answer and logs what she shared; or asks the person first."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State
from tests.cast import Cast
from tests.consent.consents.answers import say
from tests.journeys.pages import assert_good, question, wrong
from tests.sharing.agreements.walk import surgery

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLET = {"width": 768, "height": 1024, "touch": True}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_worker_gets_an_answer_and_logs_it(start: Callable[..., Page], scripts: bool) -> None:
    cast, now = Cast(), timezone.now()
    sam = cast.person(at=now - timedelta(days=60))
    say(cast, sam, at=now - timedelta(days=30), organisation=surgery(cast))

    page = start(**TABLET, scripts=scripts)
    page.goto(f"/people/{sam.reference}/")
    page.get_by_role("link", name="May we share?").click()
    if scripts:
        assert wrong(page) == []
    question(page, "Who would get it?").get_by_label("Elm Surgery").check()
    page.get_by_label("Their care plan").check()
    page.get_by_role("button", name="May we share?").click()
    answer = page.locator(".app-answer")
    expect(answer.get_by_role("heading")).to_have_text("Yes, and …")
    expect(answer).to_contain_text("They said yes to this.")
    expect(answer).to_contain_text("The IG team is told today.")
    if scripts:
        assert wrong(page) == []
    page.get_by_role("button", name="Log it: I share this now").click()
    expect(page.get_by_text("It is logged: you shared this now.")).to_be_visible()
    made = Disclosure.objects.get()
    assert (made.state, made.sent_by, made.agreement_gap) == (State.SENT, cast.fay, True)


def test_who_was_not_asked_yet_is_asked_with_what_was_typed(start: Callable[..., Page]) -> None:
    cast = Cast()
    sam = cast.person(at=timezone.now() - timedelta(days=60))
    surgery(cast)

    page = start(**TABLET)
    page.goto("/people/")
    page.get_by_role("link", name="May we share?").click()
    assert_good(page)
    page.get_by_label("Whom is it about?").fill("rivers")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Sam Rivers").click()
    question(page, "Who would get it?").get_by_label("An organisation").check()
    page.get_by_label("If it is none of these: who is it?").fill("elm surgery")
    page.get_by_label("Their care plan").check()
    page.get_by_role("button", name="May we share?").click()
    expect(page.locator(".app-answer").get_by_role("heading")).to_have_text("Ask the person first")
    assert_good(page)
    page.get_by_role("button", name="Ask them, and write down what they say").click()
    expect(page.get_by_label("Who gets it?")).to_have_value("Elm Surgery")
    expect(page.get_by_label("Their care plan")).to_be_checked()
    assert sam.name not in page.url


def test_a_group_and_a_past_moment_are_asked_about(start: Callable[..., Page]) -> None:
    cast = Cast()
    sam = cast.person(at=timezone.now() - timedelta(days=60))
    surgery(cast)

    page = start("max")
    page.goto("/may-we-share/group/")
    assert wrong(page) == []
    page.get_by_label("How many people is it about?").fill("60")
    page.get_by_label("Which organisation would get it?").fill("Elm Surgery")
    page.get_by_label("Their care plan").check()
    page.get_by_label("How much of a person shows in it?").select_option("4")
    page.get_by_role("button", name="May we share?").click()
    expect(page.locator(".app-answer")).to_contain_text("E-AGREEMENT")
    assert wrong(page) == []

    page.goto(f"/may-we-share/{sam.reference}/")
    page.get_by_label("A person, such as a relative or friend").check()
    page.get_by_label("If it is none of these: who is it?").fill("Ann Rivers")
    page.get_by_label("Their care plan").check()
    page.get_by_text("Ask about a past moment").click()
    for box, typed in {"Day": "1", "Month": "11", "Year": "2026", "Time": "12:00"}.items():
        page.get_by_role("textbox", name=box).fill(typed)
    page.get_by_role("button", name="May we share?").click()
    headings = page.locator(".app-answer").get_by_role("heading")
    expect(headings).to_have_text(["True then: Ask the person first", "Known then: Ask the person first"])
    assert wrong(page) == []
