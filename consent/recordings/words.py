"""A recording and a device in words: whose turn it is, what is known of it, for each reader as far as they may read."""

from datetime import date, datetime

from consent.recordings import rules
from consent.recordings.models import Device, Recording
from consent.recordings.permissions import masked
from consent.recordings.rules import Copy, Place
from consent.recordings.states import DeviceState, State
from governance.accounts.models import User
from governance.calendar import LONDON
from governance.workflow.register import may_know

HIDDEN = "Hidden for your role"


def title(recording: Recording, user: User) -> str:
    """What the session is called, for those who may read free text."""
    return f"{recording.get_medium_display()}, {recording.reference}" if masked(user) else recording.title


def turn(recording: Recording, *, waits: bool = False) -> str:
    """Who has to do what next. waits: somebody's yes has ended, and they have not answered anew."""
    lead = f"{recording.lead}’s"
    if recording.state == State.PLANNED:
        return f"{lead}: ask everybody who takes part, then record it"
    if recording.state not in (State.RECORDED, State.STORED):
        return "Nobody’s now"
    if recording.deleted_at is not None:
        return f"Anybody’s here but {recording.deleted_by}’s: look that it is gone"
    if recording.is_held:
        return "The IG team’s: look at the hold, and release it when it is over"
    if recording.is_sealed:
        return f"{lead}: delete it, with evidence"
    if waits:
        return f"{lead}: ask whoever’s yes has ended, or delete it"
    if recording.state == State.RECORDED:
        return f"{lead}: bring it to the secure store"
    return f"{lead}: delete it by its day"


def facts(recording: Recording, user: User, at: datetime) -> list[dict[str, str]]:
    """What is known of it, on its page; of an incident of which the user may not know, nothing."""
    hidden = masked(user)
    knows_incident = recording.incident and may_know("incidents", recording.incident, user, at)

    def free(text: str) -> str:
        return HIDDEN if hidden and text else text

    rows = {
        "What is recorded": recording.get_medium_display(),
        "Which training it is for": free(recording.purpose),
        "Who records it": str(recording.lead),
        "Service": str(recording.service),
        "Planned for": _day(recording.planned_for),
        "Device": _device(recording),
        "Recorded": moment(recording.started_at),
        "What was wrong": recording.get_wrong_display() if recording.wrong else "",
        "What happened": free(recording.wrong_words),
        "Incident": recording.incident if knows_incident else "",
        "Where it is kept": free(recording.location),
        "Stored": _who(recording.stored_at, recording.stored_by),
        "Why it is not recorded": free(recording.cancel_reason),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def how_long(recording: Recording, user: User) -> list[dict[str, str]]:
    """Until when it is kept, and why until then."""
    if recording.recorded_on is None or recording.delete_by is None:
        return []
    usual = rules.delete_by(recording.recorded_on, rules.Medium(recording.medium))
    because = recording.delete_by_because
    rows = {
        "Must be deleted by": "Not while it is held" if recording.is_held else _day(recording.due_on),
        "By its kind": _day(usual),
        "Set to": _day(recording.delete_by) if recording.delete_by != usual else "",
        "Set by": str(recording.delete_by_set_by or ""),
        "Why": HIDDEN if masked(user) and because else because,
        "Taken back on": _day(recording.taken_back_on),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def evidence(recording: Recording, user: User) -> list[dict[str, str]]:
    """What proves that it is gone."""
    if recording.deleted_on is None:
        return []
    words, copies = recording.deletion_words, recording.deletion_copies
    rows = {
        "Deleted on": _day(recording.deleted_on),
        "How": recording.get_deletion_method_display(),
        **{place.label: Copy(copies[place.value]).label for place in Place if place.value in copies},
        "What proves it": HIDDEN if masked(user) and words else words,
        "Deleted by": _who(recording.deleted_at, recording.deleted_by),
        "Confirmed by": _who(recording.confirmed_at, recording.confirmed_by),
        "This entry stays until": _day(rules.entry_kept_until(recording.deleted_on)),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def device_facts(device: Device) -> list[dict[str, str]]:
    """What is known of a device."""
    where = {
        DeviceState.IN_USE: str(device.holder or f"In its store: {device.location}"),
        DeviceState.LOST: f"Lost. {device.holder or 'Nobody'} had it last",
        DeviceState.RETIRED: "Nobody knows: it was lost" if device.is_lost else "Not in use any more",
    }
    rows = {
        "Who has it": where[DeviceState(device.state)],
        "Number": device.asset_number,
        "Service": str(device.service),
        "Belongs to us": "Yes" if device.ours else "No: nothing may be recorded with it",
        "Encrypted": "Yes" if device.encrypted else "No: nothing may be recorded with it",
        "Last wiped": _who(device.wiped_at, device.wiped_by),
        "Lost": _who(device.lost_at, device.lost_by),
        "Taken out of use": _who(device.retired_at, device.retired_by),
    }
    return [{"key": key, "value": value} for key, value in rows.items() if value]


def _device(recording: Recording) -> str:
    device = recording.device
    return "" if device is None else f"{device}, lost" if device.is_lost else str(device)


def moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(LONDON):%-d %B %Y, %H:%M}"


def _who(at: datetime | None, user: User | None) -> str:
    return "" if at is None else f"{user or 'Sharewell'}, {moment(at)}"


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%-d %B %Y}"
