"""The yeses to a session end with it: when it is gone, cancelled, or becomes another session (handbook section 3.2)."""

from collections.abc import Iterable
from datetime import date, datetime

from consent.consents import actions as consents
from consent.consents import rules as consent_rules
from consent.consents.models import Consent
from consent.consents.register import CONSENTS
from consent.consents.rules import State
from consent.recordings.models import Participant, Recording
from consent.recordings.readiness import answers, of_the_session
from consent.recordings.states import State as Stands
from governance.calendar import local_day
from governance.errors import Stale, no
from governance.people.register import take_turns
from governance.records.actor import acting_as
from governance.workflow.apply import apply


def people(recording: Recording) -> list[int]:
    """Who takes part with a consent, in the order in which everybody takes their turns."""
    found = recording.participants.filter(person__isnull=False).order_by("person_id")
    return list(found.values_list("person_id", flat=True))


def wait_for_them(recording: Recording) -> list[int]:
    """Before it is locked: whoever takes their yes back now waits until this is written, or is before it."""
    found = people(recording)
    for person in found:
        take_turns(person)
    return found


def still(locked: Recording, waited_for: list[int]) -> None:
    """Raises Stale where others take part by now than those who were waited for."""
    if people(locked) != waited_for:
        raise Stale(
            no(
                "Somebody was added or taken out while you had it open.",
                next_step="Look at who takes part now, and do it anew.",
            )
        )


def yeses(recording: Recording, at: datetime) -> list[Consent]:
    """What they said about the session, as it is called now, but for what another one of that name rests on."""
    known = [consent for person in people(recording) for consent in of_the_session(recording, person)]
    kept = _of_others(recording, at)
    return [consent for consent in known if consent.pk not in kept]


def _of_others(recording: Recording, at: datetime) -> set[int]:
    """The consents that others of this name are bound to, or that count for them now."""
    called = Recording.objects.filter(
        service=recording.service_id, medium=recording.medium, title__iexact=recording.title
    )
    others = called.exclude(pk=recording.pk).exclude(state__in=[Stands.DELETED, Stands.CANCELLED])
    bound = Participant.objects.filter(recording__in=others, consent__isnull=False)
    found = set(bound.values_list("consent_id", flat=True))
    # What must not have been made waits for nobody's yes.
    for other in others.filter(wrong=""):
        found |= {each.consent.pk for each in answers(other, at) if each.ready and each.consent is not None}
    return found


def end(found: Iterable[Consent], *, on: date, by: int, at: datetime) -> None:
    """What they said yes to is over: this is its last good day, also of what is finished later. In a transaction."""

    def set_day(locked: Consent) -> None:
        locked.ends_on = on

    with acting_as(by):
        for consent in found:
            if consent.state == State.DRAFT:
                apply(CONSENTS, consent, "amend", by=None, at=at, change=set_day)
            if consent.state_at(at) != State.ACTIVE or consent.given_at is None:
                continue
            if consent_rules.end_allowed(consent.ends_on, on, local_day(consent.given_at)):
                consents.set_end(consent, by=None, at=at, ends_on=on)
