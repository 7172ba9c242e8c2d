"""Writing an agreement: begun, changed field by field and part by part, copied, renewed.

Every change is a new version with a new hash. Whoever had approved or signed the words before is asked anew.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction

from governance.accounts.models import Service, User
from governance.errors import Denied, no
from governance.notifications.sending import notify
from governance.organisations.models import Organisation
from governance.records.actor import acting_as
from governance.workflow.apply import apply
from sharing.agreements.content import SIGNED, content, fingerprint, items, parties
from sharing.agreements.models import Agreement, Item, Party
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.rules import Type
from sharing.agreements.states import State

P = TypeVar("P", Party, Item)

# Of another agreement nothing goes along that is this one's alone.
NOT_COPIED = ("title", "starts_on", "ends_on", "dpia", "dpia_reference", "has_sharing_section")
RENEWABLE = (State.ACTIVE, State.EXPIRED)


def draft(
    *, by: User, at: datetime, type: Type, title: str, service: Service | None = None, **facts: Any
) -> Agreement:
    """A new agreement, of one service or of the whole charity, written by `by`, who owns it until another does.

    Raises Denied where `by` may not write for this service.
    """
    new = Agreement(type=type, title=title, service=service, owner=by, **facts)

    def change(agreement: Agreement) -> None:
        agreement.authors = [by.pk]
        agreement.content_hash = fingerprint(_said(agreement))

    return apply(AGREEMENTS, new, "draft", by=by, at=at, change=change)


def edit(agreement: Agreement, *, by: User, at: datetime, read_version: int, **facts: Any) -> Agreement:
    """Change what some of its fields say. Voids what was approved or signed; raises Stale, or IllegalTransition."""

    def change(locked: Agreement) -> None:
        for name, value in facts.items():
            setattr(locked, name, value)

    return _change(agreement, change, by=by, at=at, read_version=read_version, fields=sorted(facts))


def add_party(
    agreement: Agreement,
    *,
    by: User,
    at: datetime,
    read_version: int,
    organisation: Organisation,
    **facts: Any,
) -> Party:
    """A partner, under the name that it has now; raises Denied for one that is a party already."""
    new = Party(agreement=agreement, organisation=organisation, name=organisation.name, **facts)

    def change(locked: Agreement) -> None:
        if locked.parties.filter(organisation=organisation).exists():
            raise Denied(
                no(
                    "This organisation is a party already.",
                    next_step="Change what is there, or choose another.",
                )
            )
        new.save()

    _change(agreement, change, by=by, at=at, read_version=read_version, fields=["parties"])
    return new


def add_item(agreement: Agreement, *, by: User, at: datetime, read_version: int, **facts: Any) -> Item:
    """A kind of information; raises Denied for one that is listed already."""
    new = Item(agreement=agreement, **facts)

    def change(locked: Agreement) -> None:
        if locked.items.filter(item=new.item).exists():
            raise Denied(
                no("This is listed already.", next_step="Change what is there, or choose another kind.")
            )
        new.save()

    _change(agreement, change, by=by, at=at, read_version=read_version, fields=["items"])
    return new


def change_part(part: P, *, by: User, at: datetime, read_version: int, **facts: Any) -> P:
    """Change a party or an item."""

    def change(locked: Agreement) -> None:
        for name, value in facts.items():
            setattr(part, name, value)
        part.save()

    _change(part.agreement, change, by=by, at=at, read_version=read_version, fields=[_of(part)])
    return part


def remove_part(part: P, *, by: User, at: datetime, read_version: int) -> Agreement:
    """Take a party or an item out; its history stays."""

    def change(locked: Agreement) -> None:
        part.delete()

    return _change(part.agreement, change, by=by, at=at, read_version=read_version, fields=[_of(part)])


def copy(
    agreement: Agreement, *, by: User, at: datetime, title: str, type: Type, service: Service | None
) -> Agreement:
    """A new draft that says what this one says, apart from its dates; its partners sign for it as for any other."""
    facts = {name: getattr(agreement, name) for name in SIGNED if name not in ("type", *NOT_COPIED)}
    with transaction.atomic():
        return _with_parts(
            agreement, draft(by=by, at=at, type=type, title=title, service=service, **facts), by=by, at=at
        )


def renew(agreement: Agreement, *, by: User, at: datetime) -> Agreement:
    """The next version as a new draft, which replaces this one once it is active.

    Raises Denied where it is not active or expired, or where a renewal is being written already.
    """
    if agreement.state_at(at) not in RENEWABLE:
        raise Denied(
            no(
                "Only an agreement that is active or has run out is renewed.",
                next_step="Start a new one from a copy of it.",
            )
        )
    with transaction.atomic():
        Agreement.objects.select_for_update().get(pk=agreement.pk)
        begun = agreement.renewals.exclude(state=State.REJECTED).order_by("-id").first()
        if begun is not None and begun.state != State.TERMINATED:
            raise Denied(
                no(
                    f"Its renewal has been begun already: {begun.reference}.",
                    next_step="Go on with that one.",
                )
            )
        facts = {name: getattr(agreement, name) for name in SIGNED if name not in ("starts_on", "ends_on")}
        new = draft(
            by=by, at=at, service=agreement.service, renews=agreement, parent=agreement.parent, **facts
        )
        return _with_parts(agreement, new, by=by, at=at)


def _with_parts(source: Agreement, new: Agreement, *, by: User, at: datetime) -> Agreement:
    def change(locked: Agreement) -> None:
        for each in (*parties(source), *items(source)):
            each.pk, each._state.adding, each.agreement = None, True, locked
            each.save()

    fields = ["parties", "items"]
    return _change(new, change, by=by, at=at, read_version=new.version, fields=fields)


def _change(
    agreement: Agreement,
    change: Callable[[Agreement], None],
    *,
    by: User,
    at: datetime,
    read_version: int,
    fields: Iterable[str],
) -> Agreement:
    """Do `change` under the agreement's lock and version, with its new hash; void what held for the words before."""
    void: list[User] = []

    def whole(locked: Agreement) -> None:
        before = locked.content_hash
        change(locked)
        locked.content_hash = fingerprint(_said(locked))
        if by.pk not in locked.authors:
            locked.authors = [*locked.authors, by.pk]
        if locked.content_hash != before:
            void.extend(_void(locked, at))

    with transaction.atomic(), acting_as(by.pk):
        signed = agreement.state == State.AWAITING_SIGNATURE
        changed = apply(
            AGREEMENTS,
            agreement,
            "edit",
            by=by,
            at=at,
            change=whole,
            read_version=read_version,
            fields=list(fields),
            voided=signed,
        )
        notify(
            (user for user in void if user.pk != by.pk),
            "agreement_voided",
            register=AGREEMENTS.name,
            reference=changed.reference,
            at=at,
            occasion=str(changed.version),
        )
    return changed


def _void(agreement: Agreement, at: datetime) -> list[User]:
    """Take back the approval, every signature and every link, since they held for other words; who is to know."""
    told = [agreement.approved_by] if agreement.approved_by else []
    signatures = agreement.signatures.filter(voided_at=None)
    told += [each.user for each in signatures.select_related("user") if each.user]
    signatures.update(voided_at=at)
    agreement.invitations.filter(used_at=None, revoked_at=None).update(
        revoked_at=at, revoked_because="The agreement was changed."
    )
    agreement.approved_at = agreement.approved_by = agreement.frozen = None
    agreement.approved_hash = agreement.opt_out_cleared = ""
    return [user for user in told if user]


def _said(agreement: Agreement) -> dict[str, Any]:
    """As `content`; a new one has no parts yet, and only a saved one can be asked for them."""
    if agreement.pk is None:
        return {}
    agreement.__dict__.get("_prefetched_objects_cache", {}).clear()
    return content(agreement)


def _of(part: Party | Item) -> str:
    return "parties" if isinstance(part, Party) else "items"
