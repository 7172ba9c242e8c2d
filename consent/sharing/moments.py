"""What a person had said at a past moment: as it was true, and as we knew it then (handbook section 3.3)."""

from collections.abc import Iterator
from copy import copy
from datetime import date, datetime

from consent.consents.models import Consent
from consent.consents.rules import State
from governance.calendar import LONDON, local_day

# What a person says or what becomes of it, each with its moment.
HAPPENS = ("given_at", "reconfirmed_at", "refused_at", "withdrawn_at", "superseded_at", "outgrown_at")


def true_state(consent: Consent, at: datetime) -> State | None:
    """How it stood at a moment, by all that is known today; None where there was nothing yet.

    What was found not valid never held, so it reads so from the start (section 3.3).
    """
    if consent.given_at is not None and consent.given_at <= at:
        if consent.invalidated_at is not None:
            return State.INVALID
        if consent.in_force_at(at, as_known=False):
            return State.ACTIVE
        if consent.withdrawn_at is not None and consent.withdrawn_at <= at:
            return State.WITHDRAWN
        if consent.superseded_at is not None and consent.superseded_at <= at:
            return State.SUPERSEDED
        return State.EXPIRED
    if consent.refused_at is not None and consent.refused_at <= at:
        return State.REFUSED
    return State.DRAFT if consent.created_at <= at else None


def as_it_was(consent: Consent, at: datetime, *, last_yes: Consent | None = None) -> Consent | None:
    """A consent as it truly stood at a moment: without what came later, and with all that was found out since.

    last_yes: the record as it read until they said yes again after that moment, whose dates held then.
    """
    state = true_state(consent, at)
    if state is None:
        return None
    then = copy(consent)
    then.state = state
    for moment in HAPPENS:
        happened = getattr(consent, moment)
        if happened is not None and happened > at:
            setattr(then, moment, None)
    if last_yes is not None:
        then.expires_on = _sooner(last_yes.expires_on, consent.expires_on)
        then.review_on = last_yes.review_on
    return then


def why_not(consent: Consent, state: State, known_at: datetime) -> str:
    """Why one may not share on it, in words; with when we wrote it down, where that was after `known_at`."""
    if state is State.REFUSED:
        return f"Said no on {_day(consent.refused_at)}."
    if state is State.WITHDRAWN:
        return " ".join(_late("Taken back", consent.withdrawn_at, consent.withdrawal_recorded_at, known_at))
    if state is State.INVALID:
        later = consent.invalidated_at is not None and consent.invalidated_at > known_at
        when = f" We found out on {_moment(consent.invalidated_at)}." if later else ""
        return f"Found not valid.{when} Ask again."
    if consent.outgrown_at is not None:
        grown = _late(
            "Someone else’s yes ended", consent.outgrown_at, consent.outgrowth_recorded_at, known_at
        )
        return " ".join([*grown, "They decide for themselves: ask them."])
    later = consent.shortened_at is not None and consent.shortened_at > known_at
    why = f" It had ended sooner: we wrote that down on {_moment(consent.shortened_at)}." if later else ""
    return f"Ran out on {_day(consent.expires_on)}.{why} Ask again."


def _late(what: str, at: datetime | None, recorded_at: datetime | None, known_at: datetime) -> Iterator[str]:
    if recorded_at is None or recorded_at <= known_at:
        yield f"{what} on {_day(at)}."
    else:
        yield f"{what} on {_moment(at)}."
        yield f"We wrote that down on {_moment(recorded_at)}."


def _sooner(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _day(when: datetime | date | None) -> str:
    if isinstance(when, datetime):
        when = local_day(when)
    return f"{when:%-d %B %Y}" if when else ""


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y at %H:%M}" if at else ""
