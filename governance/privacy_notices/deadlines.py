"""When a notice or leaflet in force must be looked at again (handbook section 13, row 21), and what waits before."""

from datetime import datetime

from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import POLICY_REVIEW_LEADS
from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.states import State
from governance.privacy_notices.waits import waits

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
    """The review of the version that is in force; of one that is not yet, whose turn it is."""
    if version.state == State.PUBLISHED:
        return [Due(REVIEW.key, version.review_on)]
    return waits(version, at)
