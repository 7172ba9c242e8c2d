"""A signature drawn with the mouse, and the same form without a script; both pages for everyone."""

from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from consent.evidence.forms import PICTURE, Signed
from consent.evidence.models import Evidence
from governance.accounts.models import User
from governance.attachments.at_once import CheckedUpload
from tests.attachments import papers
from tests.cast import Cast, signed_in
from tests.consent.evidence import trial
from tests.consent.evidence.test_actions import checked, scan
from tests.journeys.pages import wrong

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.consent.evidence.trial"),
]


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(browser: Browser, cast: Cast, live_server: LiveServer, script: bool) -> Iterator[Page]:
    """Fay's, with nothing to complain of at the end."""
    context = browser.new_context(locale="en-GB", java_script_enabled=script, base_url=live_server.url)
    sign_in(context, cast.fay, live_server)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    trial.given.clear()
    yield page
    context.close()
    assert said == []


def sign_in(context: object, user: User, live_server: LiveServer) -> None:
    session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    context.add_cookies([cookie])  # type: ignore[attr-defined]


def draw(page: Page, *, down: float) -> None:
    page.locator("canvas").scroll_into_view_if_needed()
    frame = page.locator("canvas").bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + 20, frame["y"] + down)
    page.mouse.down()
    page.mouse.move(frame["x"] + 120, frame["y"] + down, steps=5)
    page.mouse.up()


def save(page: Page) -> None:
    """Send the form, and wait until the answer is there whole."""
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name="Save").click()


def inked(picture: bytes) -> list[int]:
    """Where lines begin, from the top, a little way in from the left."""
    with Image.open(BytesIO(picture)) as seen:
        dark = [seen.convert("L").getpixel((150, row)) < 100 for row in range(seen.height)]  # type: ignore[operator]
    return [row for row in range(1, len(dark)) if dark[row] and not dark[row - 1]]


def drawn_in(page: Page) -> str:
    return page.locator("input[name=signature_drawn]").input_value()


@pytest.mark.parametrize("script", [True], indirect=True)
def test_a_signature_is_drawn_undone_cleared_and_kept_when_the_form_comes_back(page: Page) -> None:
    page.goto("/trial/")
    status = page.get_by_role("status")
    assert drawn_in(page) == ""
    draw(page, down=20)
    one = drawn_in(page)
    draw(page, down=60)
    two = drawn_in(page)
    assert status.text_content() == "A signature is drawn"
    page.get_by_role("button", name="Undo").click()
    assert drawn_in(page) == one != two
    page.get_by_role("button", name="Clear").press("Enter")
    assert (drawn_in(page), status.text_content()) == ("", "Nothing is drawn")

    draw(page, down=20)
    page.get_by_label("Full name").fill("Sam Rivers")
    save(page)
    assert page.get_by_role("link", name="Tick that the person signed").count() == 1
    expect(status).to_have_text("A signature is drawn")
    draw(page, down=60)
    page.get_by_label("The person signed while I was with them").check()
    page.get_by_label("Topic").fill("x")
    save(page)
    page.wait_for_selector("text=Kept")
    signature = trial.given[0]["signature"]
    assert isinstance(signature, Signed)
    assert (signature.name, signature.present) == ("Sam Rivers", True)
    # The line from before the form came back, and the one since.
    assert len(inked(signature.drawn)) == 2


def test_a_typed_name_is_enough_with_and_without_a_script(page: Page, script: bool) -> None:
    page.goto("/trial/")
    assert page.locator("canvas").is_visible() is script
    page.get_by_label("Full name").fill("Sam Rivers")
    page.get_by_label("The person signed while I was with them").check()
    page.get_by_label("Topic").fill("x")
    save(page)
    page.wait_for_selector("text=Kept")
    assert trial.given[0]["signature"] == Signed("Sam Rivers", b"", present=True)


def test_a_locked_pdf_is_told_of_beside_the_field_and_what_was_typed_stays(page: Page, script: bool) -> None:
    page.goto("/trial/")
    page.get_by_label("Topic").fill("What they typed")
    chosen = {"name": "form.pdf", "mimeType": "application/pdf"}
    page.get_by_label("Scan or photograph").set_input_files({**chosen, "buffer": papers.locked_pdf()})
    save(page)
    expect(page.get_by_role("link", name="The PDF is locked with a password")).to_have_count(1)
    assert page.get_by_label("Topic").input_value() == "What they typed"
    # Without scripts there is nothing to look for them with.
    assert not script or wrong(page) == []
    page.get_by_label("Scan or photograph").set_input_files({**chosen, "buffer": papers.pdf()})
    save(page)
    page.wait_for_selector("text=Kept")
    upload = trial.given[0]["scan"]
    assert isinstance(upload, CheckedUpload)
    assert upload.copy.startswith(b"%PDF-")


@pytest.mark.parametrize("script", [True], indirect=True)
def test_a_white_drawing_is_no_signature_and_says_so(page: Page) -> None:
    page.goto("/trial/")
    page.get_by_label("Topic").fill("x")
    page.get_by_label("Full name").fill("Sam Rivers")
    page.get_by_label("The person signed while I was with them").check()
    white = PICTURE + b64encode(papers.white()).decode()
    page.locator("input[name=signature_drawn]").evaluate("(box, white) => { box.value = white }", white)
    save(page)
    expect(page.get_by_role("link", name="Nothing is drawn in the box")).to_have_count(1)
    assert page.get_by_label("Full name").input_value() == "Sam Rivers"
    page.get_by_role("button", name="Clear").click()
    draw(page, down=20)
    save(page)
    page.wait_for_selector("text=Kept")


def taken_away(page: Page, evidence: Evidence) -> None:
    page.goto(f"/evidence/{evidence.reference}/")
    page.get_by_role("link", name="Take it away").click()
    page.get_by_label("Why do you take it away?").fill("It is another person’s form")
    page.get_by_role("button", name="Take it away and delete the file").click()
    page.get_by_text("It was taken away, and its file is deleted.").wait_for()


@pytest.mark.parametrize("script", [True], indirect=True)
def test_its_pages_are_accessible_and_fit(
    page: Page, cast: Cast, browser: Browser, live_server: LiveServer
) -> None:
    case = cast.person().cases.get()
    good = checked(scan(case, cast.fay, papers.photograph()))
    bad = checked(scan(case, cast.fay, papers.locked_pdf()))
    addresses = ["/trial/", *(f"/evidence/{each.reference}/" for each in (good, bad))]
    addresses.append(f"/evidence/{good.reference}/discard/")
    for address in addresses:
        page.goto(address)
        assert wrong(page) == []
    page.goto("/trial/")
    page.get_by_label("Full name").fill("Sam")
    save(page)
    assert wrong(page) == []
    taken_away(page, bad)
    assert wrong(page) == []
    context = browser.new_context(base_url=live_server.url)
    sign_in(context, cast.igor, live_server)
    other = context.new_page()
    other.goto(f"/evidence/{good.reference}/original/")
    assert wrong(other) == []
    context.close()
