"""Who may do what with a version of a policy (handbook sections 1 and 12)."""

from datetime import datetime

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.errors import YES, Code, Verdict, no
from governance.policies.models import PolicyVersion
from governance.policies.states import State

IG_ONLY = no(
    "Only the IG team does this.", code=Code.ROLE, next_step="Ask the IG team if you think it is time for it."
)
WROTE_IT = no(
    "You wrote this text, and nobody approves what they wrote.",
    code=Code.SAME_PERSON,
    next_step="Ask another person to look at it.",
)


def may_write(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """The IG team brings in texts."""
    return YES if may(user.role, May.CREATE, "policies") else IG_ONLY


def may_submit(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    return YES if may(user.role, May.EDIT, "policies") else IG_ONLY


def may_endorse(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """Someone of the IG team who wrote none of it."""
    if not may(user.role, May.DECIDE, "policies"):
        return IG_ONLY
    return WROTE_IT if user.pk in version.authors else YES


def may_send_back(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """The IG team from either review; the sponsor when it is their turn."""
    if version.state == State.SPONSOR_APPROVAL and user.pk == version.sponsor_id:
        return YES
    return YES if may(user.role, May.DECIDE, "policies") else IG_ONLY


def may_publish(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """The named sponsor, whatever their role, unless they wrote it."""
    if version.sponsor_id is None:
        return no("This policy has no sponsor yet.", next_step="Name the sponsor first.")
    if user.pk != version.sponsor_id:
        return no(
            "Only the sponsor of this policy publishes it.",
            code=Code.ROLE,
            next_step="Wait for the sponsor, or name another sponsor.",
        )
    return WROTE_IT if user.pk in version.authors else YES


def may_appoint(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    return YES if may(user.role, May.EDIT, "policies") else IG_ONLY
