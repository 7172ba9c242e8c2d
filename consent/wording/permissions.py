"""Who may do what with a wording (handbook section 12, row "consent wording")."""

from datetime import datetime

from consent.wording.models import WordingVersion
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.errors import YES, Code, Verdict, no

IG_ONLY = no(
    "Only the IG team does this.", code=Code.ROLE, next_step="Ask the IG team if the words should change."
)
WROTE_IT = no(
    "You wrote some of this text, and nobody approves what they wrote.",
    code=Code.SAME_PERSON,
    next_step="Ask someone else in the IG team to read it.",
)


def may_write(user: User, version: WordingVersion, at: datetime) -> Verdict:
    """The IG team writes, changes and sends in texts."""
    return YES if may(user.role, May.CREATE, "consent_wording") else IG_ONLY


def may_decide(user: User, version: WordingVersion, at: datetime) -> Verdict:
    """The IG team sends texts back, and takes them out of use."""
    return YES if may(user.role, May.DECIDE, "consent_wording") else IG_ONLY


def may_approve(user: User, version: WordingVersion, at: datetime) -> Verdict:
    """Someone of the IG team who wrote none of it; the DPO is no exception."""
    if not may(user.role, May.DECIDE, "consent_wording"):
        return IG_ONLY
    return WROTE_IT if user.pk in version.authors else YES
