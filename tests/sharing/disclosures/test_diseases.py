"""Which disease a doctor reports, where, and until when (handbook section 6)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from governance.calendar import Nation
from governance.errors import Code
from sharing.disclosures.diseases import (
    LISTED,
    Disease,
    Suspicion,
    is_urgent,
    may_notify,
    oral_due,
    written_due,
)

ENG, SCT = Nation.ENG, Nation.SCT
MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
ACUTE = Suspicion(Disease.ACUTE_HEPATITIS, MONDAY)
CHRONIC = Suspicion(Disease.CHRONIC_HEPATITIS, MONDAY)


class TestScenario10:
    """A doctor in England suspects acute hepatitis B on Monday 30 November 2026 at 10:00."""

    def test_it_is_allowed_and_urgent(self) -> None:
        assert may_notify(ACUTE, ENG, is_doctor=True)
        assert is_urgent(ACUTE)

    def test_by_telephone_within_a_day_and_in_writing_by_the_third(self) -> None:
        assert oral_due(ACUTE) == datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
        assert written_due(ACUTE) == date(2026, 12, 2)

    def test_only_a_doctor_notifies(self) -> None:
        assert may_notify(ACUTE, ENG, is_doctor=False).code is Code.ROLE

    def test_chronic_only_with_other_significant_harm(self) -> None:
        assert may_notify(CHRONIC, ENG, is_doctor=True).code is Code.REASON
        assert may_notify(CHRONIC._replace(significant_harm=True), ENG, is_doctor=True)


class TestScenario11:
    """The same in Scotland, whose list for doctors has no hepatitis."""

    @pytest.mark.parametrize("harm", [False, True])
    def test_it_is_refused_with_the_reason(self, harm: bool) -> None:
        found = may_notify(ACUTE._replace(significant_harm=harm), SCT, is_doctor=True)
        assert found.code is Code.REASON
        assert "not on the Scottish doctors’ list" in found.reason
        assert "laboratory" in found.reason


def test_what_both_nations_list_is_reported_in_both() -> None:
    for disease in LISTED[ENG] & LISTED[SCT]:
        for nation in Nation:
            assert may_notify(Suspicion(disease, MONDAY), nation, is_doctor=True)


def test_hepatitis_is_on_one_list_only() -> None:
    assert Disease.ACUTE_HEPATITIS in LISTED[ENG]
    assert not {Disease.ACUTE_HEPATITIS, Disease.CHRONIC_HEPATITIS} & LISTED[SCT]


def test_what_is_not_urgent_is_only_written() -> None:
    mumps = Suspicion(Disease.MUMPS, MONDAY)
    assert oral_due(mumps) is None
    assert written_due(mumps) == date(2026, 12, 2)


def test_the_day_of_suspicion_is_the_day_in_london() -> None:
    """At 23:30 UTC in summer it is tomorrow already in London, and the hours count through the change of clocks."""
    late = Suspicion(Disease.MEASLES, datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    assert written_due(late) == date(2026, 7, 4)
    changing = Suspicion(Disease.MEASLES, datetime(2026, 10, 24, 22, 0, tzinfo=UTC))
    due = oral_due(changing)
    assert due is not None
    assert due - changing.suspected_at == timedelta(hours=24)
