"""The part of a person's page that says which pictures, films and stories they are in."""

from datetime import datetime

from consent.media.models import Asset
from consent.media.said import stands
from governance.accounts.models import User
from governance.people.models import Person
from governance.workflow.card import Card

SHOWN = 5


def card(user: User, person: Person, at: datetime) -> Card | None:
    """The last ones that the user may see, where there are any."""
    seen = Asset.objects.visible_to(user, at).showing(person.pk)
    rows = list(seen.order_by("-id")[: SHOWN + 1])
    if not rows:
        return None
    standing = stands(rows[:SHOWN], at)
    shown = [(each, standing[each.pk]) for each in rows[:SHOWN]]
    return Card("media/card.html", {"rows": shown, "more": len(rows) > SHOWN})
