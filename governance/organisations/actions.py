"""The verbs of organisations."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from governance.accounts.models import User
from governance.errors import Denied, Verdict, no
from governance.organisations.models import (
    MERGED_INTO_ONE_THAT_REMAINS,
    ONE_ICO_NUMBER,
    ONE_NAME,
    Assurance,
    Contact,
    Organisation,
    Part,
    RouteKind,
    SecureRoute,
)
from governance.organisations.register import ORGANISATIONS
from governance.records.actor import acting_as
from governance.workflow.apply import apply

P = TypeVar("P", bound=Part)

# A merge waits for whoever writes about the same people, but less long than PostgreSQL takes to look for a deadlock
# (a second): so it is the merge that gives way, and never the worker with a person beside them.
LONGEST_WAIT = "800ms"

NAME_TAKEN = no(
    "There is already an organisation with this name.", next_step="Look for it in the list, and use that one."
)
NUMBER_TAKEN = no(
    "Another organisation has this ICO registration number.",
    next_step="Look for it in the list. If it is the same, use that one.",
)
INTO_ITSELF = no("A record cannot be merged into itself.", next_step="Choose the other one of the two.")
GONE = no(
    "The record that should remain was merged into another one a moment ago.",
    next_step="Look for the one that is left, and choose that.",
)
BUSY = no(
    "Somebody is writing about this organisation or its people at this moment, so nothing was merged.",
    next_step="Wait a minute, and try again.",
)
TAKEN: dict[str, Verdict] = {
    ONE_NAME: NAME_TAKEN,
    ONE_ICO_NUMBER: NUMBER_TAKEN,
    MERGED_INTO_ONE_THAT_REMAINS: GONE,
}


def create(*, by: User, at: datetime, secure_route: str = "", **facts: Any) -> Organisation:
    """A new organisation; raises Denied when its name or its ICO number is taken.

    secure_route: what somebody knows in words about sending to them, kept as a route that is not sorted yet.
    """
    with _only_one():
        made = apply(ORGANISATIONS, Organisation(**facts), "create", by=by, at=at)
        if secure_route:
            route = SecureRoute(organisation=made, kind=RouteKind.UNSORTED, address=secure_route)
            with acting_as(by.pk):
                route.save()
    return made


def edit(
    organisation: Organisation, *, by: User, at: datetime, read_version: int, reason: str, **facts: Any
) -> Organisation:
    """Change what we hold, and say why; the version that was read must still be the newest, and the name free."""

    def change(locked: Organisation) -> None:
        for name, value in facts.items():
            setattr(locked, name, value)

    with _only_one():
        return apply(
            ORGANISATIONS,
            organisation,
            "edit",
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            reason=reason,
        )


def add_contact(
    organisation: Organisation, *, by: User, at: datetime, read_version: int, **facts: Any
) -> Contact:
    """Somebody there. As every verb of a part, it raises Stale where the organisation has changed since."""
    return _keep(
        Contact(organisation=organisation, **facts),
        "add_contact",
        by=by,
        at=at,
        read_version=read_version,
    )


def change_contact(
    contact: Contact, *, by: User, at: datetime, read_version: int, reason: str = "", **facts: Any
) -> Contact:
    """What has changed about a contact, or that they left."""
    return _change(contact, "change_contact", facts, by=by, at=at, read_version=read_version, reason=reason)


def add_assurance(
    organisation: Organisation, *, by: User, at: datetime, read_version: int, **facts: Any
) -> Assurance:
    """Something that shows that they keep data safe, looked at by `by`; brings the deadline of row 24 up to it."""
    assurance = Assurance(organisation=organisation, checked_by=by, checked_at=at, **facts)
    return _keep(assurance, "add_assurance", by=by, at=at, read_version=read_version)


def change_assurance(
    assurance: Assurance, *, by: User, at: datetime, read_version: int, reason: str, **facts: Any
) -> Assurance:
    """Correct an assurance, or say that it ended before it ran out; it was looked at anew."""
    facts |= {"checked_by": by, "checked_at": at}
    return _change(
        assurance, "change_assurance", facts, by=by, at=at, read_version=read_version, reason=reason
    )


def add_route(
    organisation: Organisation, *, by: User, at: datetime, read_version: int, **facts: Any
) -> SecureRoute:
    """A safe way to send to them."""
    route = SecureRoute(organisation=organisation, **_verified(facts, by))
    return _keep(route, "add_route", by=by, at=at, read_version=read_version)


def change_route(
    route: SecureRoute, *, by: User, at: datetime, read_version: int, reason: str, **facts: Any
) -> SecureRoute:
    """Correct a route, say that somebody verified it, or that it is used no more."""
    if facts.get("verified_on") != route.verified_on:
        facts = _verified(facts, by)
    return _change(route, "change_route", facts, by=by, at=at, read_version=read_version, reason=reason)


def _verified(facts: dict[str, Any], by: User) -> dict[str, Any]:
    return {**facts, "verified_by": by if facts.get("verified_on") else None}


def _change(
    part: P, verb: str, facts: dict[str, Any], *, by: User, at: datetime, read_version: int, reason: str
) -> P:
    for name, value in facts.items():
        setattr(part, name, value)
    return _keep(part, verb, by=by, at=at, read_version=read_version, reason=reason)


def _keep(part: P, verb: str, *, by: User, at: datetime, read_version: int, reason: str = "") -> P:
    """Save a part under its organisation's lock and version, before deadlines and reactions ask about it.

    The organisation is locked first: a part that is written before would hold a lock that others wait behind.
    """

    def change(locked: Organisation) -> None:
        part.save()

    with transaction.atomic(), acting_as(by.pk):
        apply(
            ORGANISATIONS,
            part.organisation,
            verb,
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            reason=reason,
            kind=str(getattr(part, "kind", "") or getattr(part, "role", "")),
        )
    return part


def merge(
    duplicate: Organisation, *, into: Organisation, by: User, at: datetime, read_version: int, reason: str
) -> Organisation:
    """Say that `duplicate` is the same as `into`; returns the one that remains.

    What we know of the duplicate goes to the one that remains, and so does what was merged into it before. Other
    registers react to the verb and move what names it; what is too much for now is left to `move`. Nobody takes it
    back. Raises Denied where one of the two is merged already, or is the other.
    """
    if duplicate.pk == into.pk:
        raise Denied(INTO_ITSELF)
    with _only_one(), _giving_way(), acting_as(by.pk):
        # In one order for all, so that two who merge the same two do not wait for each other.
        both = {duplicate.pk, into.pk}
        locked = Organisation.objects.select_for_update().filter(pk__in=both).order_by("pk")
        remains = {each.pk: each for each in locked}[into.pk]
        if remains.merged_into_id is not None:
            raise Denied(GONE)

        def point(merged: Organisation) -> None:
            merged.merged_into = remains

        for earlier in Organisation.objects.filter(merged_into=duplicate).order_by("pk"):
            apply(ORGANISATIONS, earlier, "follow", by=None, at=at, change=point, into=remains.reference)
        merged = apply(
            ORGANISATIONS,
            duplicate,
            "merge",
            by=by,
            at=at,
            change=point,
            read_version=read_version,
            reason=reason,
            into=remains.reference,
        )
        for part in (Contact, Assurance, SecureRoute):
            part.objects.filter(organisation=merged).update(organisation=remains)

        def take_over(kept: Organisation) -> None:
            kept.ico_number = kept.ico_number or merged.ico_number
            if kept.public_body is None:
                kept.public_body = merged.public_body

        return apply(
            ORGANISATIONS, remains, "take_over", by=None, at=at, change=take_over, merged=merged.reference
        )


def move(duplicate: Organisation, *, at: datetime) -> int:
    """Let every register move a batch of what still names a merged organisation; returns how many are left.

    Raises OperationalError where somebody is writing about the same people: then nothing was moved.
    """
    with transaction.atomic():
        _wait_briefly()
        apply(ORGANISATIONS, duplicate, "move", by=None, at=at, left=duplicate.pointed_to())
        return duplicate.pointed_to()


def _wait_briefly() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LONGEST_WAIT])


@contextmanager
def _giving_way() -> Iterator[None]:
    """In a transaction that does not wait long for others; raises Denied instead."""
    try:
        with transaction.atomic():
            _wait_briefly()
            yield
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise Denied(BUSY) from None


@contextmanager
def _only_one() -> Iterator[None]:
    """The form has looked already; the database decides between two who save at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        for name, verdict in TAKEN.items():
            if name in str(error):
                raise Denied(verdict) from None
        raise
