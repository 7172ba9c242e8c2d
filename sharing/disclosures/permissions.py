"""Who may do what with disclosures (handbook sections 6 and 12)."""

from datetime import datetime

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Role, may
from governance.errors import YES, Code, Verdict, no
from governance.people.models import Case
from governance.people.permissions import NOT_YOURS
from sharing import disclosing as rules
from sharing.disclosing import Decider, Reason
from sharing.disclosures.models import Disclosure

SENDER_ONLY = no(
    "Only the one who wrote this does that.",
    code=Code.ROLE,
    next_step="Ask them; their name stands at the top.",
)
OWN_REVIEW = no(
    "Whoever shared it does not look at it for themselves.",
    code=Code.SAME_PERSON,
    next_step="It waits for the service manager.",
)
NOT_A_REVIEWER = no(
    "The service manager looks at it; or the IG team, or the Caldicott Guardian.",
    code=Code.ROLE,
    next_step="It waits for them.",
)
DPO_ONLY = no(
    "Only the Data Protection Officer clears the national opt-out.",
    code=Code.ROLE,
    next_step="Ask them to look at it.",
)


def table_row(disclosure: Disclosure) -> str:
    """The row of the table of roles that it falls under."""
    return "disclosures_without_consent" if disclosure.reason else "disclosures"


def may_draft(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """Those who work with the person in this service; about a group, whoever may write in the service."""
    row = table_row(disclosure)
    if disclosure.case_id is not None:
        cases = Case.objects.visible_to(user, at, register=row, what=May.CREATE)
        return YES if cases.filter(pk=disclosure.case_id).exists() else NOT_YOURS
    return YES if disclosure.service_id in sight(user, row, May.CREATE).services else NOT_YOURS


def may_edit(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    return YES if user.pk == disclosure.created_by_id else SENDER_ONLY


def may_approve(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """Whoever section 6 names for its reason, never the sender; else E-SAME-PERSON or E-ROLE."""
    return rules.may_approve(
        Reason(disclosure.reason),
        decider(user, disclosure),
        sender=disclosure.created_by_id or 0,
        emergency=disclosure.emergency,
    )


def may_decline(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """Whoever may write it, and whoever may approve it: deciding not to share is a decision too."""
    if disclosure.reason and disclosure.pk is not None and may_approve(user, disclosure, at):
        return YES
    if disclosure.pk is None:
        return may_draft(user, disclosure, at)
    return may_edit(user, disclosure, at)


def may_cancel(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """The one who wrote it, the service's manager, or the IG team."""
    ours = (disclosure.created_by_id, disclosure.service.manager_id)
    return YES if user.pk in ours or user.role == Role.IG else SENDER_ONLY


def may_review(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """The service's manager, the IG team or the Caldicott Guardian, who did not share it themselves."""
    if user.pk in (disclosure.sent_by_id, disclosure.created_by_id):
        return OWN_REVIEW
    reviewer = user.is_caldicott or user.role == Role.IG or user.pk == disclosure.service.manager_id
    return YES if reviewer else NOT_A_REVIEWER


def may_tell(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """Whoever works with the person, or wrote it, or decides about it."""
    if user.pk in (disclosure.created_by_id, disclosure.approved_by_id):
        return YES
    return may_draft(user, disclosure, at)


def may_recall(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """The one who sent it, the service's manager, or the IG team."""
    return may_cancel(user, disclosure, at)


def may_clear(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    return YES if user.is_dpo else DPO_ONLY


def decider(user: User, disclosure: Disclosure) -> Decider:
    """What counts of somebody who would decide."""
    return Decider(
        id=user.pk,
        manages=user.pk == disclosure.service.manager_id
        or (
            disclosure.service_id in sight(user, "disclosures_without_consent", May.DECIDE).services
            and user.role == Role.MANAGER
        ),
        is_ig=user.role == Role.IG and bool(may(user.role, May.DECIDE, "disclosures_without_consent")),
        is_caldicott=user.is_caldicott,
        is_doctor=user.is_doctor,
    )
