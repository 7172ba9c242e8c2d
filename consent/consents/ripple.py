"""What a withdrawal or an invalid consent reaches: everything in other registers that depends on the consent.

Those registers say so themselves (`Register.dependants`); nothing here knows them.
"""

from datetime import datetime

from consent.consents.models import Consent
from consent.evidence.models import Evidence
from consent.evidence.register import told
from consent.kinds import Kind
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import YES, Verdict, no
from governance.notifications.sending import notify
from governance.notifications.words import about
from governance.people.register import desk_of_case
from governance.workflow.dependants import Dependant
from governance.workflow.register import dependants


def shared(consent: Consent) -> list[Dependant]:
    """What was shared on it already, newest first: it stays lawful, and its recipients are to be told."""
    return [each for each in dependants(consent) if each.shared_at is not None]


def still_open(consent: Consent) -> list[Dependant]:
    """What waits on it and must not go ahead."""
    return [each for each in dependants(consent) if each.shared_at is None]


def shared_after(consent: Consent, moment: datetime) -> list[Dependant]:
    """What was shared on it after it was taken back, before we knew."""
    return [each for each in shared(consent) if each.shared_at is not None and each.shared_at >= moment]


def nothing_was_shared(consent: Consent) -> Verdict:
    """Whether it can be that nothing was shared: no register knows better."""
    known = shared(consent)
    if not known:
        return YES
    return no(
        f"Something was shared on this: {', '.join(each.reference for each in known)}.",
        next_step="Tell those who received it, then record that they are told.",
    )


def tell_ig(consent: Consent, what: str, at: datetime) -> None:
    """Send the consent and what relied on it to the IG team (handbook section 3.3)."""
    excluded = desk_of_case(consent.person_id, consent.case).excluded
    team = User.objects.filter(role=Role.IG, is_active=True).exclude(pk__in=excluded)
    notify(
        team,
        what,
        register="consents",
        reference=consent.reference,
        person_id=consent.person_id,
        at=at,
        occasion="once",
    )


def tell_worker(consent: Consent, proof: Evidence, at: datetime) -> None:
    """Ask for a new answer those who can get one, now that the proof of this one cannot be used.

    Communications too, where it is publicity: they alone open it (section 12).
    """
    reached = told(proof)
    if consent.kind == Kind.MEDIA:
        reached |= set(User.objects.filter(role=Role.COMMS, is_active=True))
    excluded = desk_of_case(consent.person_id, consent.case).excluded
    notify(
        {user for user in reached if user.pk not in excluded},
        "consent_unproved",
        register="consents",
        reference=consent.reference,
        person_id=consent.person_id,
        at=at,
        occasion=proof.reference,
    )


def tell_of_draft(consent: Consent, *, by: User, at: datetime) -> None:
    """Tell communications that publicity waits to be finished: whoever wrote it down may not open it (section 12)."""
    if consent.kind != Kind.MEDIA or by.role == Role.COMMS:
        return
    excluded = desk_of_case(consent.person_id, consent.case).excluded
    notify(
        User.objects.filter(role=Role.COMMS, is_active=True).exclude(pk__in=excluded),
        "publicity_unfinished",
        register="consents",
        reference=consent.reference,
        person_id=consent.person_id,
        at=at,
        occasion="once",
    )


about("consent_unproved", "A consent whose proof cannot be used, so ask them again")
about("consent_invalid", "A consent that was found not valid: look at what relied on it")
about("shared_after_withdrawal", "Something was shared after a consent was taken back")
about("publicity_unfinished", "A consent to publicity that waits for you to finish it")
