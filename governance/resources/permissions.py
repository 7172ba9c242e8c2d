"""Who may do what with resources (handbook section 12): all staff read them, the IG team writes them."""

from datetime import datetime

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.errors import YES, Code, Verdict, no
from governance.resources.models import Resource

IG_ONLY = no(
    "Only the IG team changes resources.",
    code=Code.ROLE,
    next_step="If this one is yours, read it, and tell them whether it still holds.",
)


def may_add(user: User, resource: Resource, at: datetime) -> Verdict:
    return YES if may(user.role, May.CREATE, "resources") else IG_ONLY


def may_edit(user: User, resource: Resource, at: datetime) -> Verdict:
    return YES if may(user.role, May.EDIT, "resources") else IG_ONLY


def may_decide(user: User, resource: Resource, at: datetime) -> Verdict:
    """Whether it still holds, is withdrawn, or is given back."""
    return YES if may(user.role, May.DECIDE, "resources") else IG_ONLY
