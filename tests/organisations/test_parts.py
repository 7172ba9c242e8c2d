"""Contacts, assurances and safe routes: who may, what is kept, what is refused, and two at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse

from governance.accounts.models import User
from governance.organisations import actions
from governance.organisations.models import Assurance, Contact, Organisation, RouteKind, SecureRoute
from tests.cast import NOON, Cast, signed_in
from tests.organisations.partners import TODAY, assured, surgery, version

DAY = timedelta(days=1)
JO = {"name": "Jo Reid", "role": "dpo", "email": "jo@example.nhs.net", "telephone": "0131 496 0000"}
ROUTE = {"kind": "secure_email", "address": "team@example.nhs.net"}


def boxes(name: str, day: Any) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


CE = {
    "kind": "ce_plus",
    "document": "IASME-CEP-1",
    "seen": "on",
    **boxes("issued_on", TODAY - 10 * DAY),
    **boxes("expires_on", TODAY + 355 * DAY),
}
PARTS = {"contacts": (Contact, JO), "assurance": (Assurance, CE), "routes": (SecureRoute, ROUTE)}


@pytest.fixture(autouse=True)
def _at_noon(time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def ours(cast: Cast) -> Organisation:
    return surgery(cast)


def send(user: User, ours: Organisation, step: str, sent: dict[str, Any], **more: Any) -> HttpResponse:
    facts = {"read_version": version(ours), "reason": "Because"} | sent | more
    return signed_in(user).post(f"/organisations/{ours.reference}/{step}", facts)  # type: ignore[return-value]


def page(user: User, ours: Organisation) -> str:
    return signed_in(user).get(f"/organisations/{ours.reference}/").content.decode()


@pytest.mark.parametrize("part", PARTS)
def test_managers_and_ig_write_and_everyone_reads(cast: Cast, ours: Organisation, part: str) -> None:
    model, sent = PARTS[part]
    for user in (cast.fay, cast.dana, cast.cora, cast.gwen, cast.aled):
        assert send(user, ours, f"{part}/new/", sent).status_code == 403, user
    assert not model.objects.exists()
    for user in (cast.max, cast.igor):
        assert send(user, ours, f"{part}/new/", sent).status_code == 302, user
    first = model.objects.first()
    assert first is not None
    for user in (cast.fay, cast.dana):
        assert send(user, ours, f"{part}/{first.pk}/", sent).status_code == 403, user
    # Added, and added again: each has its line in the history, with who wrote it.
    assert [each.history_user_id for each in model.history.order_by("history_id")] == [
        *(cast.max.pk, cast.igor.pk)
    ]
    assert str(sent.get("address") or sent.get("document") or sent["name"]) in page(cast.fay, ours)


@pytest.mark.parametrize("part", PARTS)
def test_pressed_twice_it_is_kept_once(cast: Cast, ours: Organisation, part: str) -> None:
    model, sent = PARTS[part]
    answers = [send(cast.max, ours, f"{part}/new/", sent, read_version=1).status_code for _ in range(2)]
    assert answers == [302, 409]
    assert model.objects.count() == 1


@pytest.mark.parametrize("part", PARTS)
def test_of_two_who_change_it_at_once_the_second_is_told_and_nothing_typed_is_lost(
    cast: Cast, ours: Organisation, part: str
) -> None:
    model, sent = PARTS[part]
    send(cast.max, ours, f"{part}/new/", sent)
    read, found = version(ours), model.objects.get()
    assert send(cast.igor, ours, f"{part}/{found.pk}/", sent, read_version=read).status_code == 302
    answer = send(cast.max, ours, f"{part}/{found.pk}/", sent, read_version=read, reason="They rang me")
    assert answer.status_code == 409
    assert "They rang me" in answer.content.decode()
    assert version(ours) == read + 1


@pytest.mark.parametrize("part", PARTS)
def test_another_partners_part_is_not_there(cast: Cast, ours: Organisation, part: str) -> None:
    model, sent = PARTS[part]
    send(cast.max, ours, f"{part}/new/", sent)
    other = surgery(cast, "Other Surgery")
    for pk in (model.objects.get().pk, 999, 10**30):
        assert send(cast.max, other, f"{part}/{pk}/", sent).status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_a_change_needs_a_reason(cast: Cast, ours: Organisation, part: str) -> None:
    model, sent = PARTS[part]
    send(cast.max, ours, f"{part}/new/", sent)
    answer = send(cast.max, ours, f"{part}/{model.objects.get().pk}/", sent, reason=" ")
    assert "Fill in “Why do you change it?”" in answer.content.decode()
    assert model.history.count() == 1


@pytest.mark.parametrize(
    ("part", "wrong", "message"),
    [
        ("contacts", {"name": ""}, "Fill in “Name”"),
        ("contacts", {"role": "king"}, "Choose one of the answers"),
        ("contacts", {"email": "jo at home"}, "Enter a valid email address"),
        ("contacts", {"telephone": "0" * 41}, "use at most 40 letters"),
        ("contacts", {"name": "Jo\u202eReid"}, "holds a hidden character"),
        ("assurance", boxes("expires_on", TODAY - 11 * DAY), "must not be before the day it was issued"),
        ("assurance", boxes("issued_on", TODAY + DAY), "This date must be today or before"),
        ("assurance", {"issued_on_month": "13"}, "Enter a real date"),
        ("assurance", {"seen": ""}, "Tick “I have looked at it"),
        ("routes", {"kind": "email"}, "Ordinary email can be read on its way"),
        ("routes", {"kind": "fax"}, "A fax lies open where it comes out"),
        ("routes", {"kind": "messaging"}, "Message apps keep copies"),
        ("routes", {"kind": "cloud"}, "We do not know who can open such a folder"),
        ("routes", {"kind": "media"}, "Whoever finds it can read it"),
        ("routes", {"kind": "unsorted"}, "Choose one of the answers"),
        ("routes", {"address": "the front desk"}, "Give the email address"),
        ("routes", {"address": "Jo@GMAIL.com"}, "This is a personal account"),
        ("routes", {"kind": "portal", "address": "http://portal.example.org"}, "is not safe"),
        ("routes", boxes("verified_on", TODAY + DAY), "This date must be today or before"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_kept(
    cast: Cast, ours: Organisation, part: str, wrong: dict[str, str], message: str
) -> None:
    model, sent = PARTS[part]
    assert message in send(cast.max, ours, f"{part}/new/", sent | wrong).content.decode()
    assert not model.objects.exists()


def test_markup_is_shown_as_it_was_typed(cast: Cast, ours: Organisation) -> None:
    send(cast.max, ours, "contacts/new/", JO | {"name": "<b>Jo</b>"})
    assert "&lt;b&gt;Jo&lt;/b&gt;" in page(cast.fay, ours)


def test_who_has_left_is_kept_apart(cast: Cast, ours: Organisation) -> None:
    send(cast.max, ours, "contacts/new/", JO)
    address = f"contacts/{Contact.objects.get().pk}/"
    assert (
        "today or before"
        in send(cast.max, ours, address, JO | boxes("left_on", TODAY + DAY)).content.decode()
    )
    send(cast.max, ours, address, JO | boxes("left_on", TODAY))
    shown = page(cast.fay, ours)
    assert "Nobody is known there yet" in shown
    assert "Who has left" in shown


def test_who_looked_at_an_assurance_and_when_is_kept_and_its_standing_shown(
    cast: Cast, ours: Organisation
) -> None:
    assert "They have shown us nothing yet" in page(cast.fay, ours)
    send(cast.max, ours, "assurance/new/", CE)
    made = Assurance.objects.get()
    assert (made.checked_by, made.checked_at) == (cast.max, NOON)
    assert "Assurance up to date" in page(cast.fay, ours)
    send(cast.igor, ours, f"assurance/{made.pk}/", CE | boxes("ended_on", TODAY - DAY))
    made.refresh_from_db()
    assert made.checked_by == cast.igor
    assert "out of date since 22 November 2026" in page(cast.fay, ours)


def test_who_verified_a_route_is_whoever_wrote_the_date_down(cast: Cast, ours: Organisation) -> None:
    send(cast.max, ours, "routes/new/", ROUTE)
    route = SecureRoute.objects.get()
    assert "Not checked yet." in page(cast.fay, ours)
    checked = ROUTE | boxes("verified_on", TODAY)
    send(cast.igor, ours, f"routes/{route.pk}/", checked)
    # Somebody else's correction leaves that alone.
    send(cast.max, ours, f"routes/{route.pk}/", checked | {"address": "desk@example.nhs.net"})
    route.refresh_from_db()
    assert (route.address, route.verified_on, route.verified_by) == (
        *("desk@example.nhs.net", TODAY),
        cast.igor,
    )
    send(cast.max, ours, f"routes/{route.pk}/", checked | boxes("withdrawn_on", TODAY))
    assert "Not known yet: ask before you send anything." in page(cast.fay, ours)


def test_words_from_before_are_a_route_that_is_not_sorted_yet(cast: Cast) -> None:
    ours = surgery(cast, secure_route="Ring first, then send")
    route = SecureRoute.objects.get()
    assert (route.kind, route.address) == (RouteKind.UNSORTED, "Ring first, then send")
    assert "Not sorted yet: ask before you send" in page(cast.fay, ours)
    answer = send(cast.max, ours, f"routes/{route.pk}/", ROUTE | {"kind": ""})
    assert "Choose an answer for “How do you send to them?”" in answer.content.decode()


def test_the_timeline_says_what_was_added(cast: Cast, ours: Organisation) -> None:
    for part, (_, sent) in PARTS.items():
        send(cast.max, ours, f"{part}/new/", sent)
    lines = signed_in(cast.fay).get(f"/organisations/{ours.reference}/").context["timeline"]
    assert [(line.title, line.text) for line in lines] == [
        ("Safe way to send added", "Email that meets the secure email standard (DCB1596)."),
        ("Security assurance added", "Cyber Essentials Plus."),
        ("Contact added", "Their Data Protection Officer."),
        ("Added", ""),
    ]


def test_the_database_keeps_an_assurance_from_ending_before_its_issue(cast: Cast, ours: Organisation) -> None:
    made = assured(ours, cast, TODAY, TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assurance.objects.filter(pk=made.pk).update(expires_on=TODAY - DAY)


def test_the_action_asks_too(cast: Cast, ours: Organisation) -> None:
    with pytest.raises(Exception, match="may read about organisations"):
        actions.add_contact(ours, by=cast.fay, at=NOON, read_version=1, name="Jo", role="dpo")
    assert not Contact.objects.exists()
