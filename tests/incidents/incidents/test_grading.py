"""The grid, its floor, and whether the regulator is told (handbook section 10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.incidents.grading import (
    Grade,
    Impact,
    Judgement,
    Likelihood,
    Severity,
    graded,
    is_reportable,
    may_lower,
)

# As the handbook draws it: the gravest first, each cell its number and its letter.
GRID = {
    5: "5N 10M 15D 20D 25D",
    4: "4N 8M 12D 16D 20D",
    3: "3N 6M 9I 12I 15I",
    2: "2N 4M 6I 8I 10I",
    1: "1N 2N 3N 4N 5N",
}
LETTERS = {"N": Impact.NONE, "M": Impact.MONITOR, "I": Impact.ICO, "D": Impact.HEALTH}
CELLS = [
    (severity, likelihood, cell)
    for severity, row in GRID.items()
    for likelihood, cell in enumerate(row.split(), start=1)
]
grades = st.builds(Grade, st.sampled_from(Severity), st.sampled_from(Likelihood))
judgements = st.builds(
    Judgement, st.booleans(), st.sampled_from(["", "They sent it back unopened."]), st.booleans()
)


@pytest.mark.parametrize(("severity", "likelihood", "cell"), CELLS)
def test_every_cell_is_as_it_is_drawn(severity: int, likelihood: int, cell: str) -> None:
    grade = Grade(Severity(severity), Likelihood(likelihood))
    assert f"{grade.product}" == cell[:-1]
    assert grade.impact is LETTERS[cell[-1]]
    assert grade.is_reportable is (cell[-1] in "ID")


class TestScenario14:
    """The same product, and not the same answer."""

    def test_severity_2_likelihood_3_is_reported(self) -> None:
        assert Grade(Severity.MINOR, Likelihood.LIKELY).is_reportable

    def test_severity_3_likelihood_2_is_not(self) -> None:
        assert not Grade(Severity.SOME, Likelihood.UNPROVEN).is_reportable

    def test_1_and_1_for_a_service_user_is_raised_to_2_and_2_and_not_reported(self) -> None:
        raised = graded(Severity.NONE, Likelihood.NEVER, vulnerable=True)
        assert (raised.severity, raised.likelihood, raised.product) == (2, 2, 4)
        assert not raised.is_reportable


@given(st.sampled_from(Severity), st.sampled_from(Likelihood), st.booleans())
def test_the_floor_raises_and_never_lowers(
    severity: Severity, likelihood: Likelihood, vulnerable: bool
) -> None:
    grade = graded(severity, likelihood, vulnerable=vulnerable)
    assert (grade.severity, grade.likelihood) >= (severity, likelihood)
    assert not vulnerable or min(grade.severity, grade.likelihood) >= 2
    assert vulnerable or grade == Grade(severity, likelihood)


@given(grades, judgements)
def test_it_is_lowered_only_with_reasons_and_a_countersignature(grade: Grade, judgement: Judgement) -> None:
    told = is_reportable(grade, judgement)
    if grade.is_reportable and not told:
        assert judgement.lowered_because
        assert judgement.countersigned
    assert told or not judgement.raised


def test_what_is_not_reportable_is_not_lowered_nor_anything_without_a_reason() -> None:
    assert not may_lower(Grade(Severity.SOME, Likelihood.UNPROVEN), "They sent it back unopened.")
    assert not may_lower(Grade(Severity.SOME, Likelihood.LIKELY), " ")
    assert may_lower(Grade(Severity.SOME, Likelihood.LIKELY), "They sent it back unopened.")


@pytest.mark.parametrize(
    ("severity", "likelihood", "prompted"), [(3, 3, True), (2, 5, False), (5, 2, False), (5, 5, True)]
)
def test_whether_people_must_be_told_is_asked_where_the_risk_is_high(
    severity: int, likelihood: int, prompted: bool
) -> None:
    assert Grade(Severity(severity), Likelihood(likelihood)).must_tell_people is prompted
