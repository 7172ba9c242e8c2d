"""Who may do what with agreements (handbook sections 4 and 12)."""

from datetime import datetime

from django.conf import settings

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import ACTIVE, May, Reach, may
from governance.errors import YES, Code, Verdict, no
from sharing.agreements.models import Agreement

NOT_YOURS = no(
    "Your role reads agreements, but does not write them.",
    code=Code.ROLE,
    next_step="Ask a service manager or the IG team.",
)
OTHER_SERVICE = no(
    "This agreement belongs to another service, or to the whole charity.",
    code=Code.ROLE,
    next_step="Ask its owner, or the IG team.",
)
IG_ONLY = no(
    "Only the IG team does this.", code=Code.ROLE, next_step="Ask the IG team if you think it is time for it."
)
DPO_ONLY = no(
    "Only the Data Protection Officer does this.", code=Code.ROLE, next_step="It waits on their desk."
)
SIRO_ONLY = no(
    "Only the Senior Information Risk Owner does this.", code=Code.ROLE, next_step="It waits on their desk."
)
SIGNED = no("You have signed this agreement.", next_step="Nothing is left for you to do.")
NAMELESS = no(
    "An agreement must say who we are, and nobody has told Sharewell yet.",
    next_step="Ask whoever looks after Sharewell to set CHARITY_NAME, CHARITY_ADDRESS and CHARITY_CONTACT.",
)
WROTE_IT = no(
    "You wrote some of this agreement, and nobody approves what they wrote.",
    code=Code.SAME_PERSON,
    next_step="Ask another Data Protection Officer, or a deputy, to look at it.",
)


def may_begin(user: User) -> Verdict:
    """Managers for their own services, the IG team for all and for the whole charity (section 12)."""
    return YES if may(user.role, May.CREATE, "agreements") else NOT_YOURS


def may_write(user: User, agreement: Agreement, at: datetime) -> Verdict:
    """Managers for their own services, the IG team for all (section 12)."""
    if not may(user.role, May.EDIT, "agreements"):
        return NOT_YOURS
    seen = sight(user, "agreements", May.EDIT)
    if seen.reach is Reach.ALL:
        return YES
    return YES if agreement.service_id in seen.services else OTHER_SERVICE


def may_decide(user: User, agreement: Agreement, at: datetime) -> Verdict:
    """The IG team: comments, sends back, rejects, invites, ends."""
    return YES if may(user.role, May.DECIDE, "agreements") else IG_ONLY


def may_approve(user: User, agreement: Agreement, at: datetime) -> Verdict:
    """The Data Protection Officer, who wrote none of it; what partners then sign and are mailed says who we are."""
    if not user.is_dpo:
        return DPO_ONLY
    if user.pk in agreement.authors:
        return WROTE_IT
    return YES if settings.CHARITY_NAME and settings.CHARITY_CONTACT else NAMELESS


def may_sign(user: User, agreement: Agreement, at: datetime) -> Verdict:
    """Our Data Protection Officer; our SIRO where it holds special category data. Each once."""
    if agreement.signatures.filter(user=user, voided_at=None).exists():
        return SIGNED
    if user.is_dpo:
        return YES
    if user.is_siro:
        return (
            YES
            if agreement.is_special
            else no(
                "This agreement holds no special category data, so the SIRO need not sign it.",
                next_step="Nothing is left for you to do.",
            )
        )
    return DPO_ONLY


def sees_all_states(user: User) -> bool:
    """Whether the user sees more than what is active (section 12)."""
    seen = sight(user, "agreements")
    return seen.reach is not Reach.NONE and seen.note != ACTIVE
