"""When a published policy must be looked at again (handbook section 13, row 21), and what waits before that."""

from datetime import datetime

from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import POLICY_REVIEW_LEADS
from governance.policies.models import PolicyVersion
from governance.policies.states import State
from governance.policies.waits import waits

REVIEW = add(
    Rule(
        key="policy_review",
        number=21,
        words="Policy review",
        leads=POLICY_REVIEW_LEADS.value,
        told=(Audience.OWNER,),
        overdue_adds=(Audience.IG,),
    )
)


def dues(version: PolicyVersion, at: datetime) -> list[Due]:
    """The review of the version that is in force; of one that is not yet, whose turn it is."""
    if version.state == State.PUBLISHED:
        return [Due(REVIEW.key, version.review_on)]
    return waits(version, at)
