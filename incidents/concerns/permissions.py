"""Who may do what with concerns (handbook section 12): the IG team does it, anybody may bring one in."""

from datetime import datetime

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.errors import YES, Code, Verdict, no
from incidents.concerns.models import Concern
from incidents.incidents import permissions as incidents
from incidents.incidents.models import Incident

NOT_YOURS = no(
    "Your role does not write down a concern here.",
    code=Code.ROLE,
    next_step="Show the person our public page, or ask the IG team.",
)
# Says nothing of an incident that the user may not know of.
NOT_HERE = no(
    "You cannot make this an incident.",
    code=Code.ROLE,
    next_step="If you think that it is one, tell the Data Protection Officer.",
)
IG_ONLY = no(
    "Only the IG team does this.",
    code=Code.ROLE,
    next_step="It waits for them.",
)


def hides(user: User) -> bool:
    """Whether names and free text, which can name people, are hidden from the user."""
    return sight(user, "concerns").masked


def may_open(user: User) -> bool:
    """Whether the user reads them, or brings them in."""
    return any(may(user.role, what, "concerns") for what in (May.VIEW, May.CREATE))


def may_raise(user: User, concern: Concern | None, at: datetime) -> Verdict:
    """Whoever takes telephone calls and letters: frontline, communications, the IG team."""
    return YES if user.is_active and may(user.role, May.CREATE, "concerns") else NOT_YOURS


def may_be_old(user: User | None) -> bool:
    """Whether the user writes down what came more than a year ago: the IG team."""
    return user is not None and bool(may(user.role, May.EDIT, "concerns"))


def may_edit(user: User, concern: Concern, at: datetime) -> Verdict:
    """The IG team."""
    return YES if may(user.role, May.EDIT, "concerns") else IG_ONLY


def may_report(user: User, concern: Concern, at: datetime) -> Verdict:
    """The IG team. A manager reports an incident by itself: what they could not do here would tell of one that is
    kept from them."""
    if not may(user.role, May.EDIT, "concerns"):
        return IG_ONLY
    if concern.incident_id is not None:
        if not Incident.objects.visible_to(user, at).filter(pk=concern.incident_id).exists():
            return NOT_HERE
        return no("It is an incident already.", next_step="This page leads there.")
    return incidents.may_report(user, Incident(service=concern.service), at)


def may_decide(user: User, concern: Concern, at: datetime) -> Verdict:
    """The IG team."""
    return YES if may(user.role, May.DECIDE, "concerns") else IG_ONLY
