"""Links for the provider's person: to sign for what came, and to fetch the receipt that both signed."""

from datetime import datetime
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives

from governance.accounts.models import User
from governance.defaults import RECEIPT_LINK_DAYS
from governance.notifications.links import UNSPENT, last_moment
from governance.notifications.mailing import letter
from governance.workflow.guests import charity
from sharing.closures.models import Closure, TakenOverLink
from sharing.closures.states import State


def order(closure: Closure, *, by: User, at: datetime, for_copy: bool = False) -> TakenOverLink:
    """Mail a new link; those before it are dead. In a transaction."""
    closure.links.filter(UNSPENT).update(revoked_at=at)
    nonce = uuid4()
    return TakenOverLink.objects.create(
        effect_key=f"taken_over:{nonce}",
        next_try_at=at,
        closure=closure,
        nonce=nonce,
        for_copy=for_copy,
        name=closure.recipient,
        email=closure.recipient_email,
        made_at=at,
        made_by=by,
        expires_at=last_moment(at, RECEIPT_LINK_DAYS.value),
    )


def is_open(link: TakenOverLink, at: datetime) -> bool:
    """Whether it works: unused, in time, not replaced, and the closure waits for what it is for."""
    state = link.closure.state
    waits = state in (State.COUNTERSIGNED, State.CLOSED) if link.for_copy else state == State.SENT
    return link.is_unspent(at) and waits


def mail(link: TakenOverLink) -> EmailMultiAlternatives | None:
    """The mail with the link; None where the link does not work any more. It names nobody whom we support."""
    if link.revoked_at is not None or link.used_at is not None:
        return None
    reference = link.closure.reference
    context = {
        "subject": f"The receipt of {reference}" if link.for_copy else f"Please sign for {reference}",
        "link": link,
        **charity(),
        "url": link.address,
    }
    return letter("mail/taken_over", context, to=link.email, message_id=f"<taken-over-{link.pk}@sharewell>")
