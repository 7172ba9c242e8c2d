"""Who may write down that somebody was asked (handbook section 12, as for consents)."""

from datetime import datetime

from consent.conversations.models import Conversation
from governance.accounts.models import User
from governance.accounts.roles import May
from governance.errors import YES, Verdict
from governance.people.models import Case
from governance.people.permissions import NOT_YOURS


def may_ask(user: User, conversation: Conversation, at: datetime) -> Verdict:
    """Those who work with the person in this service."""
    cases = Case.objects.visible_to(user, at, register="consents", what=May.CREATE)
    return YES if cases.filter(pk=conversation.case_id).exists() else NOT_YOURS
