"""The end of a service closure: signed for by the provider, then for us, our copies destroyed, and a second person's
word for that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.errors import Denied, no
from governance.records.actor import SHAREWELL
from governance.workflow.apply import apply
from governance.workflow.once import taken
from sharing.closures import documents, links, rules
from sharing.closures.models import Closure, TakenOverLink
from sharing.closures.register import CLOSURES, second_people, tell
from sharing.closures.rules import Came, Said
from sharing.stop_checks.actions_sending import GONE, close_together, confirm_together
from sharing.stop_checks.actions_sending import Came as CheckCame

LONGEST_DIFFERENCE = 2_000


class Gone(Denied):
    """The link is used, run out, or replaced by another."""

    def __init__(self) -> None:
        super().__init__(GONE)

    def __reduce__(self) -> tuple[type["Gone"], tuple[()]]:
        return type(self), ()


@dataclass(frozen=True)
class Receipt:
    """What the provider's person signs: who they are, and what they say of each file by its number."""

    name: str
    role: str
    files: Mapping[int, Said]


@transaction.atomic
def receive(link: TakenOverLink, receipt: Receipt, *, at: datetime, form_key: UUID | None = None) -> Closure:
    """The provider signs for what came, once, which confirms every file. Where anything differs, nothing is confirmed.

    Then the IG team, the lead and the service's manager are told. Raises Gone where the link does not work.
    """
    CLOSURES.take_turns(link.closure)
    closure = CLOSURES.rows().select_for_update(of=("self",)).get(pk=link.closure_id)
    locked = TakenOverLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    locked.closure = closure
    if locked.for_copy or not links.is_open(locked, at):
        raise Gone
    sent = {each["number"]: each["people"] for each in closure.manifest or ()}
    differs = rules.differs(sent, receipt.files)[:LONGEST_DIFFERENCE]
    TakenOverLink.objects.filter(pk=link.pk).update(used_at=at, differs=differs)
    detail: dict[str, Any] = {"form_key": form_key, "link": link.effect_key}
    if differs:
        return _differs(closure, differs, at=at, **detail)

    def change(now: Closure) -> None:
        now.received_at, now.differs = at, ""
        now.received_by_name, now.received_by_role = receipt.name, receipt.role
        now.receipt = {
            str(number): {"came": said.came.value, "people": said.people}
            for number, said in sorted(receipt.files.items())
        }

    received = apply(CLOSURES, closure, "receive", by=None, at=at, change=change, **detail)
    for each in received.alive:
        said = receipt.files[each.number]
        same = True if said.came is Came.SAME else None
        confirm_together(each.check_of, CheckCame(receipt.name, said.people or 0, same), at=at)
    tell([received.lead, *second_people(received)], "closure_received", received, at)
    return received


def _differs(closure: Closure, differs: str, *, at: datetime, **detail: Any) -> Closure:
    def change(now: Closure) -> None:
        now.differs = differs

    told = apply(CLOSURES, closure, "differs", by=None, at=at, change=change, reason=differs, **detail)
    ig = User.objects.filter(role=Role.IG, is_active=True)
    manager = [told.service.manager] if told.service.manager else []
    tell({told.lead, *manager, *ig}, "closure_differs", told, at)
    return told


def signed_with(link: TakenOverLink, form_key: str) -> bool:
    """Whether this very form has been sent: whoever sends it again is told so, and not that the link is dead."""
    for verb in ("receive", "differs"):
        event = taken(CLOSURES, link.closure.reference, verb, actor=SHAREWELL, form_key=form_key)
        if event is not None and event.detail["link"] == link.effect_key:
            return True
    return False


@transaction.atomic
def countersign(closure: Closure, *, by: User, at: datetime, **sent: Any) -> Closure:
    """Sign the receipt for us; it is made as a PDF, and the provider gets a link to it."""

    def change(locked: Closure) -> None:
        locked.countersigned_at, locked.countersigned_by = at, by

    signed = apply(CLOSURES, closure, "countersign", by=by, at=at, change=change, **sent)
    documents.order(documents.RECEIPT, signed, at=at)
    links.order(signed, by=by, at=at, for_copy=True)
    tell([signed.lead], "closure_countersigned", signed, at)
    return signed


def destroy(closure: Closure, *, by: User, at: datetime, how: str, on: date, **sent: Any) -> Closure:
    """The lead says how each copy of ours was destroyed, and by which day; said anew, that counts."""

    def change(locked: Closure) -> None:
        if on > local_day(at):
            raise Denied(no("That day has not come yet.", next_step="Say it once all copies are destroyed."))
        if locked.sent_at is not None and on < local_day(locked.sent_at):
            raise Denied(
                no(
                    "That day is before the files were sent.",
                    next_step="Write the day on which the last copy was destroyed.",
                )
            )
        locked.destroyed_at, locked.destroyed_by = at, by
        locked.destroyed_on, locked.destroyed_how = on, how

    destroyed = apply(CLOSURES, closure, "destroy", by=by, at=at, change=change, reason=how, **sent)
    tell(second_people(destroyed), "closure_destroyed", destroyed, at)
    return destroyed


@transaction.atomic
def certify(closure: Closure, *, by: User, at: datetime, saw: str, **sent: Any) -> Closure:
    """A second person saw that our copies are destroyed. It is closed with all its files, and certified."""

    def change(locked: Closure) -> None:
        if locked.destroyed_at is None:
            raise Denied(
                no(
                    "Nobody has said yet how our copies were destroyed.",
                    next_step="The lead says it first.",
                )
            )
        locked.certified_at, locked.certified_by, locked.certified_saw = at, by, saw

    closed = apply(CLOSURES, closure, "certify", by=by, at=at, change=change, reason=saw, **sent)
    for each in closed.alive:
        assert closed.destroyed_by is not None  # noqa: S101  (demanded above)
        close_together(each.check_of, deleter=closed.destroyed_by, at=at, how=closed.destroyed_how)
    documents.order(documents.CERTIFICATE, closed, at=at)
    return closed
