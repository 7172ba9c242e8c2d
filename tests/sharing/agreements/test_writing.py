"""Writing an agreement: each step of it, what a change takes back, and what it does not."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.items import DataItem
from governance.errors import Code, Denied, IllegalTransition, Stale
from governance.ledger.models import Event
from governance.notifications.models import Notification
from sharing.agreements import writing
from sharing.agreements.content import OF_A_PARTY, OF_AN_ITEM, SIGNED, content, fingerprint, items, parties
from sharing.agreements.models import Agreement
from sharing.agreements.rules import Controllers, Type
from sharing.agreements.states import State
from sharing.ladder import Rung
from tests.cast import NOON, Cast
from tests.sharing.agreements.walk import (
    ITEM,
    PARTY,
    SAID,
    active,
    approved,
    sent_in,
    signed_by_partner,
    signed_by_us,
    surgery,
    written,
)

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def edit(agreement: Agreement, by: Any, **facts: Any) -> Agreement:
    return writing.edit(agreement, by=by, at=NOON, read_version=agreement.version, **facts)


# --- Begun -------------------------------------------------------------------------------


def test_a_manager_begins_one_for_their_own_service_and_nobody_elses(cast: Cast) -> None:
    made = writing.draft(by=cast.max, at=NOON, type=Type.ISA, title="Ours", service=cast.harbour)
    assert (made.state, made.reference, made.owner, made.authors) == (
        State.DRAFT,
        "ISA-2026-0001",
        cast.max,
        [cast.max.pk],
    )
    for service in (cast.quay, None):
        with pytest.raises(Denied) as refusal:
            writing.draft(by=cast.max, at=NOON, type=Type.ISA, title="Theirs", service=service)
        assert refusal.value.verdict.code is Code.ROLE
    assert writing.draft(by=cast.igor, at=NOON, type=Type.MOU, title="All").reference == "MOU-2026-0001"


def test_who_reads_agreements_begins_none(cast: Cast) -> None:
    for user in (cast.fay, cast.dana, cast.cora, cast.gwen, cast.aled):
        with pytest.raises(Denied):
            writing.draft(by=user, at=NOON, type=Type.ISA, title="No", service=cast.harbour)
    assert not Agreement.objects.exists()


def test_the_same_form_sent_twice_begins_one(cast: Cast) -> None:
    key = uuid4()
    facts: dict[str, Any] = {"type": Type.ISA, "title": "Once", "service": cast.harbour, "items": [ITEM]}
    first, second = (writing.draft(by=cast.max, at=NOON, form_key=key, **facts) for _ in range(2))
    assert first.pk == second.pk
    assert len(items(first)) == 1
    other = writing.draft(by=cast.igor, at=NOON, form_key=key, **facts)
    assert other.pk != first.pk


def test_a_copy_says_the_same_but_for_what_is_its_own(cast: Cast) -> None:
    source = active(cast, surgery(cast))
    key = uuid4()
    made, again = (
        writing.copy(
            source, by=cast.igor, at=NOON, title="Copy", type=Type.ISA, service=cast.quay, form_key=key
        )
        for _ in range(2)
    )
    assert made.pk == again.pk
    said, was = content(made), content(source)
    own = {"title", "starts_on", "ends_on", "dpia"}
    assert {name for name in said if said[name] != was[name]} == own
    assert (made.state, made.frozen, made.authors, made.service) == (
        State.DRAFT,
        None,
        [cast.igor.pk],
        cast.quay,
    )
    assert content(source) == was


def test_a_copied_protocol_keeps_what_stands_above_it(cast: Cast) -> None:
    above = active(cast, surgery(cast))
    source = written(cast, surgery(cast, "Oak Surgery"), type=Type.DSP, parent=above)
    made = writing.copy(
        source, by=cast.max, at=NOON, title="Copy", type=Type.DSP, service=cast.harbour, parent=above
    )
    assert content(made)["parent"] == above.reference


def test_a_renewal_is_begun_once_and_says_what_was_agreed_without_its_dates(cast: Cast) -> None:
    old = active(cast, surgery(cast))
    key = uuid4()
    made, again = (writing.renew(old, by=cast.max, at=NOON, form_key=key) for _ in range(2))
    assert made.pk == again.pk
    assert made.renews == old
    said, was = content(made), content(old)
    assert {name for name in said if said[name] != was[name]} == {"starts_on", "ends_on"}
    with pytest.raises(Denied, match=f"begun already: {made.reference}"):
        writing.renew(old, by=cast.igor, at=NOON, form_key=uuid4())
    with pytest.raises(Denied, match="active or has run out"):
        writing.renew(made, by=cast.max, at=NOON)


# --- Changed -------------------------------------------------------------------------------


def test_a_change_is_a_new_version_with_a_new_hash_and_names_what_changed(cast: Cast) -> None:
    made = written(cast, surgery(cast))
    changed = edit(made, cast.igor, purpose="Another")
    assert (changed.version, changed.authors) == (made.version + 1, [cast.max.pk, cast.igor.pk])
    assert changed.content_hash == fingerprint(content(changed)) != made.content_hash
    assert Event.objects.latest("id").detail["fields"] == ["purpose"]


def test_who_may_not_write_changes_nothing(cast: Cast) -> None:
    made = written(cast, surgery(cast))
    for user in (cast.maya, cast.fay, cast.dana, cast.sol):
        with pytest.raises(Denied):
            edit(made, user, purpose="Theirs")
    with pytest.raises(Denied):
        edit(made, cast.max, service=cast.quay)
    made.refresh_from_db()
    assert (made.purpose, made.service) == (SAID["purpose"], cast.harbour)


def test_of_two_who_write_at_once_the_second_is_told(cast: Cast) -> None:
    made = written(cast, surgery(cast))
    edit(made, cast.igor, purpose="First")
    with pytest.raises(Stale):
        edit(made, cast.max, benefits="Second")


def test_what_is_active_is_not_changed(cast: Cast) -> None:
    made = active(cast, surgery(cast))
    for change in ({"purpose": "Another"}, {"purpose": made.purpose}, {"service": None}):
        with pytest.raises(IllegalTransition):
            edit(made, cast.igor, **change)


def test_a_change_in_review_makes_it_a_draft_again(cast: Cast) -> None:
    made = sent_in(cast, surgery(cast))
    assert writing.at_stake(made) == (True, None, 0)
    assert edit(made, cast.max, purpose="Another").state == State.DRAFT


def test_a_change_takes_back_the_approval_every_signature_and_who_gave_them_is_told(cast: Cast) -> None:
    made = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    assert writing.at_stake(made) == (False, cast.priya, 2)
    changed = edit(made, cast.max, purpose="Another")
    assert (changed.state, changed.approved_by, changed.approved_hash, changed.frozen) == (
        State.DRAFT,
        None,
        "",
        None,
    )
    assert not changed.signatures.filter(voided_at=None).exists()
    event = Event.objects.filter(verb="edit").latest("id")
    assert (event.detail["voided"], event.detail["signatures"]) == (True, 2)
    told = Notification.objects.filter(kind="agreement_voided").values_list("recipient", flat=True)
    assert sorted(told) == sorted([cast.priya.pk, cast.sol.pk])


CHANGES_NOTHING = {
    "the same words": {"purpose": SAID["purpose"]},
    "the same list": {"purposes": SAID["purposes"]},
    "the same day": {"ends_on": SAID["ends_on"]},
    "nothing at all": {},
}


@pytest.mark.parametrize("facts", CHANGES_NOTHING.values(), ids=CHANGES_NOTHING)
def test_a_change_that_changes_nothing_takes_nothing_back(cast: Cast, facts: dict[str, Any]) -> None:
    made = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    events = Event.objects.count()
    edit(made, cast.max, **facts)
    (party,) = parties(made)
    writing.change_part(party, by=cast.max, at=NOON, read_version=made.version, role=party.role)
    made.refresh_from_db()
    assert (made.state, made.approved_by, made.signatures.filter(voided_at=None).count()) == (
        State.AWAITING_SIGNATURE,
        cast.priya,
        2,
    )
    assert Event.objects.count() == events


def test_another_service_is_another_owner_and_no_other_agreement(cast: Cast) -> None:
    made = signed_by_us(cast, approved(cast, surgery(cast)), at=NOON)
    changed = edit(made, cast.igor, service=cast.quay)
    assert (changed.state, changed.service, changed.version) == (
        State.AWAITING_SIGNATURE,
        cast.quay,
        made.version + 1,
    )
    assert signed_by_partner(changed, parties(changed)[0], by=cast.igor, at=NOON).approved_by == cast.priya


# --- Parties and items -----------------------------------------------------------------------


def test_parties_and_items_are_part_of_what_is_signed(cast: Cast) -> None:
    made = written(cast, surgery(cast))
    hashes = [made.content_hash]

    def again() -> Agreement:
        made.refresh_from_db()
        hashes.append(made.content_hash)
        return made

    oak = surgery(cast, "Oak Surgery")
    party = writing.add_party(
        made, by=cast.max, at=NOON, read_version=made.version, organisation=oak, **PARTY
    )
    again()
    party.refresh_from_db()
    writing.change_part(party, by=cast.max, at=NOON, read_version=made.version, signatory="Someone Else")
    again()
    item = writing.add_item(
        made, by=cast.max, at=NOON, read_version=made.version, **ITEM | {"item": DataItem.RISK.value}
    )
    again()
    item.refresh_from_db()
    writing.change_part(item, by=cast.max, at=NOON, read_version=made.version, rung=Rung.PSEUDONYMISED)
    again()
    assert len(set(hashes)) == 5
    for part in (party, item):
        part.refresh_from_db()
        writing.remove_part(part, by=cast.max, at=NOON, read_version=again().version)
    assert again().content_hash == hashes[0]
    assert [str(each) for each in (*parties(made), *items(made))] == ["Elm Surgery", "Their care plan"]


def test_one_organisation_is_a_party_once_and_one_kind_is_listed_once(cast: Cast) -> None:
    elm = surgery(cast)
    made = written(cast, elm)
    about: dict[str, Any] = {"by": cast.max, "at": NOON, "read_version": made.version}
    with pytest.raises(Denied, match="is a party already"):
        writing.add_party(made, organisation=elm, **about, **PARTY)
    with pytest.raises(Denied, match="listed already"):
        writing.add_item(made, **about, **ITEM)


def test_a_partner_that_signed_can_be_taken_out_and_its_signature_is_void(cast: Cast) -> None:
    made = approved(cast, surgery(cast))
    (party,) = parties(made)
    made = signed_by_partner(made, party, by=cast.igor, at=NOON)
    party.refresh_from_db()
    left = writing.remove_part(party, by=cast.max, at=NOON, read_version=made.version)
    assert (left.state, parties(left)) == (State.DRAFT, [])
    assert left.signatures.get().voided_at == NOON


# --- The fingerprint -------------------------------------------------------------------------


WORDS = st.text(max_size=6)
SAYING = st.fixed_dictionaries(
    {
        **dict.fromkeys(SIGNED[:3], WORDS),
        "parties": st.lists(st.fixed_dictionaries(dict.fromkeys(OF_A_PARTY[:2], WORDS)), max_size=2),
        "items": st.lists(st.fixed_dictionaries(dict.fromkeys(OF_AN_ITEM[:2], WORDS)), max_size=2),
    }
)


@given(SAYING, st.sampled_from(SIGNED[:3]), WORDS, st.booleans())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_two_fingerprints_differ_exactly_where_the_content_does(
    one: dict[str, Any], name: str, words: str, parts: bool
) -> None:
    other = one | {name: words, "parties": list(reversed(one["parties"])) if parts else one["parties"]}
    assert (fingerprint(one) == fingerprint(other)) is (one == other)
    assert fingerprint(dict(reversed(one.items()))) == fingerprint(one)


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_field_that_is_signed_makes_a_difference(cast: Cast, data: st.DataObject) -> None:
    made = Agreement(type=Type.ISA, title="One", service=cast.harbour, **SAID)
    before = fingerprint(content(made))
    name = data.draw(st.sampled_from([each for each in SIGNED if each not in ("type", "our_role")]))
    value = getattr(made, name)
    other: Any = not value if isinstance(value, bool) else (value * 2 if isinstance(value, list) else None)
    setattr(made, name, other if other is not None else f"{value}x")
    assert fingerprint(content(made)) != before
    setattr(made, name, value)
    made.our_role = Controllers.JOINT
    assert fingerprint(content(made)) != before
