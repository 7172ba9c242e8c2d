"""When two people look before something leaves, who they are, and what their approval binds (handbook section 5)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar import Nation
from governance.errors import Code
from sharing.ladder import Rung
from sharing.stop_checks.rules import (
    Bound,
    Checker,
    may_check,
    may_send,
    receipt_due,
    state_on,
    valid_until,
)
from sharing.stop_checks.states import MACHINE, State
from sharing.transfers import Transfer, is_needed

DAY = timedelta(days=1)
ANA, BEN, CLEO, IGOR = 1, 2, 3, 9


class TestScenario8:
    """A of the Data team sends; B of the Data team had no hand in it. A checker has no other hats: none would help."""

    TEAM = (Checker(ANA, in_data_team=True), Checker(BEN, in_data_team=True))

    def test_a_cannot_approve_what_a_sends(self) -> None:
        found = may_check(self.TEAM[0], sender=ANA, hands={ANA}, data_team=self.TEAM)
        assert found.code is Code.SAME_PERSON

    def test_b_takes_it(self) -> None:
        assert may_check(self.TEAM[1], sender=ANA, hands={ANA}, data_team=self.TEAM)

    def test_a_cannot_check_what_a_built_and_c_sends(self) -> None:
        found = may_check(self.TEAM[0], sender=CLEO, hands={CLEO, ANA}, data_team=self.TEAM)
        assert found.code is Code.SAME_PERSON


class TestIgStandsInOnlyWhereNobodyElseCan:
    IG = Checker(IGOR, in_data_team=False, in_ig=True)

    def test_not_while_one_of_the_team_is_free(self) -> None:
        team = [Checker(ANA, in_data_team=True), Checker(BEN, in_data_team=True)]
        assert may_check(self.IG, sender=ANA, hands={ANA}, data_team=team).code is Code.ROLE

    @pytest.mark.parametrize(
        "other",
        [
            Checker(BEN, in_data_team=True, active=False),
            Checker(BEN, in_data_team=True, excluded_from=1),
        ],
    )
    def test_when_the_rest_of_the_team_is_away_or_knows_somebody_in_it(self, other: Checker) -> None:
        assert may_check(self.IG, sender=ANA, hands={ANA}, data_team=[Checker(ANA, True), other])

    def test_when_the_rest_of_the_team_made_it(self) -> None:
        team = [Checker(ANA, in_data_team=True), Checker(BEN, in_data_team=True)]
        assert may_check(self.IG, sender=ANA, hands={ANA, BEN}, data_team=team)

    def test_not_for_somebody_whom_ig_knows_or_when_ig_sends(self) -> None:
        assert not may_check(replace(self.IG, excluded_from=1), sender=ANA, hands={ANA}, data_team=[])
        assert may_check(self.IG, sender=IGOR, hands={IGOR, ANA}, data_team=[]).code is Code.SAME_PERSON

    def test_nobody_else_checks(self) -> None:
        worker = Checker(CLEO, in_data_team=False)
        assert may_check(worker, sender=ANA, hands={ANA}, data_team=[]).code is Code.ROLE


class TestScenario9:
    """A service closes, 38 people; approved 1 December 2026."""

    APPROVED = date(2026, 12, 1)
    BOUND = Bound(recipient=7, route="transfer", sha256="a" * 64, people=38)

    def test_it_is_needed(self) -> None:
        assert is_needed(Transfer(people=38, rung=Rung.IDENTIFIABLE, handover=True))

    def test_valid_to_15_december_and_lapsed_on_the_16th(self) -> None:
        last = date(2026, 12, 15)
        assert valid_until(self.APPROVED) == last
        assert may_send(self.BOUND, self.BOUND, self.APPROVED, last)
        late = may_send(self.BOUND, self.BOUND, self.APPROVED, last + DAY)
        assert late.code is Code.CHECK_LAPSED
        assert state_on(State.APPROVED, self.APPROVED, last) == State.APPROVED
        assert state_on(State.APPROVED, self.APPROVED, last + DAY) == State.LAPSED

    def test_a_file_replaced_with_41_rows_goes_back_to_submitted(self) -> None:
        changed = replace(self.BOUND, sha256="b" * 64, people=41)
        refused = may_send(self.BOUND, changed, self.APPROVED, date(2026, 12, 3))
        assert "the file and the number of people changed" in refused.reason
        assert MACHINE.target("replace_file", State.APPROVED) == State.SUBMITTED


@given(st.sampled_from(["recipient", "route", "sha256", "people"]))
def test_any_change_to_what_was_approved_stops_it(name: str) -> None:
    bound = Bound(recipient=7, route="transfer", sha256="a" * 64, people=60)
    other = {"recipient": 8, "route": "portal", "sha256": "b" * 64, "people": 61}[name]
    day = date(2026, 12, 1)
    assert may_send(bound, bound, day, day)
    assert not may_send(bound, replace(bound, **{name: other}), day, day)


def test_only_what_was_approved_lapses() -> None:
    far = date(2030, 1, 1)
    for state in State:
        if state not in (State.APPROVED, State.LAPSED):
            assert state_on(state, date(2026, 12, 1), far) == state


def test_a_receipt_is_waited_for_five_working_days() -> None:
    assert receipt_due(date(2026, 12, 22), Nation.ENG) == date(2026, 12, 31)
    # 2 January is a bank holiday in Scotland only.
    assert receipt_due(date(2026, 12, 30), Nation.SCT) == date(2027, 1, 8)


def test_whose_turn_it_is_is_always_said() -> None:
    for state in State:
        assert state.turn
