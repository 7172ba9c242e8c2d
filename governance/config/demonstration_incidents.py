"""Incidents of the demonstration: one that runs against the 72 hours, one closed with a lesson, one about a colleague.

What other registers opened by themselves stands beside them as drafts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.people.models import Person
from governance.records.actor import acting_as
from incidents.incidents import actions, candour, closing, deciding, lessons, telling
from incidents.incidents.models import Incident
from incidents.incidents.sorts import Category, Cause, Certainty, Data, Telling, Type

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Desk:
    """Who works on them, where, and the moment that it should look like."""

    worker: User
    manager: User
    dpo: User
    colleague: User
    harbour: Service
    at: datetime


def load(desk: Desk) -> None:
    """Make incidents as they should look at the moment of the desk."""
    _running(desk)
    _closed(desk)
    _about_a_colleague(desk)


def _reported(desk: Desk, ago: timedelta, **facts: Any) -> Incident:
    """By the worker, so long ago; known an hour before, and an hour old by then."""
    at = desk.at - ago
    said: dict[str, Any] = {
        "service": desk.harbour,
        "certainty": Certainty.KNOWN,
        "known_at": at - HOUR,
        "happened_at": at - 2 * HOUR,
        "data_sorts": [Data.CONTACT, Data.HEALTH],
        "people_count": 1,
    }
    with acting_as(desk.worker.pk):
        return actions.report(by=desk.worker, at=at, form_key=uuid4(), **said | facts)


def _running(desk: Desk) -> None:
    """Reported a day ago, graded since: the regulator is to be told, and there are two days left."""
    found = _reported(
        desk, DAY, type=Type.MISDIRECTED, what_happened="A letter about treatment went to the wrong house."
    )
    person = Person.objects.filter(cases__service=desk.harbour, cases__key_worker=desk.worker).order_by("pk")
    at = desk.at - 20 * HOUR
    with acting_as(desk.manager.pk):
        found = actions.affect(found, by=desk.manager, at=at, person=person[0])
        found = actions.edit(
            found,
            by=desk.manager,
            at=at,
            categories=[Category.CONFIDENTIALITY],
            contained=True,
            containment="The neighbour brought the letter back. It had been opened.",
            consequences="The neighbour knows that they are in treatment.",
        )
    with acting_as(desk.dpo.pk):
        deciding.grade(
            found,
            by=desk.dpo,
            at=desk.at - 18 * HOUR,
            severity=3,
            likelihood=4,
            because="Somebody nearby read it, and they are ashamed of it.",
        )


def _closed(desk: Desk) -> None:
    """A month ago: a file in the wrong folder, which nobody had opened."""
    found = _reported(
        desk, 40 * DAY, type=Type.WRONG_RECORD, what_happened="A scan was filed in the wrong record."
    )
    with acting_as(desk.dpo.pk):
        common: dict[str, Any] = {"by": desk.dpo, "at": desk.at - 39 * DAY}
        found = deciding.grade(
            found, **common, severity=2, likelihood=2, because="The log shows that nobody had opened it."
        )
        found = deciding.leave_regulator(found, **common, because="A risk to anybody is unlikely.")
        found = telling.decide_telling(
            found, **common, telling=Telling.NOBODY, because="Nobody who must not had seen it."
        )
        found = candour.decide_candour(found, **common, applies=False, because="Nobody’s care was touched.")
        found = lessons.add_lesson(
            found,
            **common,
            cause=Cause.SLIP,
            action="Two people look at the name before a scan is filed.",
            owner=desk.manager,
            due_on=local_day(desk.at - 20 * DAY),
        )
    with acting_as(desk.manager.pk):
        found = lessons.settle_lesson(
            found,
            by=desk.manager,
            at=desk.at - 25 * DAY,
            lesson=found.lessons.get(),
            evidence="It is in the team’s way of working since this week.",
        )
    with acting_as(desk.dpo.pk):
        closing.close(
            found,
            by=desk.dpo,
            at=desk.at - 24 * DAY,
            closing_words="It was put right, and we work otherwise.",
        )


def _about_a_colleague(desk: Desk) -> None:
    """Three hours ago; the colleague, who may read all others, gets 404."""
    _reported(
        desk,
        3 * HOUR,
        certainty=Certainty.SUSPECTED,
        type=Type.ACCESS,
        what_happened="A colleague seems to have looked at the record of a neighbour.",
        about_staff=True,
        subject=desk.colleague,
    )
