"""A partner's signature through a link: single-use, for 14 days, with a code that the IG team reads out by telephone.

The link is in a mail, and the code is not: whoever has one of them alone gets nowhere. Neither is kept. The link
is made from the invitation's `nonce` by the application's own key whenever the mail is written.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet

from governance.accounts.models import User
from governance.defaults import SIGNING_LINK_DAYS
from governance.errors import Denied, no
from governance.ledger import writing as ledger
from governance.notifications.links import UNSPENT, last_moment
from governance.notifications.mailing import letter
from governance.notifications.words import about
from governance.records.actor import SHAREWELL
from governance.workflow.apply import apply
from governance.workflow.guests import charity
from governance.workflow.once import taken
from sharing.agreements.deciding import the_ig_team
from sharing.agreements.models import Agreement, Invitation, Means, Party, Signature
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.rules import Capacity, Needed
from sharing.agreements.signing import is_name, missing, put
from sharing.agreements.states import State
from sharing.agreements.telling import tell

MOST_WRONG_CODES = 5
DIGITS = 8
TOO_MANY = "A wrong code was typed five times."
NOT_THEM = "They say that they are not the right person."
GONE = no(
    "This link does not work any more.",
    next_step="Ask whoever sent it for a new one.",
)


class Gone(Denied):
    """The link is used, run out, taken back, or for another text than there is now."""

    def __init__(self) -> None:
        super().__init__(GONE)

    def __reduce__(self) -> tuple[type["Gone"], tuple[()]]:
        return type(self), ()


class Answer(Enum):
    """What became of a code that was typed."""

    RIGHT = "right"
    WRONG = "wrong"
    DEAD = "dead"


@dataclass(frozen=True)
class Invited:
    """A link that was ordered, and its code, which is shown once and never again."""

    invitation: Invitation
    code: str

    @property
    def spoken(self) -> str:
        """The code in the two groups in which it is read out."""
        return f"{self.code[: DIGITS // 2]} {self.code[DIGITS // 2 :]}"


def invite(
    agreement: Agreement,
    party: Party,
    *,
    by: User,
    at: datetime,
    read_version: int,
    form_key: UUID | None = None,
) -> Invited:
    """Order the mail with a new link for a partner's signatory; a link that was sent before is dead from now on.

    Raises Denied where this partner has signed, or a copy that they signed is being checked.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    nonce = uuid4()
    new = Invitation(
        effect_key=f"invitation:{nonce}",
        next_try_at=at,
        agreement=agreement,
        party=party,
        nonce=nonce,
        code_hash=make_password(code),
        name=party.signatory,
        email=party.signatory_email,
        made_at=at,
        made_by=by,
        expires_at=last_moment(at, SIGNING_LINK_DAYS.value),
    )

    def change(locked: Agreement) -> None:
        if Needed(Capacity.PARTY, party.pk) not in missing(locked):
            raise Denied(
                no("They have signed already.", next_step="Look at who has signed, and who has not.")
            )
        if locked.signatures.filter(party=party, voided_at=None, waiting=True).exists():
            raise Denied(
                no(
                    "A copy that they signed is being checked.",
                    next_step="Wait a minute, then look at what became of it.",
                )
            )
        _open(locked).filter(party=party).update(revoked_at=at, revoked_because="A new link was sent.")
        new.content_hash = locked.approved_hash
        new.save()

    apply(
        AGREEMENTS,
        agreement,
        "invite",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
        invitation=new.effect_key,
    )
    return Invited(new, code)


def revoke(invitation: Invitation, *, by: User, at: datetime, read_version: int, reason: str) -> Agreement:
    """Take a link back; raises Denied for one that does not work any more."""
    return _kill(invitation, reason, by=by, at=at, read_version=read_version)


def is_open(invitation: Invitation, at: datetime) -> bool:
    """Whether the link works: unused, in time, not taken back, and for what the agreement says."""
    agreement = invitation.agreement
    return (
        invitation.is_unspent(at)
        and agreement.state == State.AWAITING_SIGNATURE
        and agreement.approved_hash == invitation.content_hash
    )


def try_code(invitation: Invitation, code: str, *, at: datetime) -> Answer:
    """Look whether a code is right; the fifth wrong one kills the link, and the IG team is told.

    Whatever comes of it is written, so that no try is for nothing: call it where nothing is rolled back.
    """
    with transaction.atomic():
        locked = _locked(invitation)
        if not is_open(locked, at):
            return Answer.DEAD
        if check_password("".join(code.split()), locked.code_hash):
            if locked.opened_at is None:
                Invitation.objects.filter(pk=locked.pk).update(opened_at=at)
            _note("open_link", locked)
            return Answer.RIGHT
        locked.wrong_codes += 1
        locked.save(update_fields=["wrong_codes"])
        _note("refused", locked, reason="A wrong code", step="open_link", tries=locked.wrong_codes)
        if locked.wrong_codes < MOST_WRONG_CODES:
            return Answer.WRONG
        agreement = _kill(locked, TOO_MANY, by=None, at=at)
        tell(the_ig_team(), "agreement_link_dead", agreement, at)
        return Answer.DEAD


def sign_by_link(
    invitation: Invitation, *, name: str, at: datetime, form_key: UUID | None = None
) -> Agreement:
    """The named signatory signs for the partner, once.

    Raises Gone where the link does not work, Denied where the name is another's, Stale where the text is another.
    """
    with transaction.atomic():
        locked = _locked(invitation)
        if not is_open(locked, at):
            raise Gone
        if not is_name(name, locked.name):
            raise Denied(
                no(
                    f"Only {locked.name} can sign here.",
                    next_step="Type the name as it stands here. If somebody else signs for you now, tell "
                    f"{settings.CHARITY_NAME}: {settings.CHARITY_CONTACT}.",
                )
            )
        Invitation.objects.filter(pk=locked.pk).update(used_at=at)
        signature = Signature(
            agreement=locked.agreement,
            party=locked.party,
            capacity=Capacity.PARTY,
            name=locked.name,
            post=locked.party.signatory_post,
            means=Means.LINK,
            content_hash=locked.content_hash,
            signed_at=at,
        )
        needed = Needed(Capacity.PARTY, locked.party_id)
        signed = put(signature, needed, by=None, at=at, form_key=form_key, invitation=locked.effect_key)
        if signed.state == State.AWAITING_SIGNATURE:
            tell(the_ig_team(), "agreement_partner_signed", signed, at)
        return signed


def signed_with(invitation: Invitation, form_key: str) -> bool:
    """Whether this very form has signed: whoever sends it again is told so, and not that the link is dead."""
    reference = invitation.agreement.reference
    event = taken(AGREEMENTS, reference, "sign", actor=SHAREWELL, form_key=form_key)
    return event is not None and event.detail["invitation"] == invitation.effect_key


def not_them(invitation: Invitation, *, at: datetime) -> None:
    """Whoever got the mail says that they are not who signs: the link is dead, and the IG team is told."""
    with transaction.atomic():
        agreement = _kill(_locked(invitation), NOT_THEM, by=None, at=at)
        tell(the_ig_team(), "agreement_wrong_person", agreement, at)


def mail(invitation: Invitation) -> EmailMultiAlternatives | None:
    """The mail with the link; None where the link does not work any more. It names nobody whom we support."""
    if invitation.revoked_at is not None or invitation.used_at is not None:
        return None
    context = {
        "subject": f"{settings.CHARITY_NAME} asks you to sign {invitation.agreement.reference}",
        "invitation": invitation,
        **charity(),
        "url": invitation.address,
    }
    message_id = f"<invitation-{invitation.pk}@sharewell>"
    return letter("mail/invitation", context, to=invitation.email, message_id=message_id)


def _kill(
    invitation: Invitation, reason: str, *, by: User | None, at: datetime, read_version: int | None = None
) -> Agreement:
    def change(locked: Agreement) -> None:
        if not _open(locked).filter(pk=invitation.pk).update(revoked_at=at, revoked_because=reason[:200]):
            raise Gone

    return apply(
        AGREEMENTS,
        invitation.agreement,
        "revoke",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        reason=reason,
        invitation=invitation.effect_key,
    )


def _open(agreement: Agreement) -> "QuerySet[Invitation]":
    return agreement.invitations.filter(UNSPENT)


def _locked(invitation: Invitation) -> Invitation:
    """The invitation as it is now, after everyone who writes about its agreement: who changes it locks that first."""
    agreement = AGREEMENTS.rows().select_for_update(of=("self",)).get(pk=invitation.agreement_id)
    found = Invitation.objects.select_for_update(of=("self",)).select_related("party").get(pk=invitation.pk)
    found.agreement = agreement
    return found


def _note(verb: str, invitation: Invitation, reason: str = "", **detail: Any) -> None:
    agreement = invitation.agreement
    ledger.record(
        verb,
        register=AGREEMENTS.name,
        reference=agreement.reference,
        service_id=agreement.service_id,
        reason=reason,
        invitation=invitation.effect_key,
        **detail,
    )


for kind, words in (
    ("agreement_partner_signed", "An agreement that a partner has signed"),
    ("agreement_link_dead", "A link to sign is dead after five wrong codes"),
    ("agreement_wrong_person", "A link to sign reached the wrong person"),
):
    about(kind, words)
