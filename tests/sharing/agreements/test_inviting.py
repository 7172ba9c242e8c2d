"""A partner's link: single-use, for 14 days, with a code that is told by telephone and five tries."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from governance.accounts.models import User
from governance.errors import Denied, Stale
from governance.ledger.models import Event
from governance.notifications.models import Notification
from governance.records.actor import SHAREWELL, acting_as
from sharing.agreements import deciding, inviting, tasks, writing
from sharing.agreements.content import parties
from sharing.agreements.inviting import Answer, Gone
from sharing.agreements.models import Invitation, Means, Signature
from sharing.agreements.rules import Capacity
from sharing.agreements.states import State
from tests.cast import NOON, Cast
from tests.sharing.agreements.invited import invited, mailed
from tests.sharing.agreements.walk import PARTY, approved, signed_by_partner, signed_by_us, surgery
from tests.threads import raised, together

pytestmark = pytest.mark.django_db
# The 6th of December is the fourteenth day; London has winter time.
LAST_MOMENT = datetime(2026, 12, 6, 23, 59, 59, 999999, tzinfo=UTC)
ASH = PARTY["signatory"]


def told(kind: str) -> set[User]:
    return {each.recipient for each in Notification.objects.filter(kind=kind).select_related("recipient")}


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


def test_the_mail_says_who_asks_what_for_until_when_and_whom_to_ask_and_holds_no_code(
    cast: Cast, settings: Any
) -> None:
    settings.CHARITY_NAME, settings.CHARITY_CONTACT = "Tide", "01234 567890"
    sent = invited(cast, approved(cast, surgery(cast)))
    mailed(sent)
    (letter,) = mail.outbox
    assert letter.to == [PARTY["signatory_email"]]
    for body in (letter.body, letter.alternatives[0].content):
        for words in (
            "Tide",
            "agreement about sharing information",
            "6 December 2026",
            "telephone",
            "01234 567890",
        ):
            assert words in body
        assert sent.code not in body
        assert sent.spoken not in body
    assert letter.extra_headers["Message-ID"] == f"<invitation-{sent.invitation.pk}@sharewell>"


@pytest.mark.django_db(transaction=True)
def test_the_mail_leaves_once_by_way_of_its_row(cast: Cast) -> None:
    sent = invited(cast, approved(cast, surgery(cast)))
    with acting_as(SHAREWELL), transaction.atomic():
        claimed = Invitation.claim(at=sent.invitation.next_try_at, most=9)
    assert [each.pk for each in claimed] == [sent.invitation.pk]
    assert tasks.deliver(sent.invitation.pk)
    assert not tasks.deliver(sent.invitation.pk)
    assert len(mail.outbox) == 1


def test_a_link_that_was_taken_back_before_its_mail_left_is_not_mailed(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    sent = invited(cast, agreement)
    agreement.refresh_from_db()
    inviting.revoke(
        sent.invitation, by=cast.igor, at=NOON, read_version=agreement.version, reason="Wrong address"
    )
    tasks.deliver(sent.invitation.pk)
    assert mail.outbox == []


def test_neither_the_link_nor_the_code_is_kept(cast: Cast) -> None:
    sent = invited(cast, approved(cast, surgery(cast)))
    row = Invitation.objects.filter(pk=sent.invitation.pk).values().get()
    kept = " ".join(str(value) for value in row.values())
    assert sent.code not in kept
    assert sent.invitation.token not in kept
    assert len(sent.code) == 8


def test_signed_with_link_code_and_name_it_is_the_partners_signature_and_the_ledger_names_the_invitation(
    cast: Cast,
) -> None:
    agreement = approved(cast, surgery(cast))
    sent = invited(cast, agreement)
    found = Invitation.of(sent.invitation.token)
    assert found == sent.invitation
    assert inviting.try_code(found, sent.spoken, at=NOON) is Answer.RIGHT
    inviting.sign_by_link(found, name=ASH.upper(), at=NOON)
    signature = Signature.objects.get()
    assert (signature.name, signature.capacity, signature.means) == (ASH, Capacity.PARTY, Means.LINK)
    assert signature.content_hash == agreement.approved_hash
    acts = Event.objects.filter(verb__in=["open_link", "sign"]).order_by("id")
    assert [(each.verb, each.actor_id, each.detail["invitation"]) for each in acts] == [
        ("open_link", SHAREWELL, sent.invitation.effect_key),
        ("sign", SHAREWELL, sent.invitation.effect_key),
    ]
    assert told("agreement_partner_signed") == {cast.igor, cast.priya}


def test_a_link_works_once(cast: Cast) -> None:
    sent = invited(cast, approved(cast, surgery(cast)))
    inviting.sign_by_link(sent.invitation, name=ASH, at=NOON)
    with pytest.raises(Gone):
        inviting.sign_by_link(sent.invitation, name=ASH, at=NOON)
    assert Signature.objects.count() == 1


def test_only_whoever_is_named_signs(cast: Cast) -> None:
    sent = invited(cast, approved(cast, surgery(cast)))
    with pytest.raises(Denied, match=f"Only {ASH} can sign here"):
        inviting.sign_by_link(sent.invitation, name="Beech Hazel", at=NOON)
    assert not Signature.objects.exists()
    # Nothing is used up by somebody else's name.
    inviting.sign_by_link(sent.invitation, name=ASH, at=NOON)


@pytest.mark.parametrize(("late", "works"), [(timedelta(0), True), (timedelta(microseconds=1), False)])
def test_a_link_works_to_the_end_of_the_fourteenth_day_in_london(
    cast: Cast, late: timedelta, works: bool
) -> None:
    sent = invited(cast, approved(cast, surgery(cast)))
    at = LAST_MOMENT + late
    assert inviting.is_open(sent.invitation, at) is works
    assert (inviting.try_code(sent.invitation, sent.code, at=at) is Answer.RIGHT) is works
    if works:
        inviting.sign_by_link(sent.invitation, name=ASH, at=at)
    else:
        with pytest.raises(Gone):
            inviting.sign_by_link(sent.invitation, name=ASH, at=at)


def test_five_wrong_codes_kill_the_link_and_ig_is_told_and_the_right_one_comes_too_late(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    sent = invited(cast, agreement)
    answers = [inviting.try_code(sent.invitation, wrong(sent.code), at=NOON) for _ in range(5)]
    assert answers == [Answer.WRONG] * 4 + [Answer.DEAD]
    assert inviting.try_code(sent.invitation, sent.code, at=NOON) is Answer.DEAD
    assert told("agreement_link_dead") == {cast.igor, cast.priya}
    tries = Event.objects.filter(verb="refused", register="agreements")
    assert {each.detail["invitation"] for each in tries} == {sent.invitation.effect_key}
    assert tries.count() == 5


def test_four_wrong_codes_are_forgiven(cast: Cast) -> None:
    sent = invited(cast, approved(cast, surgery(cast)))
    for _ in range(4):
        inviting.try_code(sent.invitation, wrong(sent.code), at=NOON)
    assert inviting.try_code(sent.invitation, sent.code, at=NOON) is Answer.RIGHT


def test_a_new_link_kills_the_one_before(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    old = invited(cast, agreement)
    agreement.refresh_from_db()
    new = invited(cast, agreement)
    old.invitation.refresh_from_db()
    new.invitation.refresh_from_db()
    assert not inviting.is_open(old.invitation, NOON)
    assert inviting.is_open(new.invitation, NOON)


def test_a_change_of_the_agreement_kills_its_links(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    sent = invited(cast, agreement)
    agreement.refresh_from_db()
    writing.edit(agreement, by=cast.max, at=NOON, read_version=agreement.version, title="Another")
    with pytest.raises(Gone):
        inviting.sign_by_link(sent.invitation, name=ASH, at=NOON)


def test_whoever_is_not_the_right_person_kills_the_link_and_ig_is_told(cast: Cast) -> None:
    sent = invited(cast, approved(cast, surgery(cast)))
    inviting.not_them(sent.invitation, at=NOON)
    assert told("agreement_wrong_person") == {cast.igor, cast.priya}
    with pytest.raises(Gone):
        inviting.not_them(sent.invitation, at=NOON)
    with pytest.raises(Gone):
        inviting.sign_by_link(sent.invitation, name=ASH, at=NOON)


def test_nobody_is_asked_for_a_signature_that_is_there(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    agreement = signed_by_partner(agreement, parties(agreement)[0], by=cast.igor, at=NOON)
    with pytest.raises(Denied, match="signed already"):
        invited(cast, agreement)


@pytest.mark.parametrize("made_up", ["", "x", "a.b", "00.11", "0" * 32 + ".abc", "\0"])
def test_a_link_that_we_did_not_make_leads_to_nothing(cast: Cast, made_up: str) -> None:
    invited(cast, approved(cast, surgery(cast)))
    assert Invitation.of(made_up) is None


def test_a_link_with_one_letter_changed_leads_to_nothing(cast: Cast) -> None:
    sent = invited(cast, approved(cast, surgery(cast)))
    token = sent.invitation.token
    assert Invitation.of(("1" if token[0] != "1" else "2") + token[1:]) is None


@pytest.mark.django_db(transaction=True)
def test_of_a_partners_signature_and_an_edit_at_the_same_instant_no_signature_stands_under_other_words(
    cast: Cast,
) -> None:
    agreement = approved(cast, surgery(cast))
    sent = invited(cast, agreement)
    agreement.refresh_from_db()
    results = together(
        lambda: inviting.sign_by_link(sent.invitation, name=ASH, at=NOON),
        lambda: writing.edit(
            agreement, by=cast.max, at=NOON, read_version=agreement.version, title="Care with Elm"
        ),
    )
    agreement.refresh_from_db()
    counting = agreement.signatures.filter(voided_at=None)
    if raised(results) == [Stale]:
        # The signature came first, and the edit was of an older version.
        assert (agreement.state, counting.count()) == (State.AWAITING_SIGNATURE, 1)
    else:
        assert raised(results) in ([Gone], [])
        assert (agreement.state, counting.count()) == (State.DRAFT, 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_last_signatures_at_once_exactly_one_makes_it_active(cast: Cast) -> None:
    agreement = approved(cast, surgery(cast))
    second = surgery(cast, "Oak Surgery")
    agreement = writing.edit(agreement, by=cast.max, at=NOON, read_version=agreement.version, title="Two")
    writing.add_party(
        agreement, by=cast.max, at=NOON, read_version=agreement.version, organisation=second, **PARTY
    )
    agreement.refresh_from_db()
    agreement = deciding.submit(agreement, by=cast.max, at=NOON, read_version=agreement.version)
    agreement = deciding.approve(
        agreement, by=cast.priya, at=NOON, read_version=agreement.version, content_hash=agreement.content_hash
    )
    agreement = signed_by_us(cast, agreement, at=NOON)
    links = []
    for party in parties(agreement):
        links.append(
            inviting.invite(
                agreement, party, by=cast.igor, at=NOON, read_version=agreement.version
            ).invitation
        )
        agreement.refresh_from_db()
    results = together(*(lambda link=link: inviting.sign_by_link(link, name=ASH, at=NOON) for link in links))
    assert raised(results) == []
    agreement.refresh_from_db()
    assert agreement.state == State.ACTIVE
    assert Event.objects.filter(verb="activate").count() == 1
