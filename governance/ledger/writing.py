"""Writing to the ledger. Nothing reads the clock or the actor here: the database stamps both."""

from collections.abc import Iterable
from typing import Any

from governance.ledger.models import Event


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
    return Event.objects.create(
        verb=verb,
        register=register,
        reference=reference,
        person_id=person_id,
        service_id=service_id,
        reason=reason,
        detail=detail,
    )


def record_view(
    *,
    register: str,
    reference: str = "",
    person_id: int | None = None,
    service_id: int | None = None,
    people: Iterable[int] = (),
) -> None:
    """Note that the acting user looked at personal data (handbook section 0).

    people: the ids of everyone on a list, so that a look at a list is a look at each of them.
    """
    listed: dict[str, Any] = {"people": sorted(set(people))} if people else {}
    record(
        "view", register=register, reference=reference, person_id=person_id, service_id=service_id, **listed
    )
