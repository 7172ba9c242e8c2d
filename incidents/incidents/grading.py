"""How grave an incident is, on NHS England's grid, and whether the regulator hears of it (handbook section 10)."""

from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices

from governance.defaults import TELL_PEOPLE_LIKELIHOOD, TELL_PEOPLE_SEVERITY
from governance.errors import YES, Verdict, no

# From these levels on, both, the regulator is told (NHS England's guide).
ICO_LIKELIHOOD, ICO_SEVERITY = 3, 2
# Of somebody who is easily hurt, neither score is below this; whoever uses our services counts as such.
FLOOR = 2


class Severity(IntegerChoices):
    """How badly somebody is affected."""

    NONE = 1, "Nobody is worse off"
    MINOR = 2, "A nuisance to somebody"
    SOME = 3, "Embarrassment, or care that came late"
    GRAVE = 4, "Suffering, worse health, or money or a job lost"
    WORST = 5, "Somebody died, or a catastrophe"


class Likelihood(IntegerChoices):
    """How likely it is that somebody is affected so."""

    NEVER = 1, "It is certain that nobody can be"
    UNPROVEN = 2, "It cannot be proved either way"
    LIKELY = 3, "Somebody will probably be"
    NEARLY_CERTAIN = 4, "It is almost certain"
    HAPPENED = 5, "Somebody told us that it happened"


class Impact(TextChoices):
    """What a cell of the grid asks for."""

    NONE = "none", "No impact"
    MONITOR = "monitor", "Impact unlikely: we watch it"
    ICO = "ico", "The regulator is told"
    HEALTH = "health", "The regulator and the health department are told"


@dataclass(frozen=True)
class Grade:
    """Where an incident stands on the grid."""

    severity: Severity
    likelihood: Likelihood

    @property
    def product(self) -> int:
        """The number in the cell. It decides nothing."""
        return self.severity * self.likelihood

    @property
    def is_reportable(self) -> bool:
        """Whether the regulator is told, by the rule, and never by the product."""
        return self.likelihood >= ICO_LIKELIHOOD and self.severity >= ICO_SEVERITY

    @property
    def must_tell_people(self) -> bool:
        """Whether the law probably wants those whom it is about to be told, without delay: the DPO is asked."""
        return self.likelihood >= TELL_PEOPLE_LIKELIHOOD.value and self.severity >= TELL_PEOPLE_SEVERITY.value

    @property
    def impact(self) -> Impact:
        """What its cell of the grid says."""
        if self.is_reportable:
            return Impact.HEALTH if self.severity >= Severity.GRAVE else Impact.ICO
        if self.likelihood == Likelihood.UNPROVEN and self.severity >= Severity.MINOR:
            return Impact.MONITOR
        return Impact.NONE


def graded(severity: Severity, likelihood: Likelihood, *, vulnerable: bool) -> Grade:
    """The grade that was pressed, raised to the floor where it is about somebody who is easily hurt."""
    least = FLOOR if vulnerable else 1
    return Grade(Severity(max(severity, least)), Likelihood(max(likelihood, least)))


@dataclass(frozen=True)
class Judgement:
    """What the Data Protection Officer made of a grade: told all the same, or not told in spite of it.

    lowered_because: why the regulator is not told of what the rule makes reportable. countersigned: the Senior
    Information Risk Owner agrees to that.
    """

    raised: bool = False
    lowered_because: str = ""
    countersigned: bool = False


def is_reportable(grade: Grade, judgement: Judgement) -> bool:
    """Whether the regulator is told. Until it is countersigned, what is lowered stays reportable."""
    if judgement.raised:
        return True
    lowered = bool(judgement.lowered_because) and judgement.countersigned
    return grade.is_reportable and not lowered


def may_lower(grade: Grade, because: str) -> Verdict:
    """Whether there is anything to lower, and a reason."""
    if not grade.is_reportable:
        return no("By its grade the regulator is not told of it.", next_step="There is nothing to lower.")
    if not because.strip():
        return no(
            "To leave the regulator out of what the rule reports needs reasons.",
            next_step="Write them. Then the Senior Information Risk Owner countersigns.",
        )
    return YES
