"""What an agreement covers, each condition at both of its edges, and what follows without one (handbook section 4)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.purposes import Purpose
from governance.calendar import LONDON, add_months
from governance.errors import Code
from sharing.agreements.rules import (
    Course,
    Cover,
    Direction,
    Occasion,
    Sharing,
    Terms,
    Type,
    best,
    covers,
    dates_allowed,
    grace_ends,
    is_repeated,
    latest_end,
    review_due,
    state_at,
    without_cover,
)
from sharing.agreements.states import State
from sharing.ladder import Rung

DAY = timedelta(days=1)
ELM, ASH = 7, 8
SIGNED = datetime(2026, 1, 5, 15, 30, tzinfo=UTC)
TERMS = Terms(
    reference="ISA-2026-0001",
    type=Type.ISA,
    state=State.ACTIVE,
    began_at=SIGNED,
    starts_on=date(2026, 2, 1),
    ends_on=date(2028, 1, 31),
    review_on=date(2027, 1, 5),
    parties=frozenset({ELM}),
    purposes=frozenset({Purpose.CARE}),
    items={"contact": Rung.PSEUDONYMISED, "care_plan": Rung.PSEUDONYMISED},
    direction=Direction.OUT,
)
LETTER = Sharing(recipient=ELM, purpose=Purpose.CARE, items=frozenset({"contact"}), rung=Rung.PSEUDONYMISED)


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), LONDON)


def midnight(on: date) -> datetime:
    return datetime.combine(on, time(0), LONDON)


USUAL = noon(date(2026, 6, 1))


def answer(at: datetime = USUAL, asked: dict[str, Any] | None = None, **terms: Any) -> Cover:
    return covers(replace(TERMS, **terms), replace(LETTER, **(asked or {})), at)


ENDED = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

# What a protocol or a memorandum leans on.
OTHER = Course(
    reference="LOG-2026-0009",
    state=State.ACTIVE,
    began_at=SIGNED,
    starts_on=date(2026, 1, 1),
    ends_on=date(2028, 12, 31),
    review_on=date(2027, 1, 1),
)
BEFORE = replace(OTHER, state=State.SUPERSEDED, ended_at=ENDED)
AFTER = replace(OTHER, reference="LOG-2026-0010", began_at=ENDED, starts_on=date(2026, 6, 1))
UNTIL_JULY = replace(OTHER, ends_on=date(2026, 7, 31))
FROM_SEPTEMBER = replace(OTHER, reference="LOG-2026-0010", starts_on=date(2026, 9, 1))
REVIEWED_LATE = replace(OTHER, review_on=date(2026, 4, 1))
ALONE = {"type": Type.MOU, "sharing_section": False}

# The condition → a sharing that is just inside, one that is just outside, and what the refusal says.
EDGES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "signed by everyone": (
        {"at": SIGNED, "starts_on": date(2026, 1, 1)},
        {"at": SIGNED - MINUTE, "starts_on": date(2026, 1, 1)},
        "not signed by everyone",
    ),
    "never signed": ({}, {"began_at": None}, "not signed by everyone"),
    "first day": (
        {"at": midnight(date(2026, 2, 1))},
        {"at": midnight(date(2026, 2, 1)) - MINUTE},
        "It starts on 1 February 2026",
    ),
    "last day": (
        {"at": midnight(date(2028, 2, 1)) - MINUTE, "review_on": date(2028, 1, 31)},
        {"at": midnight(date(2028, 2, 1)), "review_on": date(2028, 1, 31)},
        "It ended on 31 January 2028",
    ),
    "ended early": (
        {"at": ENDED - MINUTE, "state": State.TERMINATED, "ended_at": ENDED},
        {"at": ENDED, "state": State.TERMINATED, "ended_at": ENDED},
        "It was ended on 1 June 2026",
    ),
    "replaced": (
        {"at": ENDED - MINUTE, "state": State.SUPERSEDED, "ended_at": ENDED},
        {"at": ENDED, "state": State.SUPERSEDED, "ended_at": ENDED},
        "It was replaced on 1 June 2026",
    ),
    "party": ({"asked": {"recipient": ELM}}, {"asked": {"recipient": ASH}}, "not a party"),
    "purpose": (
        {"asked": {"purpose": Purpose.CARE}},
        {"asked": {"purpose": Purpose.RESEARCH}},
        "not for this purpose: research",
    ),
    "every item": (
        {"asked": {"items": frozenset({"contact", "care_plan"})}},
        {"asked": {"items": frozenset({"contact", "care_plan", "risk"})}},
        "does not list 1 of the things",
    ),
    "direction": (
        {"asked": {"direction": Direction.OUT}},
        {"asked": {"direction": Direction.IN}},
        "only for sharing from us to them",
    ),
    "direction of both ways": (
        {"direction": Direction.BOTH, "asked": {"direction": Direction.IN}},
        {"direction": Direction.IN, "asked": {"direction": Direction.OUT}},
        "only for sharing from them to us",
    ),
    "identifiability": (
        {"asked": {"rung": Rung.PSEUDONYMISED}},
        {"asked": {"rung": Rung.IDENTIFIABLE}},
        "goes no higher than: 3 Pseudonymised",
    ),
    "memorandum with a section on sharing": (
        {"type": Type.MOU, "sharing_section": True},
        {"type": Type.MOU, "sharing_section": False},
        "memorandum of understanding is not enough",
    ),
    "memorandum with an active protocol": (
        {"type": Type.MOU, "sharing_section": False, "under": (OTHER,)},
        {"type": Type.MOU, "sharing_section": False},
        "memorandum of understanding is not enough",
    ),
    "protocol under an active agreement": (
        {"type": Type.DSP, "above": (OTHER,)},
        {"type": Type.DSP, "above": ()},
        "We do not know the agreement above this protocol",
    ),
    "protocol under a signed agreement": (
        {"type": Type.DSP, "above": (OTHER,)},
        {"type": Type.DSP, "above": (replace(OTHER, began_at=None),)},
        "The agreement above this protocol is not active. LOG-2026-0009: It is not signed by everyone.",
    ),
    "protocol at the moment at which the renewal above it takes over": (
        {"at": ENDED, "type": Type.DSP, "above": (BEFORE, AFTER)},
        {"at": ENDED, "type": Type.DSP, "above": (BEFORE,)},
        "LOG-2026-0009: It was replaced on 1 June 2026",
    ),
    "protocol the moment before the renewal above it takes over": (
        {"at": ENDED - MINUTE, "type": Type.DSP, "above": (BEFORE, AFTER)},
        {"at": ENDED - MINUTE, "type": Type.DSP, "above": (AFTER,)},
        "LOG-2026-0010: It is not signed by everyone",
    ),
    "protocol on the last day before a gap above it": (
        {"at": midnight(date(2026, 8, 1)) - MINUTE, "type": Type.DSP, "above": (UNTIL_JULY, FROM_SEPTEMBER)},
        {"at": midnight(date(2026, 8, 1)), "type": Type.DSP, "above": (UNTIL_JULY, FROM_SEPTEMBER)},
        "LOG-2026-0010: It starts on 1 September 2026",
    ),
    "protocol on the first day after a gap above it": (
        {"at": midnight(date(2026, 9, 1)), "type": Type.DSP, "above": (UNTIL_JULY, FROM_SEPTEMBER)},
        {"at": midnight(date(2026, 9, 1)) - MINUTE, "type": Type.DSP, "above": (UNTIL_JULY, FROM_SEPTEMBER)},
        "LOG-2026-0010: It starts on 1 September 2026",
    ),
    "protocol until the grace of the review above it has ended": (
        {"at": midnight(date(2026, 7, 2)) - MINUTE, "type": Type.DSP, "above": (REVIEWED_LATE,)},
        {"at": midnight(date(2026, 7, 2)), "type": Type.DSP, "above": (REVIEWED_LATE,)},
        "LOG-2026-0009, above this protocol, cannot be used. Its review was due on 1 April 2026",
    ),
    "memorandum until the grace of the protocol under it has ended": (
        {"at": midnight(date(2026, 7, 2)) - MINUTE, **ALONE, "under": (REVIEWED_LATE,)},
        {"at": midnight(date(2026, 7, 2)), **ALONE, "under": (REVIEWED_LATE,)},
        "LOG-2026-0009, under this memorandum, cannot be used",
    ),
    "something that is shared": (
        {"asked": {"items": frozenset({"contact"})}},
        {"asked": {"items": frozenset()}},
        "It is not said what is to be shared",
    ),
    "grace after the review": (
        {"at": midnight(date(2027, 4, 6)) - MINUTE},
        {"at": midnight(date(2027, 4, 6))},
        "the time to catch up ended on 5 April 2027",
    ),
}


@pytest.mark.parametrize("condition", EDGES)
def test_each_condition_of_covers_at_both_of_its_edges(condition: str) -> None:
    inside, outside, words = EDGES[condition]
    assert answer(**inside), answer(**inside).verdict.reason
    refused = answer(**outside)
    assert not refused
    assert refused.verdict.code == Code.AGREEMENT
    assert words in refused.verdict.reason
    assert refused.verdict.next_step


def test_an_overdue_review_warns_and_not_a_day_sooner() -> None:
    assert answer(midnight(date(2027, 1, 6)) - MINUTE).warning == ""
    warned = answer(midnight(date(2027, 1, 6)))
    assert warned
    assert warned.warning == "Its review was due on 5 January 2027. It can be used until 5 April 2027."


def test_an_overdue_review_above_a_protocol_warns_and_one_in_time_is_preferred() -> None:
    at = midnight(date(2026, 4, 2))
    under = {"type": Type.DSP, "above": (REVIEWED_LATE,)}
    assert answer(at - MINUTE, **under).warning == ""
    assert answer(at, **under).warning == (
        "LOG-2026-0009, above this protocol: Its review was due on 1 April 2026. It can be used until 1 July 2026."
    )
    assert answer(at, type=Type.DSP, above=(REVIEWED_LATE, FROM_SEPTEMBER, OTHER)).warning == ""


@given(st.integers(min_value=-30, max_value=900))
def test_it_covers_a_day_exactly_from_start_to_end_while_reviewed(days: int) -> None:
    on = TERMS.starts_on + days * DAY
    good = TERMS.starts_on <= on <= min(TERMS.ends_on, grace_ends(TERMS.review_on))
    assert bool(answer(noon(on))) is good


@given(
    st.frozensets(st.sampled_from(["contact", "care_plan", "risk", "family"]), min_size=1),
    st.sampled_from(Rung),
)
def test_less_than_what_is_covered_is_covered(items: frozenset[str], rung: Rung) -> None:
    asked = {"items": items, "rung": rung}
    if answer(asked=asked):
        for fewer in items:
            assert answer(asked={"items": frozenset({fewer}), "rung": Rung.AGGREGATED})


class TestBest:
    YES = covers(TERMS, LETTER, USUAL)
    WARNED = covers(replace(TERMS, review_on=date(2026, 5, 1)), LETTER, USUAL)
    BEYOND = covers(TERMS, replace(LETTER, rung=Rung.IDENTIFIABLE), USUAL)
    OVER = covers(TERMS, LETTER, noon(date(2029, 1, 1)))

    def test_a_clean_yes_before_a_warned_one_before_the_nearest_miss(self) -> None:
        order = [self.YES, self.WARNED, self.BEYOND, self.OVER]
        for number, expected in enumerate(order):
            assert best(reversed(order[number:])) is expected

    def test_without_any_agreement_it_says_so(self) -> None:
        nobody = best([])
        assert (nobody.verdict.code, nobody.reference) == (Code.AGREEMENT, "")
        assert "no agreement with them" in nobody.verdict.reason


class TestScenario7:
    """ISA ended 31 October 2026, consent ACTIVE, now 22 November 2026."""

    AT = noon(date(2026, 11, 22))
    ISA = replace(TERMS, ends_on=date(2026, 10, 31), review_on=date(2026, 10, 31))

    def test_the_agreement_covers_neither(self) -> None:
        assert covers(self.ISA, LETTER, noon(date(2026, 10, 31)))
        over = covers(self.ISA, LETTER, self.AT)
        assert (bool(over), over.verdict.code) == (False, Code.AGREEMENT)
        assert state_at(State.ACTIVE, self.ISA.ends_on, None, noon(date(2026, 11, 22))) == State.EXPIRED

    def test_a_one_letter_about_that_person_goes_with_a_flag(self) -> None:
        letter = Occasion(routine=False, stop_check=False, compels=False, single_with_footing=True)
        assert without_cover(letter).verdict
        assert without_cover(letter).agreement_gap

    def test_b_the_monthly_extract_of_60_is_blocked_whatever_consents_exist(self) -> None:
        extract = Occasion(routine=True, stop_check=True, compels=False, single_with_footing=True)
        assert without_cover(extract).verdict.code == Code.AGREEMENT
        assert not without_cover(extract).agreement_gap


@pytest.mark.parametrize("routine", [True, False])
@pytest.mark.parametrize("stop_check", [True, False])
@pytest.mark.parametrize("compels", [True, False])
@pytest.mark.parametrize("footing", [True, False])
def test_without_cover(routine: bool, stop_check: bool, compels: bool, footing: bool) -> None:
    after = without_cover(Occasion(routine, stop_check, compels, footing))
    goes = compels or (footing and not routine and not stop_check)
    assert bool(after.verdict) is goes
    assert after.agreement_gap is (goes and not compels)
    assert after.verdict.code == (None if goes else Code.AGREEMENT)


@pytest.mark.parametrize(("days", "repeated"), [(0, True), (90, True), (91, False), (-1, False)])
def test_the_second_within_90_days_is_repeated(days: int, repeated: bool) -> None:
    on = date(2026, 11, 22)
    assert is_repeated([on - days * DAY], on) is repeated


class TestDates:
    def test_it_lasts_36_months_at_most(self) -> None:
        starts_on = date(2026, 11, 22)
        assert latest_end(starts_on) == date(2029, 11, 22)
        assert dates_allowed(starts_on, date(2029, 11, 22))
        late = dates_allowed(starts_on, date(2029, 11, 23))
        assert (bool(late), late.code) == (False, None)

    def test_it_does_not_end_before_it_starts(self) -> None:
        assert dates_allowed(date(2026, 11, 22), date(2026, 11, 22))
        assert not dates_allowed(date(2026, 11, 22), date(2026, 11, 21))

    def test_review_is_due_after_12_months_and_no_later_than_the_end(self) -> None:
        assert review_due(date(2028, 2, 29), date(2030, 1, 1)) == date(2029, 2, 28)
        assert review_due(date(2026, 11, 22), date(2027, 3, 1)) == date(2027, 3, 1)

    def test_grace_is_counted_from_the_review_itself(self) -> None:
        assert grace_ends(date(2026, 11, 30)) == date(2027, 2, 28)

    @given(st.dates(date(2000, 1, 1), date(2150, 1, 1)))
    def test_active_reads_expired_from_the_day_after_its_end(self, ends_on: date) -> None:
        assert state_at(State.ACTIVE, ends_on, None, midnight(ends_on + DAY) - MINUTE) == State.ACTIVE
        assert state_at(State.ACTIVE, ends_on, None, midnight(ends_on + DAY)) == State.EXPIRED
        assert state_at(State.TERMINATED, ends_on, None, midnight(add_months(ends_on, 1))) == State.TERMINATED
