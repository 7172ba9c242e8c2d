"""When a notice or leaflet that is in force must be looked at again (handbook section 13, row 21)."""

from datetime import datetime

from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import POLICY_REVIEW_LEADS
from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.states import State

REVIEW = add(
    Rule(
        key="privacy_notice_review",
        number=21,
        words="Privacy notice review",
        leads=POLICY_REVIEW_LEADS.value,
        # The manager of its service; of a leaflet, the IG team.
        told=(Audience.OWNER,),
        overdue_adds=(Audience.IG,),
    )
)


def dues(version: NoticeVersion, at: datetime) -> list[Due]:
    """The review of the version that is in force; a replaced one has none."""
    return [Due(REVIEW.key, version.review_on)] if version.state == State.PUBLISHED else []
