"""When a session may be recorded, how long the recording is kept, and what proves that it is gone. Pure.

Handbook section 9. Every rule takes its day or its moment as an argument.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import TextChoices

from consent import kinds
from governance.calendar import Nation, add_months, add_working_days_without_fail
from governance.defaults import (
    HOLD_REVIEW_MONTHS,
    RECORDING_KEPT_MONTHS,
    RECORDING_LONGER_MONTHS,
    RECORDING_METADATA_MONTHS,
    RECORDING_STORE_WORKING_DAYS,
    RECORDING_WITHDRAWN_WORKING_DAYS,
)
from governance.errors import YES, Code, Verdict, no


class Medium(TextChoices):
    """What is recorded: any picture is video."""

    VIDEO = "video", "Video, or any picture"
    SOUND = "sound", "Sound only"

    @property
    def consent_kind(self) -> kinds.Kind:
        """The kind of consent that everybody in it gives."""
        return kinds.Kind.RECORDING_VIDEO if self is Medium.VIDEO else kinds.Kind.RECORDING_AUDIO


class Wrong(TextChoices):
    """Why a recording that was made must not have been."""

    PERSONAL_DEVICE = "personal_device", "It was made with a personal device"
    NO_CONSENT = "no_consent", "Somebody in it had not said yes"
    UNSAFE_DEVICE = "unsafe_device", "The device was not encrypted, or was not ours"


class Method(TextChoices):
    """How a recording was deleted."""

    WIPED = "wiped", "Deleted, and the device or the disk wiped"
    OVERWRITTEN = "overwritten", "Overwritten"
    DESTROYED = "destroyed", "What it was on was destroyed"


class Place(TextChoices):
    """Where a copy of a recording can be. Each is looked at before it counts as deleted."""

    DEVICE = "device", "On the recording device"
    STORE = "store", "In the secure store"
    BACKUPS = "backups", "In backups"
    ELSEWHERE = "elsewhere", "With anybody who was given a copy"


class Copy(TextChoices):
    """What became of the copies in one place."""

    GONE = "gone", "It is gone"
    NEVER = "never", "There was none"
    # Of a device alone.
    LOST = "lost", "It is on a device that is lost: see the incident"


# --- How long it is kept --------------------------------------------------------------


def delete_by(recorded_on: date, medium: Medium) -> date:
    """The last good day to delete it: 12 months for a video, 18 for sound, from the day of the recording."""
    return add_months(recorded_on, RECORDING_KEPT_MONTHS.value[medium.value])


def longest(recorded_on: date, medium: Medium) -> date:
    """The last day to which the Data Protection Officer may lengthen it, counted from the day of the recording."""
    months = RECORDING_KEPT_MONTHS.value[medium.value] + RECORDING_LONGER_MONTHS.value
    return add_months(recorded_on, months)


def shorten_allowed(known: date, new: date, on: date) -> Verdict:
    """Sooner is free for everybody who works on it; not in the past."""
    if new >= known:
        return no(
            f"It is deleted by {known:%-d %B %Y} already, and this is not sooner.",
            next_step="Choose an earlier day. Only the Data Protection Officer keeps it longer.",
        )
    if new < on:
        return no("This day has passed.", next_step="Choose today or a later day. Or delete it now.")
    return YES


def lengthen_allowed(
    known: date, new: date, *, recorded_on: date, medium: Medium, is_dpo: bool, reason: str
) -> Verdict:
    """Longer is for the Data Protection Officer alone, with a reason, by up to 6 more months."""
    if not is_dpo:
        return no(
            "Only the Data Protection Officer keeps a recording longer.",
            code=Code.ROLE,
            next_step="Tell them why it is still needed.",
        )
    if not reason.strip():
        return no("There is no reason.", next_step="Write why it must be kept longer.")
    if new <= known:
        return no(
            f"It is kept until {known:%-d %B %Y} already, and this is not later.",
            next_step="Choose a later day.",
        )
    last = longest(recorded_on, medium)
    if new > last:
        return no(
            f"It may be kept until {last:%-d %B %Y} at the longest.",
            next_step="Choose that day or an earlier one.",
        )
    return YES


def taken_back_by(taken_back_on: date, nation: Nation) -> date:
    """The last good day to delete it after somebody in it took their yes back: 5 working days."""
    # Nothing may stop a withdrawal from being saved.
    return add_working_days_without_fail(taken_back_on, RECORDING_WITHDRAWN_WORKING_DAYS.value, nation)


def due_on(
    kept_until: date, nation: Nation, *, taken_back_on: date | None = None, released_on: date | None = None
) -> date:
    """The last good day to delete what is not held.

    kept_until: `delete_by`, or what was set instead. taken_back_on: the day from which it must not be kept any more.
    released_on: the day on which the last hold was released. A hold only puts off what somebody took back: after it
    they wait 5 working days and no longer.
    """
    if released_on is not None:
        after = taken_back_by(released_on, nation)
        kept_until = max(kept_until, after)
        if taken_back_on is not None:
            return min(kept_until, max(after, taken_back_by(taken_back_on, nation)))
        return kept_until
    return kept_until if taken_back_on is None else min(kept_until, taken_back_by(taken_back_on, nation))


def store_by(recorded_on: date, nation: Nation) -> date:
    """The last good day to bring the device to the secure store: one working day."""
    return add_working_days_without_fail(recorded_on, RECORDING_STORE_WORKING_DAYS.value, nation)


def hold_review_by(looked_on: date) -> date:
    """The last good day to look again whether a hold is still needed, from the day it was set or last looked at."""
    return add_months(looked_on, HOLD_REVIEW_MONTHS.value)


def entry_kept_until(deleted_on: date) -> date:
    """Until when the entry of a deleted recording stays: six years."""
    return add_months(deleted_on, RECORDING_METADATA_MONTHS.value)


# --- Before it is switched on ------------------------------------------------------------


class Device(NamedTuple):
    """What counts of a device before a session is recorded with it."""

    ours: bool
    encrypted: bool
    lost: bool = False
    retired: bool = False
    held: bool = True


def device_allowed(device: Device | None) -> Verdict:
    """Whether a session may be recorded with it: ours, encrypted, not lost, with somebody; else E-DEVICE.

    None is a personal device, or one that nobody has registered.
    """
    if device is None or not device.ours:
        return no(
            "We record with our own devices only, never with a personal one.",
            code=Code.DEVICE,
            next_step="Take a device from the list. If it is recorded already, report that.",
        )
    if not device.encrypted:
        return no(
            "This device is not encrypted.", code=Code.DEVICE, next_step="Take one that is. Tell the IG team."
        )
    if device.lost:
        return no(
            "This device is reported lost.",
            code=Code.DEVICE,
            next_step="Take another. If you have found it, write that down first.",
        )
    if device.retired:
        return no("This device is not in use any more.", code=Code.DEVICE, next_step="Take another.")
    if not device.held:
        return no(
            "Nobody has this device: it is in the store.",
            code=Code.DEVICE,
            next_step="Write down first who takes it.",
        )
    return YES


def everybody_said_yes(ready: Iterable[bool]) -> Verdict:
    """Whether each of those in the session had said yes to this recording; else E-CONSENT, with how many had not.

    Who they are is for the page to say, and never for the words of a refusal.
    """
    answers = list(ready)
    if not answers:
        return no(
            "Nobody is named who takes part.",
            code=Code.CONSENT,
            next_step="Add everybody who can be seen or heard.",
        )
    missing = answers.count(False)
    if missing:
        who = "One person who takes part has" if missing == 1 else f"{missing} people who take part have"
        return no(
            f"{who} not said yes to this recording.",
            code=Code.CONSENT,
            next_step="Do not switch it on. Ask them, and write down their answer first.",
        )
    return YES


def may_record(ready: Iterable[bool], device: Device | None, started_at: datetime, at: datetime) -> Verdict:
    """Whether a session may have been recorded from a moment on, said at `at`: in time, the device, then everybody."""
    if started_at > at:
        return no("This is still to come.", next_step="Write it down when the recording has begun.")
    device_good = device_allowed(device)
    return everybody_said_yes(ready) if device_good else device_good


# --- What proves that it is gone ------------------------------------------------------------


def evidence_complete(
    deleted_on: date,
    copies: Mapping[str, str],
    *,
    recorded_on: date,
    on: date,
    known: Collection[Place] = (),
    kept_on: date | None = None,
    lost: bool = False,
) -> Verdict:
    """Whether the evidence of a deletion holds: a possible day, and every place that a copy can be in.

    known: where one was, by what is written down. kept_on: the day on which the last copy was put somewhere. lost:
    whether its device is lost, so that nobody can look there.
    """
    if deleted_on > on:
        return no("This day is still to come.", next_step="Write it down when it is deleted.")
    if deleted_on < recorded_on:
        return no("This is before it was recorded.", next_step="Check the date.")
    if kept_on is not None and deleted_on < kept_on:
        return no(
            f"A copy was kept on {kept_on:%-d %B %Y}, and this is before it.",
            next_step="Say the day on which the last copy was deleted.",
        )
    left = [place.label.lower() for place in Place if copies.get(place.value) not in Copy.values]
    if left:
        return no(
            f"Nobody has said what became of the copies: {'; '.join(left)}.",
            next_step="Look at each place. It counts as deleted when no copy is left, backups included.",
        )
    if any(copies[place.value] == Copy.LOST and not (lost and place is Place.DEVICE) for place in Place):
        return no(
            "No device of it is reported lost.",
            next_step="Report it on the page of the device first. Or say what became of the copy.",
        )
    never = [place.label.lower() for place in known if copies[place.value] == Copy.NEVER]
    if never:
        return no(
            f"There was a copy: {'; '.join(never)}.",
            next_step="Look there, and say that it is gone when it is.",
        )
    if all(copies[place.value] == Copy.NEVER for place in Place):
        return no("It was recorded, so it was somewhere.", next_step="Say where it was, and that it is gone.")
    return YES


def may_confirm(user: int, *, deleter: int | None) -> Verdict:
    """Somebody else than the one who deleted it looks that it is gone; else E-SAME-PERSON."""
    if user == deleter:
        return no(
            "You deleted it, so somebody else confirms that it is gone.",
            code=Code.SAME_PERSON,
            next_step="Ask a colleague, the manager or the IG team to look.",
        )
    return YES
