"""Who sees how the scheduled jobs do, and who runs one now."""

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import YES, Code, Verdict, no

LOOKING = (Role.IG, Role.GUARDIAN, Role.AUDITOR)


def may_look(user: User) -> Verdict:
    """Those who answer for things being done in time, and who checks them."""
    if user.role in LOOKING:
        return YES
    return no("Your role does not look after these.", code=Code.ROLE, next_step="Ask the IG team.")


def may_run(user: User) -> Verdict:
    if user.role == Role.IG:
        return YES
    return no("Only the IG team runs a job.", code=Code.ROLE, next_step="Ask them.")
