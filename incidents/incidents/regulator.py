"""What the regulator's form asks for, put together from what is written down, and the parts that were sent of it.

Handbook section 10: nature, categories and approximate numbers; contact; likely consequences; measures.
"""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from governance.calendar import LONDON
from governance.documents import door
from governance.documents.models import Document
from incidents.incidents.clock_rows import known_from
from incidents.incidents.models import Incident, Phase
from incidents.incidents.sorts import Category, Data, Route, route

REPORT = "incident_phase"
NOT_KNOWN = "Not known yet"


class Line(NamedTuple):
    """One question of the form, and what we say. missing: nobody has written it down yet."""

    key: str
    value: str
    missing: bool = False


def _words(choices: type[Category] | type[Data], values: list[str]) -> str:
    return "; ".join(str(choices(each).label) for each in values)


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y, %H:%M}" if at is not None else ""


def lines(incident: Incident) -> list[Line]:
    """Each question in the order of the form; what is not written down says so, since a part may follow."""
    number = "" if incident.people_count is None else f"About {incident.people_count:,}"
    records = "" if incident.records_count is None else f"About {incident.records_count:,}"
    asked = [
        ("Our reference", incident.reference),
        ("Service", str(incident.service) if incident.service is not None else "The whole charity"),
        ("What sort of incident", incident.get_type_display()),
        ("What happened", incident.what_happened),
        ("What it did to the data", _words(Category, incident.categories)),
        ("When it happened", _moment(incident.happened_at)),
        ("When we knew", _moment(known_from(incident))),
        ("What sort of data", _words(Data, incident.data_sorts)),
        ("How many people", number),
        ("How many records", records),
        ("Somebody who is easily hurt", "Yes" if incident.vulnerable else "No"),
        ("What is likely to follow for them", incident.consequences),
        ("What was done to stop it", incident.containment),
        ("What else is done, or will be", incident.measures),
        ("Are the people told?", incident.get_telling_display() if incident.telling else ""),
        ("Whom to ask", f"{settings.CHARITY_NAME}, {settings.CHARITY_CONTACT}"),
    ]
    return [Line(key, value or NOT_KNOWN, not value) for key, value in asked]


def content(incident: Incident) -> list[dict[str, str]]:
    """The same as it is frozen with a part that is sent."""
    return [{"key": each.key, "value": each.value} for each in lines(incident)]


def as_text(reference: str, found: list[dict[str, str]]) -> str:
    """As plain text, to be copied into the form."""
    return f"{reference}\n\n" + "\n\n".join(f"{each['key']}\n{each['value']}" for each in found) + "\n"


def route_of(incident: Incident) -> Route:
    """How this one is reported, by the nation of its service."""
    return route(incident.nation)


def order(phase: Phase, *, at: datetime) -> None:
    """Order the PDF of a part, in the same transaction."""
    door.want(REPORT, register="incidents", record_id=phase.pk, version=1, at=at)


def find(phase: Phase) -> Document | None:
    """The PDF, once it has been made."""
    return door.find(REPORT, phase.pk, 1)


def source(phase_id: int) -> door.Source:
    """From what was frozen when it was sent."""
    phase = Phase.objects.select_related("incident", "written_by").get(pk=phase_id)
    context = {
        "phase": phase,
        "incident": phase.incident,
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
    }
    return door.Source("incidents/phase.html", context)


door.renders(REPORT, source)
