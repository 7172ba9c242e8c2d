"""Stop and Check in the browser: from sender to receipt, with a returned first try; nobody checks what they send."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.documents import door
from governance.documents.models import Document
from governance.organisations.models import Organisation
from sharing.stop_checks import actions, certificate, tasks
from sharing.stop_checks.models import Extract, ReceiptLink, StopCheck
from sharing.stop_checks.states import State
from sharing.stop_checks.step_views import ACTS
from tests.cast import Cast, user
from tests.journeys.pages import question, wrong
from tests.sharing.stop_checks.walk import SAID, approved, partner, taken, with_file, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def spreadsheet(*, hidden: bool) -> bytes:
    """Sixty people by a code; hidden: and a sheet of small numbers that nobody sees."""
    book = Workbook()
    plans = book.active
    assert plans is not None
    plans.append(["Code", "Plan"])
    for number in range(1, 61):
        plans.append([f"HL-{number:04}", "Weekly"])
    if hidden:
        old = book.create_sheet("Old figures")
        old.sheet_state = "hidden"
        for row in (["Area", "People"], ["North", 14], ["South", 3]):
            old.append(row)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def surgery(cast: Cast) -> Organisation:
    """One with an agreement that is in force today."""
    now = timezone.now()
    body, _ = partner(cast, at=now, starts_on=local_day(now), ends_on=local_day(now) + timedelta(days=700))
    return body


def looked_through() -> None:
    """What the worker does in the background."""
    for extract in Extract.objects.filter(done_at=None):
        assert tasks.inspect(extract.pk)


def press(page: Page, name: str) -> None:
    """A step: its button on the page of the record, then the one on its own page."""
    page.get_by_role("button", name=name, exact=True).click()
    assert wrong(page) == []
    page.get_by_role("button", name=name, exact=True).click()


def answer(page: Page) -> None:
    """The twelve questions with words, each on its page."""

    def go_on(title: str, *, look: bool = False) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        if look:
            assert wrong(page) == []
        page.get_by_role("button", name="Save and go on").press("Enter")

    def fill(**words: str) -> None:
        for label, text in words.items():
            page.get_by_label(label.replace("_", " "), exact=True).fill(text)

    page.get_by_label("Organisation").select_option(label="Elm Surgery")
    fill(Who_there=SAID["recipient"], Where_the_link_to_confirm_is_sent=SAID["recipient_email"])
    fill(How_you_made_sure_that_it_is_them=SAID["verified"])
    go_on("Who is it going to?")
    page.get_by_label("Fax").check()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("E-METHOD")
    expect(page.get_by_label("Fax")).to_be_checked()
    page.get_by_label("Secure email").first.check()
    go_on("How is it sent?", look=True)
    fill(What_they_will_do_with_it=SAID["use"])
    go_on("What will they do with it?")
    fill(What_protects_it_there=SAID["safeguards"])
    go_on("What protects it there?")
    fill(What_it_is=SAID["what"], How_many_people_it_is_about="60")
    page.get_by_label("Their care plan").check()
    go_on("What is it, and about how many people?")
    page.get_by_label("Their care and treatment").check()
    fill(Why_it_is_sent=SAID["why"])
    page.get_by_label("3 Pseudonymised: names replaced by codes").check()
    for step in ("2", "3"):
        fill(**{f"Why does step {int(step) - 1} not do?": SAID["ladder"][step]})
    go_on("Why is it sent?", look=True)
    for group, said in (
        ("Lock 1: the legal basis", "(e) Public task"),
        ("Lock 2: the condition", "(h) Health or social care"),
        ("The condition of the Act", "2 Health or social care"),
        ("Lock 3: the duty of confidence", "Implied, for their own care"),
    ):
        question(page, group).get_by_label(said).check()
    go_on("The three locks", look=True)
    question(page, "It leaves the United Kingdom").get_by_label("No").check()
    go_on("Does it leave the United Kingdom?")
    page.get_by_label("It does not apply").check()
    page.get_by_label("It is for each person’s own care").check()
    go_on("The national data opt-out")
    fill(What_people_were_told_of_it=SAID["told"])
    go_on("Were people told?")


def put_in(page: Page, content: bytes) -> None:
    """The file, in its question."""
    expect(page.get_by_role("heading", level=1)).to_have_text("The file itself")
    assert wrong(page) == []
    page.get_by_label("The file", exact=True).set_input_files(
        {"name": "plans.xlsx", "mimeType": XLSX, "buffer": content}
    )
    page.get_by_label("About how many people is it?").fill("60")
    page.get_by_label("I opened it").check()
    page.get_by_role("button", name="Put it in").click()
    expect(page.get_by_text("The file is here.")).to_be_visible()
    expect(page.get_by_text("We look through the file")).to_be_visible()
    assert wrong(page) == []
    looked_through()
    page.get_by_role("link", name="Look how far it is").click()
    expect(page.get_by_text("60 rows: Code, Plan")).to_be_visible()


def test_from_sender_to_receipt_with_a_returned_first_try(
    start: Callable[..., Page], live_server: LiveServer, settings: object
) -> None:
    settings.BASE_URL = live_server.url  # type: ignore[attr-defined]
    cast = Cast()
    cast.dana, cast.igor, cast.aled  # noqa: B018
    surgery(cast)

    sender = start("max")
    sender.goto("/stop-checks/")
    assert wrong(sender) == []
    sender.get_by_role("link", name="Start a Stop and Check").click()
    assert wrong(sender) == []
    sender.get_by_label("What do you call it?").fill("Plans for the surgery")
    sender.get_by_role("button", name="Start").press("Enter")
    answer(sender)
    sender.goto(sender.url.replace("/file/", "/questions/receipt/"))
    sender.get_by_label("How they confirm that it came").fill(SAID["receipt_plan"])
    sender.get_by_role("button", name="Save and go on").click()
    put_in(sender, spreadsheet(hidden=True))
    expect(sender.get_by_text("This sheet is hidden.")).to_be_visible()
    expect(sender.get_by_text("covers it.")).to_be_visible()
    press(sender, "Send it in")
    expect(sender.get_by_text("It is sent in.")).to_be_visible()
    ours = StopCheck.objects.get()

    checker = start("dana")
    checker.get_by_role("link", name=f"Stop and Check to be checked – {ours.reference}").click()
    press(checker, "Check this")
    expect(checker.get_by_text("Must not go like this")).to_be_visible()
    assert wrong(checker) == []
    with checker.expect_download() as download:
        checker.get_by_role("link", name="Download the file").click()
    assert download.value.suggested_filename == f"{ours.reference}.xlsx"
    checker.get_by_role("button", name="Send back", exact=True).click()
    checker.get_by_label("What has to be put right?").fill("Take the hidden sheet out.")
    checker.get_by_role("button", name="Send back", exact=True).click()
    expect(checker.get_by_text("It is sent back.")).to_be_visible()
    assert wrong(checker) == []

    sender.goto("/desk/")
    sender.get_by_role("link", name=f"Stop and Check that came back to you – {ours.reference}").click()
    expect(sender.get_by_text("Take the hidden sheet out.").first).to_be_visible()
    sender.get_by_role("link", name="The file itself").click()
    put_in(sender, spreadsheet(hidden=False))
    press(sender, "Send it in")
    ours.refresh_from_db()
    assert ours.state == State.SUBMITTED

    checker.goto(f"/stop-checks/{ours.reference}/")
    press(checker, "Check this")
    if checker.get_by_role("button", name="Accept what was found").count():
        checker.get_by_role("button", name="Accept what was found").click()
        assert wrong(checker) == []
        for box in checker.get_by_role("checkbox").all():
            box.check()
        checker.get_by_label("Why may it go like this?").fill("I looked at each of them.")
        checker.get_by_role("button", name="Accept what was found").click()
    press(checker, "Approve")
    expect(checker.get_by_text("It is approved.")).to_be_visible()

    sender.goto(f"/stop-checks/{ours.reference}/")
    assert wrong(sender) == []
    with sender.expect_download():
        sender.get_by_role("link", name="Download the file").click()
    press(sender, "It is sent")
    expect(sender.get_by_text("It is written down as sent.")).to_be_visible()
    assert sender.get_by_role("link", name="Download the file").count() == 0

    assert tasks.deliver(ReceiptLink.objects.get().pk)
    link = re.search(r"https?://\S+/received/\S+/", mail.outbox[-1].body)
    assert link
    ours.refresh_from_db()
    recipient = start_as_guest(sender)
    recipient.goto(link[0])
    assert wrong(recipient) == []
    expect(recipient.get_by_text(ours.approved_sha256)).to_be_visible()
    assert recipient.get_by_text(ours.title).count() == 0
    recipient.get_by_label("Your name").fill("Ash Rowan")
    recipient.get_by_label("About how many people is what you got?").fill("60")
    recipient.get_by_label("Yes, it is the same").check()
    recipient.get_by_role("button").last.click()
    expect(recipient.get_by_role("heading", level=1)).to_be_visible()
    assert wrong(recipient) == []
    again = recipient.goto(link[0])
    assert again is not None
    assert again.status == 410
    recipient.context.close()

    sender.goto("/desk/")
    sender.get_by_role("link", name=re.compile("A transfer came: delete our copy")).click()
    sender.get_by_role("button", name="Our copy is deleted", exact=True).click()
    assert wrong(sender) == []
    sender.get_by_label("How was our own copy deleted").fill("From the shared drive and its bin; Fay saw it.")
    sender.get_by_role("button", name="Our copy is deleted", exact=True).click()
    expect(sender.get_by_text("It is closed.")).to_be_visible()
    for order in Document.objects.filter(kind=certificate.CERTIFICATE, done_at=None):
        door.make(order.pk)
    sender.reload()
    assert wrong(sender) == []
    with sender.expect_download() as download:
        sender.get_by_role("link", name="Certificate (PDF)").click()
    assert download.value.suggested_filename == f"certificate-{ours.reference}.pdf"
    ours.refresh_from_db()
    assert (ours.state, ours.sender, ours.approved_by) == (State.CLOSED, cast.max, cast.dana)

    for who in ("igor", "aled"):
        other = start(who)
        other.goto(f"/stop-checks/{ours.reference}/")
        assert wrong(other) == []


def start_as_guest(page: Page) -> Page:
    """A browser of somebody who has no account."""
    browser = page.context.browser
    assert browser is not None
    return browser.new_context(locale="en-GB").new_page()


STEPS = ("", "edit/", "file/", "questions/why/", *(f"{verb}/" for verb in ACTS))
CHECKS = {"take", "accept", "send_back", "reject", "approve"}


@pytest.mark.parametrize("state", [State.SUBMITTED, State.CHECKING, State.APPROVED])
def test_the_sender_cannot_check_it_by_any_address(start: Callable[..., Page], state: State) -> None:
    """Nor can who made the file, the IG team while one of the Data team is free, or an administrator who sends it."""
    cast = Cast()
    # The sender is on the Data team, and an administrator too.
    with transaction.atomic():
        User.objects.filter(pk=cast.dana.pk).update(is_superuser=True)
    # Somebody of the Data team is free.
    cast.drew, cast.igor  # noqa: B018
    eve = user("Eve", Role.DATA)
    body = surgery(cast)
    at = timezone.now()
    check = with_file(written(cast, body, by=cast.dana, at=at), creator=eve, at=at)
    check = actions.submit(check, by=cast.dana, at=at)
    if state is State.CHECKING:
        check = taken(check, cast.drew, at=at)
    if state is State.APPROVED:
        check = approved(check, cast.drew, at=at)
    before = StopCheck.objects.values().get()
    for who in ("dana", "eve", "igor"):
        page = start(who)
        for step in STEPS:
            verb = step.rstrip("/")
            answer = page.goto(f"/stop-checks/{check.reference}/{step}")
            assert answer is not None
            if verb in CHECKS:
                assert answer.status in (403, 409), (who, step, answer.status)
                # Nor by sending a form that no page of theirs has.
                assert posted(page, check, verb) in (403, 409), (who, step)
        expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    assert StopCheck.objects.values().get() == before


def posted(page: Page, check: StopCheck, verb: str) -> int:
    """The status of a form sent by hand to the address of a step."""
    token = next(each["value"] for each in page.context.cookies() if "csrf" in each["name"])
    answer = page.request.post(
        f"/stop-checks/{check.reference}/{verb}/",
        form={
            "csrfmiddlewaretoken": token,
            "read_version": str(check.version),
            "reason": "x",
            "because": "x",
        },
        headers={"Referer": page.url},
        max_redirects=0,
    )
    return answer.status
