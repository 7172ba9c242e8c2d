"""How tests come to a recording in a state: by the steps that people take."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from consent.consents.models import Consent
from consent.kinds import Method
from consent.recordings import actions, actions_ending, device_actions
from consent.recordings.models import Device, Recording
from consent.recordings.rules import Copy, Medium, Place, Wrong
from governance.accounts.models import User
from governance.attachments.sealing import sealing
from governance.calendar import local_day
from governance.people.models import Person
from governance.records.actor import acting_as
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say

TITLE = "Third talk"
FILM = b"\x00\x00\x00\x20ftypisom" + b"what they look like " * 20_000
EVERYWHERE = dict.fromkeys(Place.values, Copy.GONE.value)


def says(
    cast: Cast,
    person: Person,
    yes: bool = True,
    *,
    by: User | None = None,
    at: datetime = NOON,
    medium: Medium = Medium.VIDEO,
    **changes: Any,
) -> Consent:
    """On paper, about the recording of this session."""
    facts = {
        "kind": medium.consent_kind,
        "named": TITLE,
        "recipient": "Their supervisor",
        "purpose": "So that the worker learns",
        "items": ["recording"],
        "method": Method.PAPER,
        "scan_held": True,
        "scan_reference": "Folder 3",
    }
    return say(cast, person, yes, by=by, at=at, **facts | changes).consent


def device(
    cast: Cast, *, holder: User | None = None, at: datetime = NOON, number: str = "R-17", **facts: Any
) -> Device:
    """Of Harbour, entered by Max; with Fay, or whoever the holder is."""
    entered = device_actions.enter(
        by=cast.max,
        at=at,
        **{
            "service": cast.harbour,
            "name": "Camera",
            "asset_number": number,
            "ours": True,
            "encrypted": True,
            "location": "Safe in room 2",
            "form_key": uuid4(),
            **facts,
        },
    )
    return device_actions.hand_over(entered, by=cast.max, at=at, holder=holder or cast.fay)


def planned(
    cast: Cast, *people: Person, by: User | None = None, at: datetime = NOON, **facts: Any
) -> Recording:
    """By Fay in Harbour unless told; Fay has said yes for herself."""
    by = by or cast.fay
    home = by.memberships.get().service
    made = actions.plan(
        by=by,
        at=at,
        **{
            "service": home,
            "title": TITLE,
            "purpose": "Counselling course, second year",
            "medium": Medium.VIDEO,
            "planned_for": local_day(at),
            "form_key": uuid4(),
            "cases": [person.cases.get(service=home) for person in people],
            **facts,
        },
    )
    return actions.agree(made, by=by, at=at)


def ready(cast: Cast, *people: Person, at: datetime = NOON, **facts: Any) -> Recording:
    """Everybody said yes, and the device is there."""
    made = planned(
        cast, *people, at=at, **{"device": facts.pop("device", None) or device(cast, at=at), **facts}
    )
    for person in people:
        says(cast, person, at=at, medium=Medium(made.medium), named=made.title)
    return made


def recorded(cast: Cast, *people: Person, at: datetime = NOON, **facts: Any) -> Recording:
    return actions.record(ready(cast, *people, at=at, **facts), by=cast.fay, at=at)


def stored(cast: Cast, *people: Person, at: datetime = NOON, **facts: Any) -> Recording:
    made = recorded(cast, *people, at=at, **facts)
    return actions.store(made, by=cast.fay, at=at, location="Server, folder 12", wiped=True)


def kept(cast: Cast, recording: Recording, content: bytes = FILM, *, at: datetime = NOON) -> Recording:
    """Its file is in the application."""
    under_way = sealing(BytesIO(content))
    return actions.keep(recording, under_way=under_way, content_type="video/mp4", by=cast.fay, at=at)


def deleted(recording: Recording, *, by: User, at: datetime = NOON, **facts: Any) -> Recording:
    """One says that it is gone; nobody has confirmed it yet."""
    said = {
        "deleted_on": local_day(at),
        "deletion_method": "wiped",
        "deletion_copies": EVERYWHERE,
        "deletion_words": "Looked in the folder and in the backup of the night",
    }
    return actions_ending.delete(recording, by=by, at=at, **said | facts)


def gone(cast: Cast, *people: Person, at: datetime = NOON) -> Recording:
    made = deleted(stored(cast, *people, at=at), by=cast.fay, at=at)
    return actions_ending.confirm_deletion(made, by=cast.max, at=at)


def wrong(cast: Cast, *, by: User | None = None, at: datetime = NOON, **facts: Any) -> Recording:
    """With somebody's own telephone, and nobody had planned it."""
    by = by or cast.fay
    with acting_as(by.pk):
        return actions.report_wrong(
            by=by,
            at=at,
            **{
                "service": cast.harbour,
                "wrong": Wrong.PERSONAL_DEVICE,
                "wrong_words": "With a telephone, to learn from it",
                "form_key": uuid4(),
                **facts,
            },
        )


def later(days: int) -> datetime:
    return NOON + timedelta(days=days)
