"""The part of a person's page that says which of their sessions are recorded, and until when that is kept."""

from datetime import datetime

from consent.recordings.models import Recording
from consent.recordings.permissions import services_for
from consent.recordings.states import State
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.people.models import Case, Person
from governance.workflow.card import Card

SHOWN = 5


def card(user: User, person: Person, at: datetime) -> Card | None:
    """The last recordings that the user may see, and the way to plan another."""
    if not may(user.role, May.VIEW, "recordings"):
        return None
    seen = Recording.objects.visible_to(user, at).filter(participants__person=person)
    rows = list(seen.exclude(state=State.CANCELLED).order_by("-id")[: SHOWN + 1])
    cases = Case.objects.filter(person=person, closed_on=None, service__in=services_for(user))
    may_plan = cases.exists()
    if not rows and not may_plan:
        return None
    context = {
        "person": person,
        "rows": [(each, each.shown_state) for each in rows[:SHOWN]],
        "more": len(rows) > SHOWN,
        "may_plan": may_plan,
    }
    return Card("recordings/card.html", context)
