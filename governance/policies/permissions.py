"""Who may do what with a version of a policy (handbook sections 1 and 12)."""

from datetime import date, datetime

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.calendar import is_overdue, local_day
from governance.errors import YES, Code, Verdict, no
from governance.policies import links
from governance.policies.fingerprint import fingerprint
from governance.policies.models import PolicyVersion
from governance.policies.states import State
from governance.policies.version_number import in_order

IG_ONLY = no(
    "Only the IG team does this.", code=Code.ROLE, next_step="Ask the IG team if you think it is time for it."
)
WROTE_IT = no(
    "You wrote this text, and nobody approves what they wrote.",
    code=Code.SAME_PERSON,
    next_step="Ask another person to look at it.",
)

REVIEWED_IT = no(
    "You reviewed this text, and two people must approve it.",
    code=Code.SAME_PERSON,
    next_step="Name another sponsor, who publishes it.",
)
SPONSOR_REVIEWED_IT = no(
    "This person reviewed the text, and two people must approve it.",
    code=Code.SAME_PERSON,
    next_step="Name someone else.",
)

OVERDUE = no(
    "Its review is overdue already.",
    next_step="Tick the box if that is so, or put the next review into the text first.",
)
ANOTHER_TEXT = no(
    "The text is not the one that was reviewed.",
    next_step="Send it back, so that it is reviewed as it is now.",
)
NO_DAY = no("No day is set on which it is published.", next_step="Look at it again.")
HAS_LEFT = no("Its sponsor has left.", next_step="Name another sponsor, who publishes it.")
NOT_IN_FORCE = no(
    "This version is not in force, so there is nothing to say about it.",
    next_step="Read the version that is in force.",
)


def may_write(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """The IG team brings in texts."""
    return YES if may(user.role, May.CREATE, "policies") else IG_ONLY


def may_submit(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """The IG team, while no later version has been published."""
    return _is_newest(version) if may(user.role, May.EDIT, "policies") else IG_ONLY


def knows_it_is_overdue(version: PolicyVersion, at: datetime, *, overdue_known: bool) -> Verdict:
    """A text whose review is past moves on only with whoever says that they know it (handbook section 1)."""
    return YES if overdue_known or not is_overdue(version.review_on, at=at) else OVERDUE


def may_endorse(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """Someone of the IG team who wrote none of it."""
    if not may(user.role, May.DECIDE, "policies"):
        return IG_ONLY
    return WROTE_IT if user.pk in version.authors else YES


def may_send_back(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """The IG team from either review; the sponsor when it is their turn."""
    if version.state == State.SPONSOR_APPROVAL and user.pk == version.sponsor_id:
        return YES
    return YES if may(user.role, May.DECIDE, "policies") else IG_ONLY


def may_publish(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """The named sponsor, whatever their role, unless they wrote it or were its first reviewer."""
    if version.sponsor_id is None:
        return no("This policy has no sponsor yet.", next_step="Name the sponsor first.")
    if user.pk != version.sponsor_id:
        return no(
            "Only the sponsor of this policy publishes it.",
            code=Code.ROLE,
            next_step="Wait for the sponsor, or name another sponsor.",
        )
    if user.pk in version.authors:
        return WROTE_IT
    return REVIEWED_IT if user.pk == version.reviewed_by_id else _is_newest(version)


def is_as_reviewed(version: PolicyVersion) -> Verdict:
    """An approval is of the text that the reviewer read, down to the letter."""
    return YES if fingerprint(version) == version.reviewed_hash else ANOTHER_TEXT


def leads_where_it_may(version: PolicyVersion) -> Verdict:
    """What everyone reads links to what everyone may read, today."""
    return links.may_stand(version.sections.all())


def may_wait_until(version: PolicyVersion, publish_on: date, at: datetime) -> Verdict:
    """From tomorrow to the day on which the text must be looked at again."""
    if publish_on <= local_day(at):
        return no("That day is not to come.", next_step="Choose a later day, or publish it now.")
    if publish_on > version.review_on:
        return no(
            f"On that day its review would be overdue: it is due by {version.review_on:%-d %B %Y}.",
            next_step="Choose an earlier day.",
        )
    return YES


def may_unschedule(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """The sponsor who set the day, or the IG team."""
    if version.publish_on is None:
        return NO_DAY
    return YES if user.pk == version.sponsor_id or may(user.role, May.EDIT, "policies") else IG_ONLY


def is_still_approved(version: PolicyVersion, at: datetime) -> Verdict:
    """Whether what was approved for a day may be published when the day has come."""
    sponsor = version.scheduled_by
    if sponsor is None:
        return NO_DAY
    if not sponsor.is_active:
        return HAS_LEFT
    return (
        may_publish(sponsor, version, at)
        and is_as_reviewed(version)
        and leads_where_it_may(version)
        and knows_it_is_overdue(version, at, overdue_known=False)
    )


def may_acknowledge(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    """Everyone on the staff, what is in force."""
    return YES if version.state == State.PUBLISHED else NOT_IN_FORCE


def may_see_readers(user: User) -> Verdict:
    return YES if may(user.role, May.EDIT, "policies") else IG_ONLY


def may_appoint(user: User, version: PolicyVersion, at: datetime) -> Verdict:
    return YES if may(user.role, May.EDIT, "policies") else IG_ONLY


def may_be_sponsor(user: User, version: PolicyVersion) -> Verdict:
    """Anyone but the first reviewer: of a policy's two reviews one person makes one (handbook section 12)."""
    return SPONSOR_REVIEWED_IT if user.pk == version.reviewed_by_id else YES


def _is_newest(version: PolicyVersion) -> Verdict:
    """A text never takes the place of a later one, nor of one with the same number written otherwise."""
    others = version.policy.versions.readable().exclude(pk=version.pk).values_list("number", flat=True)
    newest = max(others, key=in_order, default="")
    if not newest or in_order(version.number) > in_order(newest):
        return YES
    return no(
        f"Version {newest} of this policy was published already, and version {version.number} is not newer.",
        next_step=f"Bring the text in again with a version number higher than {newest}.",
    )
