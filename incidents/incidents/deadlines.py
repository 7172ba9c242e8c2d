"""What falls due on an incident (handbook section 13, rows 1, 2, 19 and 20), and whose turn it is.

Of a restricted incident those named on it hear, each by a rule of its own, and nobody whom a role would tell.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from governance.accounts.models import Membership
from governance.accounts.roles import May
from governance.calendar import local_day
from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import CANDOUR_LEADS, INCIDENT_HOUR_LEADS, LESSON_LEADS, SUSPICION_HOUR_LEADS
from incidents.incidents.clock_rows import (
    candour_due_on,
    candour_review_due_on,
    commissioners_due,
    regulator_due,
    suspicion_due,
)
from incidents.incidents.models import Incident
from incidents.incidents.outstanding import candour_of, is_telling_open, telling_decided
from incidents.incidents.states import OVER, WORKED_ON, State

NAMED = "_named"
# Each who is named has a row of their own for every part of what is due: more are never named on one incident.
READERS = 1_000


def both(rule: Rule) -> Rule:
    """Make the sweep serve a rule, and its twin that tells the one named person whose row it is."""
    add(replace(rule, key=rule.key + NAMED, told=(Audience.WORKER,), overdue_adds=(), secret=True))
    return add(rule)


def waits(key: str, words: str, told: Audience, press: Press | None = None) -> Rule:
    """A desk line: somebody's turn."""
    return both(
        Rule(
            key=f"incident_waits_{key}",
            number=1,
            words=words,
            leads=(),
            told=(told,),
            waits=True,
            press=press,
        )
    )


REGULATOR = both(
    Rule(
        key="incident_regulator",
        number=1,
        words="An incident: the 72 hours to tell the regulator",
        leads=(),
        hour_leads=INCIDENT_HOUR_LEADS.value,
        told=(Audience.IG, Audience.DPO),
        overdue_adds=(Audience.SIRO,),
        press=Press("tell_regulator", May.EDIT),
    )
)
SUSPICION = both(
    Rule(
        key="incident_suspicion",
        number=2,
        words="A suspicion: find out whether it is an incident",
        leads=(),
        hour_leads=SUSPICION_HOUR_LEADS.value,
        told=(Audience.IG,),
        overdue_adds=(Audience.DPO,),
        press=Press("confirm"),
    )
)
COMMISSIONER = both(
    Rule(
        key="incident_commissioner",
        number=1,
        words="An incident: the commissioner wants to hear of it",
        leads=(),
        hour_leads=SUSPICION_HOUR_LEADS.value,
        told=(Audience.MANAGER, Audience.IG),
        press=Press("tell_commissioner"),
    )
)
CANDOUR = both(
    Rule(
        key="incident_candour",
        number=19,
        words="The duty of candour: the next step",
        leads=CANDOUR_LEADS.value,
        told=(Audience.MANAGER,),
        overdue_adds=(Audience.GUARDIAN,),
        press=Press("candour_step"),
    )
)
LESSON = both(
    Rule(
        key="incident_lesson",
        number=20,
        words="What was agreed after an incident",
        leads=LESSON_LEADS.value,
        told=(Audience.OWNER,),
        overdue_adds=(Audience.MANAGER,),
    )
)
DRAFT = waits("draft", "Something that may be an incident: look at it", Audience.IG)
GRADE = waits("grade", "An incident to grade", Audience.IG, Press("grade"))
COUNTERSIGN = waits("countersign", "A grade that is to be lowered: agree, or not", Audience.SIRO)
REST = waits(
    "rest",
    "An incident of which the regulator was told a part",
    Audience.IG,
    Press("tell_regulator", May.EDIT),
)
PEOPLE = waits(
    "people", "An incident: decide about telling the people", Audience.DPO, Press("decide_telling")
)
TELL = waits("tell", "An incident: people who are still to be told", Audience.MANAGER)
OPINION = waits(
    "opinion",
    "The duty of candour: ask for the professional’s opinion",
    Audience.MANAGER,
    Press("start_candour"),
)


def dues(incident: Incident, at: datetime) -> list[Due]:
    """What is open on an incident as it is stored."""
    if incident.state in OVER:
        return []
    found = [*_clocks(incident), *_waiting(incident, at), *_lessons(incident)]
    return list(_for_those_named(incident, found)) if incident.restricted else found


def _for_those_named(incident: Incident, found: list[Due]) -> Iterator[Due]:
    """Each for everybody who is named; what is somebody's own for nobody else, as long as they are named."""
    named = incident.named.order_by("pk").values_list("user_id", "ended_at")
    readers = {user_id: place for place, (user_id, ended_at) in enumerate(named) if ended_at is None}
    for due in found:
        for user_id in [due.worker_id] if due.worker_id in readers else readers:
            part = due.part * READERS + readers[user_id]
            yield replace(due, rule=due.rule + NAMED, worker_id=user_id, everywhere=True, part=part)


def _clocks(incident: Incident) -> Iterator[Due]:
    if (suspicion := suspicion_due(incident)) is not None:
        yield Due.by(SUSPICION.key, suspicion)
    if (regulator := regulator_due(incident)) is not None:
        yield Due.by(REGULATOR.key, regulator)
    for term_id, commissioner in commissioners_due(incident).items():
        yield replace(Due.by(COMMISSIONER.key, commissioner), part=term_id)
    days = [day for day in (candour_due_on(incident), candour_review_due_on(incident)) if day is not None]
    if days:
        yield Due(CANDOUR.key, min(days))


def _waiting(incident: Incident, at: datetime) -> Iterator[Due]:
    if incident.state == State.DRAFT:
        yield Due(DRAFT.key, local_day(incident.created_at or at))
    if incident.state == State.REPORTED:
        yield Due(GRADE.key, local_day(incident.reported_at or at))
    if incident.state != State.ASSESSED:
        return
    if incident.lowered_at is not None and incident.awaits_countersignature:
        yield Due(COUNTERSIGN.key, local_day(incident.lowered_at))
    if incident.parts and not incident.parts[-1].is_last:
        yield Due(REST.key, local_day(incident.parts[-1].sent_at))
    if not telling_decided(incident):
        yield Due(PEOPLE.key, local_day(incident.graded_at or at))
    elif is_telling_open(incident):
        yield Due(TELL.key, local_day(incident.telling_decided_at or at))
    duty = candour_of(incident)
    if duty is not None and duty.applies and duty.started_at is None:
        yield Due(OPINION.key, local_day(duty.decided_at or at))


def _lessons(incident: Incident) -> Iterator[Due]:
    """Each until it is done."""
    if incident.state not in WORKED_ON:
        return
    # Whoever works elsewhere has it on their desk all the same.
    here = set(Membership.objects.filter(service=incident.service_id).values_list("user_id", flat=True))
    for lesson in incident.lessons.filter(done_at=None):
        yield Due(
            LESSON.key,
            lesson.due_on,
            worker_id=lesson.owner_id,
            elsewhere=lesson.owner_id not in here,
            part=lesson.number,
        )
