"""Who makes the summary of a year, and who reads it."""

from datetime import datetime

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import Reach, Role
from governance.errors import YES, Code, Verdict, no

IG_ONLY = no("Only the IG team makes a summary.", code=Code.ROLE, next_step="Ask them for one.")


def may_read_summaries(user: User) -> bool:
    """Whoever may see the incidents of every service."""
    return sight(user, "incidents").reach in (Reach.ALL, Reach.MASKED)


def may_make(user: User, summary: object, at: datetime) -> Verdict:
    """The IG team."""
    return YES if user.role == Role.IG else IG_ONLY
