"""Who may do what with disclosures (handbook sections 6 and 12)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Role, may
from governance.errors import YES, Code, Verdict, no
from governance.people.models import AccessExclusion, Case
from governance.people.permissions import NOT_YOURS
from sharing import disclosing as rules
from sharing.disclosing import RULES, Approver, Decider, Reason
from sharing.disclosures.models import Disclosure
from sharing.opt_out import OptOut

SENDER_ONLY = no(
    "Only the one who wrote this does that.",
    code=Code.ROLE,
    next_step="Ask them; their name stands at the top.",
)
OWN_REVIEW = no(
    "Whoever shared it does not look at it for themselves.",
    code=Code.SAME_PERSON,
    next_step="It waits for the service manager; or for the IG team or the Caldicott Guardian.",
)
REVIEWED_BEFORE = no("Somebody looked at this already.", next_step="Read what they found, on this page.")
SHARED_ALREADY = no("An emergency was shared already.", next_step="Write down what was shared.")
NOTHING_TO_CLEAR = no(
    "The national opt-out does not stand in the way of this.", next_step="There is nothing to clear."
)
DECIDED_BEFORE = no(
    "Somebody decided about this before it was sent, so nobody looks at it after.",
    next_step="There is nothing to do.",
)
DOCTORS_ONLY = no(
    "Only the doctor who reports it, or another doctor, writes that down.",
    code=Code.ROLE,
    next_step="Ask the doctor of the service.",
)
NOT_A_DISEASE = no("This is no report of a disease.", next_step="There is nothing to report.")
NOT_AN_EMERGENCY = no(
    "What was shared was written down before it went.", next_step="If it is wrong, tell the IG team."
)
NOBODY_TO_TELL = no("They said yes to it, so they know.", next_step="There is nothing to do.")
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


def _is_writer(user: User, disclosure: Disclosure) -> Verdict:
    return YES if user.pk == disclosure.created_by_id else SENDER_ONLY


def may_edit(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """The one who wrote it; what an emergency shared has happened, and is not prepared, asked about or sent."""
    return SHARED_ALREADY if disclosure.emergency else _is_writer(user, disclosure)


def may_record_emergency(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """Those who work with the person; what somebody began they write down themselves."""
    if disclosure.pk is None:
        return may_draft(user, disclosure, at)
    return _is_writer(user, disclosure) if disclosure.emergency else NOT_AN_EMERGENCY


def may_approve(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """Whoever section 6 names for its reason or stands in for them, never the sender; else E-SAME-PERSON or E-ROLE."""
    return rules.may_approve(
        Reason(disclosure.reason),
        decider(user, disclosure),
        sender=disclosure.created_by_id or 0,
        emergency=disclosure.emergency,
        manager_left=_manager_left(disclosure),
    )


def may_decline(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """Whoever may write it, and whoever may approve it: deciding not to share is a decision too."""
    if disclosure.emergency:
        return SHARED_ALREADY
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
    """A manager of the service, the IG team or the Caldicott Guardian, who did not share it themselves; once."""
    if not disclosure.needs_review:
        return DECIDED_BEFORE
    if disclosure.reviewed_at is not None:
        return REVIEWED_BEFORE
    if user.pk in (disclosure.sent_by_id, disclosure.created_by_id):
        return OWN_REVIEW
    reviewer = user.is_caldicott or user.role == Role.IG or decider(user, disclosure).manages
    return YES if reviewer else NOT_A_REVIEWER


def may_tell(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """Whoever works with the person, or wrote it, sent it or decides about it; of a group also its manager and IG."""
    if not disclosure.reason:
        return NOBODY_TO_TELL
    if user.pk in (disclosure.created_by_id, disclosure.approved_by_id, disclosure.sent_by_id):
        return YES
    if disclosure.person_id is None:
        return may_cancel(user, disclosure, at)
    return may_draft(user, disclosure, at)


def may_write_up(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """The one who shared it in an emergency: what the short form did not ask for."""
    return _is_writer(user, disclosure) if disclosure.emergency else NOT_AN_EMERGENCY


def may_report(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """The doctor who began it, or another who works with the person."""
    if disclosure.reason != Reason.NOTIFIABLE_DISEASE:
        return NOT_A_DISEASE
    return YES if user.is_doctor and may_draft(user, disclosure, at) else DOCTORS_ONLY


def may_recall(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    """The one who sent it, the service's manager, or the IG team."""
    return may_cancel(user, disclosure, at)


def may_clear(user: User, disclosure: Disclosure, at: datetime) -> Verdict:
    if disclosure.opt_out != OptOut.APPLIES or disclosure.opt_out_cleared_at is not None:
        return NOTHING_TO_CLEAR
    return YES if user.is_dpo else DPO_ONLY


def approver(disclosure: Disclosure) -> Approver:
    """Who decides about it, by its reason; where no manager is left for it, those who stand in."""
    return rules.who_decides(Reason(disclosure.reason), manager_left=_manager_left(disclosure))


def managers_left(disclosure: Disclosure) -> list[User]:
    """The managers who work in its service, who have no part in it and know nobody whom it is about; its own first."""
    has_part = {disclosure.created_by_id or 0, disclosure.sent_by_id or 0}
    here = Q(memberships__service=disclosure.service_id)
    manages = Q(manages=disclosure.service_id) | Q(memberships__team=None)
    found = User.objects.filter(here, manages, role=Role.MANAGER, is_active=True).exclude(pk__in=has_part)
    left = found.exclude(pk__in=knowing(disclosure)).distinct().order_by("pk")
    return sorted(left, key=lambda each: each.pk != disclosure.service.manager_id)


def knowing(disclosure: Disclosure) -> QuerySet[AccessExclusion, int]:
    """The workers who know the person, or one of those who are listed, by their ids."""
    theirs = Q(pk__in=[]) if disclosure.person_id is None else Q(person=disclosure.person_id)
    if disclosure.pk is not None:
        theirs |= Q(person__in=disclosure.listed.values("person"))
    return AccessExclusion.objects.in_force().filter(theirs).values_list("worker_id", flat=True)


def _manager_left(disclosure: Disclosure) -> bool:
    """Asked of the database only where a manager decides."""
    by_manager = RULES[Reason(disclosure.reason)].approver is Approver.MANAGER
    return not by_manager or bool(managers_left(disclosure))


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
