"""Who asks for an evidence pack. Whoever asked is the only one who gets it: it holds what they may see."""

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import YES, Code, Verdict, no

NOT_YOURS = no(
    "Only the IG team makes an evidence pack.", code=Code.ROLE, next_step="Ask them, and say for what period."
)


def may_ask(user: User) -> Verdict:
    return YES if user.is_active and user.role == Role.IG else NOT_YOURS
