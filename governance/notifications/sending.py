"""Put a message into the outbox, in the same transaction as what it tells of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from governance.accounts.models import User
from governance.notifications.models import Notification


def notify(
    recipients: Iterable[User],
    kind: str,
    *,
    register: str,
    reference: str,
    at: datetime,
    occasion: str,
    person_id: int | None = None,
    **facts: Any,
) -> None:
    """Tell each recipient once about this `occasion` of this record. `facts` must name nobody."""
    Notification.objects.bulk_create(
        [
            Notification(
                effect_key=f"{kind}:{reference}:{occasion}:{user.pk}",
                recipient=user,
                kind=kind,
                register=register,
                reference=reference,
                person_id=person_id,
                facts=facts,
                created_at=at,
                next_try_at=at,
            )
            for user in recipients
            if user.is_active
        ],
        ignore_conflicts=True,
    )


def take_back(recipients: Iterable[User], *, register: str, reference: str) -> None:
    """They may not know of this record any more: what they were told of it goes, and what was not mailed yet stays."""
    Notification.objects.filter(recipient__in=recipients, register=register, reference=reference).delete()


def withhold(recipient: User, *, person_id: int, at: datetime) -> None:
    """Send `recipient` no mail about this person that has not left yet, at once or with others."""
    theirs = Notification.objects.filter(recipient=recipient, person_id=person_id)
    theirs.filter(done_at=None).update(done_at=at)
    theirs.filter(held=True).update(held=False)
