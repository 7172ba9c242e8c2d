"""When a published policy must be looked at again (handbook section 13, row 21)."""

from datetime import datetime

from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import POLICY_REVIEW_LEADS
from governance.policies.models import PolicyVersion
from governance.policies.states import State

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
    """The review of the version that is in force; a replaced one has none."""
    return [Due(REVIEW.key, version.review_on)] if version.state == State.PUBLISHED else []
