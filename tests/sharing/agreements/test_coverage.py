"""Whether the agreements that we have cover a sharing, now and at any moment (handbook section 4)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from consent.items import DataItem
from consent.purposes import Purpose
from governance.calendar import LONDON
from governance.errors import Code
from governance.organisations.actions import merge
from sharing.agreements import deciding, writing
from sharing.agreements.coverage import answers, cover
from sharing.agreements.models import Agreement
from sharing.agreements.rules import Direction, Sharing, Type
from sharing.agreements.states import State
from sharing.ladder import Rung
from tests.cast import NOON, Cast
from tests.sharing.agreements.walk import active, signed_by_partner, signed_by_us, surgery

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


def letter(recipient: int, **asked: Any) -> Sharing:
    usual: dict[str, Any] = {
        "purpose": Purpose.CARE,
        "items": frozenset({DataItem.CARE_PLAN.value}),
        "rung": Rung.IDENTIFIABLE,
    }
    return Sharing(recipient=recipient, **{**usual, **asked})


def test_an_active_agreement_covers_what_it_lists_and_says_which_it_is(cast: Cast) -> None:
    elm = surgery(cast)
    ours = active(cast, elm)
    found = cover(letter(elm.pk), at=NOON + HOUR)
    assert found
    assert found.reference == ours.log_number == "LOG-2026-0001"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"purpose": Purpose.RESEARCH}, "not for this purpose"),
        ({"items": frozenset({DataItem.FAMILY.value})}, "does not list"),
    ],
)
def test_what_goes_beyond_it_is_refused_with_the_reason(cast: Cast, asked: dict[str, Any], says: str) -> None:
    elm = surgery(cast)
    active(cast, elm)
    found = cover(letter(elm.pk, **asked), at=NOON + HOUR)
    assert not found
    assert found.verdict.code is Code.AGREEMENT
    assert says in found.verdict.reason


def test_each_item_goes_no_higher_than_its_own_rung(cast: Cast) -> None:
    elm = surgery(cast)
    facts = {
        "item": DataItem.FAMILY.value,
        "necessity": "To see how many live alone",
        "rung": Rung.AGGREGATED,
    }
    ours = active(cast, elm)
    new = writing.renew(ours, by=cast.max, at=NOON)
    writing.add_item(new, by=cast.max, at=NOON, read_version=new.version, **facts)
    new.refresh_from_db()
    starts = {"starts_on": date(2026, 11, 22), "ends_on": date(2028, 11, 21)}
    new = writing.edit(new, by=cast.max, at=NOON, read_version=new.version, **starts)
    new = deciding.submit(new, by=cast.max, at=NOON, read_version=new.version)
    new = deciding.approve(
        new, by=cast.priya, at=NOON, read_version=new.version, content_hash=new.content_hash
    )
    new = signed_by_us(cast, new, at=NOON)
    signed_by_partner(new, new.parties.get(), by=cast.igor, at=NOON)
    both = frozenset({DataItem.FAMILY.value, DataItem.CARE_PLAN.value})
    assert cover(letter(elm.pk, items=both, rung=Rung.AGGREGATED), at=NOON + HOUR)
    assert cover(letter(elm.pk), at=NOON + HOUR)
    assert not cover(letter(elm.pk, items=both), at=NOON + HOUR)


def test_it_did_not_cover_before_the_last_signature(cast: Cast) -> None:
    elm = surgery(cast)
    active(cast, elm, at=NOON)
    assert cover(letter(elm.pk), at=NOON)
    before = cover(letter(elm.pk), at=NOON - timedelta(minutes=1))
    assert "not signed by everyone" in before.verdict.reason


def test_a_partner_that_was_entered_twice_is_one_partner(cast: Cast) -> None:
    elm, twice = surgery(cast), surgery(cast, "Elm Medical Practice")
    active(cast, elm)
    facts: dict[str, Any] = {
        "by": cast.igor,
        "at": NOON,
        "read_version": elm.version,
        "reason": "The same surgery",
    }
    merge(elm, into=twice, **facts)
    assert cover(letter(elm.pk), at=NOON + HOUR)
    assert cover(letter(twice.pk), at=NOON + HOUR)
    agreement = Agreement.objects.get()
    assert agreement.parties.get().organisation == twice
    # What was signed names it as it was.
    assert agreement.parties.get().name == "Elm Surgery"
    assert agreement.approved_hash == agreement.content_hash


def test_without_any_agreement_it_says_so(cast: Cast) -> None:
    found = cover(letter(surgery(cast).pk), at=NOON)
    assert (found.verdict.code, found.reference) == (Code.AGREEMENT, "")


def test_a_memorandum_counts_with_its_own_section_or_with_a_protocol_that_is_active(cast: Cast) -> None:
    elm = surgery(cast)
    memorandum = active(cast, elm, type=Type.MOU, has_sharing_section=False)
    assert "not enough by itself" in cover(letter(elm.pk), at=NOON + HOUR).verdict.reason
    active(cast, elm, at=NOON + HOUR, type=Type.DSP, parent=memorandum)
    assert cover(letter(elm.pk), at=NOON + HOUR)
    # At the moment before, there was no protocol yet.
    assert not cover(letter(elm.pk), at=NOON + HOUR - timedelta(minutes=1))


def test_the_renewal_takes_over_on_its_first_day_and_not_before(cast: Cast) -> None:
    elm = surgery(cast)
    old = active(cast, elm, direction=Direction.BOTH)
    new = writing.renew(old, by=cast.max, at=NOON)
    starts = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31), "direction": Direction.IN}
    new = writing.edit(new, by=cast.max, at=NOON, read_version=new.version, **starts)
    new = deciding.submit(new, by=cast.max, at=NOON, read_version=new.version)
    new = deciding.approve(
        new, by=cast.priya, at=NOON, read_version=new.version, content_hash=new.content_hash
    )
    new = signed_by_partner(signed_by_us(cast, new, at=NOON), new.parties.get(), by=cast.igor, at=NOON)
    old.refresh_from_db()
    last, first = datetime(2026, 12, 31, 23, 59, tzinfo=LONDON), datetime(2027, 1, 1, tzinfo=LONDON)
    assert (old.state_at(last), old.state_at(first)) == (State.ACTIVE, State.SUPERSEDED)
    assert cover(letter(elm.pk), at=last).reference == old.log_number
    found = cover(letter(elm.pk), at=first)
    assert not found
    assert found.reference == new.log_number


def test_the_question_costs_as_much_with_many_agreements(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    elm = surgery(cast)
    active(cast, elm)
    with django_assert_max_num_queries(7):
        assert len(answers(letter(elm.pk), at=NOON)) == 1
    for number in range(3):
        active(cast, elm, title=f"Number {number}")
    with django_assert_max_num_queries(7):
        assert len(answers(letter(elm.pk), at=NOON)) == 4
