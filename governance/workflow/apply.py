"""The one writer. Every change of every register goes through `apply`, and nothing else changes a state.

In one transaction: wait for one's turn, lock the row, check that it is the version that was read, check the
machine, ask the verdict, save (the database writes the history), write the event, refresh the deadlines, run
the reactions of other registers. Messages and documents that follow are rows of the same transaction.
"""

from collections.abc import Callable
from contextlib import nullcontext
from copy import deepcopy
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction

from governance.accounts.models import User
from governance.calendar import local_day
from governance.deadlines import writing as deadlines
from governance.errors import NotThere, Stale, demand, no
from governance.ledger import writing as ledger
from governance.ledger.models import Event
from governance.records.actor import acting_as
from governance.records.models import Record, next_reference
from governance.workflow.register import REGISTERS, Register

R = TypeVar("R", bound=Record)


def apply(
    register: Register,
    record: R,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    change: Callable[[R], None] | None = None,
    read_version: int | None = None,
    reason: str = "",
    form_key: UUID | None = None,
    **detail: Any,
) -> R:
    """Do `verb` to `record`, or create it when it has no id yet; returns the record as saved.

    by: who does it, and whom the database names in history and ledger; None when the application does it
        because of something else (a reaction), in the name of whoever caused that.
    at: the moment it takes effect; the ledger stamps by itself when it was written.
    change: sets fields on the locked row, to values of each field's own type; it may not save.
    read_version: the version the user looked at; another one in the database raises Stale.
    form_key: of the form that was sent, so that `once` knows the same form again.
    detail: what the event should say besides, without names.
    Raises Denied, IllegalTransition or Stale, or NotThere when the record is gone; nothing is written then.
    """
    if form_key is not None:
        detail["form_key"] = str(form_key)
    with transaction.atomic(), acting_as(by.pk) if by is not None else nullcontext():
        register.take_turns(record)
        new = record.pk is None
        locked = record if new else _lock(register, record, read_version)
        before = None if new else _state(register, locked, at)
        held = None if new else _values(locked)
        target = register.machine.target(verb, before) if register.machine else None
        if by is not None:
            demand(register.verbs[verb].may(by, locked, at))
        if change is not None:
            change(locked)
        if target is not None:
            locked.state = target  # type: ignore[attr-defined]
        if new:
            year = local_day(at).year
            locked.reference = next_reference(register.prefix_of(locked), year, register.reference_digits)
            locked.created_at, locked.created_by = at, by
        else:
            locked.version += 1
        _save(locked, held, reason)
        event = _tell(register, locked, verb, reason=reason, before=before, after=target, at=at, **detail)
        _refresh(register, locked, at)
        for other in REGISTERS.values():
            if (reaction := other.reactions.get((register.name, verb))) is not None:
                reaction(locked, event, at)
    return locked


def refresh_deadlines(register: Register, record: Record, *, at: datetime) -> None:
    """Bring the deadlines of a record, which did not change itself, up to what it says. In a transaction."""
    register.take_turns(record)
    _refresh(register, register.rows().get(pk=record.pk), at)


def _refresh(register: Register, record: Record, at: datetime) -> None:
    dues, desk = register.dues(record, at), register.desk(record)
    deadlines.refresh(register.name, record.pk, record.reference, dues, desk, at=at)


def _lock(register: Register, record: R, read_version: int | None) -> R:
    # Not `first`, which would order the one row: to write that costs as much as to fetch it.
    locked = next(iter(register.rows().select_for_update(of=("self",)).filter(pk=record.pk)), None)
    if locked is None:
        raise NotThere(register.name, record.reference)
    if read_version is not None and locked.version != read_version:
        raise Stale(
            no(
                "Someone changed this record while you had it open.",
                next_step="What you typed is not saved. Open the record again, look at the change, and do it anew.",
            )
        )
    return locked  # type: ignore[no-any-return]


def _state(register: Register, record: Record, at: datetime) -> str | None:
    return register.state_at(record, at) if register.machine else None


def _values(record: Record) -> dict[str, Any]:
    """What a record holds, apart from it, so that a list in it that is changed is seen to be."""
    return {field.attname: deepcopy(getattr(record, field.attname)) for field in record._meta.concrete_fields}


def _save(record: Record, held: dict[str, Any] | None, reason: str) -> None:
    """Write what differs from what it held, or all of a new record; the history gets the whole row anyhow."""
    changed = None if held is None else [name for name, old in held.items() if getattr(record, name) != old]
    if reason:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.reason', %s, true)", [reason])
    record.save(update_fields=changed)
    if reason:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.reason', '', true)")


def _tell(
    register: Register,
    record: Record,
    verb: str,
    *,
    reason: str,
    before: str | None,
    after: str | None,
    at: datetime,
    **detail: Any,
) -> Event:
    states = {"before": before, "after": after} if after is not None else {}
    return ledger.record(
        verb,
        register=register.name,
        reference=record.reference,
        person_id=register.person_id(record),
        service_id=register.service_id(record),
        reason=reason,
        version=record.version,
        effective_at=at.isoformat(),
        **states,
        **detail,
    )
