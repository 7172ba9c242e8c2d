"""Links for the provider's person: to sign for what came, and to fetch the receipt that both signed.

Each is signed by the application's own key; only its `nonce` is kept.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer

from governance.accounts.models import User
from governance.calendar import local_day, overdue_from
from governance.defaults import RECEIPT_LINK_DAYS
from governance.notifications.mailing import letter
from sharing.closures.models import Closure, TakenOverLink
from sharing.closures.states import State

SIGNER = Signer(salt="sharing.closures.taken_over", sep=".")


def order(closure: Closure, *, by: User, at: datetime, for_copy: bool = False) -> TakenOverLink:
    """Mail a new link; those before it are dead. In a transaction."""
    closure.links.filter(used_at=None, revoked_at=None).update(revoked_at=at)
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
        # Rule T3: the whole of the last day is good.
        expires_at=overdue_from(local_day(at) + timedelta(days=RECEIPT_LINK_DAYS.value))
        - timedelta(microseconds=1),
    )


def address(link: TakenOverLink) -> str:
    """The link itself: only the mail and whoever opened it know it."""
    return f"{settings.BASE_URL}/taken-over/{SIGNER.sign(link.nonce.hex)}/"


def find(signed: str) -> TakenOverLink | None:
    """The link that this was made from; None for one that we did not make."""
    try:
        nonce = UUID(hex=SIGNER.unsign(signed))
    except (BadSignature, ValueError):
        return None
    known = TakenOverLink.objects.select_related("closure__provider", "closure__service", "made_by")
    return known.filter(nonce=nonce).first()


def is_open(link: TakenOverLink, at: datetime) -> bool:
    """Whether it works: unused, in time, not replaced, and the closure waits for what it is for."""
    state = link.closure.state
    waits = state in (State.COUNTERSIGNED, State.CLOSED) if link.for_copy else state == State.SENT
    return link.used_at is None and link.revoked_at is None and at <= link.expires_at and waits


def mail(link: TakenOverLink) -> EmailMultiAlternatives | None:
    """The mail with the link; None where the link does not work any more. It names nobody whom we support."""
    if link.revoked_at is not None or link.used_at is not None:
        return None
    reference = link.closure.reference
    context = {
        "subject": f"The receipt of {reference}" if link.for_copy else f"Please sign for {reference}",
        "link": link,
        "charity": settings.CHARITY_NAME,
        "contact": settings.CHARITY_CONTACT,
        "url": address(link),
    }
    return letter("mail/taken_over", context, to=link.email, message_id=f"<taken-over-{link.pk}@sharewell>")
