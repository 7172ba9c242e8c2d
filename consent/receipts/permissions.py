"""Who may open a receipt, and when there is one (handbook sections 3 and 12)."""

from django.conf import settings

from consent.consents.models import Consent
from consent.consents.permissions import status_only, table_row
from consent.consents.rules import State
from consent.receipts.talks import is_kept_from_parents
from governance.accounts.access import sight
from governance.accounts.models import User
from governance.errors import YES, Code, Verdict, no


def may_open(user: User, consent: Consent) -> Verdict:
    """Whoever sees the consent whole, with the names; ask only about a consent that the user may see."""
    if status_only(user) or sight(user, table_row(consent.kind)).masked:
        return no(
            "A receipt tells the whole of what someone said, and your role does not see that.",
            code=Code.ROLE,
            next_step="Ask someone who works with the person, or the IG team.",
        )
    return YES


def may_export(user: User, consent: Consent) -> Verdict:
    """The record for other computers, of a draft too."""
    if not (verdict := may_open(user, consent)):
        return verdict
    if is_kept_from_parents(consent):
        return no(
            "A parent gave this answer, and the person asked us not to tell their parents. So there is no receipt.",
            next_step="Talk to the person alone, in the way that is safe for them. Then record what they say "
            "themselves. If you are not sure, ask your manager first.",
        )
    if not settings.CHARITY_NAME:
        return no(
            "A receipt must say who we are, and nobody has told Sharewell yet.",
            next_step="Ask whoever looks after Sharewell to set CHARITY_NAME, CHARITY_ADDRESS and CHARITY_CONTACT.",
        )
    return YES


def may_make(user: User, consent: Consent) -> Verdict:
    """The receipt on paper: once there is an answer to tell of."""
    if not (verdict := may_export(user, consent)):
        return verdict
    if consent.state == State.DRAFT:
        return no(
            "This is not finished, so there is nothing to give a receipt for.",
            next_step="First finish the record with the person.",
        )
    return YES
