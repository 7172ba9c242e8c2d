"""May we share? The answer as a table over what is asked and what is so (handbook sections 0 and 3 to 7)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from consent.items import DataItem
from consent.kinds import Effect
from consent.purposes import Purpose
from governance.calendar import Nation, local_day
from governance.errors import Code
from sharing.agreements.rules import Direction, Terms, Type
from sharing.agreements.states import State
from sharing.decision import Answer, Asked, Facts, Outcome, Standing, Word, decide
from sharing.disclosing import Approver, Reason
from sharing.ladder import Rung
from sharing.locks import Basis, Condition, Footing, Locks, Schedule1
from sharing.opt_out import Ground, OptOut
from sharing.routes import Route
from tests.cast import NOON

ELM = 7
TODAY = local_day(NOON)
ITEMS = frozenset({DataItem.CONTACT.value, DataItem.CARE_PLAN.value})
SIGNED = Locks(
    basis=Basis.PUBLIC_TASK,
    condition=Condition.CARE,
    schedule1=Schedule1.CARE,
    footing=Footing.EXPRESS_CONSENT,
)
LETTER = Asked("Elm Surgery", Purpose.CARE, ITEMS, organisation=ELM)
YES = Word(
    1,
    "CON-2026-000001",
    2,
    yes=True,
    holds=True,
    organisation=ELM,
    recipient="Elm Surgery",
    purpose=Purpose.CARE,
    items=ITEMS,
)
NO = replace(YES, id=2, reference="CON-2026-000002", yes=False, holds=False, items=frozenset())
TAKEN_BACK = replace(YES, holds=False, taken_back=True)
RAN_OUT = replace(YES, holds=False)


def agreement(**terms: Any) -> Standing:
    usual: dict[str, Any] = {
        "reference": "AGR-0001",
        "state": State.ACTIVE,
        "began_at": NOON - timedelta(days=100),
        "starts_on": TODAY - timedelta(days=100),
        "ends_on": TODAY + timedelta(days=500),
        "review_on": TODAY + timedelta(days=200),
        "type": Type.ISA,
        "parties": frozenset({ELM}),
        "purposes": frozenset(Purpose),
        "items": dict.fromkeys(DataItem.values, Rung.IDENTIFIABLE),
        "direction": Direction.BOTH,
    }
    return Standing(1, 3, Terms(**{**usual, **terms}), SIGNED)


def facts(*words: Word, **known: Any) -> Facts:
    return Facts(**{"at": NOON, "nation": Nation.ENG, "words": words, "agreements": (agreement(),), **known})


def codes(answer: Answer) -> set[str]:
    return {because.code for because in answer.because if because.code}


def asked(**changes: Any) -> Asked:
    return replace(LETTER, **changes)


def numbers(**changes: Any) -> Asked:
    """How many come, of fifty people."""
    usual = {"people": 50, "rung": Rung.AGGREGATED, "items": frozenset({DataItem.ATTENDANCE.value})}
    return asked(**{**usual, **changes})


OVER = agreement(ends_on=date(2026, 10, 31))
OVERDUE = agreement(review_on=TODAY - timedelta(days=1))
CASES: dict[str, tuple[Asked, Facts, Outcome, set[str]]] = {
    "their yes and an agreement": (LETTER, facts(YES), Outcome.YES, set()),
    "nobody asked them": (LETTER, facts(), Outcome.ASK, {Code.CONSENT}),
    "they said no": (LETTER, facts(NO), Outcome.NO, {Code.CONSENT}),
    "they took it back": (LETTER, facts(TAKEN_BACK), Outcome.NO, {Code.CONSENT}),
    "it ran out": (LETTER, facts(RAN_OUT), Outcome.ASK, {Code.CONSENT}),
    "a newer no of an older yes that still holds": (LETTER, facts(NO, YES), Outcome.YES_AND, set()),
    "a newer yes after a no": (LETTER, facts(YES, NO), Outcome.YES, set()),
    "more than they said yes to": (
        asked(items=ITEMS | {DataItem.RISK.value}), facts(YES), Outcome.ASK, {Code.SCOPE},
    ),
    "nothing chosen": (asked(items=frozenset()), facts(YES), Outcome.ASK, {Code.SCOPE}),
    "somebody else": (asked(organisation=8), facts(YES), Outcome.ASK, {Code.CONSENT}),
    "another purpose": (asked(purpose=Purpose.HOUSING), facts(YES), Outcome.ASK, {Code.SCOPE}),
    "a no to another purpose is no no to this": (
        LETTER, facts(replace(NO, purpose=Purpose.HOUSING)), Outcome.ASK, {Code.CONSENT},
    ),
    "somebody there only": (LETTER, facts(replace(YES, someone="Dr Oak")), Outcome.ASK, {Code.SCOPE}),
    "the very one there": (
        asked(recipient="dr  oak"), facts(replace(YES, someone="Dr Oak")), Outcome.YES, set(),
    ),
    "things to leave out": (LETTER, facts(replace(YES, not_to_share="My job")), Outcome.YES_AND, set()),
    "a review that is overdue": (LETTER, facts(replace(YES, review_overdue=True)), Outcome.YES_AND, set()),
    "they object to something": (LETTER, facts(YES, objects=True), Outcome.YES_AND, set()),
    "it must not be used for now": (LETTER, facts(YES, restricted=True), Outcome.YES_AND, set()),
    "an objection does not make a yes": (LETTER, facts(objects=True), Outcome.ASK, {Code.CONSENT}),
    "an objection to a number is none": (
        numbers(rung=Rung.AGGREGATED), facts(objects=True), Outcome.YES_AND, set(),
    ),
    "a yes that may not count": (LETTER, facts(replace(YES, in_doubt=True)), Outcome.ASK, {Code.CONSENT}),
    "found not able, of something": (LETTER, facts(unable=True), Outcome.ASK, {Code.CAPACITY}),
    "an agreement to be reviewed": (LETTER, facts(YES, agreements=(OVERDUE,)), Outcome.YES_AND, set()),
    "no agreement, once": (LETTER, facts(YES, agreements=()), Outcome.YES_AND, set()),
    "no agreement, again and again": (
        asked(recurring=True), facts(YES, agreements=(OVER,)), Outcome.NO, {Code.AGREEMENT},
    ),
    "no agreement, the second in 90 days": (
        LETTER, facts(YES, agreements=(), earlier=(TODAY - timedelta(days=90),)), Outcome.NO, {Code.AGREEMENT},
    ),
    "no agreement, the second after 91 days": (
        LETTER, facts(YES, agreements=(), earlier=(TODAY - timedelta(days=91),)), Outcome.YES_AND, set(),
    ),
    "to a name that we do not know, as they said": (
        asked(organisation=None), facts(replace(YES, organisation=None)), Outcome.YES_AND, set(),
    ),
    "to a name that we do not know, again and again": (
        asked(organisation=None, recurring=True), facts(replace(YES, organisation=None)),
        Outcome.NO, {Code.AGREEMENT},
    ),
    "to a name that we do not know, the second time somebody may be hurt": (
        asked(organisation=None, reason=Reason.SERIOUS_HARM), facts(earlier=(TODAY,)), Outcome.NO, {Code.AGREEMENT},
    ),
    "to somebody’s brother, the second time somebody may be hurt": (
        asked(organisation=None, private=True, reason=Reason.SERIOUS_HARM), facts(earlier=(TODAY,)),
        Outcome.YES_AND, set(),
    ),
    "to an organisation that is called a person": (
        asked(private=True, recurring=True), facts(YES, agreements=()), Outcome.NO, {Code.AGREEMENT},
    ),
    "a refused way": (asked(route=Route.FAX), facts(YES), Outcome.NO, {Code.METHOD}),
    "on a drive": (asked(route=Route.DRIVE), facts(YES), Outcome.STOP, set()),
    "a closed lock": (asked(locks=Locks(basis=Basis.PUBLIC_TASK)), facts(YES), Outcome.NO, set()),
    "49 people": (asked(people=49), facts(), Outcome.ASK, {Code.CONSENT}),
    "50 people": (asked(people=50), facts(), Outcome.STOP, set()),
    "49 people who all said yes": (asked(people=49), facts(agreed=49), Outcome.YES, set()),
    "49 people, one of whom did not say yes": (asked(people=49), facts(agreed=48), Outcome.ASK, {Code.CONSENT}),
    "50 people in numbers only": (numbers(), facts(), Outcome.YES_AND, set()),
    "a service closes, numbers only": (numbers(people=5, handover=True), facts(), Outcome.STOP, set()),
    "a number under five": (numbers(people=4, handover=True), facts(), Outcome.NO, set()),
    "numbers, by fax": (numbers(route=Route.FAX), facts(), Outcome.NO, {Code.METHOD}),
    "numbers of one person": (numbers(people=1), facts(YES), Outcome.NO, set()),
    "one person, called anonymised": (asked(rung=Rung.ANONYMISED), facts(YES), Outcome.NO, set()),
    "50 people by name, called anonymised": (
        numbers(items=frozenset({DataItem.NAME.value}), rung=Rung.ANONYMISED), facts(), Outcome.NO, set(),
    ),
    "somebody may be hurt, called numbers": (
        asked(reason=Reason.SERIOUS_HARM, rung=Rung.AGGREGATED), facts(), Outcome.NO, set(),
    ),
    "several people, a way not used before": (
        asked(people=2), facts(agreed=2, route_used=False), Outcome.STOP, set(),
    ),
    "somebody may be hurt": (asked(reason=Reason.SERIOUS_HARM), facts(NO), Outcome.YES_AND, set()),
    "a court orders it, without an agreement": (
        asked(reason=Reason.COURT_ORDER, recurring=True), facts(agreements=()), Outcome.MUST, set(),
    ),
    "unable, and nobody found so": (asked(reason=Reason.LACKS_CAPACITY), facts(), Outcome.NO, {Code.CAPACITY}),
    "unable, as was found": (asked(reason=Reason.LACKS_CAPACITY), facts(unable=True), Outcome.YES_AND, set()),
    "the second emergency": (
        asked(reason=Reason.SERIOUS_HARM, emergency=True),
        facts(agreements=(), earlier=(TODAY,)),
        Outcome.YES_AND,
        set(),
    ),
    "the second time somebody may be hurt, and no emergency": (
        asked(reason=Reason.SERIOUS_HARM), facts(agreements=(), earlier=(TODAY,)), Outcome.NO, {Code.AGREEMENT},
    ),
    "research, 200 people": (
        asked(purpose=Purpose.RESEARCH, people=200), facts(), Outcome.NO, {Code.NDO},
    ),
    "research, everybody agreed": (
        asked(purpose=Purpose.RESEARCH, people=150), facts(agreed=150), Outcome.STOP, set(),
    ),
    "research, cleared": (asked(purpose=Purpose.RESEARCH, people=200, cleared=True), facts(), Outcome.STOP, set()),
    "research, in Scotland": (
        asked(purpose=Purpose.RESEARCH, people=200), facts(nation=Nation.SCT), Outcome.STOP, set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_answer(case: str) -> None:
    question, known, outcome, expected = CASES[case]
    answer = decide(question, known)
    assert (answer.outcome, codes(answer)) == (outcome, expected)


class TestRecipients:
    def test_a_person_is_the_same_whatever_the_capitals_and_spaces(self) -> None:
        mother = replace(YES, organisation=None, recipient="Ann  RIVERS", private=True)
        to_her = asked(organisation=None, recipient="ann rivers")
        assert decide(to_her, facts(mother, agreements=())).outcome is Outcome.YES

    @pytest.mark.parametrize("private", [True, False])
    def test_with_a_relative_or_friend_no_agreement_is_asked_for(self, private: bool) -> None:
        mother = replace(YES, organisation=None, recipient="Ann Rivers", private=private)
        answer = decide(asked(organisation=None, recipient="Ann Rivers"), facts(mother, agreements=()))
        assert answer.agreement_gap is not private

    def test_a_yes_to_one_study_is_none_to_another(self) -> None:
        study = replace(YES, purpose=Purpose.RESEARCH, named="Sleep", effect=Effect.BOTH)
        ask = asked(purpose=Purpose.RESEARCH, named="sleep")
        assert decide(ask, facts(study)).may_go
        assert decide(replace(ask, named="Food"), facts(study)).outcome is Outcome.ASK


class TestWhatItRestsOn:
    def test_the_consent_and_the_agreement_are_named(self) -> None:
        answer = decide(LETTER, facts(YES))
        assert (answer.consent, answer.agreement) == (YES, agreement())
        assert {each.reference for each in answer.because} == {YES.reference, "AGR-0001"}

    def test_an_agreement_that_is_over_opens_no_lock(self) -> None:
        answer = decide(LETTER, facts(YES, agreements=(OVER,)))
        assert answer.agreement_gap
        assert answer.agreement is None
        assert answer.locks.basis is Basis.LEGITIMATE

    def test_a_yes_that_is_the_legal_basis_opens_all_three_locks(self) -> None:
        study = replace(YES, purpose=Purpose.RESEARCH, effect=Effect.BOTH)
        answer = decide(asked(purpose=Purpose.RESEARCH), facts(study))
        assert (answer.locks.basis, answer.locks.condition) == (Basis.CONSENT, Condition.CONSENT)

    def test_without_consent_somebody_else_decides(self) -> None:
        answer = decide(asked(reason=Reason.SERIOUS_HARM), facts())
        assert answer.approver is Approver.MANAGER
        assert not answer.may_go

    def test_in_an_emergency_nobody_else_does(self) -> None:
        assert decide(asked(reason=Reason.SERIOUS_HARM, emergency=True), facts()).may_go


OPT_OUT: dict[str, tuple[Asked, Facts, tuple[OptOut, Ground | None]]] = {
    "own care": (LETTER, facts(YES), (OptOut.NOT_APPLICABLE, Ground.OWN_CARE)),
    "Scotland": (LETTER, facts(YES, nation=Nation.SCT), (OptOut.NOT_APPLICABLE, Ground.SCOTLAND)),
    "staff": (asked(purpose=Purpose.STAFFING), facts(), (OptOut.NOT_APPLICABLE, Ground.NOT_CPI)),
    "research": (asked(purpose=Purpose.RESEARCH), facts(), (OptOut.APPLIES, None)),
    "research with a yes": (
        asked(purpose=Purpose.RESEARCH),
        facts(replace(YES, purpose=Purpose.RESEARCH)),
        (OptOut.EXEMPT, Ground.CONSENT),
    ),
    "a disease": (asked(reason=Reason.NOTIFIABLE_DISEASE), facts(), (OptOut.EXEMPT, Ground.PUBLIC_HEALTH)),
    "a court": (asked(reason=Reason.COURT_ORDER), facts(), (OptOut.EXEMPT, Ground.LAW)),
    "harm": (asked(reason=Reason.SERIOUS_HARM), facts(), (OptOut.EXEMPT, Ground.PUBLIC_INTEREST)),
    "numbers": (numbers(), facts(), (OptOut.EXEMPT, Ground.ANONYMISED)),
}


@pytest.mark.parametrize("case", OPT_OUT)
def test_the_opt_out(case: str) -> None:
    question, known, expected = OPT_OUT[case]
    answer = decide(question, known)
    assert (answer.opt_out, answer.opt_out_ground) == expected
