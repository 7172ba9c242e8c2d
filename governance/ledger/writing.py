"""Writing to the ledger. Nothing reads the clock or the actor here: the database stamps both."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from governance.ledger.models import Event

# Part of every step and every look: written so, it takes a third of what a model takes to save.
APPEND = """
INSERT INTO ledger_event (epoch, xid, verb, register, reference, person_id, service_id, reason, detail)
VALUES (0, 0, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


def record(
    verb: str,
    *,
    register: str,
    reference: str = "",
    person_id: int | None = None,
    service_id: int | None = None,
    reason: str = "",
    **detail: Any,
) -> Event:
    """Append one event to the ledger, in the transaction that is open.

    `detail` says what a reader of the record will need; values must be JSON. The event that comes
    back has its id only: the database keeps its moment and actor.
    """
    event = Event(
        verb=verb,
        register=register,
        reference=reference,
        person_id=person_id,
        service_id=service_id,
        reason=reason,
        detail=detail,
    )
    with connection.cursor() as cursor:
        cursor.execute(APPEND, [verb, register, reference, person_id, service_id, reason, json.dumps(detail)])
        (event.pk,) = cursor.fetchone()
    return event


def record_view(
    *,
    register: str,
    reference: str = "",
    person_id: int | None = None,
    service_id: int | None = None,
    people: Iterable[int] = (),
    **detail: Any,
) -> None:
    """Note that the acting user looked at personal data (handbook section 0).

    people: the ids of everyone on a list, so that a look at a list is a look at each of them.
    detail: what else to keep of what they looked at, without names.
    """
    if people:
        detail["people"] = sorted(set(people))
    record(
        "view", register=register, reference=reference, person_id=person_id, service_id=service_id, **detail
    )
