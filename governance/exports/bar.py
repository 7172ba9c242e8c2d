"""What stands with a list: the user's saved views, and the list as a file for those who may."""

from dataclasses import dataclass

from governance.accounts.models import User
from governance.exports.lists import Filters, query
from governance.exports.models import SavedView
from governance.exports.permissions import may_export


@dataclass(frozen=True)
class Bar:
    """For the template `exports/bar.html`. `query` is the filters of the list as it is shown."""

    register: str
    views: list[SavedView]
    query: str
    may_export: bool


def bar(user: User, register: str, filters: Filters) -> Bar:
    """What to show to this user with a list that is filtered so; empty filters are left out."""
    chosen = query({name: value for name, value in filters.items() if value})
    views = SavedView.objects.filter(owner=user, register=register).order_by("name")
    return Bar(register, list(views), chosen, bool(may_export(user, register)))
