"""Three kinds in one sitting: a talk, and two forms signed with a finger on the tablet."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consent.consents.answering import OF_THE_TALK
from consent.consents.models import Consent
from consent.consents.rules import CHECKLIST, State
from consent.evidence.models import Kind as EvidenceKind
from consent.kinds import Kind
from consent.wording.rules import Purpose
from tests.cast import Cast
from tests.consent.receipts.answered import CHARITY
from tests.consent.wording.samples import approved
from tests.journeys.pages import assert_good, choose, fill_in, question

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLET = {"width": 768, "height": 1024, "touch": True}
# About this one sharing, so it is asked each time.
OF_EACH = [check.question for check in CHECKLIST if check.key not in OF_THE_TALK]


@pytest.fixture(autouse=True)
def _ours(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    for name, value in CHARITY.items():
        setattr(settings, name, value)


def draw(page: Page) -> None:
    """One line, with a finger."""
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    frame = canvas.bounding_box()
    assert frame is not None
    finger = page.context.new_cdp_session(page)
    across = [frame["x"] + 30 + step * 25 for step in range(6)]
    down = frame["y"] + frame["height"] / 2
    for kind, x in [("touchStart", across[0]), *(("touchMove", x) for x in across[1:])]:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": down}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.get_by_role("status").filter(has_text="A signature is drawn")).to_be_visible()


def sign(page: Page) -> None:
    page.get_by_label("Full name of who signs").fill("Sam Rivers")
    draw(page)
    page.get_by_label("The person signed while I was with them").check()


def record(page: Page) -> None:
    question(page, "What is their answer?").get_by_label("Yes").check()
    for asked in OF_EACH:
        question(page, asked).get_by_label("Yes").check()
    assert_good(page)
    page.get_by_role("button", name="Record this answer").click()
    expect(page.get_by_text("Their yes is recorded.")).to_be_visible()
    assert_good(page)


def go_on(page: Page, kind: str) -> None:
    """To the next answer of the talk: who answered and all that is about the talk stands there."""
    page.get_by_role("link", name="Record another answer of the same talk").click()
    expect(page.get_by_text("This is the same talk as")).to_be_visible()
    assert_good(page)
    choose(page, kind, "Form on screen")
    expect(question(page, "Who answered?").get_by_label("The person")).to_be_checked()
    expect(page.get_by_label("Which privacy notice did they get?")).to_have_value("England, version 4")
    for check in CHECKLIST:
        said = question(page, check.question).get_by_label("Yes")
        expect(said).to_be_checked(checked=check.key in OF_THE_TALK)
    for asked_before in ("When did they answer?", "How did you check who they are?", "What did they say?"):
        expect(page.get_by_text(asked_before)).to_have_count(0)


def test_three_kinds_in_one_sitting_with_a_drawn_signature(start: Callable[..., Page]) -> None:
    cast, now = Cast(), timezone.now()
    sam = cast.person(at=now)
    script = approved(cast, at=now)
    study, group = (
        approved(cast, at=now, kind=kind, purpose=Purpose.FORM, title=f"{kind.label}: may we?")
        for kind in (Kind.RESEARCH, Kind.GROUP_MESSAGING)
    )
    page = start(**TABLET)
    page.goto(f"/people/{sam.reference}/")
    page.get_by_role("link", name="Record an answer").click()
    choose(page, "Share with a professional or service", "Spoken, face to face")
    fill_in(page)
    record(page)

    go_on(page, "Research study")
    page.get_by_label("What is the study called?").fill("The sleep study")
    page.get_by_label("Who runs the study?").fill("University of Northfield")
    page.get_by_label("What is the study to find out?").fill("What helps people sleep")
    page.get_by_label("How they are getting on").check()
    sign(page)
    record(page)

    go_on(page, "Group messages")
    page.get_by_label("What is the group called?").fill("Tuesday walkers")
    page.get_by_label("What is the group for?").fill("To say when and where we walk")
    page.get_by_label("Name and contact details").check()
    sign(page)
    record(page)

    care, research, messages = Consent.objects.select_related("evidence").order_by("id")
    assert {each.state for each in (care, research, messages)} == {State.ACTIVE}
    assert len({each.talk for each in (care, research, messages)} - {None}) == 1
    assert (care.wording, care.answer_words, care.evidence) == (script, "Yes, tell my doctor", None)
    assert research.evidence_id != messages.evidence_id
    for consent, words in ((research, study), (messages, group)):
        assert consent.wording == words
        proof = consent.evidence
        assert (proof.kind, proof.signed_name, proof.wording_hash) == (
            EvidenceKind.DRAWN,
            "Sam Rivers",
            words.content_hash,
        )

    page.get_by_role("link", name="Receipt for the person").click()
    for consent in (care, research, messages):
        expect(page.get_by_role("main")).to_contain_text(f"{consent.reference}: {consent.get_kind_display()}")
    assert_good(page)
