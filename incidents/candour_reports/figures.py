"""What a report says in numbers: how many incidents, of what nature, and how the procedure was followed.

By the time of the opinion that began the duty, whoever may read the incident: the law asks for all of them. The numbers
leave this module only as the public may read them.
"""

from typing import Any

from governance.calendar import Nation, local_day
from incidents.candour_reports.rules import year
from incidents.candour_reports.suppression import published, share
from incidents.incidents.clocks import candour_due, review_due
from incidents.incidents.models import Candour, Incident
from incidents.incidents.querysets import IncidentQuerySet
from incidents.incidents.sorts import STEPS, CandourStep, Harm

IN_TIME = "They were told within 10 working days"
REVIEWED = "The review was done within three months"


def incidents_of(number: int) -> IncidentQuerySet:
    """Those in Scotland for which the duty began in a year."""
    time = year(number)
    begun = Incident.objects.counted().filter(service__nation=Nation.SCT, candour__applies=True)
    return begun.filter(candour__started_at__gte=time.begins, candour__started_at__lt=time.ends)


def figures(number: int) -> dict[str, Any]:
    """The number of incidents, their nature, and each step with how often it was done, all in words."""
    found = list(incidents_of(number).select_related("candour").prefetch_related("candour_steps"))
    nature = {harm.label: sum(each.candour.harm == harm for each in found) for harm in Harm}
    said = published(nature)
    return {
        "number": said.total,
        "nature": [[label, words] for label, words in said.rows.items()],
        "followed": _followed(found) if found else [],
    }


def _followed(found: list[Incident]) -> list[list[str]]:
    steps = dict.fromkeys(STEPS[Nation.SCT], 0)
    for incident in found:
        for step in {each.step for each in incident.candour_steps.all()} & steps.keys():
            steps[CandourStep(step)] += 1
    duties = [incident.candour for incident in found]
    counts = {step.label: number for step, number in steps.items()}
    counts[IN_TIME] = sum(_told_in_time(duty) for duty in duties)
    counts[REVIEWED] = sum(_reviewed_in_time(duty) for duty in duties)
    return [[label, share(number, len(found))] for label, number in counts.items()]


def _told_in_time(duty: Candour) -> bool:
    return duty.told_at is not None and local_day(duty.told_at) <= candour_due(duty.started_at, Nation.SCT)


def _reviewed_in_time(duty: Candour) -> bool:
    return duty.reviewed_at is not None and local_day(duty.reviewed_at) <= review_due(duty.started_at)
