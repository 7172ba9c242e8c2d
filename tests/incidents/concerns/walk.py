"""Concerns at each step, made by the verbs themselves."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client

from governance.accounts.models import User
from governance.records.actor import SHAREWELL, acting_as
from incidents.concerns import actions
from incidents.concerns.actions import Raised
from incidents.concerns.models import Concern
from incidents.concerns.rules import About, Outcome, Reach, Route, Told
from tests.cast import NOON, Cast

DAY = timedelta(days=1)
SAID = "My letter about Hepburn Road went to my sister"
PUBLIC = "/concerns/new/"
FOLLOW, MINE = "/concerns/follow/", "/concerns/follow/mine/"


def raised(cast: Cast, *, by: User | None = None, at: datetime = NOON, **facts: Any) -> Raised:
    """One about Harbour, from anyone unless told."""
    typed: dict[str, Any] = {
        "about": About.SHARED,
        "words": SAID,
        "service": cast.harbour,
        "reach": Reach.PAGE,
        "route": Route.PHONE if by else Route.PAGE,
        "form_key": uuid4(),
    }
    with acting_as(by.pk if by else SHAREWELL):
        return actions.raise_concern(by=by, at=at, **(typed | facts))


def step(verb: str, concern: Concern, by: User, at: datetime = NOON, **typed: Any) -> Concern:
    """One verb by somebody, on the concern as it is now."""
    with acting_as(by.pk):
        done: Concern = getattr(actions, verb)(concern, by=by, at=at, read_version=concern.version, **typed)
    return done


def acknowledged(cast: Cast, *, at: datetime = NOON, **facts: Any) -> Concern:
    concern = raised(cast, at=at, **facts).concern
    return step("acknowledge", concern, cast.igor, at, words="We have it.", how=Told.PAGE)


def looking(cast: Cast, *, at: datetime = NOON, **facts: Any) -> Concern:
    return step("look_into", acknowledged(cast, at=at, **facts), cast.igor, at)


def answered(cast: Cast, *, at: datetime = NOON, **facts: Any) -> Concern:
    typed = {
        "outcome": Outcome.PARTLY,
        "words": "It went to the wrong house. We are sorry.",
        "how": Told.PAGE,
    }
    return step("answer", looking(cast, at=at, **facts), cast.igor, at, **typed)


def typed_in(
    client: Client, address: str, time_machine: Any, typed: dict[str, Any], seconds: int = 30
) -> Any:
    """The form of an open page as somebody fills it in, who takes so long."""
    form = client.get(address).context["form"]
    time_machine.shift(seconds)
    held = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in held.items() if value not in (None, False)} | typed
    return client.post(address, sent)
