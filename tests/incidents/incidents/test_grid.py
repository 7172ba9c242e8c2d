"""The grid as it is drawn: every cell says what the handbook's does, and a press says what would follow."""

import pytest

from incidents.incidents import grid
from incidents.incidents.grading import Grade, Likelihood, Severity

HANDBOOK = """
5 N M D D D
4 N M D D D
3 N M I I I
2 N M I I I
1 N N N N N
"""
SHORT = {"N": "None", "M": "Watch", "I": "Tell", "D": "Tell all"}


def test_it_is_drawn_as_in_the_handbook() -> None:
    drawn = {str(row.number): [cell.short for cell in row.cells] for row in grid.drawn(None)}
    for line in HANDBOOK.strip().splitlines():
        severity, *cells = line.split()
        assert drawn[severity] == [SHORT[each] for each in cells], severity


def test_the_grade_that_stands_and_the_one_that_was_pressed_are_marked() -> None:
    standing, pressed = Grade(Severity(3), Likelihood(3)), Grade(Severity(4), Likelihood(2))
    cells = [cell for row in grid.drawn(standing, pressed) for cell in row.cells]
    assert [cell.value for cell in cells if cell.stands] == ["3-3"]
    assert [cell.value for cell in cells if cell.pressed] == ["4-2"]


@pytest.mark.parametrize("typed", ["", "6-1", "0-3", "3", "3-3-3", "a-b", "-"])
def test_what_no_button_sends_is_no_cell(typed: str) -> None:
    assert grid.pressed(typed) is None


def test_a_floor_is_said_before_it_is_pressed() -> None:
    one = Grade(Severity(1), Likelihood(1))
    said = grid.outcome(one, vulnerable=True)
    assert said[0] == "It would be graded as severity 2, likelihood 2."
    assert "It is raised" in said[1]
    assert grid.outcome(one, vulnerable=False) == [
        "It would be graded as severity 1, likelihood 1.",
        "No impact.",
    ]
