"""An agreement from a finished draft to the central log and its PDF, walked by everyone who has a part in it."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from governance.calendar import add_months, local_day
from governance.documents import door
from governance.documents.models import Document
from sharing.agreements.documents import SIGNED, TO_SIGN
from sharing.agreements.inviting import Invited
from sharing.agreements.models import Agreement, Invitation
from sharing.agreements.states import State
from tests.cast import Cast
from tests.journeys.pages import PHONE, assert_good
from tests.sharing.agreements.invited import mailed
from tests.sharing.agreements.walk import PARTY, surgery, written

pytestmark = [pytest.mark.browser, pytest.mark.pdf, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(transactional_db: None) -> Agreement:
    """Max has written it and not sent it in."""
    cast, now = Cast(), timezone.now()
    for name in ("igor", "priya", "sol"):
        getattr(cast, name)
    today = local_day(now)
    return written(cast, surgery(cast), at=now, starts_on=today, ends_on=add_months(today, 24))


@pytest.fixture
def partner(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """The partner's own browser, on a telephone, in which nobody has signed in."""
    context = browser.new_context(
        base_url=live_server.url, locale="en-GB", viewport={"width": PHONE, "height": 700}
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def finish(page: Page, name: str) -> None:
    """Press the button of a step, and wait until the page says that it is done."""
    press(page, name)
    expect(page.get_by_role("heading", name="Done", exact=True)).to_be_visible()


def made(kind: str) -> bytes:
    """The PDF that the worker renders."""
    order = Document.objects.get(kind=kind, done_at=None)
    assert door.make(order.pk)
    order.refresh_from_db()
    content: bytes = order.file.read()
    return content


def test_an_agreement_is_asked_about_approved_signed_by_all_and_read_as_a_pdf(
    start: Callable[..., Page], partner: Page, draft: Agreement
) -> None:
    here = f"/agreements/{draft.reference}/"
    manager, ig, dpo, siro = (start(who) for who in ("max", "igor", "priya", "sol"))

    manager.goto(f"{here}submit/")
    manager.locator("main form button").click()
    expect(manager.get_by_role("heading", name="Done", exact=True)).to_be_visible()

    # Asked about, sent back, answered, in again, settled.
    ig.goto(f"{here}read/")
    assert_good(ig)
    ig.get_by_role("link", name=re.compile("Ask about this.*Why it cannot be done without")).click()
    ig.get_by_label("What do you want to know").fill("Could numbers alone do?")
    assert_good(ig)
    finish(ig, "Ask")
    expect(ig.get_by_text("1 question to settle")).to_be_visible()
    ig.get_by_role("button", name="Send back", exact=True).click()
    ig.get_by_label("What has to change?").fill("Answer my question, please.")
    finish(ig, "Send back")

    manager.goto(f"{here}read/")
    expect(manager.get_by_text("1 question to answer")).to_be_visible()
    manager.get_by_role("link", name="Answer the question").click()
    manager.get_by_label("What is the answer?").fill("No: each person has their own plan.")
    assert_good(manager)
    finish(manager, "Answer")
    manager.goto(f"{here}submit/")
    manager.locator("main form button").click()
    expect(manager.get_by_role("heading", name="Done", exact=True)).to_be_visible()

    ig.goto(f"{here}read/")
    assert_good(ig)
    ig.get_by_role("link", name="It is settled").click()
    finish(ig, "Settled")

    # Approved by the DPO, who reads the whole text.
    dpo.goto(f"{here}approve/")
    expect(dpo.get_by_text("Nobody else knows what they are prescribed.")).to_be_visible()
    assert_good(dpo)
    finish(dpo, "Approve")
    expect(dpo.get_by_text("Still to sign: Ash Rowan for Elm Surgery")).to_be_visible()

    # The partner: a link by mail, a code by telephone.
    ig.goto(f"{here}invite/")
    assert_good(ig)
    press(ig, "Send a link to sign")
    code = ig.locator(".app-code").inner_text().strip()
    assert_good(ig)
    link = mailed(Invited(Invitation.objects.get(), code))
    assert code not in mail.outbox[-1].body

    partner.goto(link)
    assert "Elm Surgery" not in partner.content()
    assert_good(partner)
    partner.get_by_label("Your code").fill("0000 0000" if code != "0000 0000" else "1111 1111")
    press(partner, "Go on")
    expect(partner.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_good(partner)
    partner.get_by_label("Your code").fill(code)
    press(partner, "Go on")
    expect(partner.get_by_role("heading", name="Care with Elm Surgery")).to_be_visible()
    assert_good(partner)
    made(TO_SIGN)
    assert partner.request.get(f"{link}pdf/").body().startswith(b"%PDF")
    partner.get_by_label("Your full name").fill("Beech Hazel")
    partner.get_by_label("I have read the whole agreement").check()
    partner.get_by_label("I may sign for Elm Surgery").check()
    press(partner, "Sign")
    expect(partner.get_by_text(f"Only {PARTY['signatory']} can sign here").first).to_be_visible()
    partner.get_by_label("Your full name").fill(PARTY["signatory"])
    press(partner, "Sign")
    expect(partner.get_by_role("heading", name="You have signed")).to_be_visible()
    assert_good(partner)
    partner.goto(link)
    expect(partner.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    assert_good(partner)

    # Our own two.
    for page, name in ((siro, "Sol Example"), (dpo, "Priya Example")):
        page.goto(f"{here}sign/")
        page.get_by_label("Your full name").fill(name)
        page.get_by_label("I have read the whole agreement").check()
        assert_good(page)
        finish(page, "Sign")

    draft.refresh_from_db()
    assert draft.state == State.ACTIVE
    expect(dpo.get_by_text(str(draft.log_number)).first).to_be_visible()
    assert_good(dpo)

    # The PDF, opened and read, and found to be ours.
    content = made(SIGNED)
    got = manager.request.get(f"{here}pdf/").body()
    assert got == content
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(got)).pages).split())
    for said in (str(draft.log_number), "Care with Elm Surgery", "Ash Rowan", "Sol Example", "Priya Example"):
        assert said in text
    manager.goto(f"{here}verify/")
    manager.get_by_label("The copy, as a PDF").set_input_files(
        {"name": "copy.pdf", "mimeType": "application/pdf", "buffer": got}
    )
    press(manager, "Check it")
    expect(manager.get_by_role("heading", name="Yes, this is the signed agreement")).to_be_visible()
    assert_good(manager)
