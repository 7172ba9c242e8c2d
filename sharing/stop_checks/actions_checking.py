"""The second person's steps: taken, put back, sent back, rejected, what was found and whom we do not know accepted,
approved, taken back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import Denied, demand, no
from governance.workflow.apply import apply
from sharing.stop_checks import extracts, gates
from sharing.stop_checks.models import Finding, StopCheck
from sharing.stop_checks.permissions import may_be_second
from sharing.stop_checks.register import STOP_CHECKS, tell


def take(check: StopCheck, *, by: User, at: datetime, fallback_because: str = "", **sent: Any) -> StopCheck:
    """Begin to check it. fallback_because: why the IG team does, which must be said where it does.

    Denied with E-SAME-PERSON or E-ROLE for whoever may not, and while the file is still being looked through: until
    then nobody knows who is in it.
    """

    def change(locked: StopCheck) -> None:
        demand(gates.looked_through(locked.extract))
        if by.role == Role.IG and not fallback_because.strip():
            raise Denied(
                no("Write why nobody on the Data team can check it.", next_step="The reason is kept with it.")
            )
        locked.checker, locked.taken_at = by, at
        locked.fallback_because = fallback_because if by.role == Role.IG else ""

    return _second(check, "take", by=by, at=at, change=change, **sent)


def put_back(check: StopCheck, *, by: User, at: datetime, **sent: Any) -> StopCheck:
    """Leave it to another checker; what was accepted so far does not count for them."""

    def change(locked: StopCheck) -> None:
        locked.forget_votes()
        _forget_accepted(locked)

    return apply(STOP_CHECKS, check, "put_back", by=by, at=at, change=change, **sent)


def send_back(check: StopCheck, *, by: User, at: datetime, reason: str, **sent: Any) -> StopCheck:
    """Back to the sender, with what to put right."""

    def change(locked: StopCheck) -> None:
        locked.forget_votes()
        locked.returned_because = reason

    back = _second(check, "send_back", by=by, at=at, change=change, reason=reason, **sent)
    tell([back.sender], "stop_check_returned", back, at)
    return back


@transaction.atomic
def reject(check: StopCheck, *, by: User, at: datetime, reason: str, **sent: Any) -> StopCheck:
    """It must not be sent at all; the file is deleted."""

    def change(locked: StopCheck) -> None:
        locked.reject_reason = reason

    rejected = _second(check, "reject", by=by, at=at, change=change, reason=reason, **sent)
    extracts.forget(rejected, "It was rejected.", at=at)
    tell([rejected.sender], "stop_check_rejected", rejected, at)
    return rejected


def accept(
    check: StopCheck, *, by: User, at: datetime, findings: Collection[int], because: str, **sent: Any
) -> StopCheck:
    """Accept some of what was found in the file, with a reason; Denied for what must not go out at all.

    findings: by their ids.
    """

    def change(locked: StopCheck) -> None:
        extract = locked.extract
        chosen = (
            Finding.objects.filter(extract=extract, pk__in=findings) if extract else Finding.objects.none()
        )
        if chosen.filter(stops=True).exists():
            raise Denied(
                no(
                    "This must not go out like this, so nobody can accept it.",
                    next_step="Send it back, so that the sender takes it out.",
                )
            )
        chosen.filter(accepted_at=None).update(accepted_at=at, accepted_by=by, accepted_because=because)

    return _second(check, "accept", by=by, at=at, change=change, findings=len(findings), **sent)


def vouch(check: StopCheck, *, by: User, at: datetime, because: str, **sent: Any) -> StopCheck:
    """Accept people of whom we do not know that they said yes, with why; as many as there are now, and no more."""

    def change(locked: StopCheck) -> None:
        number = gates.unknown(locked, at)
        if not number:
            raise Denied(no("There is nobody to accept here.", next_step="Look at what else is open."))
        locked.vouched, locked.vouched_because = number, because

    return _second(check, "vouch", by=by, at=at, change=change, reason=because, **sent)


def approve(check: StopCheck, *, by: User, at: datetime, **sent: Any) -> StopCheck:
    """Approve exactly this: recipient, route, file and number of people. Every rule is asked anew."""

    def change(locked: StopCheck) -> None:
        demand(gates.complete(locked))
        demand(gates.rules(locked, at))
        demand(gates.checked(locked))
        demand(gates.vouched(locked, at))
        bound = locked.now
        locked.approved_at, locked.approved_by = at, by
        locked.approved_organisation_id, locked.approved_route = bound.recipient, bound.route
        locked.approved_sha256, locked.approved_people = bound.sha256, bound.people

    approved = _second(
        check,
        "approve",
        by=by,
        at=at,
        change=change,
        sha256=check.sha256,
        people=check.people,
        **sent,
    )
    tell([approved.sender], "stop_check_approved", approved, at)
    return approved


def withdraw_approval(check: StopCheck, *, by: User, at: datetime, reason: str, **sent: Any) -> StopCheck:
    """Take the approval back, until it is sent."""

    def change(locked: StopCheck) -> None:
        locked.forget_votes()
        locked.returned_because = reason

    back = apply(STOP_CHECKS, check, "withdraw_approval", by=by, at=at, change=change, reason=reason, **sent)
    tell([back.sender], "stop_check_returned", back, at)
    return back


def _second(check: StopCheck, verb: str, *, by: User, **step: Any) -> StopCheck:
    """Who sends it, or had a hand in it, is told that first, before whether the step is open."""
    demand(may_be_second(by, check))
    return apply(STOP_CHECKS, check, verb, by=by, **step)


def _forget_accepted(check: StopCheck) -> None:
    Finding.objects.filter(extract=check.extract).exclude(accepted_at=None).update(
        accepted_at=None, accepted_by=None, accepted_because=""
    )
