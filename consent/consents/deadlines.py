"""What falls due on a consent: review, expiry, telling recipients (handbook section 13, rows 3, 4 and 7)."""

from datetime import datetime

from consent.consents.models import Consent
from consent.consents.rules import State, tell_recipients_due
from governance.accounts.roles import May
from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import CONSENT_EXPIRY_LEADS, CONSENT_REVIEW_LEADS, TELL_RECIPIENTS_LEADS

REVIEW = add(
    Rule(
        key="consent_review",
        number=3,
        words="Consent review",
        leads=CONSENT_REVIEW_LEADS.value,
        told=(Audience.WORKER,),
        overdue_adds=(Audience.MANAGER,),
        press=Press("reconfirm", May.CREATE),
    )
)
EXPIRY = add(
    Rule(
        key="consent_expiry",
        number=4,
        words="Consent expiry",
        leads=CONSENT_EXPIRY_LEADS.value,
        told=(Audience.WORKER,),
        overdue_adds=(Audience.MANAGER,),
        press=Press("reconfirm", May.CREATE),
    )
)
TELL_RECIPIENTS = add(
    Rule(
        key="tell_recipients",
        number=7,
        words="Telling recipients that a consent was taken back",
        leads=TELL_RECIPIENTS_LEADS.value,
        told=(Audience.WORKER,),
        overdue_adds=(Audience.MANAGER, Audience.IG),
        press=Press("told", May.EDIT),
    )
)
ACKNOWLEDGED = add(
    Rule(
        key="recipients_acknowledge",
        number=7,
        words="Answer of the recipients that they know",
        leads=TELL_RECIPIENTS_LEADS.value,
        told=(Audience.WORKER,),
        overdue_adds=(Audience.MANAGER, Audience.IG),
        press=Press("acknowledged", May.EDIT),
    )
)


def dues(consent: Consent, at: datetime) -> list[Due]:
    """What is open on a consent as it is stored.

    Recipients are told of a withdrawal, and then have as long again to say that they know. A review stops
    with the consent. The end itself is told on when overdue, because someone must ask again; until the person
    has answered anew, the case is closed, or there is nothing to ask about: what it was for has ended too.
    """
    if consent.state == State.WITHDRAWN and consent.withdrawn_at is not None:
        if consent.recipients_told_at is None:
            return [Due(TELL_RECIPIENTS.key, tell_recipients_due(consent.withdrawn_at, consent.nation))]
        if consent.acknowledged_at is None and not consent.nothing_shared:
            return [Due(ACKNOWLEDGED.key, tell_recipients_due(consent.recipients_told_at, consent.nation))]
        return []
    if consent.state != State.ACTIVE or consent.last_yes_at is None:
        return []
    if Consent.objects.same_sharing(consent).answered_after(consent.last_yes_at).exists():
        return []
    found = []
    if consent.review_on is not None:
        found.append(Due(REVIEW.key, consent.review_on, until=consent.expires_on))
    if consent.expires_on is not None:
        over = consent.case.closed_on is not None or consent.ends_on == consent.expires_on
        found.append(Due(EXPIRY.key, consent.expires_on, until=consent.expires_on if over else None))
    return found
