"""The yeses to a session end with it: when it is gone, cancelled, or becomes another session (handbook section 3.2)."""

from collections.abc import Iterable
from datetime import date, datetime

from consent.consents import actions as consents
from consent.consents import rules as consent_rules
from consent.consents.models import Consent
from consent.consents.rules import State
from consent.recordings.models import Recording
from consent.recordings.readiness import of_the_session
from governance.calendar import local_day
from governance.people.register import take_turns
from governance.records.actor import acting_as


def people(recording: Recording) -> list[int]:
    """Who takes part with a consent, in the order in which everybody takes their turns."""
    found = recording.participants.filter(person__isnull=False).order_by("person_id")
    return list(found.values_list("person_id", flat=True))


def wait_for_them(recording: Recording) -> None:
    """Before it is locked: whoever takes their yes back now waits until this is written, or is before it."""
    for person in people(recording):
        take_turns(person)


def yeses(recording: Recording) -> list[Consent]:
    """What they said about the session, as it is called now."""
    return [consent for person in people(recording) for consent in of_the_session(recording, person)]


def end(found: Iterable[Consent], *, on: date, by: int, at: datetime) -> None:
    """What they said yes to is over: this is its last good day. In a transaction."""
    with acting_as(by):
        for consent in found:
            if consent.state_at(at) != State.ACTIVE or consent.given_at is None:
                continue
            if consent_rules.end_allowed(consent.ends_on, on, local_day(consent.given_at)):
                consents.set_end(consent, by=None, at=at, ends_on=on)
