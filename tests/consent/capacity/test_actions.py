"""Recording an assessment, marking it as an error, and which one decides."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from consent.ability import Finding
from consent.capacity.actions import correct
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind
from consent.capacity.register import CAPACITY
from governance.accounts import access
from governance.accounts.roles import Role
from governance.calendar import Nation
from governance.errors import Code, Denied, Stale
from governance.ledger.models import Event
from governance.people.actions import open_case
from governance.people.models import Person
from tests.cast import NOON, Cast, user
from tests.consent.capacity.typed import DECISION, TOMORROW, able, answers, assess, lacking, not_today

ENG, SCT = Nation.ENG, Nation.SCT
HOUR = timedelta(hours=1)
CAPACITY_ENG = able(Kind.CAPACITY, ENG)


def refusal(cast: Cast, person: Person, facts: dict[str, Any], **changes: Any) -> Any:
    """The verdict with which it is refused, with nothing kept."""
    before = Assessment.objects.count()
    with pytest.raises(Denied) as caught:
        assess(cast, person, facts, **changes)
    assert Assessment.objects.count() == before
    return caught.value.verdict


class TestRecording:
    def test_all_of_it_is_kept(self, cast: Cast) -> None:
        sam = cast.person()
        found = Assessment.objects.get(pk=assess(cast, sam, lacking(ENG)).pk)
        assert found.reference == "CAP-2026-000001"
        assert (found.person, found.service, found.decision) == (sam, cast.harbour, DECISION)
        assert (found.assessed_by, found.assessed_at, found.finding) == (
            cast.fay,
            NOON,
            Finding.LACKS_CAPACITY,
        )
        assert (found.cause, found.lasting, len(found.care)) == ("Dementia", "permanent", 5)
        assert found.history.count() == 1
        event = Event.objects.get(register="capacity", verb="record")
        assert (event.reference, event.person_id, event.actor_id) == (found.reference, sam.pk, cast.fay.pk)
        assert "Dementia" not in str(event.detail)

    def test_in_scotland_too(self, cast: Cast) -> None:
        rory = cast.person("Rory Burn", worker=cast.isla)
        found = assess(cast, rory, lacking(SCT), by=cast.isla)
        assert (found.nation, found.finding) == (SCT, Finding.LACKS_CAPACITY)

    def test_two_spaces_make_no_other_decision(self, cast: Cast) -> None:
        found = assess(cast, cast.person(), CAPACITY_ENG, decision="  Whether   we may tell the GP ")
        assert found.decision == "Whether we may tell the GP"

    def test_one_form_sent_twice_records_once(self, cast: Cast) -> None:
        sam, key = cast.person(), uuid4()
        first, second = (assess(cast, sam, CAPACITY_ENG, form_key=key) for _ in range(2))
        assert first == second
        assert Assessment.objects.count() == 1

    @pytest.mark.parametrize(
        ("facts", "code"),
        [
            (able(Kind.GILLICK, ENG), Code.CAPACITY),
            (lacking(ENG, impairment=False), Code.CAPACITY),
            (lacking(ENG, care={}), Code.CAPACITY),
            (lacking(ENG, cause=""), Code.CAPACITY),
            (able(Kind.CAPACITY, ENG, outcome=Finding.LACKS_CAPACITY), Code.CAPACITY),
            (not_today(Kind.CAPACITY, ENG, reassess_on=None), Code.CAPACITY),
            (able(Kind.CAPACITY, ENG, doubt=" "), Code.CAPACITY),
            (able(Kind.CAPACITY, ENG, evidence=" "), Code.CAPACITY),
            (able(Kind.CAPACITY, ENG, explained=""), Code.CAPACITY),
            (able(Kind.CAPACITY, ENG, decision=" "), Code.CAPACITY),
            (able(Kind.CAPACITY, ENG, helped=[]), None),
            (able(Kind.CAPACITY, ENG, trained_on=TOMORROW), None),
            (not_today(Kind.CAPACITY, ENG, reassess_on=date(2026, 11, 21)), None),
            (able(Kind.CAPACITY, ENG, assessed_at=NOON + HOUR), None),
            (able(Kind.CAPACITY, ENG, assessed_at=NOON - 24 * HOUR), None),
        ],
    )
    def test_a_rule_refuses_with_its_code_and_nothing_is_kept(
        self, cast: Cast, facts: dict[str, Any], code: Code | None
    ) -> None:
        assert refusal(cast, cast.person(), facts).code == code

    def test_the_age_on_the_day_of_the_assessment_says_which_test(self, cast: Cast) -> None:
        sam = cast.person(born=date(2010, 11, 22), at=NOON - timedelta(days=5))
        day_before = datetime(2026, 11, 21, 23, 59, tzinfo=UTC)
        assert assess(cast, sam, able(Kind.GILLICK, ENG), assessed_at=day_before)
        assert assess(cast, sam, CAPACITY_ENG, assessed_at=day_before + timedelta(minutes=1))
        assert refusal(cast, sam, CAPACITY_ENG, assessed_at=day_before).code == Code.COMPETENCE

    def test_at_twelve_in_scotland_a_reason_to_check_is_needed(self, cast: Cast) -> None:
        eleven = cast.person("Ailsa Burn", born=date(2014, 11, 23), worker=cast.isla)
        twelve = cast.person("Rory Burn", born=date(2014, 11, 22), worker=cast.isla)
        facts = able(Kind.UNDERSTANDING, SCT, doubt="")
        assert assess(cast, eleven, facts, by=cast.isla)
        assert refusal(cast, twelve, facts, by=cast.isla).code == Code.COMPETENCE
        assert assess(cast, twelve, able(Kind.UNDERSTANDING, SCT), by=cast.isla)

    def test_old_training_is_no_refusal(self, cast: Cast) -> None:
        assert assess(cast, cast.person(), CAPACITY_ENG, trained_on=None).training_is_old


class TestTreatment:
    def test_only_a_doctor_records_it(self, cast: Cast) -> None:
        rory = cast.person("Rory Burn", born=date(2015, 5, 1), worker=cast.isla)
        facts = able(Kind.TREATMENT, SCT)
        assert refusal(cast, rory, facts, by=cast.isla).code == Code.ROLE
        cast.isla.is_doctor = True
        cast.isla.save()
        assert assess(cast, rory, facts, by=cast.isla).finding == Finding.COMPETENT

    def test_it_never_counts_for_sharing_and_nor_does_fraser(self, cast: Cast) -> None:
        cast.isla.is_doctor = True
        rory = cast.person("Rory Burn", born=date(2015, 5, 1), worker=cast.isla)
        sam = cast.person(born=date(2012, 5, 1))
        treatment = assess(cast, rory, able(Kind.TREATMENT, SCT), by=cast.isla)
        fraser = assess(cast, sam, able(Kind.FRASER, ENG))
        for each in (treatment, fraser):
            assert not each.decides(NOON)
            assert not Assessment.objects.standing(each.person_id, each.service_id, NOON).exists()


class TestCorrecting:
    def test_it_is_marked_once_with_the_reason_and_stays(self, cast: Cast) -> None:
        found = assess(cast, cast.person(), CAPACITY_ENG)
        marked = correct(found, by=cast.max, at=NOON + HOUR, reason="About somebody else")
        assert (marked.is_in_error, marked.in_error_by, marked.version) == (True, cast.max, 2)
        assert marked.history.first().history_change_reason == "About somebody else"
        assert Event.objects.get(verb="correct").reason == "About somebody else"
        with pytest.raises(Denied):
            correct(marked, by=cast.max, at=NOON + HOUR, reason="Again")

    def test_of_two_managers_the_slower_is_told(self, cast: Cast) -> None:
        found = assess(cast, cast.person(), CAPACITY_ENG)
        meg = user("Meg", Role.MANAGER)
        access.join(meg, cast.harbour)
        correct(found, by=cast.max, at=NOON, reason="About somebody else", read_version=1)
        with pytest.raises(Stale):
            correct(found, by=meg, at=NOON, reason="About somebody else", read_version=1)

    def test_nothing_but_the_mark_can_change(self) -> None:
        assert set(CAPACITY.verbs) == {"record", "correct"}


class TestWhichOneDecides:
    def test_from_its_moment_on(self, cast: Cast) -> None:
        found = assess(cast, cast.person(at=NOON - 48 * HOUR), CAPACITY_ENG, assessed_at=NOON - HOUR)
        for moment, stands in ((NOON - HOUR, True), (NOON - HOUR - timedelta(microseconds=1), False)):
            assert found.decides(moment) is stands
            standing = Assessment.objects.standing(found.person_id, found.service_id, moment)
            assert (found in standing) is stands

    def test_until_the_same_decision_is_assessed_again(self, cast: Cast) -> None:
        sam = cast.person()
        tonight = assess(cast, sam, not_today(Kind.CAPACITY, ENG))
        assess(cast, sam, CAPACITY_ENG, decision="Whether we may ring their sister", at=NOON + HOUR)
        sober = assess(cast, sam, CAPACITY_ENG, decision=DECISION.upper(), at=NOON + 24 * HOUR)
        assert tonight.decides(NOON + 23 * HOUR)
        assert not tonight.decides(NOON + 24 * HOUR)
        assert sober.decides(NOON + 24 * HOUR)

    def test_newest_first(self, cast: Cast) -> None:
        sam = cast.person()
        made = [assess(cast, sam, CAPACITY_ENG, decision=each, at=NOON + HOUR) for each in ("One", "Two")]
        late = assess(cast, sam, CAPACITY_ENG, decision="Three", assessed_at=NOON, at=NOON + 2 * HOUR)
        standing = Assessment.objects.standing(sam.pk, cast.harbour.pk, NOON + 2 * HOUR)
        assert list(standing) == [made[1], made[0], late]

    def test_an_error_decides_nothing_and_what_it_replaced_decides_again(self, cast: Cast) -> None:
        sam = cast.person()
        first = assess(cast, sam, CAPACITY_ENG)
        wrong = assess(cast, sam, lacking(ENG), at=NOON + HOUR)
        assert not first.decides(NOON + HOUR)
        wrong = correct(wrong, by=cast.max, at=NOON + 2 * HOUR, reason="About somebody else")
        assert not wrong.decides(NOON + HOUR)
        assert first.decides(NOON + HOUR)
        assert list(Assessment.objects.standing(sam.pk, cast.harbour.pk, NOON + HOUR)) == [first]

    def test_a_childs_test_decides_until_the_sixteenth_birthday(self, cast: Cast) -> None:
        sam = cast.person(born=date(2010, 11, 23))
        found = assess(cast, sam, able(Kind.GILLICK, ENG))
        assert found.decides(datetime(2026, 11, 22, 23, 59, tzinfo=UTC))
        assert not found.decides(datetime(2026, 11, 23, 0, 0, tzinfo=UTC))

    def test_each_service_assesses_for_itself(self, cast: Cast) -> None:
        sam = cast.person()
        open_case(sam, by=cast.finn, at=NOON, service=cast.quay)
        assess(cast, sam, CAPACITY_ENG, case=sam.cases.get(service=cast.harbour))
        assert not Assessment.objects.standing(sam.pk, cast.quay.pk, NOON).exists()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"outcome": Finding.COMPETENT}, "assessment_outcome_fits_kind"),
        ({"kind": Kind.GILLICK}, "assessment_outcome_fits_kind"),
        ({"outcome": Finding.DEFER}, "assessment_deferred_to_a_day"),
        ({"reassess_on": TOMORROW}, "assessment_deferred_to_a_day"),
        ({"outcome": Finding.LACKS_CAPACITY}, "lack_of_capacity_has_its_record"),
        ({"assessed_at": NOON + HOUR}, "assessment_not_in_the_future"),
        ({"evidence": ""}, "assessment_says_what_and_how"),
        ({"helped": []}, "assessment_says_what_and_how"),
        ({"in_error_at": NOON}, "assessment_in_error_by_someone"),
    ],
)
def test_the_database_refuses_it_too(cast: Cast, change: dict[str, Any], name: str) -> None:
    found = assess(cast, cast.person(), CAPACITY_ENG, answers=answers(Kind.CAPACITY, ENG))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Assessment.objects.filter(pk=found.pk).update(**change)
