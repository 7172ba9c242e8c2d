"""What a register does when an organisation that its records name is merged into another one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from governance.ledger.models import Event
from governance.records.models import Record
from governance.workflow.apply import apply
from governance.workflow.register import Register

# A hundred take about a second, in which others who write about the same people wait.
MOVED_AT_ONCE = 100


def follow(
    register: Register,
    named: QuerySet[Any],
    point: Callable[[Any], None],
    event: Event,
    at: datetime,
) -> None:
    """Let the records that still name the merged organisation name the one that remains, in whatever state they are.

    A few go with the merge itself; where there are more, all are left to batches a minute later (`actions.move`).
    named: in a fixed order. point: lets one locked record name the other organisation.
    """
    found: list[Record] = list(named[: MOVED_AT_ONCE + 1])
    if event.verb == "merge" and len(found) > MOVED_AT_ONCE:
        return
    # It is no step of theirs.
    whatever_state = replace(register, machine=None)
    for record in found[:MOVED_AT_ONCE]:
        apply(whatever_state, record, "follow_merge", by=None, at=at, change=point)
