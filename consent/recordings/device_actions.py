"""The verbs of recording devices: who has one, and what became of it (handbook section 9)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from consent.recordings.models import Custody, Device, Recording
from consent.recordings.register import DEVICES, ig_team, tell
from consent.recordings.states import State
from governance.accounts.models import Service, User
from governance.errors import Denied, no
from governance.records.actor import acting_as
from governance.workflow.apply import apply


@transaction.atomic
def enter(
    *,
    by: User,
    at: datetime,
    service: Service,
    name: str,
    asset_number: str,
    ours: bool,
    encrypted: bool,
    location: str,
    form_key: UUID,
) -> Device:
    """Enter a device, which lies in its store now. One number is one device, else Denied.

    The same `form_key` from the same user again gives back what it made before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [asset_number])
    before: Device | None = Device.objects.filter(form_key=form_key, created_by=by).first()
    if before is not None:
        return before
    if Device.objects.filter(asset_number__iexact=asset_number).exists():
        raise Denied(
            no("A device with this number is entered already.", next_step="Check the number on the device.")
        )
    device = Device(
        service=service,
        name=name,
        asset_number=asset_number,
        ours=ours,
        encrypted=encrypted,
        location=location,
        form_key=form_key,
    )
    entered = apply(DEVICES, device, "enter", by=by, at=at)
    _link(entered, by=by, at=at)
    return entered


@transaction.atomic
def hand_over(
    device: Device,
    *,
    by: User,
    at: datetime,
    holder: User,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Device:
    """Somebody who works in the service has it from now on."""
    if not holder.memberships.filter(service=device.service_id).exists():
        raise Denied(no("They do not work in this service.", next_step="Choose somebody who does."))
    return _step(
        device, "hand_over", by=by, at=at, read_version=read_version, form_key=form_key, holder=holder
    )


@transaction.atomic
def give_back(
    device: Device,
    *,
    by: User,
    at: datetime,
    location: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Device:
    """It lies in its store again."""
    facts: dict[str, Any] = {"holder": None, "location": location}
    return _step(device, "give_back", by=by, at=at, read_version=read_version, form_key=form_key, **facts)


def wipe(
    device: Device, *, by: User, at: datetime, read_version: int | None = None, form_key: UUID | None = None
) -> Device:
    """Nothing is on it any more. Denied while a recording on it is not stored yet."""
    if Recording.objects.filter(device=device, state=State.RECORDED).exists():
        raise Denied(
            no(
                "A recording on this device is not in the secure store yet.",
                next_step="Store it first, or delete it with evidence.",
            )
        )
    facts: dict[str, Any] = {"wiped_at": at, "wiped_by": by}
    return _step(device, "wipe", by=by, at=at, read_version=read_version, form_key=form_key, **facts)


@transaction.atomic
def lose(
    device: Device,
    *,
    by: User,
    at: datetime,
    reason: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Device:
    """It is lost or stolen, with what happened. Nobody records with it; the IG team looks whether it is an incident."""
    facts: dict[str, Any] = {"lost_at": at, "lost_by": by, "reason": reason}
    lost = _step(device, "lose", by=by, at=at, read_version=read_version, form_key=form_key, **facts)
    _link(lost, by=by, at=at)
    tell(ig_team(), "device_lost", lost, at, register=DEVICES.name)
    return lost


@transaction.atomic
def find(
    device: Device, *, by: User, at: datetime, read_version: int | None = None, form_key: UUID | None = None
) -> Device:
    """It is there again, with whoever had it. The IG team hears so: what counts as lost on it is to be wiped."""
    facts: dict[str, Any] = {"lost_at": None, "lost_by": None}
    found = _step(device, "find", by=by, at=at, read_version=read_version, form_key=form_key, **facts)
    _link(found, by=by, at=at)
    tell([found.holder, *ig_team()], "device_found", found, at, register=DEVICES.name)
    return found


def retire(
    device: Device,
    *,
    by: User,
    at: datetime,
    reason: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Device:
    """It is not used any more, with why. Denied while a recording on it is not stored yet.

    What is lost stays lost, and with whoever had it last.
    """
    if Recording.objects.filter(device=device, state=State.RECORDED).exists():
        raise Denied(
            no(
                "A recording on this device is not in the secure store yet.",
                next_step="Store it first, or delete it with evidence.",
            )
        )
    facts: dict[str, Any] = {
        "retired_at": at,
        "retired_by": by,
        "holder": None,
        "reason": reason,
    }
    return _step(device, "retire", by=by, at=at, read_version=read_version, form_key=form_key, **facts)


def bring_back(device: Device, *, by: User, at: datetime) -> None:
    """What was on it is stored: it is wiped and in its store again. In a transaction; `by` was asked already."""

    def change(locked: Device) -> None:
        locked.holder, locked.wiped_at, locked.wiped_by = None, at, by

    with acting_as(by.pk):
        back = apply(DEVICES, device, "give_back", by=None, at=at, change=change, wiped=True)
        _link(back, by=by, at=at)


def _step(device: Device, verb: str, *, by: User, at: datetime, reason: str = "", **facts: Any) -> Device:
    keys = {name: facts.pop(name) for name in ("read_version", "form_key")}
    moves = "holder" in facts

    def change(locked: Device) -> None:
        for name, value in facts.items():
            setattr(locked, name, value)

    with acting_as(by.pk):
        done = apply(DEVICES, device, verb, by=by, at=at, change=change, reason=reason, **keys)
        if moves and not done.is_lost:
            _link(done, by=by, at=at)
    return done


def _link(device: Device, *, by: User, at: datetime) -> None:
    """The next link of the chain."""
    with acting_as(by.pk):
        Custody.objects.create(
            device=device,
            holder=device.holder,
            place=device.location,
            since=at,
            handed_by=by,
            lost=device.is_lost,
        )
