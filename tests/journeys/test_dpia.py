"""A new CCTV system: Max screens it and writes it, it is sent back once, and is signed off and switched on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from dpia.models import Dpia
from dpia.states import State
from governance.calendar import local_day
from tests.attachments.papers import picture
from tests.cast import Cast
from tests.dpia.walk import OF_CAMERAS, SAID
from tests.journeys.pages import question, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Saved.")).to_be_visible()


def step(page: Page, words: str) -> None:
    """Open the page of a step from the record's own."""
    page.get_by_role("button", name=words, exact=True).click()
    expect(page.get_by_role("heading", name=words, exact=True)).to_be_visible()


def write(page: Page, said: dict[str, Any], *names: str) -> None:
    """Fill in the texts of a step."""
    for name in names:
        page.locator(f"#id_{name}").fill(said[name])


def day(page: Page, name: str) -> None:
    """Today, in three boxes."""
    today = local_day(timezone.now())
    for box, value in (("day", today.day), ("month", today.month), ("year", today.year)):
        page.locator(f"#id_{name}_{box}").fill(str(value))


def test_a_new_cctv_system_from_screening_to_sign_off(start: Callable[..., Page]) -> None:
    cast = Cast()
    cast.priya, cast.sol  # noqa: B018  (they are made when they are asked for)

    page = start("max")
    page.goto("/dpias/")
    page.get_by_role("link", name="Start an assessment").click()
    page.get_by_label("Cameras (CCTV)").check()
    page.get_by_label("What do you call it?").fill("Cameras at the front door")
    page.get_by_role("button", name="Start").click()

    # The screening decides, and says why.
    expect(page.get_by_role("heading", name="Is an assessment needed?")).to_be_visible()
    assert wrong(page) == []
    for no in page.get_by_label("No", exact=True).all():
        no.check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("A13: It is about cameras")).to_be_visible()
    assert wrong(page) == []

    # The steps, saved as one goes.
    page.get_by_role("link", name="Go on: Why is it needed?").click()
    assert wrong(page) == []
    write(page, SAID, "aim", "need")
    save(page)
    write(page, SAID, "nature", "scope", "context", "purposes")
    save(page)
    question(page, "People were asked what they think").get_by_label("Yes").check()
    question(page, "We do what they asked for").get_by_label("Yes").check()
    write(page, SAID, "people_views", "experts", "processors")
    save(page)
    page.get_by_label("(f) Legitimate interests").check()
    write(page, SAID, "proportion", "creep", "minimum", "told", "rights", "processor_rules", "transfers")
    page.get_by_label("It does not apply", exact=True).check()
    page.get_by_label("It shows nothing about anybody’s health or care").check()
    save(page)
    write(page, OF_CAMERAS, "problem", "tried", "why_recorded", "requests", "redaction")
    save(page)

    # The cameras on the floor plan, which must be a picture.
    page.get_by_role("link", name="Put in the floor plan").click()
    page.locator("#id_file").set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.get_by_role("button", name="Put it in").click()
    expect(page.get_by_role("link", name="A floor plan must be a picture")).to_be_visible()
    plan = {"name": "plan.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(400, 300))}
    page.locator("#id_file").set_input_files(plan)
    page.get_by_role("button", name="Put it in").click()
    page.get_by_role("link", name="Add a camera").click()
    assert wrong(page) == []
    page.get_by_label("What do you call it?").fill("Front door")
    page.get_by_label("An entrance").check()
    page.locator("#id_x").fill("20")
    page.locator("#id_y").fill("80")
    page.get_by_label("What is in view").fill("The street is blacked out.")
    page.get_by_label("Who watches the pictures?").fill("The duty manager")
    question(page, "Does it record?").get_by_label("Yes").check()
    question(page, "Does it take up sound?").get_by_label("No").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="1: Front door")).to_be_visible()
    assert wrong(page) == []
    page.get_by_role("link", name="Go on").click()

    # A risk and what is done about it, drawn.
    page.get_by_role("link", name="Add a risk").click()
    page.get_by_label("What could go wrong, and for whom?").fill(
        "Somebody stays away for fear of being seen."
    )
    question(page, "How bad would it be for them?").get_by_label("Severe").check()
    question(page, "How likely is it, if nothing is done?").get_by_label("Possible").check()
    page.get_by_label("Who looks after it?").fill("Max")
    page.get_by_role("button", name="Save").click()
    assert wrong(page) == []
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("link", name="What is done about risk 1").click()
    page.get_by_label("What is done about it?").fill("A second door without a camera.")
    page.get_by_label("The risk is smaller").check()
    question(page, "How bad would it still be?").get_by_label("Severe").check()
    question(page, "How likely is it still?").get_by_label("Remote").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_text("The steps: 8 of 8 finished")).to_be_visible()
    step(page, "Send to the Data Protection Officer")
    page.get_by_role("button", name="Send to the Data Protection Officer").click()

    # The first try comes back.
    made = Dpia.objects.get()
    where = f"/dpias/{made.reference}/"
    dpo = start("priya")
    dpo.goto("/desk/")
    expect(dpo.get_by_text("Assessment to advise on").first).to_be_visible()
    dpo.goto(where)
    step(dpo, "Send back")
    dpo.get_by_label("What has to be put right?").fill("Say who watches at night.")
    dpo.get_by_role("button", name="Send back").click()
    page.goto(where)
    expect(page.get_by_text("Say who watches at night.").first).to_be_visible()
    page.get_by_role("link", name="Questions about cameras").click()
    page.locator("#id_requests").fill("In writing. At night the duty manager looks on the telephone.")
    page.get_by_role("button", name="Save and come back later").click()
    step(page, "Send to the Data Protection Officer")
    page.get_by_role("button", name="Send to the Data Protection Officer").click()

    # Advice, its answer, sign-off.
    dpo.goto(where)
    step(dpo, "Give advice")
    dpo.get_by_label("Your advice").fill("Look live in the daytime.")
    dpo.get_by_role("button", name="Give advice").click()
    page.goto(where)
    step(page, "Answer the advice")
    expect(page.get_by_text("Look live in the daytime.")).to_be_visible()
    question(page, "Is the advice followed?").get_by_label("Yes").check()
    page.get_by_role("button", name="Answer the advice").click()
    siro = start("sol")
    siro.goto(where)
    assert wrong(siro) == []
    step(siro, "Approve")
    siro.get_by_label("Why do you decide so?").fill("Few people, and a way round it.")
    siro.get_by_role("button", name="Approve", exact=True).click()

    # No camera before there is a sign.
    page.goto(where)
    expect(page.get_by_text("No sign is photographed").first).to_be_visible()
    step(page, "Keep a photograph of a sign")
    page.get_by_label("Where does it hang?").fill("At the gate")
    day(page, "photographed_on")
    page.locator("#id_upload").set_input_files(plan | {"name": "sign.jpg"})
    page.get_by_label("It can be seen and read before going in").check()
    page.get_by_role("button", name="Keep a photograph of a sign").click()
    step(page, "It starts")
    day(page, "live_on")
    page.get_by_role("button", name="It starts").click()
    expect(page.get_by_text("It is written down: it runs.")).to_be_visible()
    assert wrong(page) == []
    made.refresh_from_db()
    assert (made.state, made.live_on) == (State.APPROVED, local_day(timezone.now()))
    page.goto("/cameras/")
    expect(page.get_by_text("Front door")).to_be_visible()
    assert wrong(page) == []
