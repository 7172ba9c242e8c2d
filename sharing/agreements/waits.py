"""Whose turn it is with an agreement, as lines on their desks: reviewed, approved, sent out, signed, put right.

Nothing of this is ever late: the handbook sets no day for it. The message that tells of it is sent with the step.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from governance.calendar import local_day
from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from governance.ledger.models import Event
from sharing.agreements.models import Agreement
from sharing.agreements.rules import Capacity
from sharing.agreements.states import State
from sharing.agreements.turns import Place, Turn, turns


def _rule(key: str, words: str, *told: Audience, press: Press | None = None) -> Rule:
    return add(
        Rule(
            key=f"agreement_waits_{key}", number=8, words=words, leads=(), told=told, waits=True, press=press
        )
    )


REVIEW = _rule("review", "Agreement with questions to settle", Audience.IG)
APPROVAL = _rule("approval", "Agreement to review and approve", Audience.IG, Audience.DPO)
SENDING = _rule(
    "sending", "Agreement to send to its partners to be signed", Audience.IG, press=Press("invite")
)
RETURNED = _rule("returned", "Agreement that was sent back", Audience.OWNER, press=Press("edit"))
SIGNING = {
    Capacity.DPO: _rule("dpo", "Agreement to sign as Data Protection Officer", Audience.DPO),
    Capacity.SIRO: _rule("siro", "Agreement to sign as Senior Information Risk Owner", Audience.SIRO),
}
A_DAY = timedelta(days=1)


def waits(agreement: Agreement, at: datetime) -> list[Due]:
    """What waits for whom, as the agreement is stored; each since the day on which it began to."""
    if agreement.state == State.DRAFT and agreement.sent_back_because:
        return [Due(RETURNED.key, _day_of("send_back", agreement, at))]
    if agreement.state == State.IG_REVIEW:
        asked = agreement.comments.filter(resolved_at=None).exists()
        return [Due((REVIEW if asked else APPROVAL).key, _day_of("submit", agreement, at))]
    if agreement.state == State.AWAITING_SIGNATURE and agreement.approved_at is not None:
        return [*_signing(turns(agreement, at), local_day(agreement.approved_at))]
    return []


def _signing(places: list[Turn], since: date) -> Iterator[Due]:
    open_still = [each for each in places if each.place not in (Place.SIGNED, Place.CHECKED)]
    for each in open_still:
        if each.party is None:
            yield Due(SIGNING[each.capacity].key, since)
    # A partner with a link is the IG team's again once it has run out.
    days = [
        local_day(each.link.expires_at) + A_DAY if each.link else since for each in open_still if each.party
    ]
    if days:
        yield Due(SENDING.key, min(days))


def _day_of(verb: str, agreement: Agreement, at: datetime) -> date:
    """The day of the last such step, which may be the one that is being taken."""
    steps = Event.objects.filter(register="agreements", reference=agreement.reference, verb=verb)
    last = steps.order_by("-id").first()
    return local_day(datetime.fromisoformat(last.detail["effective_at"]) if last else at)
