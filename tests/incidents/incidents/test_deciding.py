"""The grade, lowering it with a second person, and the regulator (handbook section 10, scenario 14)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from governance.documents import door
from governance.documents.models import Document
from governance.errors import Code, Denied
from governance.notifications.models import Notification
from incidents.incidents import actions, deciding, regulator
from incidents.incidents.clock_rows import regulator_due
from incidents.incidents.models import Decision, Incident, Phase
from incidents.incidents.outstanding import about_regulator
from incidents.incidents.sorts import Certainty, Route
from incidents.incidents.states import State
from tests.cast import NOON, Cast, signed_in
from tests.incidents.incidents import walk

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
REPORTABLE = [(severity, likelihood) for severity in range(2, 6) for likelihood in range(3, 6)]


def code_of(refused: pytest.ExceptionInfo[Denied]) -> Code | None:
    return refused.value.verdict.code


def outcomes() -> list[str]:
    return list(Decision.objects.order_by("id").values_list("outcome", flat=True))


def sent(cast: Cast, found: Incident, *, hours: float = 1, is_last: bool = True, **facts: str) -> Incident:
    at = NOON + hours * HOUR
    return deciding.tell_regulator(found, by=cast.priya, at=at, sent_at=at, is_last=is_last, **facts)


def test_scenario_14_same_product_different_answer(cast: Cast) -> None:
    assert walk.graded(cast, 2, 3).is_reportable is True
    assert walk.graded(cast, 3, 2).is_reportable is False
    of_a_service_user = actions.affect(walk.reported(cast), by=cast.max, at=NOON, person=cast.person())
    graded = walk.regraded(cast, of_a_service_user, 1, 1)
    assert (graded.severity, graded.likelihood, graded.is_reportable) == (2, 2, False)
    logged = Decision.objects.get(incident=graded)
    assert (logged.pressed_severity, logged.severity, logged.reportable) == (1, 2, False)


class TestGrading:
    @pytest.mark.parametrize("who", ["fay", "max", "dana", "aled"])
    def test_who_does_not(self, cast: Cast, who: str) -> None:
        with pytest.raises(Denied) as refused:
            deciding.grade(
                walk.reported(cast), by=getattr(cast, who), at=NOON, severity=3, likelihood=3, because="So."
            )
        assert code_of(refused) is Code.ROLE

    def test_keeps_the_rules_of_its_day(self, cast: Cast) -> None:
        found = walk.graded(cast)
        rules = found.decisions.get().rules
        assert rules["Hours until a suspicion counts"] == {"value": 24, "since": "2026-11-22"}
        assert rules["Hours to tell the regulator"] == {"value": 72, "law": "UK GDPR Article 33"}

    def test_what_only_nearly_happened_is_not_graded_as_if_it_had(self, cast: Cast) -> None:
        found = walk.reported(cast, certainty=Certainty.NEAR_MISS)
        with pytest.raises(Denied, match="nearly happened"):
            walk.regraded(cast, found, 2, 3)
        found = actions.confirm(found, by=cast.fay, at=NOON, known_at=NOON - HOUR)
        assert walk.regraded(cast, found, 2, 3).is_reportable

    def test_it_keeps_each_figure_that_it_rests_on(self, cast: Cast) -> None:
        rules = walk.graded(cast).decisions.get().rules
        told = {name: rule["value"] for name, rule in rules.items() if name.endswith("is told")}
        assert told == {
            "Likelihood from which the regulator is told": 3,
            "Severity from which the regulator is told": 2,
        }
        assert rules["Severity from which the people are told"] == {"value": 3, "since": "2026-11-22"}
        assert rules["Neither score below, of somebody easily hurt"]["value"] == 2
        assert rules["Who counts as easily hurt"]["value"] == "service_user"

    def test_higher_is_free(self, cast: Cast) -> None:
        found = walk.regraded(cast, walk.graded(cast), 4, 4)
        assert (found.severity, found.likelihood) == (4, 4)

    @pytest.mark.parametrize("lower", [(2, 3), (3, 2), (5, 2)])
    def test_what_is_reportable_is_not_graded_lower_by_one_alone(
        self, cast: Cast, lower: tuple[int, int]
    ) -> None:
        with pytest.raises(Denied) as refused:
            walk.regraded(cast, walk.graded(cast), *lower)
        assert code_of(refused) is Code.SAME_PERSON
        assert Incident.objects.get().severity == 3

    def test_what_is_not_reportable_is_graded_lower_freely(self, cast: Cast) -> None:
        assert walk.regraded(cast, walk.graded(cast, 5, 2), 3, 2).severity == 3


class TestLowering:
    def test_stays_reportable_until_it_is_countersigned(self, cast: Cast) -> None:
        found = walk.lowered(cast)
        assert (found.is_reportable, found.awaits_countersignature) == (True, True)
        found = deciding.countersign(found, by=cast.sol, at=NOON)
        assert (found.is_reportable, found.decided_not_to_report) == (False, True)
        decision = Decision.objects.latest("id")
        assert (decision.outcome, decision.decided_by, decision.with_by) == ("Not told", cast.priya, cast.sol)
        assert decision.because == "It was encrypted."

    def test_to_a_lower_grade(self, cast: Cast) -> None:
        found = walk.lowered(cast, severity=2, likelihood=2)
        assert found.severity == 3
        found = deciding.countersign(found, by=cast.sol, at=NOON)
        assert (found.severity, found.likelihood, found.is_reportable) == (2, 2, False)
        assert outcomes()[1:] == ["Lowered: Severity 2, likelihood 2", "Not told"]

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (before, after)
            for before in REPORTABLE
            for after in REPORTABLE
            if before != after and after[0] <= before[0] and after[1] <= before[1]
        ],
    )
    def test_of_a_lower_grade_that_is_reportable_too_the_regulator_is_told(
        self, cast: Cast, before: tuple[int, int], after: tuple[int, int]
    ) -> None:
        found = walk.graded(cast, *before)
        severity, likelihood = after
        found = deciding.lower(
            found,
            by=cast.priya,
            at=NOON,
            because="Not so bad.",
            severity=severity,
            likelihood=likelihood,
        )
        found = deciding.countersign(found, by=cast.sol, at=NOON)
        assert (found.severity, found.likelihood, found.is_reportable) == (severity, likelihood, True)
        assert regulator_due(found) == NOON + 70 * HOUR
        assert not about_regulator(found)
        assert outcomes()[1:] == [f"Lowered: Severity {severity}, likelihood {likelihood}"]
        # It can be lowered again, by two again.
        found = deciding.lower(found, by=cast.priya, at=NOON, because="It was encrypted.")
        assert not deciding.countersign(found, by=cast.sol, at=NOON).is_reportable

    def test_what_is_countersigned_says_whether_the_regulator_is_told(self, cast: Cast) -> None:
        for lower, words in (
            ({"severity": 2, "likelihood": 3}, "The regulator is told all the same"),
            ({"severity": 2, "likelihood": 2}, "By the lower grade the regulator is not told"),
            ({}, "The grade stays, and the regulator is not told"),
        ):
            found = walk.lowered(cast, **lower)
            page = signed_in(cast.sol).get(f"/incidents/{found.reference}/countersign/")
            assert words in page.content.decode()

    def test_of_a_restricted_one_who_countersigns_is_named_first(self, cast: Cast) -> None:
        found = walk.regraded(cast, walk.restricted(cast), 3, 3)
        with pytest.raises(Denied, match="nobody who countersigns"):
            deciding.lower(found, by=cast.priya, at=NOON, because="It was encrypted.")
        found = actions.name(found, by=cast.priya, at=NOON, reader=cast.sol)
        deciding.lower(found, by=cast.priya, at=NOON, because="It was encrypted.")
        assert Notification.objects.filter(recipient=cast.sol, kind="incident_to_countersign").exists()

    def test_nobody_countersigns_their_own(self, cast: Cast) -> None:
        found = walk.lowered(cast)
        cast.priya.is_dpo, cast.priya.is_siro = False, True
        cast.priya.save()
        with pytest.raises(Denied) as refused:
            deciding.countersign(found, by=cast.priya, at=NOON)
        assert code_of(refused) is Code.SAME_PERSON
        with pytest.raises(IntegrityError, match="lowered_by_two"), transaction.atomic():
            Incident.objects.filter(pk=found.pk).update(countersigned_at=NOON, countersigned_by=cast.priya)

    @pytest.mark.parametrize("who", ["igor", "gwen", "max"])
    def test_only_the_siro_countersigns(self, cast: Cast, who: str) -> None:
        with pytest.raises(Denied) as refused:
            deciding.countersign(walk.lowered(cast), by=getattr(cast, who), at=NOON)
        assert code_of(refused) is Code.ROLE

    def test_the_siro_may_say_no(self, cast: Cast) -> None:
        found = deciding.keep_grade(walk.lowered(cast), by=cast.sol, at=NOON, reason="The key was lost too.")
        assert (found.is_reportable, found.awaits_countersignature) == (True, False)

    def test_needs_reasons_and_the_dpo(self, cast: Cast) -> None:
        found = walk.graded(cast)
        with pytest.raises(Denied):
            deciding.lower(found, by=cast.priya, at=NOON, because=" ")
        with pytest.raises(Denied) as refused:
            deciding.lower(found, by=cast.igor, at=NOON, because="So.")
        assert code_of(refused) is Code.ROLE

    def test_what_waits_is_forgotten_when_it_is_graded_higher(self, cast: Cast) -> None:
        found = walk.regraded(cast, walk.lowered(cast), 4, 4)
        with pytest.raises(Denied):
            deciding.countersign(found, by=cast.sol, at=NOON)
        assert Incident.objects.get().is_reportable


class TestRaising:
    def test_the_dpo_raises_freely(self, cast: Cast) -> None:
        found = walk.graded(cast, 3, 2)
        with pytest.raises(Denied):
            deciding.raise_grade(found, by=cast.igor, at=NOON, because="The press knows.")
        found = deciding.raise_grade(found, by=cast.priya, at=NOON, because="The press knows.")
        assert found.is_reportable

    def test_what_was_raised_by_one_is_lowered_by_two(self, cast: Cast) -> None:
        found = deciding.raise_grade(walk.graded(cast, 3, 2), by=cast.priya, at=NOON, because="So.")
        found = deciding.lower(found, by=cast.priya, at=NOON, because="The press was wrong.")
        assert found.is_reportable
        assert not deciding.countersign(found, by=cast.sol, at=NOON).is_reportable


class TestTheFloor:
    """Somebody who uses our services is found to be in it after it was graded."""

    def of_staff(self, cast: Cast, severity: int, likelihood: int) -> Incident:
        return walk.graded(cast, severity, likelihood, data_sorts=["staff"])

    def test_that_makes_it_reportable_starts_the_72_hours_anew(self, cast: Cast) -> None:
        found = self.of_staff(cast, 1, 3)
        found = deciding.leave_regulator(found, by=cast.igor, at=NOON, because="No harm.")
        found = actions.affect(found, by=cast.max, at=NOON, person=cast.person())
        assert (found.severity, found.is_reportable, found.decided_not_to_report) == (2, True, False)
        assert regulator_due(found) == NOON + 70 * HOUR
        raised = found.decisions.latest("id")
        assert (raised.outcome, raised.pressed_severity) == ("Severity 2, likelihood 3", 1)

    def test_is_kept_when_it_is_said_afterwards(self, cast: Cast) -> None:
        found = actions.edit(self.of_staff(cast, 1, 1), by=cast.max, at=NOON, vulnerable=True)
        assert (found.severity, found.likelihood) == (2, 2)

    def test_what_stands_above_it_stays_as_it_was_decided(self, cast: Cast) -> None:
        found = self.of_staff(cast, 3, 2)
        found = deciding.leave_regulator(found, by=cast.igor, at=NOON, because="No harm.")
        found = actions.affect(found, by=cast.max, at=NOON, person=cast.person())
        assert found.decided_not_to_report


class TestTheRegulator:
    def test_was_not_told_before_anybody_knew(self, cast: Cast) -> None:
        found = walk.graded(cast)
        with pytest.raises(Denied, match="Nobody here knew"):
            deciding.tell_regulator(
                found, by=cast.priya, at=NOON, sent_at=NOON - 2 * HOUR - MINUTE, is_last=True
            )
        deciding.tell_regulator(found, by=cast.priya, at=NOON, sent_at=NOON - 2 * HOUR, is_last=True)

    def test_is_told_in_parts_each_frozen(self, cast: Cast) -> None:
        found = sent(cast, walk.graded(cast), is_last=False)
        found = actions.edit(found, by=cast.max, at=NOON + HOUR, consequences="Shame.")
        found = sent(cast, found, hours=2, regulator_case="ICO-7")
        one, two = found.phases.order_by("number")
        assert {"key": "What is likely to follow for them", "value": "Not known yet"} in one.content
        assert {"key": "What is likely to follow for them", "value": "Shame."} in two.content
        assert (one.is_last, two.is_last, found.regulator_case) == (False, True, "ICO-7")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Phase.objects.update(is_last=True)
        with pytest.raises(Denied, match="whole report"):
            sent(cast, found, hours=3)

    def test_late_needs_reasons(self, cast: Cast) -> None:
        found = walk.graded(cast)
        # Known two hours before noon: 70 hours after noon is the last good moment.
        assert sent(cast, walk.graded(cast), hours=70).phases.exists()
        with pytest.raises(Denied) as refused:
            sent(cast, found, hours=70.01)
        assert code_of(refused) is Code.REASON
        found = sent(cast, found, hours=71, late_because="Nobody was there.", is_last=False)
        assert found.phases.get().late_because == "Nobody was there."
        # Whoever began in time, or has said why not, is not asked again.
        assert sent(cast, found, hours=90).phases.count() == 2

    @pytest.mark.parametrize(
        ("home", "worker", "by"), [("harbour", "fay", Route.DSPT), ("firth", "isla", Route.ICO)]
    )
    def test_goes_by_the_nation(self, cast: Cast, home: str, worker: str, by: Route) -> None:
        found = walk.graded(cast, by=getattr(cast, worker), service=getattr(cast, home))
        assert sent(cast, found).phases.get().route == by

    def test_is_not_told_of_what_need_not_be(self, cast: Cast) -> None:
        with pytest.raises(Denied):
            sent(cast, walk.graded(cast, 3, 2))

    def test_the_decision_not_to_is_kept(self, cast: Cast) -> None:
        found = deciding.leave_regulator(walk.graded(cast, 3, 2), by=cast.igor, at=NOON, because="No harm.")
        decision = Decision.objects.latest("id")
        assert (decision.outcome, decision.because, decision.severity) == ("Not told", "No harm.", 3)
        assert about_regulator(found)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Decision.objects.update(because="Harm.")

    def test_what_is_reportable_is_not_left_out_by_one_alone(self, cast: Cast) -> None:
        with pytest.raises(Denied) as refused:
            deciding.leave_regulator(walk.graded(cast), by=cast.igor, at=NOON, because="No harm.")
        assert code_of(refused) is Code.REASON

    def test_a_higher_grade_opens_the_decision_again(self, cast: Cast) -> None:
        found = deciding.leave_regulator(walk.graded(cast, 3, 2), by=cast.igor, at=NOON, because="No harm.")
        found = walk.regraded(cast, found, 3, 3)
        assert (found.decided_not_to_report, bool(about_regulator(found))) == (False, False)
        assert "Not told" in outcomes()

    def test_its_pdf_is_made_from_what_was_sent(self, cast: Cast) -> None:
        found = sent(cast, walk.graded(cast))
        door.make(Document.objects.get(kind=regulator.REPORT).pk)
        assert regulator.find(found.phases.get()) is not None


def test_closed_is_opened_again_as_graded(cast: Cast) -> None:
    found = walk.graded(cast, 3, 2)
    closed = {"telling": "nobody", "telling_because": "Nobody.", "telling_decided_at": NOON}
    Incident.objects.filter(pk=found.pk).update(
        state=State.CLOSED, closed_at=NOON, closed_by=cast.igor, telling_decided_by=cast.igor, **closed
    )
    found.refresh_from_db()
    assert actions.reopen(found, by=cast.igor, at=NOON, reason="Another letter.").state == State.ASSESSED
