"""Who sees the overview: those who answer for all of it, and who checks them."""

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import YES, Code, Verdict, no

NOT_YOURS = no("Your role does not look after these.", code=Code.ROLE, next_step="Ask the IG team.")


def may_look(user: User) -> Verdict:
    return YES if user.role in (Role.IG, Role.GUARDIAN, Role.AUDITOR) else NOT_YOURS
