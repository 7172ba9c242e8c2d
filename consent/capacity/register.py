"""The capacity register. Start reading here: its verbs, who may, what falls due, and what it reacts to."""

from datetime import datetime
from typing import cast

from consent.ability import Finding
from consent.capacity import permissions
from consent.capacity.card import card
from consent.capacity.deadlines import dues
from consent.capacity.models import Assessment
from governance.accounts.models import User
from governance.ledger.models import Event
from governance.people.models import AccessExclusion, Case
from governance.people.register import desk_of_case, is_blocked, take_turns
from governance.records.models import Record
from governance.workflow.apply import refresh_deadlines
from governance.workflow.held import holds
from governance.workflow.register import Register, Verb, enter


def _blocked(user: User, reference: str, at: datetime) -> bool:
    assessment = Assessment.objects.filter(reference=reference).first()
    return assessment is not None and is_blocked(user, assessment.person_id)


def _case_changed(case: Record, event: Event, at: datetime) -> None:
    """A closed case asks nobody to look again; a new key worker gets what the old one had to do."""
    for assessment in cast(Case, case).assessments.filter(outcome=Finding.DEFER):
        refresh_deadlines(CAPACITY, assessment, at=at)


def _exclusion_ended(exclusion: Record, event: Event, at: datetime) -> None:
    """What falls due goes back to the key worker's desk."""
    for assessment in cast(AccessExclusion, exclusion).person.assessments.filter(outcome=Finding.DEFER):
        refresh_deadlines(CAPACITY, assessment, at=at)


CAPACITY = enter(
    Register(
        name="capacity",
        prefix="CAP",
        model=Assessment,
        verbs={
            "record": Verb("record", "Record an assessment", permissions.may_record),
            "correct": Verb("correct", "It was recorded in error", permissions.may_correct),
        },
        visible=lambda user, at: Assessment.objects.visible_to(user, at),
        dues=dues,
        desk=lambda assessment: desk_of_case(assessment.person_id, assessment.case),
        take_turns=lambda assessment: take_turns(assessment.person_id),
        person_id=lambda assessment: assessment.person_id,
        service_id=lambda assessment: assessment.service_id,
        blocked=_blocked,
        card=card,
        happened={
            "record": "Whether they can decide was written down",
            "correct": "That was marked as recorded in error",
            "refused": "Not accepted",
        },
        related=("person", "case", "service"),
        held=holds(
            lambda person: Assessment.objects.filter(person=person).select_related("case", "service"),
            also="assessed_at",
            title="whether you could decide something",
        ),
        reactions={
            ("cases", "close"): _case_changed,
            ("cases", "assign"): _case_changed,
            ("exclusions", "end"): _exclusion_ended,
        },
    )
)
