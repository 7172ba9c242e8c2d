"""How tests come to a photograph in a state: by the steps that people take."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from consent.consents import actions as consents
from consent.consents.actions import Proof
from consent.consents.models import Consent
from consent.consents.rules import State as Stands
from consent.kinds import Channel, Method
from consent.kinds import Kind as Of
from consent.media import actions
from consent.media.models import Asset, Kind
from governance.attachments.sealing import Sealing, sealing
from governance.calendar import local_day
from governance.people.models import Person
from governance.records.actor import acting_as
from tests.attachments.papers import pdf, picture, upload
from tests.cast import NOON, Cast
from tests.consent.consents.answers import say

CAMPAIGN = "Open day"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OURS: dict[str, Any] = {"channel": Channel.WEBSITE, "ours": True, "where": "Our home page"}
PAPER: dict[str, Any] = {
    "channel": Channel.PRESS,
    "ours": False,
    "publisher": "The Harbour Gazette",
    "where": "Page 3 and their website",
}
GONE: dict[str, Any] = {
    "deleted_how": "From the picture library.",
    "deleted_copies": "Library, camera card and last night’s backup.",
}
ALL = [Channel.WEBSITE.value, Channel.PRESS.value]


def yes(cast: Cast, person: Person, *, at: datetime = NOON, **changes: Any) -> Consent:
    """They say yes on paper to the campaign, on our website and in the press."""
    facts: dict[str, Any] = {
        "kind": Of.MEDIA,
        "named": CAMPAIGN,
        "channels": ALL,
        "recipient": "The public",
        "purpose": "To show how we help",
        "method": Method.PAPER,
        "items": ["image"],
        **changes,
    }
    with acting_as(cast.fay.pk):
        given = say(cast, person, at=at, proof=Proof(upload=upload(pdf())), **facts).consent
    assert given.state == Stands.ACTIVE, given.obstacles(at)
    return given


def sealed_picture() -> Sealing:
    return sealing(BytesIO(picture()))


def other_picture() -> Sealing:
    """The same, cut."""
    return sealing(BytesIO(picture() + b"cut"))


def kept(cast: Cast, *, at: datetime = NOON, shown: int = 1, **changes: Any) -> Asset:
    """A photograph from Harbour, kept here, with nobody in it yet."""
    facts: dict[str, Any] = {
        "kind": Kind.PHOTO,
        "title": "Two people in our garden",
        "campaign": CAMPAIGN,
        "service": cast.harbour,
        "made_by": "Cora Example",
        "made_on": local_day(at),
        "shown": shown,
        "file": sealed_picture(),
        "media_type": "image/jpeg",
        "form_key": uuid4(),
        **changes,
    }
    return actions.begin(by=cast.cora, at=at, **facts)


def with_people(cast: Cast, *consents: Consent, at: datetime = NOON, **changes: Any) -> Asset:
    """A photograph of these people, each with their consent."""
    made = kept(cast, at=at, shown=len(consents), **changes)
    for consent in consents:
        made = actions.add_person(made, by=cast.cora, at=at, person=consent.person, consent=consent)
    return made


def published(cast: Cast, asset: Asset, *, at: datetime = NOON, from_on: date | None = None) -> Asset:
    """On our website and in a newspaper."""
    for where in (OURS, PAPER):
        asset = actions.publish(asset, by=cast.cora, at=at, from_on=from_on or local_day(at), **where)
    return asset


def take_back(cast: Cast, consent: Consent, *, at: datetime, said_at: datetime | None = None) -> Consent:
    consent.refresh_from_db()
    return consents.withdraw(consent, by=cast.fay, at=at, withdrawn_at=said_at or at)


def again(asset: Asset) -> Asset:
    """As it stands now."""
    found: Asset = Asset.objects.get(pk=asset.pk)
    return found


def taken_down(cast: Cast, asset: Asset, number: int, *, at: datetime) -> Asset:
    facts: dict[str, Any] = {
        "down_on": local_day(at),
        "down_how": "Looked at the page, and the copy in the search engine.",
    }
    return actions.take_down(asset, by=cast.cora, at=at, number=number, **facts)


def deleted(cast: Cast, asset: Asset, *, at: datetime) -> Asset:
    return actions.delete(asset, by=cast.cora, at=at, deleted_on=local_day(at), **GONE)
