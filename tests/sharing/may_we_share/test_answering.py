"""What the page adds to the decision: the disease and its list, and that a group goes through a Stop and Check."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from consent.purposes import Purpose
from governance.calendar import Nation
from governance.errors import Code
from sharing.decision import Asked, Facts, Outcome, decide
from sharing.disclosing import Reason
from sharing.disclosures.diseases import Disease, Suspicion
from sharing.ladder import Rung
from sharing.may_we_share.answering import THROUGH_A_CHECK, answer, must_be_checked, opt_out_words

MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
ONE = Asked(recipient="Proper officer", purpose=Purpose.CARE, items=frozenset({"contact"}))
REPORT = replace(ONE, reason=Reason.NOTIFIABLE_DISEASE)
ENGLAND, SCOTLAND = (Facts(at=MONDAY, nation=nation) for nation in (Nation.ENG, Nation.SCT))
RESEARCH = replace(ONE, purpose=Purpose.RESEARCH, named="Study", organisation=1, recipient="University")


def codes(found: object) -> set[str]:
    return {each.code for each in found.because if each.code}  # type: ignore[attr-defined]


class TestADisease:
    def test_acute_hepatitis_in_england_says_who_tells_whom_and_until_when(self) -> None:
        found = answer(REPORT, ENGLAND, Suspicion(Disease.ACUTE_HEPATITIS, MONDAY))
        first = found.because[0]
        assert found.outcome is Outcome.MUST
        assert "is on the list for doctors in England, so the doctor tells the council’s" in first.words
        assert "at the latest on 1 December 2026 at 10:00" in first.next_step
        assert "in writing until 2 December 2026" in first.next_step

    @pytest.mark.parametrize(
        ("facts", "disease", "harm", "allowed"),
        [
            (ENGLAND, Disease.ACUTE_HEPATITIS, False, True),
            (SCOTLAND, Disease.ACUTE_HEPATITIS, False, False),
            (SCOTLAND, Disease.ACUTE_HEPATITIS, True, False),
            (ENGLAND, Disease.CHRONIC_HEPATITIS, False, False),
            (ENGLAND, Disease.CHRONIC_HEPATITIS, True, True),
            (SCOTLAND, Disease.MEASLES, False, True),
            (ENGLAND, Disease.WEST_NILE, False, False),
        ],
    )
    def test_each_nation_has_its_list(
        self, facts: Facts, disease: Disease, harm: bool, allowed: bool
    ) -> None:
        found = answer(REPORT, facts, Suspicion(disease, MONDAY, harm))
        assert (found.outcome is not Outcome.NO) is allowed
        assert (Code.REASON in codes(found)) is not allowed

    def test_what_is_not_urgent_is_told_in_writing_only(self) -> None:
        found = answer(REPORT, ENGLAND, Suspicion(Disease.MALARIA, MONDAY))
        assert found.because[0].next_step == "In writing until 2 December 2026."


class TestAGroup:
    TWO = replace(ONE, people=2, organisation=1, recipient="Police")

    def test_a_court_order_about_two_people_is_stopped_and_checked_first(self) -> None:
        found = answer(replace(self.TWO, reason=Reason.COURT_ORDER), ENGLAND)
        assert found.outcome is Outcome.STOP
        assert THROUGH_A_CHECK in [each.words for each in found.because]

    def test_who_has_said_yes_is_looked_at_in_the_check(self) -> None:
        asked = replace(self.TWO, reason=None)
        found = answer(asked, ENGLAND)
        assert must_be_checked(asked, found) is (Code.AGREEMENT not in codes(found))

    def test_an_emergency_does_not_wait_for_two_people(self) -> None:
        found = answer(replace(self.TWO, reason=Reason.SERIOUS_HARM, emergency=True), ENGLAND)
        assert found.outcome is Outcome.YES_AND
        assert "on the page of each person" in found.because[-1].words

    def test_it_is_never_a_plainer_answer_than_the_decision_gives(self) -> None:
        order = list(Outcome)
        for reason in (None, *Reason):
            asked = replace(self.TWO, reason=reason)
            plain, whole = decide(asked, ENGLAND), answer(asked, ENGLAND)
            assert order.index(whole.outcome) >= order.index(plain.outcome)

    def test_numbers_about_a_group_need_no_check(self) -> None:
        asked = replace(self.TWO, rung=Rung.AGGREGATED)
        assert not must_be_checked(asked, answer(asked, ENGLAND))


class TestTheOptOut:
    def test_where_it_applies_it_is_said_about_a_group_and_about_one(self) -> None:
        many = replace(RESEARCH, people=200)
        assert "Whoever said no nationally must be left out" in opt_out_words(many, answer(many, ENGLAND))
        assert Code.NDO in opt_out_words(many, answer(many, ENGLAND))
        one = opt_out_words(RESEARCH, answer(RESEARCH, ENGLAND))
        assert "they must be left out" in one
        assert "unless they say a clear yes" in one

    def test_about_a_group_its_position_is_said_always(self) -> None:
        many = replace(RESEARCH, people=200)
        assert "only people in Scotland" in opt_out_words(many, answer(many, SCOTLAND))
        care = replace(many, purpose=Purpose.CARE)
        assert opt_out_words(care, answer(care, ENGLAND)) == (
            "It does not apply: it is for each person’s own care."
        )

    def test_of_one_person_whom_it_does_not_touch_nothing_is_said(self) -> None:
        assert opt_out_words(ONE, answer(ONE, ENGLAND)) == ""
