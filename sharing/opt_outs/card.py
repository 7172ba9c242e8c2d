"""The part of a person's page that says that we helped them with their choices."""

from datetime import datetime

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.people.models import Person
from governance.workflow.card import Card
from sharing.opt_outs.models import Help
from sharing.opt_outs.permissions import cases_for

SHOWN = 3


def card(user: User, person: Person, at: datetime) -> Card | None:
    """The last times that they were helped, and the way to write down another."""
    if not may(user.role, May.VIEW, "opt_outs"):
        return None
    seen = Help.objects.visible_to(user, at).filter(person=person)
    rows = list(seen.select_related("service", "helped_by").order_by("-helped_on", "-id")[: SHOWN + 1])
    may_record = bool(cases_for(user, person, at))
    if not rows and not may_record:
        return None
    context = {
        "person": person,
        "rows": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "may_record": may_record,
    }
    return Card("opt_outs/card.html", context)
