"""A withdrawn photograph: Cora publishes it with Sam's yes, Sam takes it back, and it goes, seen by a second person."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from consent.media.models import Asset
from consent.media.states import State
from governance.calendar import local_day
from tests.attachments.papers import picture
from tests.cast import Cast
from tests.consent.media.walk import CAMPAIGN, yes
from tests.journeys.pages import press, question, wrong

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def day(page: Page, name: str) -> None:
    """Today, in three boxes."""
    today = local_day(timezone.now())
    for box, value in (("day", today.day), ("month", today.month), ("year", today.year)):
        page.locator(f"#id_{name}_{box}").fill(str(value))


def publish(page: Page, *, channel: str, who: str, where: str, publisher: str = "") -> None:
    page.get_by_role("button", name="It is published").click()
    page.get_by_label(channel).check()
    question(page, "Who shows it?").get_by_label(who).check()
    if publisher:
        page.get_by_label("If somebody else: what are they called?").fill(publisher)
    page.get_by_label("Where exactly?").fill(where)
    day(page, "from_on")
    page.get_by_role("button", name="It is published").click()
    expect(page.get_by_text("It is written down.")).to_be_visible()


def test_a_withdrawn_photograph(start: Callable[..., Page]) -> None:
    cast, now = Cast(), timezone.now()
    cast.cora, cast.igor  # noqa: B018  (they are made when they are asked for)
    sam = cast.person(at=now - timedelta(days=60))
    given = yes(cast, sam, at=now - timedelta(days=2))

    # Kept, and used nowhere before it is known who is in it.
    page = start("cora")
    page.goto("/media/")
    page.get_by_role("link", name="Add a picture, film or story").click()
    assert wrong(page) == []
    page.get_by_label("What does it show?").fill("Somebody in our garden")
    page.get_by_label("Photograph or picture").check()
    page.get_by_label("Which campaign is it for?").fill(CAMPAIGN)
    page.get_by_label("Who made it?").fill("Cora Example")
    day(page, "made_on")
    page.get_by_label("How many people can be recognised in it?").fill("1")
    page.locator("#id_file").set_input_files(
        {"name": "sam.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(400, 300))}
    )
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("1 person who can be recognised is not written down yet.")).to_be_visible()
    assert wrong(page) == []
    page.get_by_role("button", name="Add a person in it").click()
    assert wrong(page) == []
    page.get_by_label("Sam Rivers").check()
    page.get_by_role("button", name="Add a person in it").click()
    expect(page.get_by_text("Said yes")).to_be_visible()
    expect(page.get_by_role("img", name="Somebody in our garden")).to_be_visible()

    # Talks and events were not named, so it is refused there.
    page.get_by_role("button", name="It is published").click()
    page.get_by_label("Talks and events").check()
    question(page, "Who shows it?").get_by_label("We ourselves").check()
    page.get_by_label("Where exactly?").fill("Our yearly meeting")
    day(page, "from_on")
    page.get_by_role("button", name="It is published").click()
    expect(page.get_by_text("E-CONSENT")).to_be_visible()
    assert wrong(page) == []
    page.get_by_role("link", name="Back").click()
    publish(page, channel="Our website", who="We ourselves", where="Our home page")
    publish(
        page,
        channel="Newspapers, radio and television",
        who="Somebody else",
        where="Page 3",
        publisher="The Harbour Gazette",
    )
    assert wrong(page) == []

    # Sam takes it back with Fay; the picture is used nowhere from then on.
    fay = start("fay")
    fay.goto(f"/consents/{given.reference}/withdraw/")
    fay.get_by_label("Face to face").check()
    fay.get_by_role("button", name="Record that they take it back").click()
    made = Asset.objects.get()
    assert made.state == State.WITHDRAWN
    page.goto("/desk/")
    expect(
        page.get_by_text("Taking a picture, film or story down from our own channels").first
    ).to_be_visible()
    page.goto(f"/media/{made.reference}/")
    expect(
        page.get_by_text("Somebody in it does not say yes any more. Do not use it anywhere.")
    ).to_be_visible()
    assert wrong(page) == []

    # Our own page is cleared, with the keyboard alone.
    press(page, re.compile("It is taken down.*We ourselves"))
    expect(page.get_by_role("heading", name="It is taken down")).to_be_visible()
    assert wrong(page) == []
    day(page, "down_on")
    page.get_by_label("What did you look at").fill("The page, and a search for it.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is written down as taken down.")).to_be_visible()

    # The newspaper gets its notice, Sam the words about what cannot be called back.
    page.get_by_role("link", name=re.compile("Send them a notice.*The Harbour Gazette")).click()
    expect(page.get_by_text("To: The Harbour Gazette")).to_be_visible()
    assert wrong(page) == []
    day(page, "notice_on")
    page.get_by_label("How was it sent?").fill("By email to their picture desk")
    page.get_by_role("button", name="The notice is sent").click()
    page.get_by_role("link", name=re.compile("They answered.*The Harbour Gazette")).click()
    assert wrong(page) == []
    day(page, "answered_on")
    page.get_by_label("What did they answer?").fill("They took it off their website.")
    page.get_by_role("button", name="They answered").click()
    page.get_by_role("link", name=re.compile("Tell them what we cannot call back.*Sam Rivers")).click()
    expect(page.get_by_text("That is called the public domain.")).to_be_visible()
    assert wrong(page) == []
    page.get_by_label("How were they told?").fill("By telephone, by their worker")
    page.get_by_role("button", name="The person is told").click()

    # Every copy is deleted; whoever deleted it cannot confirm.
    page.get_by_role("button", name="It is deleted").click()
    assert wrong(page) == []
    day(page, "deleted_on")
    page.get_by_label("How was it deleted?").fill("From the library and its bin.")
    page.get_by_label("Which copies were there, and is each gone?").fill(
        "Library, card, backup of the night."
    )
    page.get_by_role("button", name="It is deleted").click()
    expect(page.get_by_text("whoever deletes never confirms")).to_be_visible()
    expect(page.get_by_text("It was destroyed here")).to_be_visible()
    assert wrong(page) == []

    second = start("igor")
    second.goto("/desk/")
    second.get_by_role(
        "link", name="Looking whether a deleted picture, film or story is gone, and confirming it"
    ).first.click()
    second.get_by_role("button", name="Confirm that it is gone").click()
    assert wrong(second) == []
    second.get_by_label("Where did you look").fill("The library, its bin and the backup.")
    second.get_by_role("button", name="Confirm that it is gone").click()
    expect(second.get_by_text("It is confirmed: it is gone.")).to_be_visible()
    assert wrong(second) == []
    made.refresh_from_db()
    assert (made.state, made.confirmed_by) == (State.DELETED, cast.igor)
    page.goto("/media/?state=DELETED")
    expect(page.get_by_role("link", name="Somebody in our garden")).to_be_visible()
    assert wrong(page) == []
