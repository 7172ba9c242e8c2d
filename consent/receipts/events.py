"""What happened to a consent, in order, and when it held: shared by the records for other computers."""

from datetime import datetime
from typing import NamedTuple

from consent.consents.models import Consent
from consent.consents.rules import State
from governance.calendar import overdue_from


class Event(NamedTuple):
    """The state that something brought about, and when. `again` is a yes that was said anew."""

    state: State
    at: datetime
    again: bool = False


def events(consent: Consent, at: datetime) -> list[Event]:
    """All that happened up to a moment, the oldest first; the last is how it stands."""
    asked_at = consent.said_at or consent.created_at
    state = consent.state_at(at)
    if state is State.DRAFT:
        return [Event(State.DRAFT, asked_at)]
    if state is State.REFUSED:
        return [Event(State.REFUSED, consent.refused_at or asked_at)]
    found = [Event(State.ACTIVE, consent.given_at or asked_at)]
    if consent.reconfirmed_at:
        found.append(Event(State.ACTIVE, consent.reconfirmed_at, again=True))
    ended_at = _ended_at(consent, state)
    return [*found, Event(state, ended_at)] if ended_at else found


def _ended_at(consent: Consent, state: State) -> datetime | None:
    match state:
        case State.WITHDRAWN:
            return consent.withdrawn_at
        case State.SUPERSEDED:
            return consent.superseded_at
        case State.INVALID:
            return consent.invalidated_at
        case State.EXPIRED if consent.outgrown_at:
            return consent.outgrown_at
        case State.EXPIRED if consent.expires_on:
            return overdue_from(consent.expires_on)
    return None
