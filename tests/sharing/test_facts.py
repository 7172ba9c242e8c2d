"""The facts of one round trip say what the records say: of now, of what was true then, and of what was known then."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consent.capacity.questions import Kind as Assessing
from consent.consents.actions import invalidate, reconfirm, withdraw
from consent.consents.models import Consent
from consent.consents.rules import State
from consent.items import DataItem
from consent.kinds import Kind
from consent.purposes import Purpose
from consent.sharing.moments import as_it_was
from governance.calendar import Nation
from governance.organisations.actions import merge
from governance.organisations.models import Organisation
from governance.people.actions import edit, open_case
from governance.people.models import Person
from governance.rights.rules import Right
from sharing.agreements import writing
from sharing.agreements.coverage import remaining, terms_of
from sharing.agreements.ending import terminate
from sharing.agreements.models import Agreement
from sharing.agreements.states import State as AgreementState
from sharing.decision import Asked, Facts, Outcome, Word, decide
from sharing.facts import gather, gather_many, known_at
from sharing.ladder import Rung
from tests.cast import NOON, Cast
from tests.consent.capacity.typed import able, assess, lacking
from tests.consent.consents.answers import say
from tests.consent.sharing.stories import now, says, says_again, takes_back
from tests.rights.asking import at_work, step
from tests.sharing.agreements.test_coverage_from_records import EDGES, USUAL, World
from tests.sharing.agreements.walk import PARTY, active, surgery, written

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ITEMS = frozenset({DataItem.CONTACT.value, DataItem.CARE_PLAN.value})
pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(cast: Cast) -> Person:
    return cast.person()


@pytest.fixture
def elm(cast: Cast) -> Organisation:
    return surgery(cast)


@pytest.fixture
def world(cast: Cast, elm: Organisation) -> World:
    return cast, elm


def letter(elm: Organisation | None, name: str = "Elm Surgery", **asked: Any) -> Asked:
    organisation = elm.pk if elm else None
    return replace(Asked(name, Purpose.CARE, ITEMS, organisation=organisation), **asked)


def facts(cast: Cast, asked: Asked, sam: Person, at: datetime | None = None) -> Facts:
    return gather(asked, person=sam.pk, service=cast.harbour.pk, at=at or now())


def knew(cast: Cast, asked: Asked, sam: Person, at: datetime) -> Facts:
    return known_at(asked, person=sam.pk, service=cast.harbour.pk, at=at)


def only(found: Facts) -> Word:
    (word,) = found.words
    return word


class TestWords:
    def test_it_is_one_statement_whatever_there_is(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        for number in range(3):
            says(cast, sam, recipient=f"Doctor {number}", organisation=elm)
        active(cast, elm)
        with CaptureQueriesContext(connection) as asked:
            facts(cast, letter(elm), sam)
        # Only what goes around it: nothing is asked by Django itself.
        assert len(asked) == 0

    def test_a_yes_is_as_it_was_given(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        consent = says(cast, sam, organisation=elm, aim=Purpose.HOUSING.value, not_to_share="My job")
        word = only(facts(cast, letter(elm), sam))
        assert (word.id, word.reference, word.version) == (consent.pk, consent.reference, consent.version)
        assert (word.yes, word.holds, word.taken_back) == (True, True, False)
        assert (word.organisation, word.someone, word.purpose) == (elm.pk, "", Purpose.HOUSING)
        assert (word.items, word.not_to_share) == (ITEMS, "My job")

    @pytest.mark.parametrize(
        ("recipient", "linked", "found", "someone"),
        [
            ("Elm Surgery", True, True, ""),
            ("elm surgery", False, True, ""),
            ("Dr Oak", True, True, "Dr Oak"),
            ("Dr Oak", False, False, ""),
        ],
    )
    def test_an_organisation_is_known_by_its_record_or_its_name(
        self, cast: Cast, sam: Person, elm: Organisation, recipient: str, linked: bool, found: bool, someone: str
    ) -> None:  # fmt: skip
        says(cast, sam, recipient=recipient, organisation=elm if linked else None)
        words = facts(cast, letter(elm), sam).words
        assert [(word.organisation, word.someone) for word in words] == ([(elm.pk, someone)] if found else [])

    def test_one_that_was_merged_is_the_one_that_remains(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        oak = surgery(cast, "Oak Practice")
        says(cast, sam, organisation=elm)
        active(cast, elm)
        merge(elm, into=oak, by=cast.igor, at=now(), read_version=elm.version, reason="The same surgery")
        for each in (oak, elm):
            found = facts(cast, letter(each), sam)
            assert only(found).organisation == each.pk
            ask = letter(each, items=frozenset({DataItem.CARE_PLAN.value}))
            assert decide(ask, found).agreement is not None

    def test_an_agreement_with_two_of_their_names_is_one_agreement(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        oak = surgery(cast, "Oak Practice")
        both = written(cast, elm)
        writing.add_party(both, by=cast.max, at=NOON, read_version=both.version, organisation=oak, **PARTY)
        merge(elm, into=oak, by=cast.igor, at=now(), read_version=elm.version, reason="The same surgery")
        assert [each.id for each in facts(cast, letter(oak), sam).agreements] == [both.pk]

    def test_other_services_other_people_and_drafts_say_nothing(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        open_case(sam, by=cast.maya, at=now(), service=cast.quay)
        says(cast, sam, organisation=elm, case=sam.cases.get(service=cast.quay), by=cast.maya)
        says(cast, sam, organisation=elm, case=sam.cases.get(service=cast.harbour), script_version="")
        says(cast, cast.person("Kim"), organisation=elm)
        assert facts(cast, letter(elm), sam).words == ()

    def test_a_study_has_its_name_and_publicity_is_no_sharing(self, cast: Cast, sam: Person) -> None:
        for kind in (Kind.MEDIA, Kind.RESEARCH):
            what = {"kind": kind.value, "purpose": "To learn", "items": ITEMS, "effect": "BOTH"}
            case, at = sam.cases.get(), now()
            Consent.objects.create(
                person=sam, case=case, service=case.service, recipient="Uni", named="Sleep", given_at=at,
                expires_on=date(2030, 1, 1), given_by=cast.fay, state=State.ACTIVE, created_at=at, created_by=cast.fay,
                reference=f"CON-{kind[:3]}", method="PAPER", **{**what, "items": sorted(ITEMS)},
            )  # fmt: skip
        assert only(facts(cast, letter(None, "Uni"), sam)).named == "Sleep"

    def test_the_newest_word_comes_first(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        first = says(cast, sam, organisation=elm, purpose="To plan")
        second = says(cast, sam, organisation=elm, purpose="To book")
        says_again(cast, first)
        assert [word.id for word in facts(cast, letter(elm), sam).words] == [first.pk, second.pk]


class TestFindings:
    def test_somebody_found_that_they_cannot_decide(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        assert not facts(cast, letter(elm), sam).unable
        assess(cast, sam, lacking(Nation.ENG), at=now())
        assert facts(cast, letter(elm), sam).unable

    def test_a_newer_finding_on_the_same_takes_its_place(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        assess(cast, sam, lacking(Nation.ENG), at=now())
        assess(cast, sam, able(Assessing.CAPACITY, Nation.ENG), at=now())
        assert not facts(cast, letter(elm), sam).unable


def stories(cast: Cast, sam: Person, elm: Organisation) -> Iterator[Consent]:
    """What can become of a yes."""
    far = NOON - 200 * DAY

    def yes(name: str, at: datetime = far) -> Consent:
        return say(cast, sam, at=at, organisation=elm, recipient=name).consent

    yield yes("Dr Yes")
    withdraw(taken := yes("Dr Taken"), by=cast.fay, at=NOON - 5 * DAY, withdrawn_at=NOON - 10 * DAY)
    yield taken
    yield reconfirm(yes("Dr Again"), by=cast.fay, at=NOON - 20 * DAY, said_at=NOON - 30 * DAY)
    yield invalidate(yes("Dr Wrong"), by=cast.igor, at=NOON - DAY, reason="They were pressed")
    yield yes("Dr Long Ago", NOON - 400 * DAY)
    yes("Dr Anew", NOON - 300 * DAY)
    yield yes("Dr Anew", NOON - 100 * DAY)
    yield say(cast, sam, False, at=NOON - 50 * DAY, organisation=elm, recipient="Dr No").consent
    then_no = yes("Dr Then No")
    say(cast, sam, False, at=NOON - 3 * DAY, organisation=elm, recipient="Dr Then No")
    yield then_no


def test_the_statement_says_of_every_moment_what_the_rules_say(
    cast: Cast, sam: Person, elm: Organisation
) -> None:
    """`moments.as_it_was` is the meaning; save for a yes said again, whose history is of today here."""
    list(stories(cast, sam, elm))
    ours = list(Consent.objects.exclude(recipient="Dr Again"))
    assert len(ours) == 9
    for days in range(-410, 250, 5):
        moment = NOON + days * DAY
        said = {word.id: word for word in facts(cast, letter(elm), sam, moment).words}
        for consent in ours:
            then, word = as_it_was(consent, moment), said.get(consent.pk)
            gone = then is None or then.state in (State.DRAFT, State.SUPERSEDED)
            assert (word is None) == gone, (consent.recipient, moment)
            if then is not None and word is not None:
                assert word.holds == (then.state_at(moment) == State.ACTIVE), (consent.recipient, moment)
                assert word.taken_back == (then.state == State.WITHDRAWN), (consent.recipient, moment)
                assert word.yes == (then.state != State.REFUSED), (consent.recipient, moment)


@pytest.mark.parametrize("condition", EDGES)
def test_agreements_say_what_coverage_says(world: World, condition: str) -> None:
    """`coverage.terms_of` is the meaning."""
    made, inside, outside, _ = EDGES[condition]
    made(world)
    cast, elm = world
    for at in {each.get("at", USUAL) for each in (inside, outside)}:
        theirs = terms_of(Agreement.objects.with_partner(elm.pk).exclude(state=AgreementState.REJECTED), at)
        # Only what is asked about is fetched of it.
        expected = {
            each.pk: replace(
                terms,
                parties=frozenset({elm.pk}),
                items={item: rung for item, rung in terms.items.items() if item in ITEMS},
            )
            for each, terms in theirs.items()
        }
        found = gather(letter(elm), person=None, service=cast.harbour.pk, at=at)
        assert {each.id: each.terms for each in found.agreements} == expected
        assert {each.id: each.locks for each in found.agreements} == {a.pk: a.locks for a in theirs}
    assert remaining(elm.pk) == elm.pk


class TestAPastMoment:
    """What was true then, and what was known then."""

    def test_a_withdrawal_that_was_written_down_later(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        consent = says(cast, sam, organisation=elm)
        said, between = now(), now() + timedelta(microseconds=5)
        takes_back(cast, consent, said_at=said)
        ask = letter(elm)
        assert decide(ask, facts(cast, ask, sam, between)).outcome is Outcome.NO
        assert decide(ask, knew(cast, ask, sam, between)).may_go
        assert decide(ask, knew(cast, ask, sam, now())).outcome is Outcome.NO

    def test_a_yes_that_was_written_down_later(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        between = now()
        says(cast, sam, organisation=elm, said_at=between - HOUR)
        ask = letter(elm)
        assert decide(ask, facts(cast, ask, sam, between)).may_go
        assert decide(ask, knew(cast, ask, sam, between)).outcome is Outcome.ASK

    def test_what_was_found_not_valid_never_held_and_nobody_knew(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        consent = says(cast, sam, organisation=elm)
        between = now()
        invalidate(consent, by=cast.igor, at=now(), reason="They were pressed")
        ask = letter(elm)
        assert not decide(ask, facts(cast, ask, sam, between)).may_go
        assert decide(ask, knew(cast, ask, sam, between)).may_go

    def test_an_agreement_that_was_ended_since(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        says(cast, sam, organisation=elm)
        ours = active(cast, elm, at=now())
        ended, between = now(), now() + timedelta(microseconds=5)
        terminate(
            ours, by=cast.igor, at=now(), read_version=ours.version, ended_at=ended, reason="They closed"
        )
        ask = letter(elm, items=frozenset({DataItem.CARE_PLAN.value}), rung=Rung.IDENTIFIABLE)
        assert decide(ask, facts(cast, ask, sam, ended - timedelta(microseconds=1))).agreement is not None
        assert decide(ask, facts(cast, ask, sam, between)).agreement_gap
        assert decide(ask, knew(cast, ask, sam, between)).agreement is not None

    def test_a_birth_date_that_was_corrected_since(self, cast: Cast, elm: Organisation) -> None:
        sam = cast.person(born=date(1990, 1, 1))
        says(cast, sam, organisation=elm)
        between = now()
        sam.refresh_from_db()
        edit(sam, by=cast.fay, at=now(), read_version=sam.version, reason="A slip", born_on=date(2014, 1, 1))
        ask = letter(elm)
        assert only(facts(cast, ask, sam, between)).in_doubt
        assert not only(knew(cast, ask, sam, between)).in_doubt
        assert only(knew(cast, ask, sam, now())).in_doubt

    def test_the_dates_of_a_yes_that_was_said_again_since(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        consent = says(cast, sam, organisation=elm)
        between = now()
        Consent.objects.filter(pk=consent.pk).update(review_on=date(2020, 1, 1), version=consent.version + 1)
        between = now()
        consent.refresh_from_db()
        says_again(cast, consent)
        assert only(facts(cast, letter(elm), sam, between)).review_overdue
        assert not only(facts(cast, letter(elm), sam)).review_overdue

    def test_a_finding_that_was_made_since(self, cast: Cast, sam: Person, elm: Organisation) -> None:
        between = now()
        assess(cast, sam, lacking(Nation.ENG, assessed_at=now()), at=now() + HOUR)
        assert not facts(cast, letter(elm), sam, between).unable
        assert not knew(cast, letter(elm), sam, between).unable


class TestMarks:
    def test_an_objection_is_known_from_its_moment_until_it_is_lifted(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        made = at_work(cast, Right.OBJECTION, person=sam, at=NOON)
        step(cast, made, "lift", at=NOON + 2 * DAY, reason="They want letters again.")
        for ask in (facts, knew):
            seen = [ask(cast, letter(elm), sam, NOON + after).objects for after in (-HOUR, HOUR, 3 * DAY)]
            assert seen == [False, True, False]

    def test_a_restriction_is_no_objection_and_another_persons_is_none(
        self, cast: Cast, sam: Person, elm: Organisation
    ) -> None:
        at_work(cast, Right.RESTRICTION, person=sam, at=NOON)
        other = cast.person("Kit Moss")
        found = facts(cast, letter(elm), sam, NOON + HOUR)
        assert (found.restricted, found.objects) == (True, False)
        assert not facts(cast, letter(elm), other, NOON + HOUR).restricted


def test_many_people_are_asked_about_at_once(cast: Cast, elm: Organisation) -> None:
    ours = [cast.person(f"Person {number}") for number in range(4)]
    for person in ours[:3]:
        says(cast, person, organisation=elm)
    at = now()
    found = gather_many(letter(elm), [each.pk for each in ours], service=cast.harbour.pk, at=at)
    assert {pk: each for pk, each in found.items() if pk} == {
        each.pk: facts(cast, letter(elm), each, at) for each in ours
    }
    assert [len(found[each.pk].words) for each in ours] == [1, 1, 1, 0]
