"""May we share? Fay asks it on a tablet, gets her answer and logs what she shared; or asks the person first."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State
from sharing.stop_checks.models import StopCheck
from tests.cast import Cast
from tests.consent.consents.answers import say
from tests.journeys.pages import assert_good, question, wrong
from tests.sharing.agreements.walk import surgery

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLET = {"width": 768, "height": 1024, "touch": True}


class Counted:
    """A page that counts what it takes: presses, and the pages that are opened by them."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses, self.pages = page, 0, 0
        page.on("framenavigated", lambda frame: self._opened() if frame == page.main_frame else None)

    def _opened(self) -> None:
        self.pages += 1

    def press(self, what: Locator) -> None:
        self.presses += 1
        what.click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_worker_gets_an_answer_and_logs_it(start: Callable[..., Page], scripts: bool) -> None:
    cast, now = Cast(), timezone.now()
    sam = cast.person(at=now - timedelta(days=60))
    say(cast, sam, at=now - timedelta(days=30), organisation=surgery(cast))

    page = start(**TABLET, scripts=scripts)
    counted = Counted(page)
    counted.press(page.get_by_role("main").get_by_role("button", name="May we share?"))
    page.get_by_label("Whom is it about?").fill("rivers")
    counted.press(page.get_by_role("button", name="Find"))
    counted.press(page.get_by_role("link", name="Sam Rivers"))
    counted.press(question(page, "Who would get it?").get_by_label("Elm Surgery"))
    counted.press(page.get_by_label("Their care plan"))
    counted.press(page.get_by_role("button", name="May we share?"))
    answer = page.locator(".app-answer")
    expect(answer.get_by_role("heading")).to_have_text("Yes, and …")
    expect(answer).to_contain_text("They said yes to this.")
    expect(answer).to_contain_text("The IG team is told today.")
    # Seven letters and six presses to the answer, one more to log it.
    assert counted.presses == 6
    if scripts:
        assert wrong(page) == []
    counted.press(page.get_by_role("button", name="Log it: I share this now"))
    expect(page.get_by_text("It is logged: you shared this now.")).to_be_visible()
    # Whom, found, the question, its answer, and the record.
    assert (counted.presses, counted.pages) == (7, 5)
    made = Disclosure.objects.get()
    assert (made.state, made.sent_by, made.agreement_gap) == (State.SENT, cast.fay, True)


def test_by_keyboard_alone(start: Callable[..., Page]) -> None:
    cast, now = Cast(), timezone.now()
    sam = cast.person(at=now - timedelta(days=60))
    say(cast, sam, at=now - timedelta(days=30), organisation=surgery(cast))

    page = start()
    page.goto(f"/may-we-share/{sam.reference}/")
    assert wrong(page) == []
    question(page, "Who would get it?").get_by_label("Elm Surgery").focus()
    page.keyboard.press("Space")
    page.get_by_label("Their care plan").focus()
    page.keyboard.press("Space")
    page.get_by_label("If it is research").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".app-answer").get_by_role("heading")).to_have_text("Yes, and …")
    page.get_by_role("button", name="Log it: I share this now").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is logged: you shared this now.")).to_be_visible()


def test_what_a_court_orders_about_two_people_goes_on_to_a_stop_and_check(start: Callable[..., Page]) -> None:
    cast = Cast()
    surgery(cast)
    page = start(**TABLET, scripts=False)
    page.goto("/may-we-share/group/")
    page.get_by_label("How many people is it about?").fill("2")
    page.get_by_label("Which organisation would get it?").fill("Elm Surgery")
    page.get_by_label("Their care plan").check()
    page.get_by_label("How much of a person shows in it?").select_option("4")
    page.get_by_text("Share without their consent").click()
    page.get_by_label("Why would you share without asking them?").select_option("COURT_ORDER")
    page.get_by_role("button", name="May we share?").click()
    expect(page.locator(".app-answer").get_by_role("heading")).to_have_text("Stop and check first")
    page.get_by_role("button", name="Start a Stop and Check").click()
    expect(page.get_by_text("It is begun, with what you said filled in.")).to_be_visible()
    made = StopCheck.objects.get()
    assert (made.sender, made.people, made.compelled_by) == (cast.fay, 2, "COURT_ORDER")


def test_what_a_doctor_must_report_is_written_down_with_nothing_typed_twice(
    start: Callable[..., Page],
) -> None:
    cast = Cast()
    sam = cast.person(at=timezone.now() - timedelta(days=60))
    page = start("dora", **TABLET)
    page.goto(f"/may-we-share/{sam.reference}/")
    page.get_by_label("A person, such as a relative or friend").check()
    page.get_by_label("If it is none of these: who is it?").fill("Leeds health protection team")
    page.get_by_label("Name and contact details").check()
    page.get_by_text("Share without their consent").click()
    page.get_by_label("Why would you share without asking them?").select_option("NOTIFIABLE_DISEASE")
    page.get_by_role("button", name="May we share?").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose which disease it is")
    page.get_by_label("If it is a disease that must be reported: which?").select_option("acute_hepatitis")
    page.get_by_role("button", name="May we share?").click()
    expect(page.locator(".app-answer").get_by_role("heading")).to_have_text("You must")
    expect(page.locator(".app-answer")).to_contain_text("health protection team")
    assert wrong(page) == []
    page.get_by_role("button", name="Write it down, and report it").click()
    expect(page.get_by_label("Which disease")).to_have_value("acute_hepatitis")
    expect(page.get_by_role("textbox", name="Who gets it?")).to_have_value("Leeds health protection team")
    assert "hepatitis" not in page.url
    assert "NOTIFIABLE" not in page.url
    assert wrong(page) == []


def test_who_was_not_asked_yet_is_asked_with_what_was_typed(start: Callable[..., Page]) -> None:
    cast = Cast()
    sam = cast.person(at=timezone.now() - timedelta(days=60))
    surgery(cast)

    page = start(**TABLET)
    page.get_by_role("main").get_by_role("button", name="May we share?").click()
    assert_good(page)
    page.get_by_label("Whom is it about?").fill("rivers")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Sam Rivers").click()
    question(page, "Who would get it?").get_by_label("An organisation", exact=True).check()
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
