"""When an agreement must be looked at, ends, and can no longer be used (handbook section 13, rows 8, 9 and 24)."""

from datetime import date, datetime, timedelta

from governance.calendar import local_day
from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import (
    AGREEMENT_DUTY_LEADS,
    AGREEMENT_END_LEADS,
    AGREEMENT_GRACE_LEADS,
    AGREEMENT_REVIEW_LEADS,
    ASSURANCE_LEADS,
)
from governance.organisations.assurance import A_DAY, standing
from sharing.agreements.models import Agreement
from sharing.agreements.rules import grace_ends
from sharing.agreements.states import State
from sharing.agreements.waits import waits

A_MOMENT = timedelta(microseconds=1)

REVIEW = add(
    Rule(
        key="agreement_review",
        number=8,
        words="Agreement review",
        leads=AGREEMENT_REVIEW_LEADS.value,
        told=(Audience.OWNER, Audience.IG),
        overdue_adds=(Audience.DPO,),
        press=Press("review"),
    )
)
END = add(
    Rule(
        key="agreement_end",
        number=8,
        words="Agreement end",
        leads=AGREEMENT_END_LEADS.value,
        told=(Audience.OWNER, Audience.IG),
        overdue_adds=(Audience.DPO,),
    )
)
GRACE = add(
    Rule(
        key="agreement_grace_end",
        number=9,
        words="Last day to use an agreement without a review",
        leads=AGREEMENT_GRACE_LEADS.value,
        told=(Audience.IG,),
        overdue_adds=(Audience.SIRO,),
    )
)
# The IG team hears of it from the partner's own record, once for all agreements.
ASSURANCE = add(
    Rule(
        key="agreement_partner_assurance",
        number=24,
        words="Security assurance of an agreement’s partner",
        leads=ASSURANCE_LEADS.value,
        told=(Audience.OWNER,),
    )
)
DUTY = add(
    Rule(
        key="agreement_duty",
        number=8,
        words="What must be returned or deleted after an agreement",
        leads=AGREEMENT_DUTY_LEADS.value,
        told=(Audience.OWNER, Audience.IG),
        overdue_adds=(Audience.DPO,),
    )
)


def dues(agreement: Agreement, at: datetime) -> list[Due]:
    """What is open on an agreement as it is stored.

    Once it is replaced or ended, only what must be returned or deleted is. The end itself is told on when overdue,
    until it is renewed or wound up; a review that is overdue ends with the agreement. Once its renewal is signed,
    its end and its partners are the renewal's to see to, and its review is still its own until that begins. Of one
    that notice was given for, the end is told beforehand, and never as overdue: nothing is left to decide.
    """
    owed = (Due(DUTY.key, on, part=on.toordinal()) for on in _open_duties(agreement))
    found = [*waits(agreement, at), *owed]
    active = State(agreement.state_at(at)) in (State.ACTIVE, State.EXPIRED)
    if not active or agreement.review_on is None or agreement.ends_on is None:
        return found
    last = agreement.ends_on
    if agreement.superseded_at is not None:
        last = min(last, local_day(agreement.superseded_at) - A_DAY)
    if agreement.ended_at is not None:
        last = min(last, local_day(agreement.ended_at - A_MOMENT))
    if agreement.superseded_at is None and agreement.wound_up_at is None:
        found.append(Due(END.key, last, until=last if agreement.ended_at else None))
    # The last review falls on the end, which is told already.
    if agreement.review_on < last:
        found.append(Due(REVIEW.key, agreement.review_on, until=last))
        if (grace := grace_ends(agreement.review_on)) < last:
            found.append(Due(GRACE.key, grace, until=last))
    if agreement.superseded_at is None and (assured := _assured_until(agreement, at)) is not None:
        found.append(Due(ASSURANCE.key, assured, until=last))
    return found


def _open_duties(agreement: Agreement) -> list[date]:
    """The days on which something is due, each once: what is due on one day is told of together."""
    return sorted(set(agreement.duties.filter(done_on=None).values_list("due_on", flat=True)))


def _assured_until(agreement: Agreement, at: datetime) -> date | None:
    """The last good day of the first assurance to run out among the partners, also once that is past."""
    on = local_day(at)
    stands = [standing(each.organisation, on) for each in agreement.parties.select_related("organisation")]
    last = [each.until or (each.since - A_DAY if each.since else None) for each in stands]
    return min((day for day in last if day is not None), default=None)
