"""What falls due on a disclosure: an emergency's review, telling the person, a disease's report (section 13, rows 12
and 13)."""

from datetime import datetime

from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import DISEASE_WRITTEN_LEADS, EMERGENCY_REVIEW_LEADS, TELLING_LEADS
from sharing import disclosing as rules
from sharing.disclosing import Reason
from sharing.disclosures import diseases
from sharing.disclosures.models import Disclosure
from sharing.disclosures.states import State

REVIEW = add(
    Rule(
        key="emergency_review",
        number=12,
        words="Something was shared in an emergency, and nobody has looked at it yet",
        leads=EMERGENCY_REVIEW_LEADS.value,
        told=(Audience.MANAGER,),
        overdue_adds=(Audience.IG,),
    )
)
TELLING = add(
    Rule(
        key="telling_recheck",
        number=12,
        words="Somebody was not told that their information was shared: can they be told now?",
        leads=TELLING_LEADS.value,
        told=(Audience.OWNER,),
        overdue_adds=(Audience.MANAGER,),
    )
)
DISEASE_WRITTEN = add(
    Rule(
        key="disease_in_writing",
        number=13,
        words="A disease must be reported in writing",
        leads=DISEASE_WRITTEN_LEADS.value,
        told=(Audience.OWNER, Audience.MANAGER),
        overdue_adds=(Audience.IG,),
    )
)


def dues(disclosure: Disclosure, at: datetime) -> list[Due]:
    """What is open on a disclosure as it is stored."""
    found = []
    if disclosure.state == State.SENT and disclosure.emergency and disclosure.sent_at is not None:
        found.append(Due(REVIEW.key, rules.review_due(disclosure.sent_at, disclosure.nation)))
    untold = disclosure.state in (State.SENT, State.REVIEWED) and disclosure.told_at is None
    if untold and disclosure.telling_recheck_on is not None:
        found.append(Due(TELLING.key, disclosure.telling_recheck_on))
    suspected = disclosure.reason == Reason.NOTIFIABLE_DISEASE and disclosure.suspected_at
    over = disclosure.state in (State.DECLINED, State.CANCELLED, State.RECALLED)
    if suspected and disclosure.written_told_on is None and not over:
        on = diseases.written_due(
            diseases.Suspicion(diseases.Disease(disclosure.disease), suspected, disclosure.significant_harm)
        )
        found.append(Due(DISEASE_WRITTEN.key, on))
    return found
