"""Reading one recording for whoever asks: each look in the ledger, and who takes part in words."""

from datetime import datetime
from typing import NamedTuple

from consent.recordings.models import Custody, Recording
from consent.recordings.readiness import Answer, answers
from consent.recordings.register import RECORDINGS
from consent.recordings.states import KEPT
from governance.accounts.models import User
from governance.ledger.writing import record_view
from governance.people.names import shown_name


class Line(NamedTuple):
    """Somebody who takes part, by the name that the reader may see, and where they stand.

    since: what became of their yes after it was recorded.
    """

    name: str
    answer: Answer
    since: str = ""


def found_for(reference: str, user: User, at: datetime) -> Recording:
    """The recording, if the user may see it, with the look at it and at everybody in it in the ledger."""
    found: Recording = RECORDINGS.find(reference, user=user, at=at)
    found = (
        RECORDINGS.rows().select_related("device__holder", "deleted_by", "service__manager").get(pk=found.pk)
    )
    people = found.participants.filter(person__isnull=False).values_list("person_id", flat=True)
    record_view(
        register=RECORDINGS.name, reference=reference, service_id=found.service_id, people=list(people)
    )
    return found


def taking_part(recording: Recording, user: User, at: datetime) -> list[Line]:
    """Who takes part, and where each stands: before it is recorded now, and after that when it began."""
    if recording.started_at is None or recording.state not in KEPT:
        return [Line(_name(each, user), each) for each in answers(recording, recording.started_at or at)]
    now = {each.participant.pk: each for each in answers(recording, at)}
    return [
        Line(
            _name(each, user), each, "" if now[each.participant.pk].ready else now[each.participant.pk].words
        )
        for each in answers(recording, recording.started_at)
    ]


def hands(recording: Recording) -> list[Custody]:
    """Through whose hands the device went with the recording on it, the last first; before that, who has it."""
    if recording.device is None:
        return []
    chain = recording.device.chain.select_related("holder", "handed_by")
    if recording.started_at is None:
        return list(chain.order_by("-since", "-id")[:1])
    first = chain.filter(since__lte=recording.started_at).order_by("-since", "-id").first()
    found = chain.filter(since__gte=first.since if first else recording.started_at)
    until = recording.stored_at
    return list((found.filter(since__lte=until) if until else found).order_by("-since", "-id"))


def _name(answer: Answer, user: User) -> str:
    person = answer.participant.person
    return str(answer.participant.staff) if person is None else shown_name(person, user, RECORDINGS.name)
