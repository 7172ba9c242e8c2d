"""Who of those in a session has said yes to its recording, at a moment."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple, cast

from consent.consents.models import Consent
from consent.consents.rules import State
from consent.recordings.models import Participant, Recording
from consent.recordings.rules import Medium
from consent.recordings.states import KEPT
from governance.calendar import local_day

WORDS = {
    State.DRAFT: "Their answer is written down, but not finished",
    State.ACTIVE: "They said yes",
    State.REFUSED: "They said no",
    State.WITHDRAWN: "They took their yes back",
    State.EXPIRED: "Their yes has run out",
    State.SUPERSEDED: "They answered anew since",
    State.INVALID: "Their yes was found not valid",
}
NOT_ASKED = "Nobody has asked them yet"
NOT_YET = "They said yes, but only after it began"
NOT_TO_THIS = "They said yes before it was planned like this: ask them again"
BEFORE_THE_PLAN = (
    "They said yes before it was planned here, so that may have been to another one: ask them again"
)
FOR_ANOTHER_PURPOSE = "They said yes to what it was for before: ask them again"


class Answer(NamedTuple):
    """Where one of them stands: whether they had said yes, on which consent, in words."""

    participant: Participant
    ready: bool
    words: str
    consent: Consent | None = None

    @property
    def said_yes_before(self) -> bool:
        """Whether there was a yes at all, which may have held when it began."""
        if self.consent is not None:
            return self.consent.given_at is not None
        return self.participant.agreed_at is not None


def answers(recording: Recording, moment: datetime) -> list[Answer]:
    """Each who takes part: had they said yes to exactly this at `moment`, and not taken it back by then?"""
    known = recording.participants.select_related("person", "case", "staff", "consent").order_by("id")
    participants = list(known)
    theirs: dict[int, list[Consent]] = {}
    for consent in _of_the_session(recording, [each.person_id for each in participants if each.person_id]):
        theirs.setdefault(consent.person_id, []).append(consent)
    other_purposes = _other_purposes(recording)
    return [
        _of_a_colleague(each, moment)
        if each.person_id is None
        else _of_a_person(each, theirs.get(each.person_id, []), recording, other_purposes, moment)
        for each in participants
    ]


def unanswered(recording: Recording, at: datetime) -> list[Answer]:
    """Of what is recorded and kept: whose yes has ended by itself since, so that nobody plays it until they answer."""
    if recording.state not in KEPT or recording.is_sealed:
        return []
    return [each for each in answers(recording, at) if not each.ready]


def holds_until(recording: Recording, at: datetime) -> date | None:
    """The last good day of the first yes in it to end by itself, a parent's for example; None where none does."""
    if recording.is_sealed:
        return None
    days = [_last_day(each, at) for each in answers(recording, at)]
    return min((day for day in days if day is not None), default=None)


def _last_day(answer: Answer, at: datetime) -> date | None:
    """When their yes ends, or has ended, whatever they have begun to answer since."""
    if answer.ready:
        return answer.consent.expires_on if answer.consent is not None else None
    bound = answer.participant.consent
    if bound is None:
        return local_day(at)
    ends = [local_day(each) for each in (bound.outgrown_at, bound.superseded_at) if each is not None]
    ends += [bound.expires_on] if bound.expires_on is not None else []
    return min(ends, default=local_day(at))


def of_the_session(recording: Recording, person_id: int) -> list[Consent]:
    """What somebody answered about this session, the newest first."""
    return list(_of_the_session(recording, [person_id]))


def _of_the_session(recording: Recording, people: Iterable[int]) -> Iterable[Consent]:
    found = Consent.objects.filter(
        person__in=people,
        service=recording.service_id,
        kind=Medium(recording.medium).consent_kind,
        named__iexact=recording.title,
    )
    return found.select_related("person", "service", "case", "replacement").order_by("-id")


def _of_a_person(
    participant: Participant,
    consents: list[Consent],
    recording: Recording,
    other_purposes: set[str],
    moment: datetime,
) -> Answer:
    if not consents:
        return Answer(participant, False, NOT_ASKED)
    found = [each for each in consents if each.in_force_at(moment, as_known=False)]
    no_more = max((no for each in consents if (no := no_at(each)) is not None and no <= moment), default=None)
    if found and no_more is not None and max(_yes_at(each) for each in found) <= no_more:
        # However that yes was worded: they have said no to this session since.
        last = next(each for each in consents if no_at(each) == no_more)
        return Answer(participant, False, WORDS[last.state_at(moment)], last)
    to_this = [each for each in found if _is_to_this(each, recording.asked_since)]
    holds = next(
        (
            each
            for each in found
            if each.pk == participant.consent_id
            or (each in to_this and each.purpose.casefold() not in other_purposes)
        ),
        None,
    )
    if holds is not None:
        return Answer(participant, True, WORDS[State.ACTIVE], holds)
    if to_this:
        return Answer(participant, False, FOR_ANOTHER_PURPOSE, to_this[0])
    if found:
        return Answer(participant, False, NOT_TO_THIS if recording.changed_at else BEFORE_THE_PLAN, found[0])
    state = consents[0].state_at(moment)
    return Answer(participant, False, NOT_YET if state is State.ACTIVE else WORDS[state], consents[0])


def _is_to_this(yes: Consent, since: datetime | None) -> bool:
    """Whether it was said and written down since it was planned like this. What is said is typed in whole minutes."""
    if since is None or yes.given_at is None:
        return False
    said = yes.given_at >= since.replace(second=0, microsecond=0)
    return said and (yes.given_recorded_at is None or yes.given_recorded_at >= since)


def _other_purposes(recording: Recording) -> set[str]:
    """What it was for before, as the plan said then: a form that was opened before it was changed says so still."""
    if recording.changed_at is None:
        return set()
    before = recording.history.values_list("purpose", flat=True).distinct()
    return {each.casefold() for each in before} - {recording.purpose.casefold()}


def _yes_at(consent: Consent) -> datetime:
    return cast(datetime, consent.last_yes_at)


def no_at(consent: Consent) -> datetime | None:
    return consent.refused_at or consent.withdrawn_at


def _of_a_colleague(participant: Participant, moment: datetime) -> Answer:
    if participant.agreed_at is None:
        return Answer(participant, False, "They have not said yes here yet")
    if participant.taken_back_at is not None and participant.taken_back_at <= moment:
        return Answer(participant, False, WORDS[State.WITHDRAWN])
    if participant.agreed_at > moment:
        return Answer(participant, False, NOT_YET)
    return Answer(participant, True, WORDS[State.ACTIVE])
