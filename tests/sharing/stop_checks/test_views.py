"""Stop and Check over HTTP: from the first question to the certificate, and what each may open."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.errors import Code, Denied
from governance.ledger.models import Event
from sharing.stop_checks import actions, actions_sending
from sharing.stop_checks.models import Finding, StopCheck
from sharing.stop_checks.questions import QUESTIONS
from sharing.stop_checks.states import State
from sharing.stop_checks.step_views import ACTS
from tests.cast import NOON, Cast, cast, signed_in
from tests.sharing.stop_checks.walk import (
    SAID,
    approved,
    look_through,
    partner,
    submitted,
    table,
    taken,
    with_file,
    written,
)

__all__ = ["cast"]


def press(client: Client, check: StopCheck, verb: str, **typed: object) -> StopCheck:
    check.refresh_from_db()
    where = f"/stop-checks/{check.reference}/{verb}/"
    assert client.get(where).status_code == 200, verb
    answer = client.post(where, {"read_version": check.version, **typed})
    assert answer.status_code == 302, answer.content.decode()
    check.refresh_from_db()
    return check


def test_from_the_first_question_to_the_end_with_a_returned_first_try(cast: Cast) -> None:
    from django.utils import timezone

    body, _ = partner(cast)
    sender, checker = signed_in(cast.fay), signed_in(cast.dana)
    assert sender.get("/stop-checks/new/").status_code == 200
    sender.post("/stop-checks/new/", {"title": "Plans", "service": cast.harbour.pk})
    ours = StopCheck.objects.get()
    said = {**SAID, "organisation": body.pk, "overseas": "no"}
    said |= {f"ladder_{step}": words for step, words in said.pop("ladder").items()}
    for question in QUESTIONS:
        if question.fields:
            ours.refresh_from_db()
            where = f"/stop-checks/{ours.reference}/questions/{question.slug}/"
            assert sender.get(where).status_code == 200
            typed = {name: said[name] for name in question.fields if name in said}
            answer = sender.post(where, {"read_version": ours.version, **typed})
            assert answer.status_code == 302, answer.content.decode()
    ours.refresh_from_db()
    file = SimpleUploadedFile("plans.csv", table(60))
    press(sender, ours, "file", file=file, people=60, creator=cast.fay.pk, opened="on")
    assert "We look through the file" in sender.get(f"/stop-checks/{ours.reference}/").content.decode()
    look_through(ours, timezone.now)
    press(sender, ours, "submit")
    press(checker, ours, "take")
    assert press(checker, ours, "send_back", reason="Leave out the plans.").state == State.RETURNED
    assert "Leave out the plans." in sender.get(f"/stop-checks/{ours.reference}/").content.decode()
    press(sender, ours, "submit")
    press(checker, ours, "take")
    assert b"".join(checker.get(f"/stop-checks/{ours.reference}/download/").streaming_content) == table(60)
    assert ours.extract is not None
    if waiting := list(ours.extract.findings.filter(stops=False).values_list("pk", flat=True)):
        press(checker, ours, "accept", findings=waiting, because="I looked at each.")
    assert press(checker, ours, "approve").state == State.APPROVED
    assert press(sender, ours, "send").state == State.SENT
    where = ours.receipt_links.get().address.partition("/received/")[2]
    guest = Client()
    assert guest.get(f"/received/{where}").status_code == 200
    came = guest.post(f"/received/{where}", {"name": "Ash Rowan", "people": 60, "same": "yes"})
    assert "It came" in came.content.decode()
    assert guest.get(f"/received/{where}").status_code == 410
    ours.refresh_from_db()
    assert (ours.state, ours.confirmed_sha256) == (State.RECEIPT_CONFIRMED, ours.approved_sha256)
    press(sender, ours, "recall", reason="By mistake; they deleted it.")
    assert press(sender, ours, "close", how="Emptied the shared drive; Max saw it.").state == State.CLOSED
    verbs = set(Event.objects.filter(reference=ours.reference).values_list("verb", flat=True))
    assert {"view", "download", "inspect", "forget", "approve", "send", "confirm", "close"} <= verbs


def green(client: Client, check: StopCheck) -> list[str]:
    """The buttons that stand out among the next steps."""
    page = client.get(f"/stop-checks/{check.reference}/").content.decode()
    steps = page.partition('<div class="app-actions">')[2].partition("</div>")[0].split("<a ")[1:]
    return [
        each.partition(">")[2].partition("<")[0] for each in steps if "govuk-button--secondary" not in each
    ]


def test_to_accept_what_was_found_stands_out_until_nothing_waits(cast: Cast) -> None:
    body, _ = partner(cast)
    free_text = table(60) + b"\nHL-1," + b"They came on 3 May and were angry with their brother. " * 3
    ours = taken(actions.submit(with_file(written(cast, body), free_text), by=cast.fay, at=NOON), cast.dana)
    client = signed_in(cast.dana)
    assert ours.extract is not None
    waiting = list(ours.extract.findings.filter(stops=False).values_list("pk", flat=True))
    assert waiting
    assert green(client, ours) == ["Accept what was found"]
    press(client, ours, "accept", findings=waiting, because="I looked at each.")
    assert green(client, ours) == ["Approve"]


def test_what_must_not_go_like_this_is_to_be_sent_back(cast: Cast) -> None:
    body, _ = partner(cast)
    ours = taken(submitted(cast, body), cast.dana)
    assert ours.extract is not None
    Finding.objects.create(extract=ours.extract, key="hidden", words="This sheet is hidden.", stops=True)
    assert green(signed_in(cast.dana), ours) == ["Send back"]


def test_what_happened_names_the_question_that_was_changed(cast: Cast) -> None:
    body, _ = partner(cast)
    ours = written(cast, body)
    for facts in ({"use": "They read it."}, {"ladder": {"2": "x"}, "why": "To go on."}):
        ours = actions.edit(ours, by=cast.fay, at=NOON, read_version=ours.version, **facts)
    page = signed_in(cast.fay).get(f"/stop-checks/{ours.reference}/").content.decode()
    happened = page.partition("What happened")[2]
    for words in ("“What will they do with it?”.", "“Why is it sent?”."):
        assert words in happened


def test_the_sender_cannot_check_it_by_any_address(cast: Cast) -> None:
    body, _ = partner(cast)
    assert cast.drew.is_active
    ours = submitted(cast, body, by=cast.dana)
    client = signed_in(cast.dana)
    for verb in ("take", "put_back", "accept", "send_back", "reject", "approve", "withdraw_approval"):
        for answer in (
            client.get(f"/stop-checks/{ours.reference}/{verb}/"),
            client.post(
                f"/stop-checks/{ours.reference}/{verb}/", {"read_version": ours.version, "reason": "x"}
            ),
        ):
            assert answer.status_code in (403, 409), verb
    ours.refresh_from_db()
    assert (ours.state, ours.checker) == (State.SUBMITTED, None)


def test_a_stranger_gets_404_for_every_address_of_it(cast: Cast) -> None:
    body, _ = partner(cast)
    ours = written(cast, body)
    for user in (cast.finn, cast.dora, cast.maya, cast.cora):
        client = signed_in(user)
        pages = [
            "",
            "edit/",
            "file/",
            "download/",
            "certificate/",
            "questions/why/",
            *(f"{v}/" for v in ACTS),
        ]
        for page in pages:
            assert client.get(f"/stop-checks/{ours.reference}/{page}").status_code == 404, (user, page)


def test_a_form_that_is_sent_twice_takes_its_step_once(cast: Cast) -> None:
    body, _ = partner(cast)
    ours = approved(submitted(cast, body), cast.dana)
    client = signed_in(cast.fay)
    key = "7b0b3f0e-6d0c-4a5e-9f55-0d7f3f2f7f11"
    typed = {"read_version": ours.version, "form_key": key}
    for _ in range(2):
        answer = client.post(f"/stop-checks/{ours.reference}/send/", typed)
        assert (answer.status_code, answer.headers.get("Location")) == (
            302,
            f"/stop-checks/{ours.reference}/",
        )
    assert Event.objects.filter(reference=ours.reference, verb="send").count() == 1


@pytest.mark.parametrize("asked", ["", "?turn=data", "?state=LAPSED", "?state=SUBMITTED", "?turn=mine"])
def test_the_list_shows_whose_turn_it_is(cast: Cast, asked: str) -> None:
    body, _ = partner(cast)
    ours = submitted(cast, body)
    page = signed_in(cast.fay).get(f"/stop-checks/{asked}").content.decode()
    assert (ours.reference in page) is (asked in ("", "?turn=data", "?state=SUBMITTED"))


@pytest.mark.parametrize("address", ["fay@example.org", "Dana@EXAMPLE.org"])
def test_the_link_to_confirm_goes_to_nobody_who_works_here(cast: Cast, address: str) -> None:
    body, _ = partner(cast)
    assert cast.dana.is_active
    ours = written(cast, body)
    typed = {"organisation": body.pk, "recipient": "Ash Rowan", "verified": "I rang back."}
    typed |= {"recipient_email": address, "read_version": ours.version}
    answer = signed_in(cast.fay).post(f"/stop-checks/{ours.reference}/questions/recipient/", typed)
    assert "This is the address of somebody who works here." in answer.content.decode()
    with pytest.raises(Denied) as refused:
        actions.edit(ours, by=cast.fay, at=NOON, read_version=ours.version, recipient_email=address)
    assert refused.value.verdict.code is Code.SAME_PERSON
    ours.refresh_from_db()
    assert ours.recipient_email == SAID["recipient_email"]


def test_who_began_to_work_here_since_does_not_confirm_either(cast: Cast) -> None:
    body, _ = partner(cast)
    ours = approved(submitted(cast, body), cast.dana)
    cast.finn.email = SAID["recipient_email"]
    cast.finn.save()
    with pytest.raises(Denied):
        actions_sending.send(ours, by=cast.fay, at=NOON)
