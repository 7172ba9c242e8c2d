"""A user's messages: their own, without those about people they know personally."""

from django.db.models import QuerySet

from governance.accounts.models import User
from governance.notifications.models import Notification
from governance.people.querysets import not_excluded

COUNTED_TO = 99


def messages_for(user: User) -> QuerySet[Notification]:
    """What the user may read. An access exclusion hides a message for as long as it holds."""
    return Notification.objects.filter(not_excluded(user), recipient=user)


def count_unread(user: User) -> str:
    """How many messages are unread, or an empty text for none."""
    number = messages_for(user).filter(read_at=None)[: COUNTED_TO + 1].count()
    return f"{COUNTED_TO}+" if number > COUNTED_TO else str(number or "")
