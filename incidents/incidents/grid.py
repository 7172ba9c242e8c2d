"""The grading grid as it is drawn: a table of buttons, each with what its cell asks for (handbook section 10)."""

from typing import NamedTuple

from incidents.incidents.grading import Grade, Impact, Likelihood, Severity, graded

SHORT = {Impact.NONE: "None", Impact.MONITOR: "Watch", Impact.ICO: "Tell", Impact.HEALTH: "Tell all"}


class Cell(NamedTuple):
    """One cell. value: what its button sends. stands: it is the grade that stands. pressed: it was pressed just now."""

    grade: Grade
    value: str
    impact: Impact
    short: str
    stands: bool
    pressed: bool

    @property
    def words(self) -> str:
        """What it is, for those who do not see where it stands."""
        severity, likelihood = int(self.grade.severity), int(self.grade.likelihood)
        return f"Severity {severity}, likelihood {likelihood}: {self.impact.label}"


class Row(NamedTuple):
    """The cells of one severity."""

    number: int
    label: str
    cells: list[Cell]


def drawn(standing: Grade | None, pressed: Grade | None = None) -> list[Row]:
    """The grid, the gravest row first."""
    return [
        Row(
            int(severity),
            str(severity.label),
            [_cell(Grade(severity, likelihood), standing, pressed) for likelihood in Likelihood],
        )
        for severity in reversed(Severity)
    ]


def _cell(grade: Grade, standing: Grade | None, pressed: Grade | None) -> Cell:
    value = f"{int(grade.severity)}-{int(grade.likelihood)}"
    return Cell(grade, value, grade.impact, SHORT[grade.impact], grade == standing, grade == pressed)


def pressed(text: str) -> Grade | None:
    """The grade of the cell whose button was pressed; None for what no button sends."""
    for severity in Severity:
        for likelihood in Likelihood:
            if text == f"{int(severity)}-{int(likelihood)}":
                return Grade(severity, likelihood)
    return None


def outcome(grade: Grade, *, vulnerable: bool) -> list[str]:
    """What a press would come to, in words. vulnerable: of somebody who is easily hurt, the floors count."""
    after = graded(grade.severity, grade.likelihood, vulnerable=vulnerable)
    words = [f"It would be graded as severity {int(after.severity)}, likelihood {int(after.likelihood)}."]
    if after != grade:
        words.append("It is raised, since it is about somebody who uses our services or is easily hurt.")
    words.append(f"{after.impact.label}.")
    if after.must_tell_people:
        words.append("The law probably wants the people to be told without delay.")
    return words
