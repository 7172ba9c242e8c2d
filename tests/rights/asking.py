"""How tests come to a rights request, as far as they need it: by the real actions."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from governance.calendar import local_day
from governance.people.models import Person
from governance.records.actor import acting_as
from governance.rights import actions, gathering
from governance.rights.models import Channel, Gathering, RightsRequest, Search
from governance.rights.rules import Right
from tests.cast import NOON, Cast

WORDS = "All that you wrote about me since March."


def asked(
    cast: Cast,
    right: Right = Right.ACCESS,
    *,
    person: Person | None = None,
    at: datetime = NOON,
    **facts: Any,
) -> RightsRequest:
    """Somebody asked Fay for it, at this moment."""
    usual = {
        "right": right,
        "words": WORDS,
        "name": person.name if person else "Robin Banks",
        "channel": Channel.TELEPHONE,
        "received_on": local_day(at),
        "form_key": uuid4(),
        "person": person,
    }
    with acting_as(cast.fay.pk):
        return actions.receive(by=cast.fay, at=at, **usual | facts)


def step(
    cast: Cast, request: RightsRequest, verb: str, *, at: datetime = NOON, **facts: Any
) -> RightsRequest:
    """Igor takes a step with the request as it is now."""
    request.refresh_from_db()
    take = getattr(actions, verb, None) or getattr(gathering, verb)
    return take(request, by=cast.igor, at=at, read_version=request.version, **facts)


def at_work(
    cast: Cast,
    right: Right = Right.ACCESS,
    *,
    person: Person | None = None,
    at: datetime = NOON,
    **facts: Any,
) -> RightsRequest:
    """Asked by somebody whom Fay knows, and being worked on."""
    made = asked(cast, right, person=person or cast.person(), at=at, **facts)
    return step(cast, made, "identify", at=at, how="Fay knows them", on=local_day(at), mark="No letters")


def searched(cast: Cast, request: RightsRequest, *, at: datetime = NOON) -> RightsRequest:
    """Every place was searched."""
    ticks = {row.number: (Search.Found.NOTHING, "") for row in request.searches.all()}
    return actions.search(request, by=cast.igor, at=at, ticks=ticks)


def gathered(cast: Cast, request: RightsRequest, *, at: datetime = NOON) -> Gathering:
    """All that is held was put together by the worker."""
    made = gathering.order(request, by=cast.igor, at=at)
    assert gathering.gather(made.pk, clock=lambda: at)
    made.refresh_from_db()
    return made


def released(cast: Cast, request: RightsRequest, *, at: datetime = NOON) -> Gathering:
    """Each part was read, with what is about others taken out, and the copy was let go."""
    made = gathered(cast, request, at=at)
    for piece in made.pieces.all():
        gathering.review(piece, by=cast.igor, at=at, taken_out=piece.taken_out)
    step(cast, request, "release", at=at)
    made.refresh_from_db()
    return made
