"""What falls due on a recording (handbook section 13, rows 14 and 25), and whose turn it is."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from consent.recordings import rules
from consent.recordings.models import Recording
from consent.recordings.readiness import holds_until
from consent.recordings.states import KEPT, State
from governance.calendar import local_day
from governance.deadlines.models import Deadline
from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import (
    BIRTHDAY_LEADS,
    RECORDING_DELETION_LEADS,
    RECORDING_STORE_LEADS,
    RECORDING_WITHDRAWN_LEADS,
)

LATE = (Audience.MANAGER, Audience.IG)


def _waits(key: str, words: str, *told: Audience, press: Press | None = None) -> Rule:
    return add(
        Rule(
            key=f"recording_waits_{key}", number=14, words=words, leads=(), told=told, waits=True, press=press
        )
    )


DELETE_BY = add(
    Rule(
        key="recording_delete_by",
        number=14,
        words="A recording to be deleted",
        leads=RECORDING_DELETION_LEADS.value,
        told=(Audience.WORKER,),
        overdue_adds=LATE,
        press=Press("delete"),
    )
)
# Only the IG team looks at a hold; the holder learns that it goes on.
HOLD_REVIEW = add(
    Rule(
        key="recording_hold_review",
        number=14,
        words="The hold on a recording, to be looked at",
        leads=RECORDING_DELETION_LEADS.value,
        told=(Audience.WORKER, Audience.IG),
        overdue_adds=(Audience.MANAGER,),
        press=Press("review_hold"),
    )
)
MUST_GO = add(
    Rule(
        key="recording_taken_back",
        number=25,
        words="A recording that must go, since a yes was taken back or it must not have been made",
        leads=RECORDING_WITHDRAWN_LEADS.value,
        told=(Audience.WORKER,),
        overdue_adds=LATE,
        press=Press("delete"),
    )
)
ANSWER = add(
    Rule(
        key="recording_answer",
        number=14,
        words="A yes to a recording that ends: ask whoever is in it, or delete it",
        leads=BIRTHDAY_LEADS.value,
        told=(Audience.WORKER,),
        overdue_adds=LATE,
    )
)
STORE = add(
    Rule(
        key="recording_to_store",
        number=14,
        words="A recording to be brought to the secure store",
        leads=RECORDING_STORE_LEADS.value,
        told=(Audience.WORKER,),
        overdue_adds=LATE,
        press=Press("store"),
    )
)
PLANNED = _waits("planned", "A session that was to be recorded: say what became of it", Audience.WORKER)
CONFIRM = _waits(
    "confirm",
    "A recording that was deleted: look that it is gone",
    *(Audience.MANAGER, Audience.IG),
    press=Press("confirm_deletion"),
)
INCIDENT = _waits("incident", "A recording that must not have been made: open an incident", Audience.IG)


def dues(recording: Recording, at: datetime) -> list[Due]:
    """What is open on a recording as it is stored."""
    return list(_dues(recording, at))


def to_ask_again(recordings: Iterable[Recording], on: date) -> set[int]:
    """Of these recordings, the ids of those in which somebody's yes has ended by a day, or ends with it."""
    ending = Deadline.objects.filter(register="recordings", rule=ANSWER.key, ended_at=None, due_on__lte=on)
    theirs = ending.filter(record_id__in=[each.pk for each in recordings])
    return set(theirs.values_list("record_id", flat=True))


def _dues(recording: Recording, at: datetime) -> Iterator[Due]:
    if recording.wrong and not recording.incident and recording.state != State.CANCELLED:
        yield Due(INCIDENT.key, local_day(recording.created_at or at))
    if recording.state == State.PLANNED:
        yield Due(PLANNED.key, recording.planned_for)
    if recording.state not in KEPT:
        return
    if recording.deleted_at is not None:
        yield Due(CONFIRM.key, local_day(recording.deleted_at))
        return
    if recording.state == State.RECORDED and recording.recorded_on is not None:
        yield Due(STORE.key, rules.store_by(recording.recorded_on, recording.nation))
    if (last := holds_until(recording, at)) is not None:
        yield Due(ANSWER.key, last)
    if recording.is_held:
        hold = recording.holds.filter(released_at=None).first()
        looked_on = local_day(at) if hold is None else hold.looked_on
        yield Due(HOLD_REVIEW.key, rules.hold_review_by(looked_on))
    elif recording.due_on is not None:
        yield Due((MUST_GO if recording.is_sealed else DELETE_BY).key, recording.due_on)
