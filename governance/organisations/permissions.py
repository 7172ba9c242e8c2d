"""Who may do what with organisations (handbook section 12)."""

from datetime import datetime

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.errors import YES, Code, Verdict, no
from governance.organisations.models import Organisation

NOT_YOURS = no(
    "Your role may read about organisations, but not change them.",
    code=Code.ROLE,
    next_step="Ask a service manager or the IG team to do it.",
)
NOT_YOURS_TO_MERGE = no(
    "Only the IG team joins two records of one organisation.",
    code=Code.ROLE,
    next_step="Tell them which two are the same.",
)
MERGED = no(
    "This record was merged into another one, and nothing is changed here any more.",
    next_step="Open the one that remains, and change that.",
)


def may_create(user: User, organisation: Organisation, at: datetime) -> Verdict:
    return YES if may(user.role, May.CREATE, "organisations") else NOT_YOURS


def may_edit(user: User, organisation: Organisation, at: datetime) -> Verdict:
    if not may(user.role, May.EDIT, "organisations"):
        return NOT_YOURS
    return MERGED if organisation.merged_into_id else YES


def may_merge(user: User, organisation: Organisation, at: datetime) -> Verdict:
    if not may(user.role, May.DECIDE, "organisations"):
        return NOT_YOURS_TO_MERGE
    return MERGED if organisation.merged_into_id else YES
