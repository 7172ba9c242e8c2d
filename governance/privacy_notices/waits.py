"""Whose turn it is with a privacy notice or leaflet: a text that was sent in is on the desks of the IG team.

It is never late: the handbook sets no day for it. The message that tells of it is sent with the step.
"""

from datetime import datetime

from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.policies.waits import sent_in_on, who_wrote_it
from governance.privacy_notices.models import NoticeVersion
from governance.privacy_notices.states import State

REVIEW = add(
    Rule(
        key="privacy_notice_waits_review",
        number=21,
        words="Privacy notice to read and publish",
        leads=(),
        told=(Audience.IG,),
        waits=True,
    )
)


def waits(version: NoticeVersion, at: datetime) -> list[Due]:
    """What waits for the IG team, since the day on which it was sent in."""
    if version.state != State.IN_REVIEW:
        return []
    return [Due(REVIEW.key, sent_in_on("privacy_notices", version.reference, at))]


def not_for(version: NoticeVersion) -> list[int]:
    """Whose desk it stays off."""
    return who_wrote_it(version.authors) if version.state == State.IN_REVIEW else []
