"""A service closure while it is prepared: begun, changed, its list made, its files added; and cancelled."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from governance.accounts.models import User
from governance.errors import Denied, demand, no
from governance.workflow.apply import apply
from sharing.closures import coverage, permissions, rules
from sharing.closures.coverage import Found
from sharing.closures.models import Closure, ClosureFile, OnList
from sharing.closures.register import CLOSURES
from sharing.closures.rules import Unlisted
from sharing.ladder import Rung
from sharing.locks import Footing
from sharing.outside import is_nobody_of_ours
from sharing.stop_checks import actions as stop_checks
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.questions import QUESTIONS

# What the list was made for: once one of these is another, it is no list of this any more.
OF_THE_LIST = {"provider", "purpose", "items"}
# What differs from file to file; every other answer is taken over from the one before.
OF_EACH_FILE = {"what", "items", "people"}
ONE_RECEIPT = (
    "It goes with the service closure {}: one receipt covers all its files, "
    "and all our copies are destroyed together."
)


@transaction.atomic
def draft(*, by: User, at: datetime, form_key: UUID, **facts: Any) -> Closure:
    """Begin one. The same `form_key` from the same user again gives back what it began before.

    Denied where the lead could not send files from this service.
    """
    with connection.cursor() as cursor:
        # The second of two presses waits here until the first has saved.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])
    before: Closure | None = Closure.objects.filter(form_key=form_key, created_by=by).first()
    if before is not None:
        return before
    new = Closure(form_key=form_key, **facts)
    _demand_lead(new)
    demand(is_nobody_of_ours(new.recipient_email))
    return apply(CLOSURES, new, "draft", by=by, at=at)


def edit(closure: Closure, *, by: User, at: datetime, **facts: Any) -> Closure:
    """Change what it says. Where that changes what the list was made for, the list is to be made anew."""
    sent = {name: facts.pop(name) for name in ("read_version", "form_key") if name in facts}

    def change(locked: Closure) -> None:
        before = {name: getattr(locked, name) for name in OF_THE_LIST}
        for name, value in facts.items():
            setattr(locked, name, value)
        _demand_lead(locked)
        demand(is_nobody_of_ours(locked.recipient_email))
        if before != {name: getattr(locked, name) for name in OF_THE_LIST}:
            locked.list_made_at, locked.list_changes = None, ""

    return apply(CLOSURES, closure, "edit", by=by, at=at, change=change, fields=sorted(facts), **sent)


def _demand_lead(closure: Closure) -> None:
    if not permissions.may_lead(closure.lead, closure.service_id):
        raise Denied(
            no(
                f"{closure.lead} cannot send files from this service.",
                next_step="Choose somebody who works in the service, its manager, or somebody on the Data team.",
            )
        )
    if closure.pk and closure.files.exclude(check_of__sender=closure.lead_id).exists():
        raise Denied(
            no(
                "Somebody else has begun to put in its files, and so leads it.",
                next_step="Cancel this closure and begin another one.",
            )
        )


# --- The list ---------------------------------------------------------------------------------


def make_list(closure: Closure, *, by: User, at: datetime, **sent: Any) -> Closure:
    """Ask of everybody in the service whether their consent covers the provider, and keep what was found.

    Who knows somebody on it does not lead it: E-ROLE, which names nobody.
    """
    said: dict[str, Any] = {}

    def change(locked: Closure) -> None:
        found = coverage.look(locked, at)
        if permissions.knows(locked.lead, list(found)):
            raise Denied(
                no(
                    f"{locked.lead} cannot lead this one.",
                    code=permissions.NOT_YOU.code,
                    next_step="Let somebody else lead it.",
                )
            )
        made_before = locked.list_made_at is not None
        changed = _keep(locked, found, at)
        locked.list_made_at = at
        locked.list_changes = str(changed) if made_before else ""
        said.update(people=len(found), changes=locked.list_changes)

    return apply(CLOSURES, closure, "make_list", by=by, at=at, change=change, said=said, **sent)


def _keep(closure: Closure, found: dict[int, Found], at: datetime) -> rules.Changes:
    """Write the list as it was found; who is not on it any more stays, as somebody who left."""
    lines = {line.person_id: line for line in closure.everybody.all()}
    before = {person: line.covered for person, line in lines.items() if line.left_at is None}
    now = {person: each.yes is not None for person, each in found.items()}
    new, changed = [], []
    for person, each in found.items():
        facts: dict[str, Any] = {
            "covered": each.yes is not None,
            "consent_id": each.yes.id if each.yes else None,
            "consent_version": each.yes.version if each.yes else None,
            "why": each.why.value if each.why else "",
            "left_at": None,
        }
        line = lines.get(person)
        if line is None:
            new.append(OnList(closure=closure, person_id=person, **facts))
        elif any(getattr(line, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(line, name, value)
            if line.covered:
                line.decided, line.decided_by, line.decided_at = "", None, None
            changed.append(line)
    for person, line in lines.items():
        if person not in found and line.left_at is None:
            line.left_at = at
            changed.append(line)
    OnList.objects.bulk_create(new)
    OnList.objects.bulk_update(
        changed,
        ["covered", "consent", "consent_version", "why", "left_at", "decided", "decided_by", "decided_at"],
        batch_size=500,
    )
    return rules.changes(before, now)


def settle(
    closure: Closure, *, by: User, at: datetime, decided: str, people: Collection[int] | None, **sent: Any
) -> Closure:
    """Say what becomes of the records of some who are not covered. people: None for all of whom nothing is said yet.

    Of somebody whom the user knows they say nothing.
    """
    said: dict[str, Any] = {}

    def change(locked: Closure) -> None:
        lines = locked.people.filter(covered=False).shown_to(by)
        lines = lines.filter(decided="") if people is None else lines.filter(person__in=people)
        number = lines.update(decided=decided, decided_by=by, decided_at=at)
        if not number:
            raise Denied(no("Nobody was chosen.", next_step="Choose whom you mean."))
        said.update(people=number, decided=decided)

    return apply(CLOSURES, closure, "settle", by=by, at=at, change=change, said=said, **sent)


# --- The files ----------------------------------------------------------------------------------


@transaction.atomic
def add_file(
    closure: Closure,
    *,
    by: User,
    at: datetime,
    what: str,
    items: list[str],
    form_key: UUID,
    read_version: int | None = None,
) -> StopCheck:
    """Begin the Stop and Check of one more file, with all that is known filled in; gives that back.

    what: what the file is, in a few words. items: what is in it, of what goes with the closure.
    """
    made: list[StopCheck] = []

    def change(locked: Closure) -> None:
        if locked.list_made_at is None:
            raise Denied(
                no("The list of people is not made yet.", next_step="Make it first, then add the files.")
            )
        last = locked.files.select_related("check_of").order_by("-number").first()
        check = stop_checks.draft(
            by=by, at=at, service=locked.service, title=what, form_key=form_key, with_closure=True
        )
        facts = {**_as_before(last), **_known(locked), "what": what, "items": items}
        facts["people"] = locked.people.filter(covered=True).count() or None
        check = stop_checks.edit(check, by=by, at=at, read_version=check.version, **facts)
        ClosureFile.objects.create(
            closure=locked, check_of=check, number=last.number + 1 if last is not None else 1
        )
        made.append(check)

    apply(
        CLOSURES,
        closure,
        "add_file",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    return made[0]


def _as_before(last: ClosureFile | None) -> dict[str, Any]:
    """What the file before it answered: what is the same for each is typed once."""
    if last is None:
        return {}
    named = [name for question in QUESTIONS for name in question.fields if not name.startswith("ladder_")]
    return {name: getattr(last.check_of, name) for name in (*named, "ladder") if name not in OF_EACH_FILE}


def _known(closure: Closure) -> dict[str, Any]:
    """What the closure says already."""
    return {
        "organisation": closure.provider,
        "recipient": closure.recipient,
        "recipient_email": closure.recipient_email,
        "verified": closure.verified,
        "handover": True,
        "whole_caseload": True,
        "purpose": closure.purpose,
        "why": closure.why,
        "rung": Rung.IDENTIFIABLE,
        "footing": Footing.EXPRESS_CONSENT,
        "receipt_plan": ONE_RECEIPT.format(closure.reference),
    }


def account_for(
    closure: Closure, *, by: User, at: datetime, unlisted: str, because: str, **sent: Any
) -> Closure:
    """Say where those are who are covered, and whom no file shows to us, and why."""

    def change(locked: Closure) -> None:
        locked.unlisted, locked.unlisted_because = Unlisted(unlisted).value, because

    return apply(CLOSURES, closure, "account_for", by=by, at=at, change=change, reason=because, **sent)


@transaction.atomic
def cancel(closure: Closure, *, by: User, at: datetime, reason: str, **sent: Any) -> Closure:
    """It is not sent, with the reason; nor is any of its files, which go only with it."""

    def change(locked: Closure) -> None:
        locked.forget_seal()
        locked.cancelled_at, locked.cancelled_by, locked.cancel_reason = at, by, reason

    cancelled = apply(CLOSURES, closure, "cancel", by=by, at=at, change=change, reason=reason, **sent)
    # Read now that nobody else adds one.
    for each in list(cancelled.alive):
        because = f"{closure.reference} was cancelled."
        stop_checks.cancel_together(each.check_of, canceller=by, at=at, reason=because)
    return cancelled
