"""Who may do what with a version of a policy (handbook sections 1 and 12)."""

from datetime import datetime

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.errors import YES, Code, Verdict, no
from governance.policies.models import PolicyVersion
from governance.policies.states import State
from governance.policies.version_number import in_order

IG_ONLY = no(
    "Only the IG team does this.", code=Code.ROLE, next_step="Ask the IG team if you think it is time for it."
)
WROTE_IT = no(
    "You wrote this text, and nobody approves what they wrote.",
    code=Code.SAME_PERSON,
    next_step="Ask another person to look at it.",
)

REVIEWED_IT = no(
    "You reviewed this text, and two people must approve it.",
    code=Code.SAME_PERSON,
    next_step="Name another sponsor, who publishes it.",
)
SPONSOR_REVIEWED_IT = no(
    "This person reviewed the text, and two people must approve it.",
    code=Code.SAME_PERSON,
    next_step="Name someone else.",
)


def may_write(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """The IG team brings in texts."""
    return YES if may(user.role, May.CREATE, "policies") else IG_ONLY


def may_submit(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """The IG team, while no later version has been published."""
    return _is_newest(version) if may(user.role, May.EDIT, "policies") else IG_ONLY


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
    """The named sponsor, whatever their role, unless they wrote it or were its first reviewer."""
    if version.sponsor_id is None:
        return no("This policy has no sponsor yet.", next_step="Name the sponsor first.")
    if user.pk != version.sponsor_id:
        return no(
            "Only the sponsor of this policy publishes it.",
            code=Code.ROLE,
            next_step="Wait for the sponsor, or name another sponsor.",
        )
    if user.pk in version.authors:
        return WROTE_IT
    return REVIEWED_IT if user.pk == version.reviewed_by_id else _is_newest(version)


def may_appoint(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    return YES if may(user.role, May.EDIT, "policies") else IG_ONLY


def may_be_sponsor(user: User, version: PolicyVersion) -> Verdict:
    """Anyone but the first reviewer: of a policy's two reviews one person makes one (handbook section 12)."""
    return SPONSOR_REVIEWED_IT if user.pk == version.reviewed_by_id else YES


def _is_newest(version: PolicyVersion) -> Verdict:
    """A text never takes the place of a later one, nor of one with the same number written otherwise."""
    others = version.policy.versions.readable().exclude(pk=version.pk).values_list("number", flat=True)
    newest = max(others, key=in_order, default="")
    if not newest or in_order(version.number) > in_order(newest):
        return YES
    return no(
        f"Version {newest} of this policy was published already, and version {version.number} is not newer.",
        next_step=f"Bring the text in again with a version number higher than {newest}.",
    )
