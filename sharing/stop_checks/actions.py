"""The sender's steps of a Stop and Check: begun, written, sent in, cancelled. And the opt-out cleared."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from governance.accounts.models import Service, User
from governance.accounts.roles import Role
from governance.errors import Denied, demand, no
from governance.workflow.apply import apply
from sharing.outside import is_nobody_of_ours
from sharing.routes import Route, is_allowed
from sharing.stop_checks import extracts, gates
from sharing.stop_checks.models import Finding, StopCheck
from sharing.stop_checks.register import STOP_CHECKS, tell
from sharing.stop_checks.states import OPEN

# What the opt-out was cleared for: any of these makes it another use.
OF_THE_USE = {"organisation", "purpose", "study", "items", "people", "opt_out", "opt_out_ground"}


@transaction.atomic
def draft(
    *, by: User, at: datetime, service: Service, title: str, form_key: UUID, with_closure: bool = False
) -> StopCheck:
    """Begin one in a service. The same `form_key` from the same user again gives back what it began before.

    with_closure: it goes together with the other files of a service closure.
    """
    with connection.cursor() as cursor:
        # The second of two presses waits here until the first has saved.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])
    before: StopCheck | None = StopCheck.objects.filter(form_key=form_key, created_by=by).first()
    if before is not None:
        return before
    new = StopCheck(
        service=service, title=title, sender=by, hands=[by.pk], with_closure=with_closure, form_key=form_key
    )
    return apply(STOP_CHECKS, new, "draft", by=by, at=at)


def edit(check: StopCheck, *, by: User, at: datetime, read_version: int, **facts: Any) -> StopCheck:
    """Write some of its answers. Once it was sent in, that resets what was checked, and somebody looks anew.

    A way of sending that is refused is E-METHOD. After it was sent in, what is left must still be complete.
    """
    verb = "edit" if check.state_at(at) in OPEN else "change"

    def change(locked: StopCheck) -> None:
        before = locked.rung
        for name, value in facts.items():
            setattr(locked, name, value)
        locked.involve(by)
        if "recipient_email" in facts:
            demand(is_nobody_of_ours(locked.recipient_email))
        if locked.route:
            demand(is_allowed(Route(locked.route), people=locked.people or 0))
        if locked.address is not None and (locked.address.organisation_id, locked.address.kind) != (
            locked.organisation_id,
            locked.route,
        ):
            locked.address = None
        if OF_THE_USE & set(facts):
            locked.opt_out_cleared_at = locked.opt_out_cleared_by = None
        if locked.rung != before:
            # How grave a finding is depends on the step of the ladder.
            extracts.look_anew(locked, by=by, at=at)
        if verb == "change":
            demand(gates.complete(locked))
            _hand_over(locked, at)

    changed = apply(
        STOP_CHECKS,
        check,
        verb,
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        fields=sorted(facts),
    )
    if verb == "change":
        tell_checkers(changed, at)
    return changed


def submit(
    check: StopCheck, *, by: User, at: datetime, read_version: int | None = None, form_key: UUID | None = None
) -> StopCheck:
    """Send it in, to be checked. Denied with what is missing, or the first rule that stands in the way."""

    def change(locked: StopCheck) -> None:
        demand(gates.complete(locked))
        demand(gates.rules(locked, at))
        agreement = gates.covered(locked, at)[0]
        locked.agreement = agreement
        locked.agreement_version = agreement.version if agreement else None
        locked.returned_because = ""
        locked.involve(by)
        _hand_over(locked, at)

    sent_in = apply(
        STOP_CHECKS,
        check,
        "submit",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    tell_checkers(sent_in, at)
    return sent_in


def clear(
    check: StopCheck, *, by: User, at: datetime, read_version: int | None = None, form_key: UUID | None = None
) -> StopCheck:
    """The DPO has seen that whole records of people who opted out are taken out (section 7)."""

    def change(locked: StopCheck) -> None:
        locked.opt_out_cleared_at, locked.opt_out_cleared_by = at, by

    return apply(
        STOP_CHECKS,
        check,
        "clear",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )


def say_who(check: StopCheck, *, by: User, at: datetime, people: Iterable[int], **sent: Any) -> StopCheck:
    """Say who is in a file that holds nothing to know people by. Once it was sent in, somebody looks anew.

    people: by their ids. Denied where the file says by itself whom it is about.
    """
    verb = "edit" if check.state_at(at) in OPEN else "change"

    def change(locked: StopCheck) -> None:
        demand(gates.looked_through(locked.extract))
        if locked.extract is None or locked.extract.people is not None:
            raise Denied(
                no("The file itself says who is in it.", next_step="If that is wrong, put another file in.")
            )
        locked.involve(by)
        extracts.list_besides(locked, people)
        if verb == "change":
            demand(gates.complete(locked))
            _hand_over(locked, at)

    said = apply(STOP_CHECKS, check, verb, by=by, at=at, change=change, fields=["file"], **sent)
    if verb == "change":
        tell_checkers(said, at)
    return said


@transaction.atomic
def cancel(check: StopCheck, *, by: User, at: datetime, reason: str, **sent: Any) -> StopCheck:
    """It is not sent, with the reason; the file is deleted."""
    return _cancel(check, canceller=by, by=by, at=at, reason=reason, **sent)


@transaction.atomic
def cancel_together(check: StopCheck, *, canceller: User, at: datetime, reason: str) -> StopCheck:
    """As `cancel`, with the service closure that it goes with; in the name of whoever cancels that."""
    return _cancel(check, canceller=canceller, by=None, at=at, reason=reason)


def _cancel(
    check: StopCheck, *, canceller: User, by: User | None, at: datetime, reason: str, **sent: Any
) -> StopCheck:
    def change(locked: StopCheck) -> None:
        locked.forget_votes()
        locked.cancelled_at, locked.cancelled_by, locked.cancel_reason = at, canceller, reason

    cancelled = apply(STOP_CHECKS, check, "cancel", by=by, at=at, change=change, reason=reason, **sent)
    extracts.forget(cancelled, "It was cancelled.", at=at)
    return cancelled


def _hand_over(locked: StopCheck, at: datetime) -> None:
    """As it goes to be checked: nobody has looked at this yet."""
    locked.forget_votes()
    locked.submitted_at = at
    locked.new_route = not StopCheck.objects.sent_before(locked.organisation_id or 0, locked.route).exists()
    Finding.objects.filter(extract__check_of=locked).exclude(accepted_at=None).update(
        accepted_at=None, accepted_by=None, accepted_because=""
    )


def tell_checkers(check: StopCheck, at: datetime) -> None:
    """Everybody on the Data team who had no hand in it."""
    team = User.objects.filter(role=Role.DATA, is_active=True).exclude(pk__in=check.had_a_hand)
    tell(team, "stop_check_waiting", check, at)
