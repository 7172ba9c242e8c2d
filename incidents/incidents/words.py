"""An incident in words, as far as its reader may read them."""

from datetime import datetime
from typing import Any

from governance.accounts.models import User
from governance.calendar import LONDON
from governance.people.contact import contact_notes
from governance.people.models import Person
from governance.people.names import shown_name
from incidents.incidents.clock_rows import known_by
from incidents.incidents.models import Affected, Decision, Incident
from incidents.incidents.permissions import masked
from incidents.incidents.sorts import Category, Data, Source
from incidents.incidents.states import State

HIDDEN = "Hidden for your role"


def title(incident: Incident) -> str:
    """What it is called: never with anything that somebody typed."""
    return str(incident.get_type_display())


def moment(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y, %H:%M}" if at is not None else "Not known"


def turn(incident: Incident) -> str:
    """Whose turn it is."""
    match incident.state:
        case State.DRAFT:
            return "The IG team’s: say whether it is an incident"
        case State.REPORTED:
            return "The IG team’s: grade it"
        case State.ASSESSED if incident.awaits_countersignature:
            return "The Senior Information Risk Owner’s: agree to the lower grade, or not"
        case State.ASSESSED:
            return "The IG team’s: decide, tell, learn, then close it"
    return "Nobody’s: it is over"


def _text(typed: str, user: User) -> str:
    if typed and masked(user):
        return HIDDEN
    return typed or "Not said yet"


def _yes(value: bool | None) -> str:
    return "Not said yet" if value is None else "Yes" if value else "No"


def known_since(incident: Incident, at: datetime) -> str:
    """Since when we count as knowing of it; a suspicion that nobody resolved counts when its hours are over."""
    return moment(known_by(incident, at))


def facts(incident: Incident, user: User, at: datetime) -> list[dict[str, str]]:
    """What is written down about it."""
    number = "Not known" if incident.people_count is None else f"{incident.people_count:,}"
    records = "Not known" if incident.records_count is None else f"{incident.records_count:,}"
    rows = [
        ("What happened", _text(incident.what_happened, user)),
        ("Did it happen?", incident.get_certainty_display()),
        ("When it happened", moment(incident.happened_at)),
        *([("Suspected", moment(incident.suspected_at))] if incident.suspected_at else []),
        ("Known here since", known_since(incident, at)),
        ("Reported", f"{moment(incident.reported_at)}, by {incident.reported_by or 'nobody yet'}"),
        ("Who noticed it", Source(incident.source).label),
        (
            "What it did",
            "; ".join(str(Category(each).label) for each in incident.categories) or "Not said yet",
        ),
        (
            "What sort of data",
            "; ".join(str(Data(each).label) for each in incident.data_sorts) or "Not said yet",
        ),
        ("About how many people", number),
        ("About how many records", records),
        ("Somebody easily hurt", _yes(incident.vulnerable)),
        ("Stopped, or got back", _yes(incident.contained)),
        ("What was done to stop it", _text(incident.containment, user)),
        ("What is likely to follow", _text(incident.consequences, user)),
        ("What else is done", _text(incident.measures, user)),
        ("What was found out", _text(incident.investigation, user)),
        ("Why it could happen", incident.get_cause_display() or "Not said yet"),
    ]
    if incident.state == State.DISMISSED:
        rows.append(("Why it is no incident", _text(incident.dismissed_because, user)))
    return [{"key": key, "value": str(value)} for key, value in rows]


def whom(incident: Incident, user: User, at: datetime) -> list[dict[str, Any]]:
    """Those whom it is about and whom we know; by name only for whoever may see the person, with how to reach them."""
    rows: list[Affected] = list(
        incident.affected.filter(removed_at=None).select_related("person").order_by("id")
    )
    ids = [each.person_id for each in rows]
    seen = set(Person.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        {
            "affected": each,
            "name": shown_name(each.person, user, "incidents") if each.person_id in seen else "",
            "may_open": each.person_id in seen,
            "mind": contact_notes(each.person) if each.person_id in seen and not masked(user) else [],
        }
        for each in rows
    ]


def decisions(incident: Incident, user: User) -> list[tuple[Decision, str]]:
    """Every decision, the last first, with its reasons as far as they may be read."""
    found = incident.decisions.select_related("decided_by", "with_by").order_by("-id")
    return [(each, HIDDEN if each.because and masked(user) else each.because) for each in found]
