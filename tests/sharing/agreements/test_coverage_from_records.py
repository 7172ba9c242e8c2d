"""What recorded agreements cover, each condition at both of its edges, and that it is what the pure rule says."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent.items import DataItem
from consent.purposes import Purpose
from governance.calendar import LONDON
from governance.errors import Code
from governance.organisations.actions import merge
from governance.organisations.models import Kind, Organisation
from sharing.agreements import deciding, writing
from sharing.agreements.coverage import answers, cover, terms_of
from sharing.agreements.ending import review, terminate
from sharing.agreements.models import Agreement, Party
from sharing.agreements.rules import Cover, Direction, Occasion, Sharing, Type, covers, without_cover
from sharing.agreements.states import State
from sharing.ladder import Rung
from tests.cast import NOON, Cast
from tests.sharing.agreements.walk import (
    active,
    approved,
    renewed,
    signed_by_partner,
    signed_by_us,
    surgery,
    written,
)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
USUAL = NOON + HOUR
pytestmark = pytest.mark.django_db

World = tuple[Cast, Organisation]


def midnight(year: int, month: int, day: int) -> datetime:
    return datetime.combine(date(year, month, day), time(0), LONDON)


def letter(recipient: int, **asked: Any) -> Sharing:
    usual: dict[str, Any] = {
        "purpose": Purpose.CARE,
        "items": frozenset({DataItem.CARE_PLAN.value}),
        "rung": Rung.IDENTIFIABLE,
    }
    return Sharing(recipient=recipient, **{**usual, **asked})


def in_force(world: World, **said: Any) -> Agreement:
    cast, elm = world
    return active(cast, elm, **said)


def ended(world: World, at: datetime) -> Agreement:
    return _end(world[0], in_force(world), at)


def _end(cast: Cast, ours: Agreement, at: datetime) -> Agreement:
    facts = {"by": cast.igor, "at": at, "read_version": ours.version, "reason": "They closed"}
    return terminate(ours, ended_at=at, **facts)


def reviewed(world: World, at: datetime) -> Agreement:
    ours = in_force(world)
    facts = {"by": world[0].max, "at": at, "read_version": ours.version, "words": "Still right"}
    review(ours, done_on=at.date(), **facts)
    return ours


def signed_last(world: World, at: datetime) -> Agreement:
    """Approved at noon, and signed by everybody at a later moment."""
    cast, elm = world
    ours = signed_by_us(cast, approved(cast, elm), at=NOON)
    return signed_by_partner(ours, ours.parties.get(), by=cast.igor, at=at)


def memorandum(world: World) -> Agreement:
    """One without a section on sharing, and from an hour later a protocol under it, with somebody else."""
    cast, _ = world
    ours = in_force(world, type=Type.MOU, has_sharing_section=False)
    active(cast, surgery(cast, "Oak"), at=NOON + HOUR, type=Type.DSP, parent=ours)
    return ours


def protocol(world: World, **above: Any) -> Agreement:
    """A protocol with Elm under an agreement with Oak."""
    cast, _ = world
    return in_force(world, type=Type.DSP, parent=active(cast, surgery(cast, "Oak"), **above))


def protocol_of_one_that_ends(world: World) -> Agreement:
    ours = protocol(world)
    assert ours.parent is not None
    _end(world[0], ours.parent, NOON + 2 * HOUR)
    return ours


def under_one_that_is_renewed(world: World, ends: datetime | None = None, **renewal: date) -> Agreement:
    """A protocol under an agreement until 30 June 2027 with its renewal, which is ended at a moment, if at all."""
    cast, _ = world
    ours = protocol(world, ends_on=date(2027, 6, 30))
    assert ours.parent is not None
    new = renewed(cast, ours.parent, renewal["starts_on"], date(2029, 6, 30))
    if ends is not None:
        _end(cast, Agreement.objects.get(pk=new.pk), ends)
    return ours


def memorandum_that_is_renewed(world: World) -> Agreement:
    """One without a section on sharing, whose renewal takes over on 1 January 2027; the protocol names the old one."""
    cast, elm = world
    ours = memorandum(world)
    renewed(cast, ours, date(2027, 1, 1), date(2029, 12, 31), at=NOON + 2 * HOUR)
    return ours


def by_codes_only(world: World) -> Agreement:
    cast, elm = world
    draft = written(cast, elm)
    why = {"rung": Rung.PSEUDONYMISED, "why_not_lower": "To match it with what they hold"}
    writing.change_part(draft.items.get(), by=cast.max, at=NOON, read_version=draft.version, **why)
    draft.refresh_from_db()
    return through(cast, draft)


def replaced(world: World) -> Agreement:
    """From 1 January 2027 by a renewal that is only for what they tell us."""
    cast, _ = world
    new = writing.renew(in_force(world), by=cast.max, at=NOON)
    starts = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31), "direction": Direction.IN.value}
    return through(cast, writing.edit(new, by=cast.max, at=NOON, read_version=new.version, **starts))


def through(cast: Cast, draft: Agreement) -> Agreement:
    """A draft that is sent in, approved and signed by everybody."""
    new = deciding.submit(draft, by=cast.max, at=NOON, read_version=draft.version)
    facts = {"by": cast.priya, "at": NOON, "content_hash": new.content_hash}
    new = deciding.approve(new, read_version=new.version, **facts)
    return signed_by_partner(signed_by_us(cast, new, at=NOON), new.parties.get(), by=cast.igor, at=NOON)


Made = Callable[[World], Agreement]
# The condition → how the agreement came about, when and what is asked just inside, just outside, and what is said.
EDGES: dict[str, tuple[Made, dict[str, Any], dict[str, Any], str]] = {
    "signed by everyone": (
        partial(signed_last, at=NOON + HOUR),
        {"at": NOON + HOUR},
        {"at": NOON + HOUR - MINUTE},
        "not signed by everyone",
    ),
    "first day": (
        partial(in_force, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31)),
        {"at": midnight(2027, 1, 1)},
        {"at": midnight(2027, 1, 1) - MINUTE},
        "It starts on 1 January 2027",
    ),
    "last day": (
        partial(in_force, ends_on=date(2027, 6, 30)),
        {"at": midnight(2027, 7, 1) - MINUTE},
        {"at": midnight(2027, 7, 1)},
        "It ended on 30 June 2027",
    ),
    "ended early": (
        partial(ended, at=NOON + 2 * HOUR),
        {"at": NOON + 2 * HOUR - MINUTE},
        {"at": NOON + 2 * HOUR},
        "It was ended on 22 November 2026",
    ),
    "replaced": (
        replaced,
        {"at": midnight(2027, 1, 1) - MINUTE},
        {"at": midnight(2027, 1, 1)},
        "It is only for sharing from them to us",
    ),
    "purpose": (in_force, {}, {"purpose": Purpose.RESEARCH}, "not for this purpose: research"),
    "every item": (
        in_force,
        {},
        {"items": frozenset({DataItem.CARE_PLAN.value, DataItem.RISK.value})},
        "does not list 1 of the things",
    ),
    "direction out": (
        partial(in_force, direction=Direction.OUT.value),
        {"direction": Direction.OUT},
        {"direction": Direction.IN},
        "only for sharing from us to them",
    ),
    "direction in": (
        partial(in_force, direction=Direction.IN.value),
        {"direction": Direction.IN},
        {"direction": Direction.OUT},
        "only for sharing from them to us",
    ),
    "review within its grace": (
        in_force,
        {"at": midnight(2028, 2, 23) - MINUTE},
        {"at": midnight(2028, 2, 23)},
        "the time to catch up ended on 22 February 2028",
    ),
    "a review that was recorded too late, from then on": (
        partial(reviewed, at=midnight(2028, 3, 1) + 12 * HOUR),
        {"at": midnight(2028, 3, 1) + 12 * HOUR},
        {"at": midnight(2028, 3, 1) + 12 * HOUR - MINUTE},
        "the time to catch up ended",
    ),
    "identifiability": (
        by_codes_only,
        {"rung": Rung.PSEUDONYMISED},
        {"rung": Rung.IDENTIFIABLE},
        "goes no higher than: 3 Pseudonymised",
    ),
    "memorandum with an active protocol": (
        memorandum,
        {"at": NOON + HOUR},
        {"at": NOON + HOUR - MINUTE},
        "memorandum of understanding is not enough",
    ),
    "protocol under an agreement that is ended": (
        protocol_of_one_that_ends,
        {"at": NOON + 2 * HOUR - MINUTE},
        {"at": NOON + 2 * HOUR},
        "agreement above this protocol is not active",
    ),
    "protocol under a renewal, from the moment at which it takes over": (
        partial(under_one_that_is_renewed, starts_on=date(2027, 7, 1)),
        {"at": midnight(2027, 7, 1)},
        {"at": midnight(2028, 10, 31) + 24 * HOUR},
        "It ended on 31 October 2028",
    ),
    "protocol while the agreement above it still stands beside its renewal": (
        partial(under_one_that_is_renewed, starts_on=date(2027, 3, 1)),
        {"at": midnight(2027, 3, 1) - MINUTE},
        {"at": NOON - MINUTE},
        "It is not signed by everyone",
    ),
    "protocol under a renewal that was ended after it began": (
        partial(under_one_that_is_renewed, starts_on=date(2026, 12, 1), ends=midnight(2026, 12, 5)),
        {"at": midnight(2026, 12, 5) - MINUTE},
        {"at": midnight(2026, 12, 5)},
        "LOG-2026-0003: It was ended on 5 December 2026",
    ),
    "protocol under a renewal that was ended before it began": (
        partial(under_one_that_is_renewed, starts_on=date(2026, 12, 1), ends=NOON + 2 * HOUR),
        {"at": midnight(2027, 7, 1) - MINUTE},
        {"at": midnight(2027, 7, 1)},
        "agreement above this protocol is not active",
    ),
    "protocol before a gap between two versions": (
        partial(under_one_that_is_renewed, starts_on=date(2027, 8, 1)),
        {"at": midnight(2027, 7, 1) - MINUTE},
        {"at": midnight(2027, 7, 1)},
        "LOG-2026-0003: It starts on 1 August 2027",
    ),
    "protocol after a gap between two versions": (
        partial(under_one_that_is_renewed, starts_on=date(2027, 8, 1)),
        {"at": midnight(2027, 8, 1)},
        {"at": midnight(2027, 8, 1) - MINUTE},
        "LOG-2026-0003: It starts on 1 August 2027",
    ),
    "memorandum whose renewal is filled by the protocol of the old one": (
        memorandum_that_is_renewed,
        {"at": midnight(2027, 1, 1)},
        {"at": NOON + HOUR - MINUTE},
        "memorandum of understanding is not enough",
    ),
    "protocol under an agreement past its grace": (
        partial(protocol, ends_on=date(2029, 10, 31)),
        {"at": midnight(2028, 2, 23) - MINUTE},
        {"at": midnight(2028, 2, 23)},
        "cannot be used",
    ),
    "protocol under an agreement that runs out": (
        partial(protocol, ends_on=date(2027, 6, 30)),
        {"at": midnight(2027, 7, 1) - MINUTE},
        {"at": midnight(2027, 7, 1)},
        "agreement above this protocol is not active",
    ),
}


@pytest.fixture
def world(cast: Cast) -> World:
    return cast, surgery(cast)


def asked_of(elm: Organisation, *, at: datetime = USUAL, **asked: Any) -> Cover:
    return cover(letter(elm.pk, **asked), at=at)


@pytest.mark.parametrize("condition", EDGES)
def test_each_condition_of_covers_at_both_of_its_edges(world: World, condition: str) -> None:
    made, inside, outside, words = EDGES[condition]
    made(world)
    assert asked_of(world[1], **inside), condition
    refused = asked_of(world[1], **outside)
    assert not refused, condition
    assert refused.verdict.code is Code.AGREEMENT
    assert words in refused.verdict.reason


def test_only_a_party_is_covered_and_a_merged_one_is(world: World) -> None:
    cast, elm = world
    in_force(world)
    oak = surgery(cast, "Oak Practice")
    assert asked_of(elm)
    assert "no agreement with them" in asked_of(oak).verdict.reason
    merge(elm, into=oak, by=cast.igor, at=NOON, read_version=elm.version, reason="The same surgery")
    assert asked_of(elm)
    assert asked_of(oak)


def test_an_overdue_review_warns_and_not_a_day_sooner(world: World) -> None:
    in_force(world)
    assert asked_of(world[1], at=midnight(2027, 11, 23) - MINUTE).warning == ""
    late = asked_of(world[1], at=midnight(2027, 11, 23))
    assert late.warning == "Its review was due on 22 November 2027. It can be used until 22 February 2028."


def test_a_review_that_is_written_down_later_changes_nothing_of_before(world: World) -> None:
    """What was blocked stays blocked, and what was warned of stays warned of."""
    reviewed(world, midnight(2028, 3, 1) + 12 * HOUR)
    assert asked_of(world[1], at=midnight(2027, 11, 23)).warning
    assert not asked_of(world[1], at=midnight(2028, 2, 25))
    assert asked_of(world[1], at=midnight(2028, 3, 2)).warning == ""


class TestScenario7:
    """ISA ended 31 October 2026, consent ACTIVE, now 22 November 2026."""

    def test_the_agreement_covers_neither_and_did_until_its_last_day(self, world: World) -> None:
        cast, elm = world
        signed = datetime(2025, 11, 3, 12, tzinfo=LONDON)
        isa = active(cast, elm, at=signed, starts_on=date(2025, 11, 1), ends_on=date(2026, 10, 31))
        assert isa.state_at(NOON) == State.EXPIRED
        assert asked_of(elm, at=midnight(2026, 11, 1) - MINUTE)
        over = asked_of(elm, at=NOON)
        assert (bool(over), over.verdict.code) == (False, Code.AGREEMENT)
        assert "It ended on 31 October 2026" in over.verdict.reason
        one_letter = Occasion(routine=False, stop_check=False, compels=False, single_with_footing=True)
        assert without_cover(one_letter) == (without_cover(one_letter).verdict, True)
        assert without_cover(one_letter).verdict
        extract = Occasion(routine=True, stop_check=True, compels=False, single_with_footing=True)
        assert without_cover(extract).verdict.code is Code.AGREEMENT


class TestAsThePureRule:
    DAYS = st.integers(min_value=-40, max_value=1_000)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        days=DAYS,
        purpose=st.sampled_from([Purpose.CARE, Purpose.RESEARCH]),
        items=st.frozensets(st.sampled_from(["care_plan", "risk"]), min_size=1),
        rung=st.sampled_from(Rung),
        direction=st.sampled_from([Direction.OUT, Direction.IN]),
        other=st.booleans(),
    )
    def test_the_answer_from_records_is_that_of_the_rule(
        self, world: World, days: int, other: bool, **asked: Any
    ) -> None:
        cast, elm = world
        if not Agreement.objects.exists():
            reviewed(world, NOON + timedelta(days=300))
            surgery(cast, "Oak Practice")
        ours, at = Agreement.objects.get(), NOON + timedelta(days=days)
        recipient = Organisation.objects.get(name="Oak Practice") if other else elm
        question = letter(recipient.pk, **asked)
        found, ruled = cover(question, at=at), covers(terms_of([ours], at)[ours], question, at)
        assert bool(found) is bool(ruled)
        if not other:
            assert found == ruled


def copied(record: Any, **other: Any) -> Any:
    """The same row again, apart from what is named."""
    fields = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    return type(record)(**{**fields, "id": None, **other})


class TestCost:
    def many(self, cast: Cast) -> Organisation:
        """A thousand partners with an agreement each, as rows alone, and one of them for real."""
        elm = surgery(cast)
        active(cast, elm)
        ours, party = Agreement.objects.get(), Party.objects.get()
        kinds = {"kind": Kind.HEALTH.value, "created_at": NOON}
        others = Organisation.objects.bulk_create(
            Organisation(reference=f"ORG-0-{number}", name=f"Partner {number}", **kinds)
            for number in range(1_000)
        )
        made = Agreement.objects.bulk_create(
            copied(ours, reference=f"ISA-0-{each.pk}", log_number=f"LOG-0-{each.pk}") for each in others
        )
        Party.objects.bulk_create(
            copied(party, agreement_id=agreement.pk, organisation_id=other.pk)
            for agreement, other in zip(made, others, strict=True)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE agreements_agreement, agreements_party, organisations_organisation")
        return elm

    def test_it_finds_those_of_the_partner_by_an_index(self, cast: Cast) -> None:
        elm = self.many(cast)
        theirs = Agreement.objects.with_partner(elm.pk)
        assert theirs.count() == 1
        plan = theirs.explain()
        assert "Seq Scan on agreements_party" not in plan
        assert "Seq Scan on agreements_agreement" not in plan

    def test_the_central_log_is_searched_by_indexes_of_parts_of_names(self, cast: Cast) -> None:
        self.many(cast)
        with connection.cursor() as cursor:
            # So few rows are read one after the other all the same.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
            plan = Agreement.objects.all().named_like("castle").explain()
        for index in ("agreement_by_part_of_title", "party_by_part_of_name"):
            assert index in plan

    def test_it_asks_as_often_with_many(self, cast: Cast, django_assert_num_queries: Any) -> None:
        elm = self.many(cast)
        with django_assert_num_queries(QUERIES):
            assert len(answers(letter(elm.pk), at=USUAL)) == 1


# The partner, its agreements, and the items, reviews, parties and partners of these.
QUERIES = 6
