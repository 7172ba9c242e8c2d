"""The list of resources as a file: for the IG team, which alone may take it away (the table of roles)."""

from datetime import datetime

from django.db.models import Case, F, Value, When

from governance.accounts.models import User
from governance.exports.lists import Column, Filters, List, offer
from governance.exports.values import Words
from governance.resources.filters import chosen, filters
from governance.resources.kinds import Kind
from governance.resources.querysets import ResourceQuerySet
from governance.resources.register import RESOURCES
from governance.resources.states import State


def columns(user: User, at: datetime) -> list[Column]:
    """What the list says of one, and what it is made of where that has an address."""
    return [
        Column("Reference", F("reference"), typed=False),
        Column("Title", F("title")),
        Column("Kind", Words("kind", Kind.choices), typed=False),
        Column("What it is for", F("summary")),
        Column("Policy", F("policy__number")),
        Column("Section", F("anchor")),
        Column(
            "For",
            Case(When(staff_only=True, then=Value("Staff only")), default=Value("Everyone")),
            typed=False,
        ),
        Column("Address", F("address")),
        Column("Owner", F("owner__name")),
        Column("Looked at again by", F("review_on"), typed=False),
        Column("State", Words("state", State.choices), typed=False),
        Column("Withdrawn because", F("withdrawn_because")),
    ]


def _rows(user: User, wanted: Filters, at: datetime) -> ResourceQuerySet:
    return chosen(user, wanted, at).order_by("title", "id")


offer(List(register=RESOURCES.name, name="Resources", filters=filters, rows=_rows, columns=columns))
