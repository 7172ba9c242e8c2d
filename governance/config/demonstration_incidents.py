"""Incidents of the demonstration: one that runs against the 72 hours, one closed with a lesson, one about a colleague.

Before them a year to learn from, and what was made of it: a summary, and the report on the duty of candour. What other
registers opened by themselves stands beside them as drafts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from governance.accounts.models import Service, User
from governance.calendar import Nation, local_day
from governance.people.models import Person
from governance.records.actor import SHAREWELL, acting_as
from incidents.candour_reports import actions as candour_reports
from incidents.candour_reports import rules
from incidents.candour_reports.models import CandourReport
from incidents.incidents import actions, candour, closing, deciding, lessons, telling
from incidents.incidents.models import Incident
from incidents.incidents.outstanding import candour_of
from incidents.incidents.sorts import (
    STEPS,
    CandourStep,
    Category,
    Cause,
    Certainty,
    Data,
    Harm,
    How,
    Telling,
    Type,
)
from incidents.learning import actions as learning

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# How many days ago, what sort, why, after how many hours the people were told if they were; whether in Scotland.
EARLIER = (
    (330, Type.MISDIRECTED, Cause.SLIP, 6, False),
    (290, Type.LOST, Cause.PROCESS, 30, True),
    (240, Type.MISDIRECTED, Cause.SLIP, 3, False),
    (180, Type.UNENCRYPTED, Cause.NOT_KNOWN, None, False),
    (120, Type.WRONG_RECORD, Cause.SLIP, 90, True),
    (70, Type.LOST, Cause.NOT_KEPT, 200, False),
)
CARE_WENT_WRONG = timedelta(days=270)
REPORTED = timedelta(days=100)


@dataclass
class Desk:
    """Who works on them, where, and the moment that it should look like."""

    worker: User
    manager: User
    dpo: User
    ig: User
    colleague: User
    harbour: Service
    firth: Service
    at: datetime


def load(desk: Desk) -> None:
    """Make incidents as they should look at the moment of the desk."""
    _earlier(desk)
    _care_went_wrong(desk)
    _running(desk)
    _closed(desk)
    _about_a_colleague(desk)
    _reports(desk)


def _reported(desk: Desk, ago: timedelta, *, by: User | None = None, **facts: Any) -> Incident:
    """By the worker unless told, so long ago; known an hour before, and an hour old by then."""
    at, by = desk.at - ago, by or desk.worker
    said: dict[str, Any] = {
        "service": desk.harbour,
        "certainty": Certainty.KNOWN,
        "known_at": at - HOUR,
        "happened_at": at - 2 * HOUR,
        "data_sorts": [Data.CONTACT, Data.HEALTH],
        "people_count": 1,
    }
    with acting_as(by.pk):
        return actions.report(by=by, at=at, form_key=uuid4(), **said | facts)


def _earlier(desk: Desk) -> None:
    """What was told, decided and closed in the year before."""
    for days, sort, cause, hours, scottish in EARLIER:
        where: dict[str, Any] = {"service": desk.firth, "by": desk.dpo} if scottish else {}
        words = f"{sort.label}. It was noticed on the same day."
        found = _reported(desk, days * DAY, type=sort, what_happened=words, **where)
        _settled(desk, found, desk.at - days * DAY, cause=cause, hours=hours)


def _settled(desk: Desk, found: Incident, at: datetime, *, cause: Cause, hours: int | None) -> None:
    """Graded, decided on, and closed once the people are told. hours: None where there was nobody to tell."""
    then = at + (hours or 0) * HOUR
    common: dict[str, Any] = {"by": desk.dpo, "at": at}
    with acting_as(desk.dpo.pk):
        found = actions.edit(found, **common, cause=cause)
        found = deciding.grade(found, **common, severity=2, likelihood=2, because="Nobody could use it.")
        found = deciding.leave_regulator(found, **common, because="A risk to anybody is unlikely.")
        decided = (
            {"telling": Telling.TELL} if hours else {"telling": Telling.NOBODY, "because": "Nobody saw it."}
        )
        found = telling.decide_telling(found, **common, **decided)
        common["at"] = then
        if hours:
            found = telling.contact(
                found,
                **common,
                affected=None,
                how=How.TELEPHONE,
                who=desk.dpo.name,
                told_at=then,
                reached=True,
                words="They thanked us for telling them.",
            )
        if candour_of(found) is None:
            found = candour.decide_candour(
                found, **common, applies=False, because="Nobody’s care was touched."
            )
        found = lessons.no_lessons(found, **common, because="It is known, and the team was reminded.")
        closing.close(found, **common, closing_words="It was put right.")


def _care_went_wrong(desk: Desk) -> None:
    """In Scotland the duty of candour began, and every step of it is done."""
    at = desk.at - CARE_WENT_WRONG
    words = "An old record was used, and somebody got the wrong dose."
    found = _reported(
        desk, CARE_WENT_WRONG, service=desk.firth, by=desk.dpo, type=Type.WRONG_RECORD, what_happened=words
    )
    common: dict[str, Any] = {"by": desk.dpo, "at": at}
    with acting_as(desk.dpo.pk):
        found = deciding.grade(found, **common, severity=2, likelihood=2, because="It is about one record.")
        found = candour.decide_candour(
            found, **common, applies=True, harm=Harm.TREATMENT, because="They were ill for a week."
        )
        opinion: dict[str, Any] = {
            "opinion_at": at,
            "opinion_by": "Dr Dora Shah, GMC 7654321",
            "had_no_part": True,
        }
        found = candour.start_candour(found, **common, **opinion)
        for step in STEPS[Nation.SCT]:
            done: dict[str, Any] = {
                "step": step,
                "done_at": at,
                "who": desk.dpo.name,
                "words": CandourStep(step).label,
            }
            found = candour.candour_step(found, **common, **done)
    _settled(desk, found, at, cause=Cause.PROCESS, hours=2)


def _reports(desk: Desk) -> None:
    """The summary of this year; the report of the last financial year, by two people."""
    with acting_as(desk.ig.pk):
        learning.make(by=desk.ig, at=desk.at, year=local_day(desk.at).year)
    with acting_as(SHAREWELL):
        candour_reports.begin(desk.at - REPORTED)
    at = desk.at - REPORTED + DAY
    with acting_as(desk.ig.pk):
        report = candour_reports.write(
            CandourReport.objects.get(),
            by=desk.ig,
            at=at,
            followed="We told each person ourselves, and said sorry. Somebody who had no part in it looked into it.",
            policies=rules.POLICIES,
            changes="A record is looked at on the day on which it is used, and not the day before.",
        )
        report = candour_reports.submit(report, by=desk.ig, at=at)
    with acting_as(desk.dpo.pk):
        candour_reports.publish(report, by=desk.dpo, at=at, content_hash=report.content_hash)


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
