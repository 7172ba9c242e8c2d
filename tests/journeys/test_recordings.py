"""A trainee’s session: planned, everybody asked, recorded, stored, played, and deleted with evidence of two people."""

import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consent.consents.rules import CHECKLIST
from consent.kinds import Kind
from consent.recordings.models import Recording
from consent.recordings.states import State
from consent.wording.rules import Purpose
from governance.attachments.models import SealedFile
from governance.ledger.models import Event
from tests.cast import Cast
from tests.consent.receipts.answered import CHARITY
from tests.consent.recordings.sessions import device
from tests.consent.wording.samples import approved
from tests.journeys.pages import question, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _ours(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    for name, value in CHARITY.items():
        setattr(settings, name, value)


# Of the sound that a player has loaded, in seconds.
LENGTH = "a => a.duration || new Promise(done => a.onloadedmetadata = () => done(a.duration))"


def press(page: Page, words: str) -> None:
    """Open the page of a step from the record's own."""
    page.get_by_role("button", name=words, exact=True).click()
    expect(page.get_by_role("heading", name=words, exact=True)).to_be_visible()


def send(page: Page, words: str, done: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()
    expect(page.get_by_text(done)).to_be_visible()


def sounds(path: Path) -> Path:
    """Three seconds of silence, in a file that plays."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        file.writeframes(bytes([128]) * 24_000)
    return path


def test_a_trainees_session_from_consents_to_evidenced_deletion(
    start: Callable[..., Page], tmp_path: Path
) -> None:
    cast, now = Cast(), timezone.now()
    sam = cast.person(at=now)
    device(cast, at=now)
    approved(cast, at=now, kind=Kind.RECORDING_AUDIO, purpose=Purpose.FORM, title="May we record this?")

    page = start()
    page.goto(f"/people/{sam.reference}/")
    page.get_by_role("link", name="Plan a recording").click()
    page.get_by_label("What is the session called?").fill("Third talk")
    page.get_by_label("Which training is it for?").fill("Counselling course, second year")
    page.get_by_label("Sound only").check()
    assert wrong(page) == []
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("It is planned.")).to_be_visible()
    assert wrong(page) == []
    where = page.url

    # Nobody has said yes: stop.
    press(page, "Record it")
    expect(page.get_by_text("Stop: do not switch it on")).to_be_visible()
    assert wrong(page) == []
    page.goto(where)

    # Fay for herself, and Sam on the screen beside her.
    press(page, "I say yes to this recording")
    send(page, "I say yes to this recording", "Your yes is written down.")
    page.get_by_role("button", name="Ask for their consent").click()
    expect(page.get_by_label("Which session is recorded?")).to_have_value("Third talk")
    expect(page.get_by_label("Why is it recorded?")).to_have_value("Counselling course, second year")
    page.get_by_label("Who may listen to it?").fill("My supervisor")
    page.get_by_label("Which privacy notice did they get?").fill("England, version 4")
    for check in CHECKLIST:
        question(page, check.question).get_by_label("Yes").check()
    question(page, "What is their answer?").get_by_label("Yes").check()
    page.get_by_label("Full name of who signs").fill("Sam Rivers")
    page.get_by_label("The person signed while I was with them").check()
    page.get_by_role("button", name="Record this answer").click()
    expect(page.get_by_text("Their yes is recorded.")).to_be_visible()

    # Its page says what waits on it: back to the recording.
    page.get_by_role("link", name="REC-").click()
    press(page, "Record it")
    expect(page.get_by_text("Everybody said yes: you may switch it on")).to_be_visible()
    page.get_by_label("With which device?").select_option(label="Camera, R-17 (Fay Example)")
    assert wrong(page) == []
    send(page, "We have switched it on", "It is written down as recorded.")
    assert wrong(page) == []

    press(page, "It is in the secure store")
    page.get_by_label("Where in the secure store is it?").fill("Sharewell")
    page.get_by_label("The device is wiped, and back in its own store").check()
    send(page, "It is in the secure store", "It is in the secure store.")
    press(page, "Keep the file here")
    page.get_by_label("The film or sound file").set_input_files(sounds(tmp_path / "talk.wav"))
    assert wrong(page) == []
    send(page, "Keep the file here", "The file is kept, encrypted.")
    page.get_by_role("button", name="Play it").click()
    page.get_by_role("button", name="Open it").click()
    assert page.locator("audio").evaluate(LENGTH) == 3
    assert wrong(page) == []

    page.goto(where)
    press(page, "It is deleted")
    page.get_by_label("Deleted, and the device or the disk wiped").check()
    for copies in page.get_by_label("It is gone", exact=True).all():
        copies.check()
    page.get_by_label("What proves that it is gone?").fill("The list of last night’s backup has it no more")
    assert wrong(page) == []
    send(page, "It is deleted", "It is written down as deleted.")

    # Max did not delete it, so Max looks that it is gone.
    page = start("max")
    page.goto(where)
    press(page, "I saw that it is gone")
    expect(page.get_by_text("The list of last night’s backup has it no more")).to_be_visible()
    page.get_by_label("I looked in each of these places myself, and it is gone").check()
    assert wrong(page) == []
    send(page, "I saw that it is gone", "It is deleted.")
    assert wrong(page) == []

    made = Recording.objects.get()
    assert (made.state, made.deleted_by, made.confirmed_by) == (State.DELETED, cast.fay, cast.max)
    assert SealedFile.objects.get().key is None
    assert sam.consents.get().expires_on == made.deleted_on
    assert Event.objects.filter(verb="play", actor_id=cast.fay.pk).count() == 1


def test_the_pages_of_devices_and_of_a_report_are_accessible_and_fit(start: Callable[..., Page]) -> None:
    cast = Cast()
    found = device(cast, at=timezone.now())
    page = start("max")
    bad: list[str] = []
    wheres = ["/recordings/", "/recordings/new/", "/recordings/report/", "/recording-devices/"]
    wheres += ["/recording-devices/new/", f"/recording-devices/{found.reference}/"]
    for where in (*wheres, f"/recording-devices/{found.reference}/hand_over/"):
        answer = page.goto(where)
        assert answer is not None
        assert answer.status == 200, where
        bad += wrong(page)
    assert not bad, "\n".join(bad)
