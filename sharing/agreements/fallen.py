"""What an approval came to that does not hold any more: said at the head of an agreement until it is approved anew."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from governance.ledger.models import Event
from governance.ledger.timeline import actors
from sharing.agreements.models import Agreement
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.states import State


class Fallen(NamedTuple):
    """Who had approved it and when; who made that void and when, by a change or by taking it back, and why."""

    approved_by: str
    approved_at: datetime
    by: str
    at: datetime
    taken_back: bool
    reason: str
    signatures: int


def fallen(agreement: Agreement) -> Fallen | None:
    """The approval that fell last, of an agreement that has not been approved since; None where there is none."""
    if agreement.state not in (State.DRAFT, State.IG_REVIEW):
        return None
    ours = Event.objects.filter(register=AGREEMENTS.name, reference=agreement.reference)
    events = list(ours.filter(Q(verb="approve") | Q(detail__voided=True)).order_by("-id")[:2])
    if len(events) < 2:
        return None
    undone, approved = events
    names = actors(events)
    return Fallen(
        approved_by=names[approved.actor_id],
        approved_at=_moment(approved),
        by=names[undone.actor_id],
        at=_moment(undone),
        taken_back=undone.verb == "take_back",
        reason=undone.reason,
        signatures=undone.detail["signatures"],
    )


def _moment(event: Event) -> datetime:
    return datetime.fromisoformat(event.detail["effective_at"])
