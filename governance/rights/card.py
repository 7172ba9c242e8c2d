"""The part of a person's page that says what they object to, and what they have asked of us."""

from datetime import datetime

from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.people.models import Person
from governance.rights.models import RightsRequest
from governance.rights.permissions import REGISTER, hides
from governance.rights.rules import Right
from governance.workflow.card import Card

WORDS = {
    Right.OBJECTION: "They object to something that we do with their information.",
    Right.RESTRICTION: "Their information is kept, and must not be used for now.",
}


def card(user: User, person: Person, at: datetime) -> Card | None:
    """What is to be heeded, for everybody who sees the person; and what is open, for those who may see requests."""
    found = list(RightsRequest.objects.filter(person=person).order_by("-id"))
    marks = [
        (each, WORDS[Right(each.right)], "" if hides(user) else each.mark) for each in found if each.is_marked
    ]
    may_view = bool(may(user.role, May.VIEW, REGISTER))
    # A manager reads those of their own services alone.
    ids = (
        set(RightsRequest.objects.visible_to(user, at).filter(person=person).values_list("pk", flat=True))
        if (may_view and found)
        else set()
    )
    shown = [(each, each.shown_state) for each in found if each.pk in ids]
    if not marks and not shown:
        return None
    return Card("rights/card.html", {"marks": marks, "requests": shown})
