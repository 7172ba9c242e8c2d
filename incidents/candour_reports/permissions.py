"""Who writes the yearly report, who publishes it, and who reads it before that. Nobody publishes what they wrote."""

from datetime import datetime

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Reach, Role, may
from governance.errors import YES, Code, Verdict, no
from incidents.candour_reports.models import CandourReport

IG_ONLY = no("Only the IG team writes this report.", code=Code.ROLE, next_step="It waits for them.")
DECIDERS_ONLY = no(
    "Only the IG team, the Caldicott Guardian or the SIRO publishes this report.",
    code=Code.ROLE,
    next_step="It waits for them.",
)
WROTE_IT = no(
    "You wrote some of this report, and nobody publishes what they wrote.",
    code=Code.SAME_PERSON,
    next_step="Ask somebody else of the IG team, the Caldicott Guardian or the SIRO to read it.",
)


def may_read(user: User) -> bool:
    """Whoever may see the incidents of every service."""
    return sight(user, "incidents").reach in (Reach.ALL, Reach.MASKED)


def may_write(user: User, report: CandourReport, at: datetime) -> Verdict:
    """The IG team."""
    return YES if user.role == Role.IG else IG_ONLY


def may_decide(user: User, report: CandourReport, at: datetime) -> Verdict:
    """Whom the table of roles lets decide on incidents."""
    return YES if may(user.role, May.DECIDE, "incidents") else DECIDERS_ONLY


def may_publish(user: User, report: CandourReport, at: datetime) -> Verdict:
    """The same, who wrote none of it."""
    verdict = may_decide(user, report, at)
    return WROTE_IT if verdict and report.wrote(user) else verdict
