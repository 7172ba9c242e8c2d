"""Who may do what with assessments (handbook sections 8 and 12). Nobody bypasses the second person."""

from datetime import datetime

from dpia.models import Dpia
from dpia.rules import may_advise, may_decide
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import May, Reach
from governance.errors import YES, Code, Verdict, no

NOT_YOURS = no(
    "Your role does not start an assessment here.",
    code=Code.ROLE,
    next_step="Ask the manager of the service.",
)
NOT_YOURS_TO_WRITE = no(
    "Your role does not write this assessment.",
    code=Code.ROLE,
    next_step="Ask its owner, whose name stands on it.",
)
DPO_ONLY = no(
    "Only the Data Protection Officer does this.",
    code=Code.ROLE,
    next_step="It waits for them.",
)
SIRO_ONLY = no(
    "Only the Senior Information Risk Owner accepts the risk that is left.",
    code=Code.ROLE,
    next_step="It waits for them.",
)
SENDS_BACK = no(
    "Only the Data Protection Officer or the Senior Information Risk Owner sends it back.",
    code=Code.ROLE,
    next_step="If you write it, you can just change it.",
)


def reaches(user: User, dpia: Dpia, what: May) -> bool:
    """Whether the table of roles lets the user do `what` to this one."""
    seen = sight(user, "dpias", what)
    own = user.pk in (dpia.created_by_id, dpia.owner_id)
    if seen.reach is Reach.OWN:
        return own
    if seen.reach is Reach.SERVICE:
        return dpia.service_id in seen.services or (dpia.service_id is None and own)
    return seen.reach is Reach.ALL


def could_own(user: User, dpia: Dpia) -> bool:
    """Whether it can be handed to this user: they could have begun one like it, or look after all of them."""
    seen = sight(user, "dpias", May.EDIT)
    if seen.reach is Reach.SERVICE:
        return dpia.service_id is None or dpia.service_id in seen.services
    return seen.reach in (Reach.OWN, Reach.ALL)


def may_begin(user: User, dpia: Dpia, at: datetime) -> Verdict:
    """Managers in their services; the Data and Communications teams, as entries of their own."""
    seen = sight(user, "dpias", May.CREATE)
    if seen.reach is Reach.SERVICE:
        return YES if dpia.service_id in seen.services else NOT_YOURS
    return YES if seen.reach is Reach.OWN else NOT_YOURS


def may_write(user: User, dpia: Dpia, at: datetime) -> Verdict:
    """Whoever may edit it."""
    return YES if reaches(user, dpia, May.EDIT) else NOT_YOURS_TO_WRITE


def may_screen(user: User, dpia: Dpia, at: datetime) -> Verdict:
    """Whoever may edit it, until the Data Protection Officer has been asked."""
    if dpia.screening:
        return no("The Data Protection Officer decides on the answers now.", next_step="Wait for them.")
    return may_write(user, dpia, at)


def may_renew(user: User, dpia: Dpia, at: datetime) -> Verdict:
    """Whoever may edit the version before."""
    return may_write(user, dpia.follows or dpia, at)


def may_rule_on_screening(user: User, dpia: Dpia, at: datetime) -> Verdict:
    """One C alone is for the Data Protection Officer."""
    if not user.is_dpo:
        return DPO_ONLY
    if not dpia.screening:
        return no("Nobody has answered the questions yet.", next_step="Wait until they are answered.")
    return YES


def may_give_advice(user: User, dpia: Dpia, at: datetime) -> Verdict:
    """The Data Protection Officer, unless they sent it in: E-SAME-PERSON."""
    return may_advise(user.pk, sender=dpia.sent_by_id) if user.is_dpo else DPO_ONLY


def may_clear(user: User, dpia: Dpia, at: datetime) -> Verdict:
    return YES if user.is_dpo else DPO_ONLY


def may_send_back(user: User, dpia: Dpia, at: datetime) -> Verdict:
    return YES if user.is_dpo or user.is_siro else SENDS_BACK


def may_respond(user: User, dpia: Dpia, at: datetime) -> Verdict:
    """Whoever writes it, but never the adviser: E-SAME-PERSON."""
    if user.pk == dpia.advised_by_id:
        return no(
            "You gave the advice, and the one who gave it never answers it.",
            code=Code.SAME_PERSON,
            next_step="Its owner answers it.",
        )
    return may_write(user, dpia, at)


def may_sign_off(user: User, dpia: Dpia, at: datetime) -> Verdict:
    """The Senior Information Risk Owner, who is never the adviser: E-SAME-PERSON."""
    allowed = may_decide(user.pk, adviser=dpia.advised_by_id)
    if allowed.code is Code.SAME_PERSON:
        return allowed
    return allowed if user.is_siro else SIRO_ONLY


def may_note_ico(user: User, dpia: Dpia, at: datetime) -> Verdict:
    """The Data Protection Officer, who writes to the ICO, or the Senior Information Risk Owner."""
    return YES if user.is_dpo or user.is_siro else DPO_ONLY


def may_publish(user: User, dpia: Dpia, at: datetime) -> Verdict:
    """Whoever may edit it."""
    return may_write(user, dpia, at)


def may_settle(user: User, dpia: Dpia, at: datetime) -> Verdict:
    """Whoever writes it, and whoever an action is given to, for that one."""
    if dpia.actions.filter(owner=user, done_at=None).exists():
        return YES
    return may_write(user, dpia, at)
