"""A service closure on a tablet, from its beginning to the certificate of destruction, by all who have a part in it.

What happens to a file between its first question and its approval is walked in the journey of a Stop and Check.
"""

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from governance.documents import door
from governance.documents.models import Document
from governance.people.models import Person
from sharing.closures import tasks
from sharing.closures.models import Closure, TakenOverLink
from sharing.closures.states import State
from sharing.stop_checks import actions as stop_checks
from sharing.stop_checks.models import StopCheck
from tests.cast import Cast
from tests.journeys.pages import assert_good
from tests.sharing.closures import walk
from tests.sharing.stop_checks.walk import approved, partner, table, with_file

pytestmark = [pytest.mark.browser, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]
TABLET = {"width": 768, "height": 1024}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Harbour has Sam, who has said yes to the surgery, and Kim, who has not been asked."""
    cast, now = Cast(), timezone.now()
    partner(cast)
    walk.agreeing(cast, "Sam Rivers", at=now)
    cast.person("Kim Moor", at=now)
    return cast


@pytest.fixture
def provider(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The new provider's own browser, in which nobody has signed in."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport=TABLET)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def finish(page: Page, name: str) -> None:
    """Press the button of a step's own page, and wait until the page says that it is done."""
    page.locator("main").get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_role("heading", name="Done", exact=True)).to_be_visible()


def step(page: Page, name: str) -> None:
    """From the page of the closure to one step."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def mailed() -> str:
    """The path of the link in the mail that the relay sends now."""
    assert tasks.deliver(TakenOverLink.objects.get(used_at=None, revoked_at=None).pk)
    found = re.search(r"https?://[^/\s]+(/taken-over/\S+/)", mail.outbox[-1].body)
    assert found
    return found[1]


def made(kind: str) -> bytes:
    """The PDF that the worker renders."""
    order = Document.objects.get(kind=kind, done_at=None)
    assert door.make(order.pk)
    order.refresh_from_db()
    content: bytes = order.file.read()
    return content


def read(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def checked(cast: Cast, check: StopCheck) -> None:
    """Its questions answered, its file put in, and all of it approved by the Data team."""
    at, sam = timezone.now(), Person.objects.get(name="Sam Rivers")
    check = stop_checks.edit(
        check, by=cast.fay, at=at, read_version=check.version, **{**walk.ANSWERS, "people": 1}
    )
    check = with_file(check, table(1, numbers=(sam.reference,)), people=1, at=at)
    approved(stop_checks.submit(check, by=cast.fay, at=at), cast.dana, at=at)


def test_a_caseload_goes_to_a_new_provider(start: Callable[..., Page], provider: Page, cast: Cast) -> None:
    manager, lead = start("max", touch=True, **TABLET), start("fay", touch=True, **TABLET)

    manager.goto("/closures/")
    assert_good(manager)
    manager.get_by_role("link", name="Begin a service closure").click()
    assert_good(manager)
    manager.get_by_label("Who is the new provider?").select_option(label="Elm Surgery")
    today = timezone.localdate()
    for name, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        manager.get_by_label(name, exact=True).fill(str(value))
    manager.get_by_label("Their care plan").check()
    manager.get_by_label("Why does it go to them?").fill("The council gave the contract to them.")
    manager.get_by_label("Who there signs for it?").fill("Ash Rowan, practice manager")
    manager.get_by_label("Their email at work").fill("ash.rowan@surgery.example.org")
    manager.get_by_label("How did you make sure that it is them?").fill("I rang back.")
    manager.get_by_label("Who leads it?").select_option(label="Fay Example")
    finish(manager, "Begin")
    ours = Closure.objects.get()
    here = f"/closures/{ours.reference}/"

    # The list, and who stands apart.
    lead.goto(here)
    expect(lead.get_by_text("The list of people is not made yet. Make it.")).to_be_visible()
    assert_good(lead)
    step(lead, "Make the list")
    assert_good(lead)
    finish(lead, "Make the list")
    expect(lead.get_by_text("1 person has said yes to this.")).to_be_visible()
    lead.get_by_role("link", name="Look at who stands apart").click()
    expect(lead.get_by_role("link", name="Kim Moor")).to_be_visible()
    assert_good(lead)
    lead.get_by_role("button", name=re.compile("Ask them")).click()
    expect(lead.get_by_role("heading", level=1)).to_be_visible()
    assert "Elm Surgery" in lead.content()
    manager.goto(f"{here}settle/")
    assert_good(manager)
    manager.get_by_label("Everybody of whom nothing is said yet").check()
    manager.get_by_label("It stays with us").check()
    finish(manager, "Say what becomes of their records")

    # A file.
    lead.goto(here)
    step(lead, "Add a file")
    lead.get_by_label("What is the file?").fill("Care plans")
    assert_good(lead)
    lead.locator("main").get_by_role("button", name="Add it").click()
    expect(lead.get_by_text("Question 2 of 13")).to_be_visible()
    checked(cast, StopCheck.objects.get())
    lead.goto(f"/stop-checks/{StopCheck.objects.get().reference}/")
    expect(lead.get_by_text("It goes with the service closure").first).to_be_visible()
    assert_good(lead)

    # Sealed by another one than who leads it, and sent.
    lead.goto(here)
    expect(lead.get_by_text("E-SAME-PERSON")).to_be_visible()
    assert_good(lead)
    manager.goto(here)
    step(manager, "Seal it")
    manager.get_by_label("I looked at the list").check()
    assert_good(manager)
    finish(manager, "Seal it")
    assert "Care plans" in read(made("closure_manifest"))
    lead.goto(here)
    step(lead, "All of it is sent")
    assert_good(lead)
    finish(lead, "All of it is sent")
    assert_good(lead)

    # The provider finds another file, then the right one.
    provider.goto(mailed())
    assert "Sam Rivers" not in provider.content()
    assert_good(provider)
    _sign(provider, "It came, and its SHA-256 is another")
    expect(provider.get_by_role("heading", name="Something else came")).to_be_visible()
    assert_good(provider)
    manager.goto(here)
    expect(manager.get_by_text("File 1 is another one.").first).to_be_visible()
    assert_good(manager)
    step(manager, "Send a new link to sign")
    finish(manager, "Send a new link to sign")
    provider.goto(mailed())
    _sign(provider, "It came, and its SHA-256 is the same")
    expect(provider.get_by_role("heading", name="You have signed for it")).to_be_visible()
    assert_good(provider)

    # Signed for us, destroyed, seen.
    manager.goto(here)
    step(manager, "Sign the receipt for us")
    manager.get_by_label("Your full name").fill("Max Example")
    assert_good(manager)
    finish(manager, "Sign the receipt for us")
    receipt = read(made("closure_receipt"))
    assert "Ash Rowan" in receipt
    assert "Max Example" in receipt
    provider.goto(mailed())
    expect(provider.get_by_role("link", name="Receipt of")).to_be_visible()
    assert_good(provider)
    lead.goto(here)
    step(lead, "Our copies are destroyed")
    lead.get_by_label("How was each copy destroyed?").fill("From the shared drive and its bin.")
    for name, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        lead.get_by_label(name, exact=True).fill(str(value))
    assert_good(lead)
    finish(lead, "Our copies are destroyed")
    manager.goto(here)
    step(manager, "I saw that they are destroyed")
    manager.get_by_label("What did you see?").fill("The empty folder and its empty bin.")
    assert_good(manager)
    finish(manager, "I saw that they are destroyed")
    ours.refresh_from_db()
    assert ours.state == State.CLOSED
    content = made("closure_destruction")
    manager.reload()
    assert_good(manager)
    assert manager.request.get(f"{here}certificate/").body() == content
    certificate = read(content)
    assert "The empty folder and its empty bin." in certificate
    assert "Rivers" not in certificate


def _sign(page: Page, what: str) -> None:
    page.get_by_label(what, exact=True).check()
    page.get_by_label("about how many people is it?").fill("1")
    page.get_by_label("Your full name").fill("Ash Rowan")
    page.get_by_label("What you do there").fill("Practice manager")
    page.get_by_label("I may sign for Elm Surgery").check()
    page.get_by_role("button", name="Sign for it").click()
