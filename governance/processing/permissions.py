"""Who reads the record of processing, and who writes what no register holds."""

from datetime import datetime

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.errors import YES, Code, Verdict, no
from governance.processing.models import Note

NOT_YOURS = no("Your role does not read this record.", code=Code.ROLE, next_step="Ask the IG team.")
IG_ONLY = no("Only the IG team writes this.", code=Code.ROLE, next_step="Tell them what is missing or wrong.")


def may_read(user: User) -> Verdict:
    """Those who answer for it, managers, and who checks; it names no one whom we support."""
    return YES if may(user.role, May.VIEW, "processing") else NOT_YOURS


def may_write(user: User, note: Note, at: datetime) -> Verdict:
    return YES if may(user.role, May.EDIT, "processing") else IG_ONLY
