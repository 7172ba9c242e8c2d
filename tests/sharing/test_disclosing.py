"""Sharing without consent: each reason with its footing, facts, who decides, and clocks (handbook section 6)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from governance.calendar import Nation
from governance.errors import Code
from sharing.disclosing import (
    ALWAYS,
    RULES,
    Approver,
    Decider,
    Given,
    Paper,
    Reason,
    is_order,
    may_approve,
    missing,
    record_due,
    review_due,
    telling_recheck,
    within_consent,
    within_order,
)
from sharing.disclosures.states import MACHINE, State
from sharing.locks import NEEDS_ONE_OF, Footing, Locks, are_open

SENDER, OTHER = 1, 2
COMPELLING = {Reason.COURT_ORDER, Reason.LEGAL_DUTY, Reason.NOTIFIABLE_DISEASE, Reason.REGULATOR}
# Reason → who may decide of a manager, IG, the Guardian, a doctor, and somebody else on the staff.
WHO = {
    Reason.SERIOUS_HARM: "manager",
    Reason.SAFEGUARDING_CHILD: "manager",
    Reason.MISSING_PERSON: "manager ig guardian doctor staff",
    Reason.MEDICAL_EMERGENCY: "manager ig guardian doctor staff",
    Reason.COURT_ORDER: "ig",
    Reason.LEGAL_DUTY: "ig",
    Reason.NOTIFIABLE_DISEASE: "doctor",
    Reason.SERIOUS_CRIME: "ig guardian",
    Reason.REGULATOR: "ig",
    Reason.LACKS_CAPACITY: "manager",
}
PEOPLE = {
    "manager": Decider(OTHER, manages=True),
    "ig": Decider(OTHER, is_ig=True),
    "guardian": Decider(OTHER, is_caldicott=True),
    "doctor": Decider(OTHER, is_doctor=True),
    "staff": Decider(OTHER),
}


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("who", PEOPLE)
def test_who_decides_for_each_reason(reason: Reason, who: str) -> None:
    found = may_approve(reason, PEOPLE[who], sender=SENDER)
    assert bool(found) is (who in WHO[reason].split())
    if not found:
        assert found.code is Code.ROLE


@pytest.mark.parametrize("reason", Reason)
def test_the_sender_approves_only_where_any_of_the_staff_or_the_doctor_decides(reason: Reason) -> None:
    everything = Decider(SENDER, manages=True, is_ig=True, is_caldicott=True, is_doctor=True)
    found = may_approve(reason, everything, sender=SENDER)
    if RULES[reason].approver in (Approver.ANYONE, Approver.DOCTOR):
        assert found
    else:
        assert found.code is Code.SAME_PERSON


@pytest.mark.parametrize("reason", Reason)
def test_an_emergency_waits_for_nobody(reason: Reason) -> None:
    assert may_approve(reason, Decider(SENDER), sender=SENDER, emergency=True)


@pytest.mark.parametrize("reason", Reason)
def test_what_is_suggested_opens_all_three_locks(reason: Reason) -> None:
    rule = RULES[reason]
    assert rule.footing in Footing
    for condition, schedule1 in rule.conditions:
        locks = Locks(
            basis=rule.bases[0],
            condition=condition,
            schedule1=schedule1,
            footing=rule.footing,
            recognised="safeguarding",  # type: ignore[arg-type]
            balancing="Weighed",
            law="The Act, section 1",
        )
        assert are_open(locks, special=True)
        if condition in NEEDS_ONE_OF:
            assert not are_open(replace(locks, schedule1=None), special=True)


def test_what_compels_needs_no_agreement() -> None:
    assert {reason for reason, rule in RULES.items() if rule.compels} == COMPELLING


class TestACourtOrder:
    @pytest.mark.parametrize("paper", [paper for paper in Paper if paper != Paper.ORDER])
    def test_a_letter_or_a_request_is_not_an_order(self, paper: Paper) -> None:
        assert is_order(Paper.ORDER)
        assert is_order(paper).code is Code.REASON

    def test_only_what_it_commands_is_disclosed(self) -> None:
        assert within_order({"contact"}, {"contact", "attendance"})
        assert within_order({"contact", "attendance", "risk"}, {"contact", "attendance"}).code is Code.SCOPE


class TestWithConsent:
    GIVEN = Given(
        organisation=7,
        recipient="Elm Surgery",
        purpose="care",
        items=frozenset({"contact", "care_plan"}),
        active_at_sending=True,
    )

    def test_inside_it_is_allowed(self) -> None:
        assert within_consent(self.GIVEN, organisation=7, recipient="Dr Oak", items={"contact"})

    def test_without_one_that_holds_it_is_not(self) -> None:
        for given in (None, replace(self.GIVEN, active_at_sending=False)):
            found = within_consent(given, organisation=7, recipient="Elm Surgery", items={"contact"})
            assert found.code is Code.CONSENT

    def test_another_recipient_or_more_is_beyond_it(self) -> None:
        elsewhere = within_consent(self.GIVEN, organisation=8, recipient="Elm Surgery", items={"contact"})
        more = within_consent(self.GIVEN, organisation=7, recipient="Elm Surgery", items={"contact", "risk"})
        assert (elsewhere.code, more.code) == (Code.SCOPE, Code.SCOPE)

    def test_somebody_without_an_organisation_is_known_by_name(self) -> None:
        sister = replace(self.GIVEN, organisation=None, recipient="Rosa  Rivers")
        assert within_consent(sister, organisation=None, recipient="rosa rivers", items={"contact"})
        assert not within_consent(sister, organisation=None, recipient="Rose Rivers", items={"contact"})


class TestWhatMustBeSaid:
    @pytest.mark.parametrize("reason", Reason)
    def test_every_fact_is_asked_and_none_twice(self, reason: Reason) -> None:
        asked = list(missing(reason, {}))
        assert set(asked) == {*ALWAYS, *RULES[reason].facts}
        assert len(asked) == len(set(asked))
        assert not list(missing(reason, dict.fromkeys(asked, "said")))

    def test_an_emergency_asks_for_the_rest_after(self) -> None:
        asked = set(missing(Reason.MEDICAL_EMERGENCY, {}, emergency=True))
        assert asked == {"at_risk", "how_badly", "how_soon"}


class TestClocks:
    def test_telling_is_asked_again_after_28_days(self) -> None:
        assert telling_recheck(datetime(2026, 11, 22, 12, 0, tzinfo=UTC)) == date(2026, 12, 20)

    def test_an_emergency_is_written_down_within_24_hours_however_the_clocks_change(self) -> None:
        shared = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
        assert record_due(shared) - shared == timedelta(hours=24)

    def test_and_looked_at_on_the_next_working_day_of_the_service(self) -> None:
        friday = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)
        assert review_due(friday, Nation.ENG) == date(2026, 11, 30)
        # St Andrew's Day.
        assert review_due(friday, Nation.SCT) == date(2026, 12, 1)


class TestStates:
    def test_what_is_not_sent_can_be_cancelled_and_what_is_sent_called_back(self) -> None:
        for state in (State.DRAFT, State.AWAITING_APPROVAL, State.APPROVED):
            assert MACHINE.target("cancel", state) == State.CANCELLED
        for state in (State.SENT, State.REVIEWED):
            assert MACHINE.target("recall", state) == State.RECALLED

    def test_only_an_emergency_and_what_they_said_yes_to_begin_as_sent(self) -> None:
        begins = {step.verb: step.target for step in MACHINE.transitions if step.source is None}
        assert begins == {
            "draft": State.DRAFT,
            "log": State.SENT,
            "begin_emergency": State.DRAFT,
            "record_emergency": State.SENT,
            "decline": State.DECLINED,
        }
