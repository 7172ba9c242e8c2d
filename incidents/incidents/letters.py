"""Letters to those whom an incident is about: plain words that say sorry, frozen as they were written."""

from datetime import datetime

from django.conf import settings

from governance.calendar import LONDON, Nation
from governance.documents import door
from governance.documents.models import Document
from governance.people.models import Case
from incidents.incidents.models import Affected, Incident, Letter
from incidents.incidents.sorts import Data, Harm

LETTER = "incident_letter"
SORRY = "We are sorry. This should not have happened to you."


def nation_of(incident: Incident, affected: Affected | None) -> Nation:
    """By whose law it is written: that of the service in which it happened, or else of the person's own."""
    if incident.nation is not None:
        return incident.nation
    if affected is not None:
        case = Case.objects.filter(person=affected.person_id).select_related("service").first()
        if case is not None:
            return Nation(case.service.nation)
    return Nation.ENG


def script(incident: Incident) -> str:
    """What to say or write, to begin with: what happened, what was done, what may follow, what they can do."""
    when = incident.happened_at or incident.aware_at
    day = f"On {when.astimezone(LONDON):%-d %B %Y} something" if when is not None else "Something"
    sorts = "; ".join(str(Data(each).label).lower() for each in incident.data_sorts)
    said = [
        f"{day} went wrong with what we hold about you: {incident.get_type_display().lower()}.",
        f"It was about: {sorts}." if sorts else "",
        f"What we did about it: {incident.containment}" if incident.containment else "",
        f"What may follow from it: {incident.consequences}" if incident.consequences else "",
        f"What we do so that less follows: {incident.measures}" if incident.measures else "",
        "What you can do: be careful if somebody you do not know writes to you or rings you.",
        "You can ask us everything about it. If you want somebody with you when we talk, bring them.",
    ]
    return "\n\n".join(each for each in said if each)


def order(letter: Letter, *, at: datetime) -> None:
    """Order the PDF of a letter, in the same transaction."""
    door.want(LETTER, register="incidents", record_id=letter.pk, version=1, at=at)


def find(letter: Letter) -> Document | None:
    """The PDF, once it has been made."""
    return door.find(LETTER, letter.pk, 1)


def _died(letter: Letter) -> bool:
    """Then the letter is to somebody close to them, who is in no record of ours."""
    return letter.candour and letter.incident.candour.harm == Harm.DEATH


def source(letter_id: int) -> door.Source:
    """From what was frozen when it was written."""
    known = Letter.objects.select_related("incident__service", "affected__person", "written_by")
    letter = known.get(pk=letter_id)
    context = {
        "letter": letter,
        "incident": letter.incident,
        "name": "" if letter.affected is None or _died(letter) else letter.affected.person.name,
        "scottish": nation_of(letter.incident, letter.affected) == Nation.SCT,
        "sorry": SORRY,
        "charity": settings.CHARITY_NAME,
        "address": settings.CHARITY_ADDRESS,
        "contact": settings.CHARITY_CONTACT,
    }
    return door.Source("incidents/letter.html", context)


door.renders(LETTER, source)
