"""Fay goes on the review round with Sam beside her; Max sees who is behind."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from consent.consents.models import Consent
from governance.calendar import add_months, local_day
from tests.cast import Cast
from tests.consent.consents.answers import say
from tests.consent.wording.samples import approved
from tests.journeys.pages import assert_good

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The browser itself counts what a hand does, on every page of the visit.
COUNT = """
for (const kind of ["pointerdown", "keydown"])
  addEventListener(kind, () => { sessionStorage.presses = Number(sessionStorage.presses ?? 0) + 1 }, true);
"""
TAKE = "() => { const n = Number(sessionStorage.presses ?? 0); sessionStorage.presses = 0; return n }"


def presses(page: Page) -> int:
    """How many since the last time of asking."""
    return int(page.evaluate(TAKE))


def part_of(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name)


def ask_again(page: Page, consent: Consent) -> None:
    way = part_of(page, consent.person.name).get_by_role("link", name="Ask again")
    way.filter(has_text=consent.reference).click()


def say_yes_again(page: Page) -> None:
    page.get_by_label("Yes, and everything is as it was").click()
    page.get_by_role("button", name="Record that they still say yes").click()
    expect(page.get_by_text("It is confirmed. Both dates start again.")).to_be_visible()


def test_two_of_one_person_are_asked_again_in_three_presses_each(start: Callable[..., Page]) -> None:
    cast, now = Cast(), timezone.now()
    today = local_day(now)
    script = approved(cast, at=now - timedelta(days=400))
    sam, kim = (cast.person(name, at=now - timedelta(days=400)) for name in ("Sam Rivers", "Kim Lake"))
    first, second = (
        say(cast, sam, at=now - timedelta(days=days), wording=script, recipient=recipient).consent
        for days, recipient in ((179, "Elm Surgery"), (170, "Oak Housing"))
    )
    late = say(cast, kim, at=now - timedelta(days=210), wording=script).consent

    page = start()
    page.get_by_role("link", name="Go on the review round").click()
    expect(page.get_by_text("1 overdue. 2 people wait")).to_be_visible()
    assert_good(page)
    page.context.add_init_script(COUNT)
    page.reload()
    presses(page)

    ask_again(page, first)
    expect(page.get_by_role("heading", name="They still say yes")).to_be_visible()
    assert_good(page)
    say_yes_again(page)
    assert presses(page) == 3
    first.refresh_from_db()
    assert (first.review_on, first.expires_on) == (add_months(today, 6), add_months(today, 12))
    assert first.wording == script

    # The next one of the same person stands before all others, and before what is overdue.
    names = page.get_by_role("main").locator("section h2")
    assert names.all_inner_texts() == ["Sam Rivers", "Kim Lake"]
    expect(part_of(page, "Sam Rivers").get_by_text("Elm Surgery")).to_have_count(0)
    assert_good(page)
    ask_again(page, second)
    say_yes_again(page)
    assert presses(page) == 3
    assert names.all_inner_texts() == ["Kim Lake"]

    managers = start("max")
    managers.goto("/consents/reviews/")
    expect(part_of(managers, "Overdue, by worker")).to_contain_text("Fay Example")
    expect(part_of(managers, "Kim Lake")).to_contain_text("Overdue by")
    expect(part_of(managers, "Kim Lake")).to_contain_text("with Fay Example")
    assert_good(managers)
    part_of(managers, "Overdue, by worker").get_by_role("link", name="Fay Example").click()
    expect(part_of(managers, "Kim Lake").get_by_role("link", name=late.reference)).to_be_visible()
    assert Consent.objects.filter(reconfirmed_at__isnull=False).count() == 2
