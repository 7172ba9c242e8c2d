"""The verbs that say how long a recording is kept, and those with which it is deleted (handbook section 9)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from consent.recordings import answers_end, documents, rules
from consent.recordings.models import Hold, Recording
from consent.recordings.register import RECORDINGS, tell
from consent.recordings.rules import Medium, Method
from governance.accounts.models import User
from governance.attachments import sealed
from governance.calendar import local_day
from governance.errors import Denied, demand, no
from governance.records.actor import acting_as
from governance.workflow.apply import apply


def shorten(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    delete_by: date,
    delete_by_because: str = "",
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """It is deleted sooner than it must be."""

    def change(locked: Recording) -> None:
        # After a hold it may wait longer than its day: what is said here is later than the hold, and counts.
        known = locked.due_on or _day(locked.delete_by)
        demand(rules.shorten_allowed(known, delete_by, local_day(at)))
        locked.released_on = None
        _set(locked, delete_by, delete_by_because, by)

    return apply(
        RECORDINGS,
        recording,
        "shorten",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        reason=delete_by_because,
        form_key=form_key,
    )


def lengthen(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    delete_by: date,
    delete_by_because: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """The Data Protection Officer keeps it longer, with the reason, by up to six months."""

    def change(locked: Recording) -> None:
        demand(
            rules.lengthen_allowed(
                _day(locked.delete_by),
                delete_by,
                recorded_on=_day(locked.recorded_on),
                medium=Medium(locked.medium),
                is_dpo=by.is_dpo,
                reason=delete_by_because,
            )
        )
        _set(locked, delete_by, delete_by_because, by)

    return apply(
        RECORDINGS,
        recording,
        "lengthen",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        reason=delete_by_because,
        form_key=form_key,
    )


@transaction.atomic
def hold(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    reason: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """It must not be deleted now: a legal claim, or an investigation. Denied without a reason."""

    def change(locked: Recording) -> None:
        if not reason.strip():
            raise Denied(no("There is no reason.", next_step="Write why it must not be deleted now."))
        locked.is_held = True
        locked.set_due()

    held = _apply(
        recording, "hold", change, by=by, at=at, read_version=read_version, form_key=form_key, reason=reason
    )
    with acting_as(by.pk):
        Hold.objects.create(
            recording=held, reason=reason, set_at=at, set_by=by, looked_on=local_day(at), looked_by=by
        )
    tell([held.lead], "recording_held", held, at)
    return held


@transaction.atomic
def review_hold(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    looked_words: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """The hold is needed still, and why; it is looked at again in three months."""
    with acting_as(by.pk):
        # First, so that the step reads the new day; if it is refused, this comes to nothing too.
        Hold.objects.filter(recording=recording, released_at=None).update(
            looked_on=local_day(at), looked_by=by, looked_words=looked_words
        )
    keys = {"read_version": read_version, "form_key": form_key}
    return _apply(recording, "review_hold", None, by=by, at=at, reason=looked_words, **keys)


@transaction.atomic
def release(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    released_because: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """The hold is over. It is deleted by its day, or within 5 working days if that is later."""

    def change(locked: Recording) -> None:
        locked.is_held, locked.released_on = False, local_day(at)
        locked.set_due()

    keys = {"read_version": read_version, "form_key": form_key}
    released = _apply(recording, "release", change, by=by, at=at, reason=released_because, **keys)
    with acting_as(by.pk):
        Hold.objects.filter(recording=released, released_at=None).update(
            released_at=at, released_by=by, released_because=released_because
        )
    tell([released.lead], "recording_released", released, at)
    return released


@transaction.atomic
def delete(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    deleted_on: date,
    deletion_method: str,
    deletion_copies: dict[str, str],
    deletion_words: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """Every copy is gone, and what proves it. What is kept here is destroyed with this step, its keys first.

    Denied while it is held, and while any copy is left. Somebody else confirms it afterwards.
    """

    def change(locked: Recording) -> None:
        demand(
            rules.evidence_complete(
                deleted_on,
                deletion_copies,
                recorded_on=_day(locked.recorded_on),
                on=local_day(at),
                known=locked.known_copies,
                kept_on=locked.last_kept_on,
                lost=locked.device is not None and locked.device.is_lost,
            )
        )
        if not deletion_words.strip():
            raise Denied(
                no("It is not said what proves it.", next_step="Write how you know that it is gone.")
            )
        locked.deleted_on, locked.deletion_method = deleted_on, Method(deletion_method)
        locked.deletion_copies, locked.deletion_words = deletion_copies, deletion_words
        locked.deleted_at, locked.deleted_by = at, by

    keys = {"read_version": read_version, "form_key": form_key}
    deleted = _apply(recording, "delete", change, by=by, at=at, **keys)
    with acting_as(by.pk):
        for part in deleted.parts.filter(sealed__destroyed_at=None).select_related("sealed"):
            sealed.destroy(part.sealed, at=at)
    return deleted


def still_there(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    reason: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """The second person found a copy: the evidence does not hold, and it is deleted anew."""

    def change(locked: Recording) -> None:
        locked.deleted_on = locked.deleted_at = locked.deleted_by = None
        locked.deletion_method, locked.deletion_words, locked.deletion_copies = "", "", {}

    keys = {"read_version": read_version, "form_key": form_key}
    found = _apply(recording, "still_there", change, by=by, at=at, reason=reason, **keys)
    tell([found.lead], "recording_not_gone", found, at)
    return found


@transaction.atomic
def confirm_deletion(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """Somebody else saw that it is gone. With it end the consents to this session (handbook section 3.2).

    The certificate of the deletion is ordered.
    """
    answers_end.wait_for_them(recording)

    def change(locked: Recording) -> None:
        locked.confirmed_at, locked.confirmed_by = at, by
        locked.due_on = None

    keys = {"read_version": read_version, "form_key": form_key}
    gone = _apply(recording, "confirm_deletion", change, by=by, at=at, **keys)
    answers_end.end(answers_end.yeses(gone, at), on=_day(gone.deleted_on), by=by.pk, at=at)
    with acting_as(by.pk):
        documents.order(gone, at=at)
    return gone


def _apply(recording: Recording, verb: str, change: Any, *, by: User, at: datetime, **said: Any) -> Recording:
    return apply(RECORDINGS, recording, verb, by=by, at=at, change=change, **said)


def _set(locked: Recording, day: date, because: str, by: User) -> None:
    locked.delete_by, locked.delete_by_because, locked.delete_by_set_by = day, because, by
    locked.set_due()


def _day(known: date | None) -> date:
    if known is None:
        raise ValueError("it is recorded by now, so that its days are known")
    return known
