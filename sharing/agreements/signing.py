"""Signatures under an agreement: ours here, a partner's by link or on paper; with the last of them it is active.

A partner's own comes through `inviting` or `paper`; both put it under the agreement here.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from governance.accounts.models import User
from governance.calendar import local_day, overdue_from
from governance.errors import Denied, Stale, no
from governance.ledger.models import Event
from governance.notifications.words import about
from governance.records.models import Record, next_reference
from governance.workflow.apply import apply
from sharing.agreements import documents
from sharing.agreements.content import content, fingerprint, parties
from sharing.agreements.deciding import demand_possible, the_ig_team
from sharing.agreements.models import Agreement, Means, Notice, Signature
from sharing.agreements.noticing import looked_up
from sharing.agreements.register import AGREEMENTS, BESIDES
from sharing.agreements.rules import Capacity, Needed, review_due, signatures_needed
from sharing.agreements.states import State
from sharing.agreements.telling import tell

LOG = "LOG"
A_DAY = timedelta(days=1)


def missing(agreement: Agreement) -> list[Needed]:
    """The signatures that are needed and do not count yet, partners' first."""
    counting = agreement.signatures.filter(voided_at=None, waiting=False)
    made = {Needed(Capacity(each.capacity), each.party_id) for each in counting}
    needed = signatures_needed([each.pk for each in parties(agreement)], special=agreement.is_special)
    return [each for each in needed if each not in made]


def capacity_of(user: User) -> Capacity:
    """As what one of us signs: nobody is both."""
    return Capacity.DPO if user.is_dpo else Capacity.SIRO


def is_name(typed: str, named: str) -> bool:
    """Whether what was typed is this name; whoever types it need not watch capitals and spaces."""
    return typed.casefold().split() == named.casefold().split()


def sign(
    agreement: Agreement,
    *,
    by: User,
    at: datetime,
    read_version: int,
    content_hash: str,
    name: str,
    form_key: UUID | None = None,
) -> Agreement:
    """Sign as our Data Protection Officer, or our SIRO; `content_hash` is of what was read.

    name: as typed by whoever signs, which must be their own. Raises Stale where it reads otherwise now, Denied
    where this signature is there already or is not needed.
    """
    capacity = capacity_of(by)
    if not is_name(name, by.name):
        raise Denied(
            no(
                "The name is not yours as we hold it.",
                next_step=f"Type your name as it stands here: {by.name}.",
            )
        )
    signature = Signature(
        agreement=agreement,
        capacity=capacity,
        user=by,
        name=by.name,
        post=capacity.label,
        means=Means.HERE,
        content_hash=content_hash,
        signed_at=at,
    )
    return put(signature, Needed(capacity), by=by, at=at, read_version=read_version, form_key=form_key)


def put(
    signature: Signature,
    needed: Needed,
    *,
    by: User | None,
    at: datetime,
    read_version: int | None = None,
    form_key: UUID | None = None,
    **detail: Any,
) -> Agreement:
    """Put a signature under an agreement, whoever's it is, in the transaction of this step; the last makes it active.

    by: who of us signs or files it; None for a partner's own, through their link.
    """
    agreement = signature.agreement

    def change(locked: Agreement) -> None:
        if not signature.content_hash == locked.approved_hash == fingerprint(content(locked)):
            raise Stale(
                no(
                    "This is not the agreement as it was read.",
                    next_step="Open it again, read it as it is now, and then sign.",
                )
            )
        demand_possible(locked, at)
        if needed not in missing(locked):
            raise Denied(
                no(
                    "This signature is there already, or is not needed.",
                    next_step="Look at who has signed, and who has not.",
                )
            )
        if (
            signature.means == Means.PAPER
            and locked.signatures.filter(party=signature.party, voided_at=None, waiting=True).exists()
        ):
            raise Denied(
                no(
                    "A copy that they signed is being checked already.",
                    next_step="Wait a minute, then look at what became of it.",
                )
            )
        signature.save()

    with transaction.atomic():
        signed = apply(
            AGREEMENTS,
            agreement,
            "file_copy" if signature.means == Means.PAPER else "sign",
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            form_key=form_key,
            capacity=signature.capacity,
            means=signature.means,
            content_hash=signature.content_hash,
            **detail,
        )
        return activated(signed, at=at)


def activated(agreement: Agreement, *, at: datetime) -> Agreement:
    """The agreement once a signature counts: active, if it was the last. In a transaction that has locked it."""
    return agreement if missing(agreement) else _activate(agreement, at=at)


def _activate(agreement: Agreement, *, at: datetime) -> Agreement:
    """Everybody has signed: it gets its number and counts from now on, and what it renews is replaced."""

    def change(locked: Agreement) -> None:
        begins = max(local_day(at), locked.starts_on or local_day(at))
        locked.began_at = at
        locked.log_number = next_reference(LOG, local_day(at).year, AGREEMENTS.reference_digits)
        if locked.ends_on is not None:
            locked.first_review_on = locked.review_on = review_due(begins, locked.ends_on)
        if told := looked_up(locked):
            locked.notice, locked.notice_note = Notice.LISTED, told

    active = apply(AGREEMENTS, agreement, "activate", by=None, at=at, change=change)
    documents.order(documents.SIGNED, active, at=at)
    tell([active.owner, *the_ig_team()], "agreement_active", active, at)
    before = active.renews
    if before is not None and before.state_at(at) in (State.ACTIVE, State.EXPIRED):
        _replace(before, active, at=at)
    return active


def _replace(before: Agreement, renewal: Agreement, *, at: datetime) -> Agreement:
    """What is renewed counts until its renewal begins."""

    def change(locked: Agreement) -> None:
        starts_on = renewal.starts_on or local_day(at)
        locked.superseded_at = max(at, overdue_from(starts_on - A_DAY))

    return apply(BESIDES, before, "replace", by=None, at=at, change=change, renewal=renewal.reference)


def _changed(agreement: Record, event: Event, at: datetime) -> None:
    """What was to be signed reads otherwise now."""
    if event.detail.get("voided"):
        documents.take_back(agreement.pk)


# A register names no reaction that stands above it.
for verb in ("edit", "take_back"):
    AGREEMENTS.reactions[(AGREEMENTS.name, verb)] = _changed
about("agreement_to_sign", "An agreement that waits for your signature")
about("agreement_active", "An agreement that is active now")
