"""Who may bring in an older log: the IG team alone (handbook section 12)."""

from datetime import datetime
from typing import Any

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.errors import YES, Verdict
from sharing.agreements.permissions import IG_ONLY


def may_bring_in(user: User, log: Any, at: datetime) -> Verdict:
    """Whoever decides about agreements."""
    return YES if may(user.role, May.DECIDE, "agreements") else IG_ONLY
