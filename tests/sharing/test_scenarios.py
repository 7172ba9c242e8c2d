"""Worked scenarios of the handbook that "may we share?" answers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from consent.consents.models import Consent
from consent.consents.rules import State
from consent.items import DataItem
from consent.purposes import Purpose
from governance.errors import Code
from governance.organisations.models import Organisation
from governance.people.models import Person
from sharing.decision import Asked, Outcome, agreed, decide
from sharing.facts import gather, gather_many
from sharing.ladder import Rung
from sharing.opt_out import Ground, OptOut
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say
from tests.sharing.agreements.walk import active, surgery

PLAN = frozenset({DataItem.CARE_PLAN.value})
pytestmark = pytest.mark.django_db


class TestScenario7:
    """The agreement ended on 31 October 2026, and their consent is active."""

    @pytest.fixture
    def elm(self, cast: Cast) -> Organisation:
        elm = surgery(cast)
        year = {"starts_on": date(2025, 11, 1), "ends_on": date(2026, 10, 31)}
        active(cast, elm, at=datetime(2025, 11, 1, 12, tzinfo=UTC), **year)
        return elm

    @pytest.fixture
    def sam(self, cast: Cast, elm: Organisation) -> Person:
        sam = cast.person()
        say(cast, sam, organisation=elm, at=NOON - timedelta(days=30))
        return sam

    def test_a_one_letter_is_allowed_as_a_gap_that_ig_is_told_of_today(
        self, cast: Cast, elm: Organisation, sam: Person
    ) -> None:
        letter = Asked(elm.name, Purpose.CARE, PLAN, organisation=elm.pk)
        answer = decide(letter, gather(letter, person=sam.pk, service=cast.harbour.pk, at=NOON))
        assert (answer.may_go, answer.agreement_gap, answer.agreement) == (True, True, None)
        assert "The IG team is told today." in {each.next_step for each in answer.because}

    def test_b_a_monthly_extract_of_sixty_is_blocked_whatever_consents_exist(
        self, cast: Cast, elm: Organisation, sam: Person
    ) -> None:
        extract = Asked(elm.name, Purpose.CARE, PLAN, organisation=elm.pk, people=60, recurring=True)
        facts = gather(extract, person=None, service=cast.harbour.pk, at=NOON)
        for said_yes in (0, 60):
            answer = decide(extract, replace(facts, agreed=said_yes))
            assert answer.outcome is Outcome.NO
            assert Code.AGREEMENT in {each.code for each in answer.because}


class TestScenario13:
    """200 people in England, identifiable, for a university; 150 of them said yes to that study."""

    EVERYBODY, SAID_YES = 200, 150

    @pytest.fixture
    def university(self, cast: Cast) -> Organisation:
        return surgery(cast, "Leeds University")

    @pytest.fixture
    def people(self, cast: Cast, university: Organisation) -> list[int]:
        first = cast.person()
        case = first.cases.get()
        said: dict[str, Any] = {
            "kind": "RESEARCH", "effect": "BOTH", "organisation": university, "recipient": university.name,
            "to_body": True, "purpose": "To find out what helps", "named": "Sleep", "items": sorted(PLAN),
            "method": "PAPER", "state": State.ACTIVE, "given_at": NOON, "given_by": cast.fay,
            "expires_on": date(2028, 1, 1), "created_at": NOON, "created_by": cast.fay,
        }  # fmt: skip
        others = Person.objects.bulk_create(
            Person(
                name=f"Person {n}", born_on=date(1980, 1, 1), reference=f"P-{n}", created_at=NOON, created_by=cast.fay
            )
            for n in range(1, self.EVERYBODY)
        )  # fmt: skip
        everybody = [first, *others]
        Consent.objects.bulk_create(
            Consent(person=each, case=case, service=cast.harbour, reference=f"C-{n}", **said)
            for n, each in enumerate(everybody[: self.SAID_YES])
        )
        return [each.pk for each in everybody]

    def test_without_consent_the_opt_out_applies(
        self, cast: Cast, university: Organisation, people: list[int]
    ) -> None:
        research = self.research(university)
        answer = decide(research, gather(research, person=None, service=cast.harbour.pk, at=NOON))
        assert (answer.opt_out, answer.outcome) == (OptOut.APPLIES, Outcome.NO)
        assert Code.NDO in {each.code for each in answer.because}

    def test_those_who_said_yes_are_exempt_the_others_are_removed_and_two_people_still_look(
        self, cast: Cast, university: Organisation, people: list[int]
    ) -> None:
        exempt = {"opt_out": OptOut.EXEMPT.value, "opt_out_ground": Ground.CONSENT.value}
        active(cast, university, purposes=[Purpose.RESEARCH.value], **exempt)
        research = self.research(university)
        facts = gather_many(research, people, service=cast.harbour.pk, at=NOON)
        stay = agreed(research, facts)
        assert stay.keys() == set(people[: self.SAID_YES])
        fewer = replace(research, people=len(stay))
        answer = decide(fewer, replace(facts[0], agreed=len(stay)))
        assert (answer.opt_out, answer.opt_out_ground) == (OptOut.EXEMPT, Ground.CONSENT)
        assert answer.outcome is Outcome.STOP
        assert answer.agreement is not None

    def test_an_agreement_is_still_required(
        self, cast: Cast, university: Organisation, people: list[int]
    ) -> None:
        research = replace(self.research(university), people=self.SAID_YES)
        facts = gather(research, person=None, service=cast.harbour.pk, at=NOON)
        answer = decide(research, replace(facts, agreed=self.SAID_YES))
        assert answer.outcome is Outcome.NO
        assert {each.code for each in answer.because if each.code} == {Code.AGREEMENT}

    def research(self, university: Organisation) -> Asked:
        return Asked(
            university.name,
            Purpose.RESEARCH,
            PLAN,
            rung=Rung.IDENTIFIABLE,
            organisation=university.pk,
            named="Sleep",
            people=self.EVERYBODY,
        )
