"""Reading one recording for whoever asks: each look in the ledger, and who takes part in words."""

from datetime import datetime
from typing import NamedTuple

from consent.recordings.models import Recording
from consent.recordings.readiness import Answer, answers
from consent.recordings.register import RECORDINGS
from governance.accounts.models import User
from governance.ledger.writing import record_view
from governance.people.names import shown_name


class Line(NamedTuple):
    """Somebody who takes part, by the name that the reader may see, and where they stand."""

    name: str
    answer: Answer


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
    found = answers(recording, recording.started_at or at)
    return [Line(_name(each, user), each) for each in found]


def _name(answer: Answer, user: User) -> str:
    person = answer.participant.person
    return str(answer.participant.staff) if person is None else shown_name(person, user, RECORDINGS.name)
