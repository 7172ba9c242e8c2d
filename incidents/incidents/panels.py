"""What the page of an incident shows of the people, candour, the lessons, and of what is missing before it closes."""

from datetime import datetime
from typing import Any

from governance.accounts.models import User
from governance.calendar import local_day
from governance.people.models import Person
from governance.people.names import shown_name
from governance.workflow.card import Card
from incidents.incidents import candour
from incidents.incidents.models import Affected, Incident
from incidents.incidents.outstanding import (
    candour_of,
    is_telling_open,
    law_wants_them_told,
    may_close,
    parts,
    steps_left,
    to_be_told,
)
from incidents.incidents.permissions import masked
from incidents.incidents.register import PANELS
from incidents.incidents.sorts import CandourStep, Harm, Telling
from incidents.incidents.states import WORKED_ON, State
from incidents.incidents.words import HIDDEN

NOT_OURS = "Somebody who is not in our records"


def _read(typed: str, user: User) -> str:
    return HIDDEN if typed and masked(user) else typed


def _worked_on(incident: Incident) -> bool:
    return incident.state in (*WORKED_ON, State.CLOSED)


def people(user: User, incident: Incident, at: datetime) -> Card | None:
    """What was decided about the people, whom we told, tried to tell and wrote to, and who is still to be told."""
    if not _worked_on(incident):
        return None
    ids = {each.person_id for each in incident.affected.all()}
    seen = set(Person.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))

    def named(affected: Affected | None) -> str:
        if affected is None:
            return NOT_OURS
        if affected.person_id not in seen:
            return str(affected.person.reference)
        return f"{shown_name(affected.person, user, 'incidents')} ({affected.person.reference})"

    context: dict[str, Any] = {
        "decided": Telling(incident.telling).label if incident.telling else "",
        "because": _read(incident.telling_because, user),
        "exemption": incident.get_exemption_display() if incident.exemption else "",
        "law_wants": law_wants_them_told(incident),
        "left": [named(each) for each in to_be_told(incident)] if incident.telling else [],
        "open": is_telling_open(incident),
        "withheld": [
            (named(each), _read(each.withheld_because, user))
            for each in incident.affected.all()
            if each.withheld_at is not None
        ],
        "announcement": _read(incident.announcement, user),
        "contacts": [
            (named(each.affected), each, _read(each.words, user)) for each in incident.contacts.all()
        ],
        "letters": [(named(each.affected), each) for each in incident.letters.all()],
        "hides": masked(user),
    }
    return Card("incidents/_telling.html", context)


def duty(user: User, incident: Incident, at: datetime) -> Card | None:
    """What was decided about candour, each step that was done with who did it, and what is still open."""
    if incident.state not in (State.ASSESSED, State.CLOSED):
        return None
    found = candour_of(incident)
    runs = found is not None and found.started_at is not None
    context: dict[str, Any] = {
        "duty": found,
        "because": _read(found.because, user) if found is not None else "",
        "harm": _read(Harm(found.harm).label, user) if found is not None and found.harm else "",
        "explained_late": _read(found.explained_late, user) if found is not None else "",
        "explains": candour.explains(incident),
        "done": [
            (CandourStep(each.step).label, each, _read(each.words, user))
            for each in incident.candour_steps.all()
        ],
        "left": [step.label for step in steps_left(incident)] if runs else [],
        "waits_for_opinion": found is not None and found.applies and not runs,
    }
    return Card("incidents/_candour.html", context)


def learnt(user: User, incident: Incident, at: datetime) -> Card | None:
    """What is done so that it does not happen again, by whom and by when, and how we know."""
    if not _worked_on(incident):
        return None
    context: dict[str, Any] = {
        "lessons": [
            (each, _read(each.action, user), _read(each.factors, user), _read(each.evidence, user))
            for each in incident.lessons.all()
        ],
        "none_because": _read(incident.no_lessons_because, user),
        "today": local_day(at),
    }
    return Card("incidents/_lessons.html", context)


def closing(user: User, incident: Incident, at: datetime) -> Card | None:
    """What is asked before it closes, and what of it is missing; or what came of it."""
    if incident.state not in (State.ASSESSED, State.CLOSED):
        return None
    asked = parts(incident)
    context: dict[str, Any] = {
        "incident": incident,
        "closed": incident.state == State.CLOSED,
        "words": _read(incident.closing_words, user),
        "parts": asked,
        "verdict": may_close(asked),
    }
    return Card("incidents/_closing.html", context)


PANELS.extend((people, duty, learnt, closing))
