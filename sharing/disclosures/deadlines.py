"""What falls due on a disclosure: an emergency's record and review, telling the person, a disease's reports
(handbook section 13, rows 12 and 13)."""

from collections.abc import Iterator
from datetime import date, datetime

from governance.accounts.roles import May, Role
from governance.calendar import local_day
from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import (
    DISEASE_ORAL_HOUR_LEADS,
    DISEASE_WRITTEN_LEADS,
    EMERGENCY_RECORD_HOUR_LEADS,
    EMERGENCY_REVIEW_LEADS,
    TELLING_LEADS,
)
from governance.ledger.models import Event
from sharing import disclosing as rules
from sharing.disclosing import Approver, Reason
from sharing.disclosures import diseases, permissions
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
        press=Press("record_emergency"),
    )
)


def _review(key: str, *told: Audience, overdue_adds: tuple[Audience, ...] = ()) -> Rule:
    return add(
        Rule(
            key=key,
            number=12,
            words="Something was shared before anybody had decided: look at it",
            leads=EMERGENCY_REVIEW_LEADS.value,
            told=told,
            overdue_adds=overdue_adds,
            press=Press("review"),
        )
    )


# The manager looks at it, never the one who shared it; where no manager is left for that, those who stand in.
REVIEW = _review("emergency_review", Audience.MANAGER, overdue_adds=(Audience.GUARDIAN,))
REVIEW_OTHERS = _review("emergency_review_others", Audience.OWNER, overdue_adds=(Audience.GUARDIAN,))
REVIEW_STAND_IN = _review("emergency_review_stand_in", Audience.IG, Audience.GUARDIAN)
TELLING = add(
    Rule(
        key="telling_recheck",
        number=12,
        words="Somebody was not told that their information was shared: can they be told now?",
        leads=TELLING_LEADS.value,
        told=(Audience.OWNER,),
        overdue_adds=(Audience.MANAGER, Audience.GUARDIAN),
        press=Press("tell", May.CREATE),
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


def _turn(key: str, words: str, *told: Audience, press: Press | None = None) -> Rule:
    return add(
        Rule(
            key=f"disclosure_waits_{key}",
            number=12,
            words=words,
            leads=(),
            told=told,
            waits=True,
            press=press,
        )
    )


DECIDE = "A sharing without consent that waits for a decision"
TO_DECIDE = {
    Approver.MANAGER: _turn("manager", DECIDE, Audience.MANAGER),
    Approver.IG: _turn("ig", DECIDE, Audience.IG),
    Approver.IG_OR_GUARDIAN: _turn("ig_or_guardian", DECIDE, Audience.IG, Audience.GUARDIAN),
}
DECIDE_OTHERS = _turn("other_manager", DECIDE, Audience.OWNER)
# The manager too: where a new one came since, it is theirs.
DECIDE_STAND_IN = _turn(
    "stand_in",
    "A sharing without consent that no manager can decide",
    *(Audience.IG, Audience.GUARDIAN, Audience.MANAGER),
)
SENT_BACK = _turn(
    "writer",
    "A sharing that was sent back to you: put it right, or say why not",
    Audience.OWNER,
    press=Press("edit"),
)
TO_SEND = _turn(
    "sender",
    "A sharing that was approved: share it, and write that down",
    Audience.OWNER,
    press=Press("send"),
)


def dues(disclosure: Disclosure, at: datetime) -> list[Due]:
    """What is open on a disclosure as it is stored."""
    return (
        []
        if disclosure.state in OVER
        else [*_turns(disclosure, at), *_emergency(disclosure), *_telling(disclosure), *_disease(disclosure)]
    )


def _turns(disclosure: Disclosure, at: datetime) -> Iterator[Due]:
    """Without consent somebody else decides, and then the sender sends it, or puts it right."""
    if disclosure.state == State.AWAITING_APPROVAL and disclosure.asked_at is not None:
        approver, on = rules.RULES[Reason(disclosure.reason)].approver, local_day(disclosure.asked_at)
        if approver is Approver.MANAGER:
            yield from _of_managers(disclosure, on, TO_DECIDE[approver], DECIDE_OTHERS, DECIDE_STAND_IN)
        else:
            yield Due(TO_DECIDE[approver].key, on)
    if disclosure.state == State.DRAFT and disclosure.sent_back_because:
        yield Due(SENT_BACK.key, _came_back(disclosure, at))
    if disclosure.state == State.APPROVED and disclosure.approved_at is not None:
        yield Due(TO_SEND.key, local_day(disclosure.approved_at))


def _of_managers(disclosure: Disclosure, on: date, own: Rule, others: Rule, stand_in: Rule) -> Iterator[Due]:
    """With each manager who has no part in it; where none is left, with those who stand in."""
    left = permissions.managers_left(disclosure)
    for part, manager in enumerate(left):
        rule = own if manager.pk == disclosure.service.manager_id else others
        yield Due(rule.key, on, worker_id=manager.pk, part=part)
    if not left:
        yield Due(stand_in.key, on)


def _came_back(disclosure: Disclosure, at: datetime) -> date:
    """The day of the last step back, which may be the one that is being taken."""
    steps = Event.objects.filter(
        register="disclosures", reference=disclosure.reference, verb="send_back"
    ).order_by("-id")
    last = steps.first()
    return local_day(datetime.fromisoformat(last.detail["effective_at"]) if last else at)


def _emergency(disclosure: Disclosure) -> Iterator[Due]:
    if disclosure.sent_at is None:
        return
    unwritten = disclosure.state == State.DRAFT or bool(disclosure.missing())
    if disclosure.emergency and unwritten:
        yield Due.by(RECORD.key, rules.record_due(disclosure.sent_at))
    if disclosure.needs_review and disclosure.reviewed_at is None:
        on = rules.review_due(disclosure.sent_at, disclosure.nation)
        yield from _of_managers(disclosure, on, REVIEW, REVIEW_OTHERS, REVIEW_STAND_IN)


def _telling(disclosure: Disclosure) -> Iterator[Due]:
    """The manager who decided asks again; else the one who shared it, since no other decider works in the service."""
    if disclosure.is_gone and disclosure.told_at is None and disclosure.telling_recheck_on is not None:
        decider = disclosure.approved_by
        by_manager = decider is not None and decider.role == Role.MANAGER
        yield Due(
            TELLING.key,
            disclosure.telling_recheck_on,
            worker_id=disclosure.approved_by_id if by_manager else None,
        )


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
