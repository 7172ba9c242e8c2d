"""The part of a person's page that says that somebody must still ask them about sharing."""

from datetime import datetime

from consent.conversations.models import Conversation
from consent.conversations.permissions import may_ask
from consent.conversations.states import State
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.calendar import local_day
from governance.people.models import Person
from governance.workflow.card import Card


def card(user: User, person: Person, at: datetime) -> Card | None:
    """The conversations that have not come to an answer, in the cases that are open; none, and there is no card."""
    if not may(user.role, May.VIEW, "consents"):
        return None
    seen = Conversation.objects.visible_to(user, at).filter(person=person, case__closed_on=None)
    open_ = seen.exclude(state=State.ANSWERED).select_related("service").order_by("due_on", "id")
    rows = [(conversation, bool(may_ask(user, conversation, at))) for conversation in open_]
    if not rows:
        return None
    return Card("conversations/card.html", {"person": person, "rows": rows, "today": local_day(at)})
