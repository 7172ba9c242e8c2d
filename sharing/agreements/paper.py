"""A partner's signature on paper: the copy is kept, and the signature counts once the copy has been checked.

An agreement never becomes active by a file that nobody can open.
"""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from governance.accounts.models import User
from governance.attachments import actions as attachments
from governance.calendar import local_day
from governance.errors import Denied, demand, no
from governance.ledger.models import Event
from governance.notifications.links import UNSPENT
from governance.notifications.words import about
from governance.records.models import Record
from governance.workflow.apply import apply
from sharing.agreements import permissions
from sharing.agreements.deciding import the_ig_team
from sharing.agreements.models import Agreement, Means, Party, Signature
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.rules import Capacity, Needed
from sharing.agreements.signing import activated, is_name, put
from sharing.agreements.telling import tell

LABEL = "Signed copy"


def file_copy(
    agreement: Agreement,
    party: Party,
    *,
    by: User,
    at: datetime,
    read_version: int,
    content_hash: str,
    name: str,
    signed_on: date,
    upload: "UploadedFile[Any]",
    form_key: UUID,
) -> Agreement:
    """Keep the copy that a partner signed; a link that was sent for it is dead from now on.

    name: as it stands under the copy, which must be that of who is named in the agreement. signed_on: the day beside
    it. Raises Denied for another name, for a day before the approval or in the future, and what `attachments.keep`
    and `put` raise; nothing is kept then.
    """
    demand(permissions.may_decide(by, agreement, at))
    if not is_name(name, party.signatory):
        raise Denied(
            no(
                f"Only {party.signatory} can sign for {party.name}.",
                next_step="Look at the name under the copy. If somebody else signs for them now, change the agreement: "
                "it is approved and signed anew.",
            )
        )
    approved_at = agreement.approved_at
    if approved_at is None or not local_day(approved_at) <= signed_on <= local_day(at):
        raise Denied(
            no(
                "That is not a day on which this could be signed.",
                next_step="Enter a day from its approval until today. What was signed before the approval was "
                "another text.",
            )
        )
    with transaction.atomic():
        # As `put` does, so that whoever is quicker with the same paper is waited for.
        AGREEMENTS.rows().select_for_update(of=("self",)).get(pk=agreement.pk)
        kept = attachments.keep(
            agreement,
            AGREEMENTS,
            label=f"{LABEL}: {party.name}"[:120],
            upload=upload,
            by=by,
            at=at,
            form_key=form_key,
        )
        signature = Signature(
            agreement=agreement,
            party=party,
            capacity=Capacity.PARTY,
            name=party.signatory,
            post=party.signatory_post,
            means=Means.PAPER,
            content_hash=content_hash,
            signed_at=max(
                approved_at, datetime.combine(signed_on, time.min, timezone.get_default_timezone())
            ),
            filed_by=by,
            file=kept.reference,
            waiting=True,
        )
        needed = Needed(Capacity.PARTY, party.pk)
        filed = put(
            signature,
            needed,
            by=by,
            at=at,
            read_version=read_version,
            form_key=form_key,
            file=kept.reference,
        )
        agreement.invitations.filter(UNSPENT, party=party).update(
            revoked_at=at, revoked_because="It was signed on paper."
        )
        return filed


def _cleared(file: Record, event: Event, at: datetime) -> None:
    """The copy can be read: the signature counts, and if it is the last the agreement is active."""
    if (signature := _waiting(file)) is None:
        return

    def change(locked: Agreement) -> None:
        Signature.objects.filter(pk=signature.pk).update(waiting=False)

    activated(
        apply(
            AGREEMENTS, signature.agreement, "count_copy", by=None, at=at, change=change, file=file.reference
        ),
        at=at,
    )


def _rejected(file: Record, event: Event, at: datetime) -> None:
    """The copy cannot be read: there is no signature, and the IG team asks for it anew."""
    if (signature := _waiting(file)) is None:
        return

    def change(locked: Agreement) -> None:
        Signature.objects.filter(pk=signature.pk).update(waiting=False, voided_at=at)

    agreement = apply(
        AGREEMENTS, signature.agreement, "drop_copy", by=None, at=at, change=change, file=file.reference
    )
    tell(the_ig_team(), "agreement_copy_refused", agreement, at)


def _waiting(file: Record) -> Signature | None:
    return (
        Signature.objects.filter(file=file.reference, waiting=True, voided_at=None)
        .select_related("agreement")
        .first()
    )


# The register stands below what signs, and so cannot name it itself.
AGREEMENTS.reactions[("attachments", "clear")] = _cleared
AGREEMENTS.reactions[("attachments", "reject")] = _rejected
about("agreement_copy_refused", "A signed copy of an agreement that cannot be used")
