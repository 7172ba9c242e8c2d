"""When a resource that is in use must be looked at again (handbook section 13, row 21)."""

from datetime import datetime

from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import POLICY_REVIEW_LEADS
from governance.resources.models import Resource
from governance.resources.states import State

REVIEW = add(
    Rule(
        key="resource_review",
        number=21,
        words="Resource review",
        leads=POLICY_REVIEW_LEADS.value,
        told=(Audience.OWNER,),
        overdue_adds=(Audience.IG,),
    )
)


def dues(resource: Resource, at: datetime) -> list[Due]:
    """Its review; one that is withdrawn has none."""
    return [Due(REVIEW.key, resource.review_on)] if resource.state == State.LIVE else []
