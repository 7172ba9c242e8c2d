"""Who may do what with privacy notices and leaflets (handbook section 12)."""

from datetime import datetime

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import May, Reach, may
from governance.errors import YES, Code, Verdict, no
from governance.privacy_notices.models import NoticeVersion

NOT_YOURS = no(
    "Your role reads privacy notices, but does not write them.",
    code=Code.ROLE,
    next_step="Ask the manager of the service, or the IG team.",
)
OTHER_SERVICE = no(
    "This belongs to another service, or to the whole charity.",
    code=Code.ROLE,
    next_step="Ask the manager of that service, or the IG team.",
)
IG_ONLY = no(
    "Only the IG team does this.", code=Code.ROLE, next_step="Ask the IG team if you think it is time for it."
)
WROTE_IT = no(
    "You wrote some of this text, and nobody approves what they wrote.",
    code=Code.SAME_PERSON,
    next_step="Ask someone else in the IG team to read it.",
)


def may_begin(user: User) -> Verdict:
    """Managers for their own services, the IG team for all, and for leaflets."""
    return YES if may(user.role, May.CREATE, "privacy_notices") else NOT_YOURS


def may_write_for(user: User, service: Service | None) -> Verdict:
    """The same, of one service; None is a leaflet."""
    if not may_begin(user):
        return NOT_YOURS
    seen = sight(user, "privacy_notices", May.EDIT)
    if seen.reach is Reach.ALL or (service is not None and service.pk in seen.services):
        return YES
    return OTHER_SERVICE


def may_write(user: User, version: NoticeVersion, at: datetime) -> Verdict:
    return may_write_for(user, version.notice.service)


def may_excuse(user: User) -> Verdict:
    """The IG team says why something that is shared need not stand in a notice (section 1)."""
    return YES if may(user.role, May.DECIDE, "privacy_notices") else IG_ONLY


def may_decide(user: User, version: NoticeVersion, at: datetime) -> Verdict:
    """The IG team sends texts back."""
    return may_excuse(user)


def may_publish(user: User, version: NoticeVersion, at: datetime) -> Verdict:
    """Someone of the IG team who wrote none of it; the DPO is no exception."""
    if not may_decide(user, version, at):
        return IG_ONLY
    return WROTE_IT if user.pk in version.authors else YES
