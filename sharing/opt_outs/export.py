"""The list of help with choices as a file: its columns, and which of them somebody may read.

The table of roles says who takes it away; a role without an X has its saved views of the list only.
"""

from datetime import datetime

from django.db.models import Case, CharField, F, Value, When

from governance.accounts.models import User
from governance.exports.lists import Column, Filters, List, offer
from governance.exports.values import Words, masked
from sharing.opt_outs.filters import chosen, filters
from sharing.opt_outs.permissions import hides
from sharing.opt_outs.querysets import HelpQuerySet
from sharing.opt_outs.register import OPT_OUTS
from sharing.opt_outs.rules import About, Leaflet

HIDDEN = "Hidden for your role"


def columns(user: User, at: datetime) -> list[Column]:
    """What stands on the page of an entry, on one line."""
    hidden = hides(user)
    asked = Case(When(question="", then=Value("")), default=Value(HIDDEN), output_field=CharField())
    return [
        Column("Reference", F("reference"), typed=False),
        Column("Day", F("helped_on"), typed=False),
        Column("Person", F("person__reference"), typed=False),
        Column("Name", masked("person__name") if hidden else F("person__name")),
        Column("Service", F("service__name")),
        Column("What it was about", Words("about", About.choices), typed=False),
        Column("What they asked", asked, typed=False) if hidden else Column("What they asked", F("question")),
        Column("Leaflet", Words("leaflet", Leaflet.choices), typed=False),
        Column("Who helped", F("helped_by__name")),
    ]


def _rows(user: User, wanted: Filters, at: datetime) -> HelpQuerySet:
    return chosen(user, wanted, at).order_by("-helped_on", "-id")


offer(List(register=OPT_OUTS.name, name="Help with choices", filters=filters, rows=_rows, columns=columns))
