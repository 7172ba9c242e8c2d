"""Writing an agreement: begun, changed field by field and part by part, copied, renewed.

Every change is a new version with a new hash. Whoever had approved or signed the words before is asked anew.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from governance.accounts.models import Service, User
from governance.errors import Denied, demand, no
from governance.notifications.links import UNSPENT
from governance.organisations.models import Organisation
from governance.records.actor import acting_as
from governance.workflow.apply import apply
from sharing.agreements.content import SIGNED, content, fingerprint, items, parties
from sharing.agreements.models import Agreement, Item, Party
from sharing.agreements.ourselves import is_us
from sharing.agreements.permissions import may_write
from sharing.agreements.register import AGREEMENTS, BESIDES
from sharing.agreements.rules import Type
from sharing.agreements.states import NEVER, State
from sharing.agreements.telling import tell

P = TypeVar("P", Party, Item)

# Of another agreement nothing goes along that is this one's alone.
NOT_COPIED = ("title", "starts_on", "ends_on", "dpia", "dpia_reference", "has_sharing_section")
RENEWABLE = (State.ACTIVE, State.EXPIRED)


class AtStake(NamedTuple):
    """What a change takes back: the review that it is in, who approved it, and how many signed."""

    review: bool
    approved_by: User | None
    signatures: int

    def __bool__(self) -> bool:
        return self.review or self.approved_by is not None


class _SameWords(Exception):
    """After the change it says what it said before, so nothing happens."""


def at_stake(agreement: Agreement) -> AtStake:
    """What a change of its words takes back now; nothing of a draft."""
    signed = agreement.signatures.filter(voided_at=None).count() if agreement.approved_by_id else 0
    return AtStake(agreement.state == State.IG_REVIEW, agreement.approved_by, signed)


def draft(
    *,
    by: User,
    at: datetime,
    type: Type,
    title: str,
    service: Service | None = None,
    form_key: UUID | None = None,
    items: Iterable[Mapping[str, Any]] = (),
    **facts: Any,
) -> Agreement:
    """A new agreement, of one service or of the whole charity, written by `by`, who owns it until another does.

    items: the facts of each kind of information that it begins with. The same `form_key` again gives back what it
    began before. Raises Denied where `by` may not write for this service.
    """
    new = Agreement(type=type, title=title, service=service, owner=by, form_key=form_key, **facts)
    parts = [Item(**each) for each in items]

    def change(agreement: Agreement) -> None:
        agreement.authors = [by.pk]
        agreement.content_hash = fingerprint(content(agreement))

    def begin() -> Agreement:
        return _with_parts(apply(AGREEMENTS, new, "draft", by=by, at=at, change=change), parts, by=by, at=at)

    return _once(by, form_key, begin)


def edit(agreement: Agreement, *, by: User, at: datetime, read_version: int, **facts: Any) -> Agreement:
    """Change what some of its fields say. Voids what was approved or signed; raises Stale, or IllegalTransition.

    Where it says the same afterwards, nothing is voided. Raises Denied for a service that `by` may not write for.
    """

    def change(locked: Agreement) -> None:
        for name, value in facts.items():
            setattr(locked, name, value)
        demand(may_write(by, locked, at))

    fields = sorted(facts)
    changed = _change(agreement, change, by=by, at=at, read_version=read_version, fields=fields)
    if changed is None and facts.get("service", agreement.service) != agreement.service:
        # Whose it is is no part of what is agreed, so it goes on in the state that it is in.
        return apply(
            BESIDES,
            agreement,
            "edit",
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            fields=["service"],
        )
    return changed or agreement


def add_party(
    agreement: Agreement,
    *,
    by: User,
    at: datetime,
    read_version: int,
    organisation: Organisation,
    **facts: Any,
) -> Party:
    """A partner, under the name that it has now; raises Denied for one that is a party already, as we always are."""
    if is_us(organisation.name):
        raise Denied(
            no(
                "This is ourselves, and we are a party to every agreement.",
                next_step="Choose the organisation that it is made with.",
            )
        )
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

    changed = _change(part.agreement, change, by=by, at=at, read_version=read_version, fields=[_of(part)])
    return changed or part.agreement


def copy(
    agreement: Agreement,
    *,
    by: User,
    at: datetime,
    title: str,
    type: Type,
    service: Service | None,
    parent: Agreement | None = None,
    form_key: UUID | None = None,
) -> Agreement:
    """A new draft that says what this one says, apart from its dates; its partners sign for it as for any other."""
    facts = {name: getattr(agreement, name) for name in SIGNED if name not in ("type", *NOT_COPIED)}

    def begin() -> Agreement:
        new = draft(
            by=by, at=at, title=title, type=type, service=service, parent=parent, form_key=form_key, **facts
        )
        return _with_parts(new, _copied(agreement), by=by, at=at)

    return _once(by, form_key, begin)


def renew(agreement: Agreement, *, by: User, at: datetime, form_key: UUID | None = None) -> Agreement:
    """The next version as a new draft, which replaces this one once it is active.

    Raises Denied where it is not active or expired, or where a renewal is being written already.
    """

    def begin() -> Agreement:
        Agreement.objects.select_for_update().get(pk=agreement.pk)
        begun = _renewal_of(agreement)
        if begun is not None and begun.form_key is not None and begun.form_key == form_key:
            return begun
        demand_renewable(agreement, at)
        facts = {name: getattr(agreement, name) for name in SIGNED if name not in ("starts_on", "ends_on")}
        facts |= {"service": agreement.service, "parent": agreement.parent, "renews": agreement}
        new = draft(by=by, at=at, form_key=form_key, **facts)
        return _with_parts(new, _copied(agreement), by=by, at=at)

    return _once(by, form_key, begin)


def demand_renewable(agreement: Agreement, at: datetime) -> None:
    """Raises Denied where it is not active or expired, or where a renewal of it is being written or stands."""
    if agreement.state_at(at) not in RENEWABLE:
        raise Denied(
            no(
                "Only an agreement that is active or has run out is renewed.",
                next_step="Start a new one from a copy of it.",
            )
        )
    begun = _renewal_of(agreement)
    if begun is not None and begun.state_at(at) != State.TERMINATED:
        raise Denied(
            no(f"Its renewal has been begun already: {begun.reference}.", next_step="Go on with that one.")
        )


def _renewal_of(agreement: Agreement) -> Agreement | None:
    found: Agreement | None = agreement.renewals.exclude(state__in=NEVER).order_by("-id").first()
    return found


def _once(by: User, form_key: UUID | None, begin: Callable[[], Agreement]) -> Agreement:
    """What this form began before, else what it begins now, whole or not at all."""
    ours = Agreement.objects.filter(created_by=by, form_key=form_key)
    before = ours.first() if form_key else None
    if before is not None:
        return before
    try:
        with transaction.atomic():
            return begin()
    except IntegrityError:
        # The same form, sent twice at the same moment.
        before = ours.first() if form_key else None
        if before is None:
            raise
        return before


def _copied(agreement: Agreement) -> list[Party | Item]:
    """Its parties and items as new ones, of no agreement yet."""
    found: list[Party | Item] = [*parties(agreement), *items(agreement)]
    for each in found:
        each.pk, each._state.adding = None, True
    return found


def _with_parts(new: Agreement, parts: Iterable[Party | Item], *, by: User, at: datetime) -> Agreement:
    def change(locked: Agreement) -> None:
        for each in parts:
            each.agreement = locked
            each.save()

    fields = ["parties", "items"]
    return _change(new, change, by=by, at=at, read_version=new.version, fields=fields) or new


def _change(
    agreement: Agreement,
    change: Callable[[Agreement], None],
    *,
    by: User,
    at: datetime,
    read_version: int,
    fields: Iterable[str],
) -> Agreement | None:
    """Do `change` under the agreement's lock and version, with its new hash; void what held for the words before.

    None, and nothing is done, where it says the same afterwards.
    """
    void: list[User] = []

    def whole(locked: Agreement) -> None:
        before = locked.content_hash
        change(locked)
        locked.content_hash = fingerprint(content(locked))
        if locked.content_hash == before:
            raise _SameWords
        if by.pk not in locked.authors:
            locked.authors = [*locked.authors, by.pk]
        void.extend(take_away(locked, at, "The agreement was changed."))

    stake = at_stake(agreement)
    lost: dict[str, Any] = {"voided": True, "signatures": stake.signatures} if stake.approved_by else {}
    try:
        with transaction.atomic(), acting_as(by.pk):
            changed = apply(
                AGREEMENTS,
                agreement,
                "edit",
                by=by,
                at=at,
                change=whole,
                read_version=read_version,
                fields=list(fields),
                **lost,
            )
            told = {user.pk: user for user in void if user.pk != by.pk}.values()
            tell(told, "agreement_voided", changed, at)
    except _SameWords:
        return None
    return changed


def take_away(agreement: Agreement, at: datetime, because: str) -> list[User]:
    """Void the approval, every signature and every link of an agreement that is locked; gives who is to know."""
    told = [agreement.approved_by] if agreement.approved_by else []
    signatures = agreement.signatures.filter(voided_at=None)
    told += [each.user for each in signatures.select_related("user") if each.user]
    signatures.update(voided_at=at)
    agreement.invitations.filter(UNSPENT).update(revoked_at=at, revoked_because=because)
    agreement.approved_at = agreement.approved_by = agreement.frozen = None
    agreement.approved_hash = agreement.opt_out_cleared = ""
    return [user for user in told if user]


def _of(part: Party | Item) -> str:
    return "parties" if isinstance(part, Party) else "items"
