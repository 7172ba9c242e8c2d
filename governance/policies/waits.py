"""Whose turn it is with a policy, as lines on their desks: to review it, and to publish it.

Nothing of this is ever late: the handbook sets no day for it. The message that tells of it is sent with the step.
"""

from datetime import date, datetime

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.ledger.models import Event
from governance.policies.models import PolicyVersion
from governance.policies.states import State


def _rule(key: str, words: str, told: Audience) -> Rule:
    return add(Rule(key=f"policy_waits_{key}", number=21, words=words, leads=(), told=(told,), waits=True))


REVIEW = _rule("review", "Policy to review", Audience.IG)
SPONSOR = _rule("sponsor", "Policy to publish", Audience.OWNER)


def waits(version: PolicyVersion, at: datetime) -> list[Due]:
    """What waits for whom, since the day on which it began to. With its day set, it waits for nobody."""
    if version.state == State.IG_REVIEW:
        return [Due(REVIEW.key, sent_in_on("policies", version.reference, at))]
    if version.state == State.SPONSOR_APPROVAL and version.reviewed_at and version.publish_on is None:
        return [Due(SPONSOR.key, local_day(version.reviewed_at))]
    return []


def not_for(version: PolicyVersion) -> list[int]:
    """Whose desk it stays off."""
    return who_wrote_it(version.authors) if version.state == State.IG_REVIEW else []


def sent_in_on(register: str, reference: str, at: datetime) -> date:
    """On which day a text was sent to the IG team last: the day of `at`, where it is being sent."""
    steps = Event.objects.filter(register=register, reference=reference, verb="submit")
    last = steps.order_by("-id").first()
    return local_day(datetime.fromisoformat(last.detail["effective_at"]) if last else at)


def who_wrote_it(authors: list[int]) -> list[int]:
    """Whose desk a review stays off: its authors', who may not do it, unless nobody else could see it then."""
    others = User.objects.filter(role=Role.IG, is_active=True).exclude(pk__in=authors)
    return authors if others.exists() else []
