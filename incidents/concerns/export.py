"""The list of concerns as a file: how far each is, and what came of it; no name, and nothing that anybody wrote."""

from datetime import datetime

from django.db.models import F

from governance.accounts.models import User
from governance.exports.lists import Column, Filters, List, offer
from governance.exports.values import Words
from incidents.concerns.filters import chosen, filters
from incidents.concerns.querysets import ConcernQuerySet
from incidents.concerns.register import CONCERNS
from incidents.concerns.rules import About, Outcome, Route
from incidents.concerns.states import State


def columns(user: User, at: datetime) -> list[Column]:
    """What counts and compares, a concern a line."""
    return [
        Column("Reference", F("reference"), typed=False),
        Column("Received", F("received_on"), typed=False),
        Column("How it came", Words("route", Route.choices), typed=False),
        Column("Service", F("service__name")),
        Column("What it is about", Words("about", About.choices), typed=False),
        Column("State", Words("state", State.choices), typed=False),
        Column("Acknowledged", F("acknowledged_at"), typed=False, moment=True),
        Column("Answered", F("answered_at"), typed=False, moment=True),
        Column("What came of it", Words("outcome", Outcome.choices), typed=False),
        Column("Closed", F("closed_at"), typed=False, moment=True),
    ]


def _rows(user: User, wanted: Filters, at: datetime) -> ConcernQuerySet:
    return chosen(user, wanted, at).order_by("-id")


offer(List(register=CONCERNS.name, name="Concerns", filters=filters, rows=_rows, columns=columns))
