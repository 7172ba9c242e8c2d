"""The mail of the day: what was held for somebody, by register, as it can be read anywhere, the latest first."""

from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from governance.desk.context import named
from governance.desk.inbox import messages_for
from governance.notifications.mailing import letter
from governance.notifications.models import Digest

MOST = 100


def write(digest: Digest) -> EmailMultiAlternatives | None:
    """The mail: no personal data, one link. None where nothing is left that is unread, and for who has left."""
    user = digest.recipient
    if not user.is_active:
        return None
    unread = messages_for(user).filter(pk__in=digest.messages, read_at=None)
    number = unread.count()
    if not number:
        return None
    found = sorted(unread.order_by("-id")[:MOST], key=lambda message: named(message.register))
    groups = groupby(found, key=lambda message: named(message.register))
    context = {
        "subject": f"Sharewell today: {number} message{'' if number == 1 else 's'}",
        "groups": [(name, [message.subject for message in theirs]) for name, theirs in groups],
        "more": number - len(found),
        "url": f"{settings.BASE_URL}{reverse('desk:inbox')}",
        "url_text": "See your messages",
    }
    return letter("mail/digest", context, to=user.email, message_id=digest.message_id)
