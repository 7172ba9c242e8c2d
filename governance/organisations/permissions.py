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


def may_create(user: User, organisation: Organisation, at: datetime) -> Verdict:
    return YES if may(user.role, May.CREATE, "organisations") else NOT_YOURS


def may_edit(user: User, organisation: Organisation, at: datetime) -> Verdict:
    return YES if may(user.role, May.EDIT, "organisations") else NOT_YOURS
