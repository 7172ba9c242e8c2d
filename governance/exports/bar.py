"""What stands with a list: the user's saved views, and the list as a file for those who may."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from governance.accounts.models import User
from governance.exports import printed
from governance.exports.lists import Filters, find, query
from governance.exports.models import SavedView
from governance.exports.permissions import may_export


@dataclass(frozen=True)
class Bar:
    """For the template `exports/bar.html`.

    query: the filters of the list as it is shown. pdf: whether it may be had as a PDF, which has no more rows than
    `most`; too_long: whether it has more.
    """

    register: str
    views: list[SavedView]
    query: str
    may_export: bool
    pdf: bool
    too_long: bool
    most: int

    @property
    def url(self) -> str:
        """The list's own address."""
        return find(self.register).url({})


def bar(user: User, register: str, filters: Filters, *, rows: QuerySet[Any] | None = None) -> Bar:
    """What to show to this user with a list that is filtered so; empty filters are left out.

    rows: what the list shows, for a list that may be had as a PDF: where they are too many, it is said at once.
    """
    chosen = query({name: value for name, value in filters.items() if value})
    views = SavedView.objects.filter(owner=user, register=register).order_by("name")
    allowed = bool(may_export(user, register))
    pdf = allowed and settings.PDF and find(register).pdf
    most = printed.MOST_ROWS
    too_long = pdf and rows is not None and rows.order_by()[: most + 1].count() > most
    return Bar(register, list(views), chosen, allowed, pdf, too_long, most)
