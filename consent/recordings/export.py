"""The list of recordings as a file and as saved views: its columns, and which of them somebody may read.

No role has an X in the table of roles, so today it is kept as saved views alone.
"""

from datetime import datetime

from django.db.models import CharField, F, Value

from consent.recordings.filters import chosen, filters
from consent.recordings.permissions import masked
from consent.recordings.querysets import RecordingQuerySet
from consent.recordings.register import RECORDINGS
from consent.recordings.rules import Medium
from consent.recordings.states import State
from consent.recordings.words import HIDDEN
from governance.accounts.models import User
from governance.exports.lists import Column, Filters, List, offer
from governance.exports.values import Words


def columns(user: User, at: datetime) -> list[Column]:
    """What stands on a line of the list; nobody who takes part is named."""
    hidden = Value(HIDDEN, output_field=CharField())
    return [
        Column("Reference", F("reference"), typed=False),
        Column("Session", hidden if masked(user) else F("title"), typed=not masked(user)),
        Column("What is recorded", Words("medium", Medium.choices), typed=False),
        Column("Service", F("service__name")),
        Column("How it stands", Words("state", State.choices), typed=False),
        Column("Who records it", F("lead__name")),
        Column("Planned for", F("planned_for"), typed=False),
        Column("Recorded", F("recorded_on"), typed=False),
        Column("To be deleted by", F("due_on"), typed=False),
        Column("Deleted", F("deleted_on"), typed=False),
    ]


def _rows(user: User, wanted: Filters, at: datetime) -> RecordingQuerySet:
    return chosen(user, wanted, at).order_by("-id")


offer(List(register=RECORDINGS.name, name="Recordings", filters=filters, rows=_rows, columns=columns))
