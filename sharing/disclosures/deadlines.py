"""What falls due on a disclosure: an emergency's record and review, telling the person, a disease's reports
(handbook section 13, rows 12 and 13)."""

from collections.abc import Iterator
from datetime import datetime

from governance.calendar import local_day
from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import (
    DISEASE_ORAL_HOUR_LEADS,
    DISEASE_WRITTEN_LEADS,
    EMERGENCY_RECORD_HOUR_LEADS,
    EMERGENCY_REVIEW_LEADS,
    TELLING_LEADS,
)
from sharing import disclosing as rules
from sharing.disclosing import Approver, Reason
from sharing.disclosures import diseases
from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State

RECORD = add(
    Rule(
        key="emergency_record",
        number=12,
        words="Something was shared in an emergency: write it down",
        leads=(),
        hour_leads=EMERGENCY_RECORD_HOUR_LEADS.value,
        told=(Audience.OWNER,),
        overdue_adds=(Audience.MANAGER, Audience.GUARDIAN),
    )
)
# The manager decides what to think of it; whoever shared it hears when it is due.
REVIEW = add(
    Rule(
        key="emergency_review",
        number=12,
        words="Something was shared before anybody had decided: look at it",
        leads=EMERGENCY_REVIEW_LEADS.value,
        told=(Audience.OWNER, Audience.MANAGER),
        overdue_adds=(Audience.GUARDIAN,),
    )
)
TELLING = add(
    Rule(
        key="telling_recheck",
        number=12,
        words="Somebody was not told that their information was shared: can they be told now?",
        leads=TELLING_LEADS.value,
        told=(Audience.OWNER,),
        overdue_adds=(Audience.MANAGER, Audience.GUARDIAN),
    )
)
DISEASE_BY_TELEPHONE = add(
    Rule(
        key="disease_by_telephone",
        number=13,
        words="A disease must be reported by telephone",
        leads=(),
        hour_leads=DISEASE_ORAL_HOUR_LEADS.value,
        told=(Audience.OWNER, Audience.MANAGER),
        overdue_adds=(Audience.GUARDIAN,),
    )
)
DISEASE_WRITTEN = add(
    Rule(
        key="disease_in_writing",
        number=13,
        words="A disease must be reported in writing",
        leads=DISEASE_WRITTEN_LEADS.value,
        told=(Audience.OWNER, Audience.MANAGER),
        overdue_adds=(Audience.GUARDIAN,),
    )
)
OVER = (State.DECLINED, State.CANCELLED)


def _turn(key: str, words: str, *told: Audience) -> Rule:
    return add(Rule(key=f"disclosure_waits_{key}", number=12, words=words, leads=(), told=told, waits=True))


DECIDE = "A sharing without consent that waits for a decision"
TO_DECIDE = {
    Approver.MANAGER: _turn("manager", DECIDE, Audience.MANAGER),
    Approver.IG: _turn("ig", DECIDE, Audience.IG),
    Approver.IG_OR_GUARDIAN: _turn("ig_or_guardian", DECIDE, Audience.IG, Audience.GUARDIAN),
}
TO_SEND = _turn("sender", "A sharing that was approved: share it, and write that down", Audience.OWNER)


def dues(disclosure: Disclosure, at: datetime) -> list[Due]:
    """What is open on a disclosure as it is stored."""
    return (
        []
        if disclosure.state in OVER
        else [*_turns(disclosure), *_emergency(disclosure), *_telling(disclosure), *_disease(disclosure)]
    )


def _turns(disclosure: Disclosure) -> Iterator[Due]:
    """Without consent somebody else decides, and then the sender sends it."""
    if disclosure.state == State.AWAITING_APPROVAL and disclosure.asked_at is not None:
        rule = TO_DECIDE[rules.RULES[Reason(disclosure.reason)].approver]
        yield Due(rule.key, local_day(disclosure.asked_at))
    if disclosure.state == State.APPROVED and disclosure.approved_at is not None:
        yield Due(TO_SEND.key, local_day(disclosure.approved_at))


def _emergency(disclosure: Disclosure) -> Iterator[Due]:
    if disclosure.sent_at is None:
        return
    unwritten = disclosure.state == State.DRAFT or bool(disclosure.missing())
    if disclosure.emergency and unwritten:
        yield Due.by(RECORD.key, rules.record_due(disclosure.sent_at))
    if disclosure.needs_review and disclosure.reviewed_at is None:
        yield Due(REVIEW.key, rules.review_due(disclosure.sent_at, disclosure.nation))


def _telling(disclosure: Disclosure) -> Iterator[Due]:
    """The manager who decided asks again; else the one who shared it, since no other decider works in the service."""
    if disclosure.is_gone and disclosure.told_at is None and disclosure.telling_recheck_on is not None:
        by_manager = disclosure.reason and rules.RULES[Reason(disclosure.reason)].approver is Approver.MANAGER
        decider = disclosure.approved_by_id if by_manager else None
        yield Due(TELLING.key, disclosure.telling_recheck_on, worker_id=decider)


def _disease(disclosure: Disclosure) -> Iterator[Due]:
    """A suspicion runs its clocks from the moment that it is written down, sent or not."""
    suspected_at = disclosure.suspected_at
    if disclosure.reason != Reason.NOTIFIABLE_DISEASE or suspected_at is None:
        return
    suspicion = diseases.Suspicion(
        diseases.Disease(disclosure.disease), suspected_at, disclosure.significant_harm
    )
    by_telephone = diseases.oral_due(suspicion)
    if by_telephone is not None and disclosure.oral_told_at is None:
        yield Due.by(DISEASE_BY_TELEPHONE.key, by_telephone)
    if disclosure.written_told_on is None:
        yield Due(DISEASE_WRITTEN.key, diseases.written_due(suspicion))
