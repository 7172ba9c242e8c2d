"""How tests send a partner a link, and read the mail in which it is."""

import re
from typing import Any

from django.core import mail

from sharing.agreements import inviting, tasks
from sharing.agreements.content import parties
from sharing.agreements.inviting import Invited
from sharing.agreements.models import Agreement
from tests.cast import NOON, Cast


def invited(cast: Cast, agreement: Agreement, *, at: Any = NOON) -> Invited:
    """A link for the first partner, ordered by Igor."""
    return inviting.invite(
        agreement, parties(agreement)[0], by=cast.igor, at=at, read_version=agreement.version
    )


def mailed(sent: Invited) -> str:
    """The path of the link in the mail, once the relay has sent it."""
    assert tasks.deliver(sent.invitation.pk)
    found = re.search(r"https?://[^/\s]+(/signing/\S+/)", mail.outbox[-1].body)
    assert found
    return found[1]
