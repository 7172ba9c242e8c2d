"""What comes after the approval: sent, received, called back, closed; and the link with which the recipient confirms.

The link is single-use and signed by the application's own key; only its `nonce` is kept (section 5, question 13).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.defaults import RECEIPT_LINK_DAYS
from governance.errors import YES, Code, Denied, Verdict, demand, no
from governance.notifications.links import UNSPENT, last_moment
from governance.notifications.mailing import letter
from governance.records.actor import SHAREWELL
from governance.workflow.apply import apply
from governance.workflow.guests import charity
from governance.workflow.once import taken
from sharing.stop_checks import certificate, extracts, gates, rules
from sharing.stop_checks.models import ReceiptLink, StopCheck
from sharing.stop_checks.permissions import is_apart
from sharing.stop_checks.register import BESIDES, STOP_CHECKS, tell
from sharing.stop_checks.states import State

GONE = no("This link does not work any more.", next_step="Ask whoever sent it for a new one.")


class Gone(Denied):
    """The link is used, run out, or replaced by another."""

    def __init__(self) -> None:
        super().__init__(GONE)

    def __reduce__(self) -> tuple[type["Gone"], tuple[()]]:
        return type(self), ()


@dataclass(frozen=True)
class Came:
    """What the recipient says that came. same_file: by its hash; None where they did not compare it."""

    name: str
    people: int
    same_file: bool | None

    def differs(self, check: StopCheck) -> str:
        """In which way it is not what was sent; empty where it is."""
        found = []
        if self.people != check.approved_people:
            found.append(f"It is about {self.people:,} people, and not {check.approved_people:,}.")
        if self.same_file is False:
            found.append("It is another file.")
        return " ".join(found)


def in_time(check: StopCheck, at: datetime) -> Verdict:
    """Whether its approval still holds at this moment; else E-CHECK-LAPSED. Yes where nothing is approved."""
    if check.approved is None or check.approved_on is None:
        return YES
    return rules.may_send(check.approved, check.now, check.approved_on, local_day(at))


@transaction.atomic
def send(check: StopCheck, *, by: User, at: datetime, **sent: Any) -> StopCheck:
    """It is sent now: exactly what was approved, in time, with every rule asked anew. Our copy here is deleted.

    Else Denied, with E-CHECK-LAPSED where it is not what was approved. The recipient gets a link to confirm.
    """
    gone = _send(check, sender=by, by=by, at=at, **sent)
    _link(gone, by=by, at=at)
    return gone


@transaction.atomic
def send_together(check: StopCheck, *, sender: User, at: datetime) -> StopCheck:
    """As `send`, with the other files of a service closure, whose own link covers it. In the name of who sends that."""
    return _send(check, sender=sender, by=None, at=at)


def _send(check: StopCheck, *, sender: User, by: User | None, at: datetime, **sent: Any) -> StopCheck:
    stored = STOP_CHECKS.rows().select_for_update(of=("self",)).get(pk=check.pk)
    if stored.state_at(at) == State.LAPSED:
        demand(in_time(stored, at))

    def change(locked: StopCheck) -> None:
        demand(in_time(locked, at))
        if not extracts.is_whole(locked):
            raise Denied(
                no(
                    "The file here is not what was approved.",
                    code=Code.CHECK_LAPSED,
                    next_step="Put it in again: somebody looks anew.",
                )
            )
        demand(gates.rules(locked, at))
        demand(gates.vouched(locked, at))
        agreement = gates.covered(locked, at)[0]
        locked.agreement = agreement
        locked.agreement_version = agreement.version if agreement else None
        locked.sent_at, locked.sent_by = at, sender

    gone = apply(
        STOP_CHECKS,
        check,
        "send",
        by=by,
        at=at,
        change=change,
        sha256=check.sha256,
        people=check.people,
        **sent,
    )
    extracts.forget(gone, "It was sent.", at=at)
    return gone


def send_link(check: StopCheck, *, by: User, at: datetime, **sent: Any) -> StopCheck:
    """Mail a new link to confirm; the one before it is dead. Denied unless it was sent and not confirmed.

    That something else came stands until the right thing is confirmed; the Data or IG team deals with it by this too.
    """

    def change(locked: StopCheck) -> None:
        if locked.state != State.SENT:
            raise Denied(no("Nothing waits to be confirmed.", next_step="Look how it stands now."))
        _deal(locked, by)
        _link(locked, by=by, at=at)

    return apply(BESIDES, check, "send_link", by=by, at=at, change=change, **sent)


def _deal(locked: StopCheck, by: User) -> None:
    """What they said came is dealt with, where somebody does who neither sent nor made it."""
    if is_apart(by, locked):
        locked.differs = ""


def _link(check: StopCheck, *, by: User, at: datetime) -> None:
    check.receipt_links.filter(UNSPENT).update(revoked_at=at)
    nonce = uuid4()
    ReceiptLink.objects.create(
        effect_key=f"receipt:{nonce}",
        next_try_at=at,
        check_of=check,
        nonce=nonce,
        name=check.recipient,
        email=check.recipient_email,
        made_at=at,
        made_by=by,
        expires_at=last_moment(at, RECEIPT_LINK_DAYS.value),
    )


def is_open(link: ReceiptLink, at: datetime) -> bool:
    """Whether it works: unused, in time, not replaced, and something waits to be confirmed."""
    return link.is_unspent(at) and link.check_of.state == State.SENT


@transaction.atomic
def confirm_by_link(
    link: ReceiptLink, came: Came, *, at: datetime, form_key: UUID | None = None
) -> StopCheck:
    """The recipient says what came, once. Where it is not what was sent, nothing is confirmed and the IG team is told.

    Raises Gone where the link does not work.
    """
    check = STOP_CHECKS.rows().select_for_update(of=("self",)).get(pk=link.check_of_id)
    locked = ReceiptLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    locked.check_of = check
    if not is_open(locked, at):
        raise Gone
    differs = came.differs(check)
    ReceiptLink.objects.filter(pk=link.pk).update(used_at=at, differs=differs)
    if not differs:
        return _confirm(check, came, by=None, at=at, form_key=form_key, link=link.effect_key)
    return _differs(check, differs, at=at, form_key=form_key, link=link.effect_key)


def _differs(check: StopCheck, differs: str, *, at: datetime, **sent: Any) -> StopCheck:
    def change(locked: StopCheck) -> None:
        locked.differs = differs

    told = apply(STOP_CHECKS, check, "differs", by=None, at=at, change=change, reason=differs, **sent)
    tell([told.sender, *_ig()], "stop_check_differs", told, at)
    return told


def _ig() -> QuerySet[User]:
    return User.objects.filter(role=Role.IG, is_active=True)


def told_with(link: ReceiptLink, form_key: str) -> bool:
    """Whether this very form has said what came: whoever sends it again is told so, and not that the link is dead."""
    for verb in ("confirm", "differs"):
        event = taken(STOP_CHECKS, link.check_of.reference, verb, actor=SHAREWELL, form_key=form_key)
        if event is not None and event.detail["link"] == link.effect_key:
            return True
    return False


def confirm(check: StopCheck, came: Came, *, by: User, at: datetime, **sent: Any) -> StopCheck:
    """Write down that the recipient confirmed by another way. Denied where what they say differs."""
    if differs := came.differs(check):
        raise Denied(
            no(
                f"This is not what was sent. {differs}",
                next_step="Tell the IG team at once, and call it back.",
            )
        )
    with transaction.atomic():
        check.receipt_links.filter(UNSPENT).update(revoked_at=at)
        return _confirm(check, came, by=by, at=at, **sent)


def confirm_together(check: StopCheck, came: Came, *, at: datetime) -> StopCheck:
    """The recipient of a service closure says that this file of it came too."""
    return _confirm(check, came, by=None, at=at)


def _confirm(check: StopCheck, came: Came, *, by: User | None, at: datetime, **sent: Any) -> StopCheck:
    def change(locked: StopCheck) -> None:
        locked.confirmed_at, locked.confirmed_by, locked.differs = at, by, ""
        locked.confirmed_by_name, locked.confirmed_people = came.name, came.people
        locked.confirmed_sha256 = locked.approved_sha256 if came.same_file else ""

    confirmed = apply(STOP_CHECKS, check, "confirm", by=by, at=at, change=change, **sent)
    certificate.order(confirmed, at=at)
    if not confirmed.with_closure:
        tell([confirmed.sender], "stop_check_received", confirmed, at)
    return confirmed


@transaction.atomic
def recall(check: StopCheck, *, by: User, at: datetime, reason: str, **sent: Any) -> StopCheck:
    """We asked for it back, with why and what they answered. That it was sent stays.

    The IG team, the sender and the checker are told, but for whoever did it.
    """

    def change(locked: StopCheck) -> None:
        locked.recalled_at, locked.recalled_by, locked.recall_reason = at, by, reason
        _deal(locked, by)

    recalled = apply(STOP_CHECKS, check, "recall", by=by, at=at, change=change, reason=reason, **sent)
    concerned = {recalled.sender, *_ig()} | ({recalled.checker} if recalled.checker else set())
    tell(concerned - {by}, "stop_check_recalled", recalled, at)
    return recalled


@transaction.atomic
def close(check: StopCheck, *, by: User, at: datetime, how: str, **sent: Any) -> StopCheck:
    """Our copy is deleted, and how; the certificate is made anew with it."""
    return _close(check, deleter=by, by=by, at=at, how=how, **sent)


@transaction.atomic
def close_together(check: StopCheck, *, deleter: User, at: datetime, how: str) -> StopCheck:
    """Our copy is deleted with all others of a service closure, which somebody else saw."""
    return _close(check, deleter=deleter, by=None, at=at, how=how)


def _close(
    check: StopCheck, *, deleter: User, by: User | None, at: datetime, how: str, **sent: Any
) -> StopCheck:
    def change(locked: StopCheck) -> None:
        locked.deleted_at, locked.deleted_by, locked.deletion_how = at, deleter, how

    closed = apply(STOP_CHECKS, check, "close", by=by, at=at, change=change, reason=how, **sent)
    certificate.order(closed, at=at)
    return closed


def mail(link: ReceiptLink) -> EmailMultiAlternatives | None:
    """The mail with the link; None where the link does not work any more. It names nobody whom we support."""
    if link.revoked_at is not None or link.used_at is not None:
        return None
    context = {
        "subject": f"Please confirm that {link.check_of.reference} came",
        "link": link,
        **charity(),
        "url": link.address,
    }
    return letter("mail/receipt_link", context, to=link.email, message_id=f"<receipt-{link.pk}@sharewell>")
