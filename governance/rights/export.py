"""The list of rights requests as a file: for the IG team, which alone may take it away (the table of roles)."""

from datetime import datetime

from django.db.models import F

from governance.accounts.models import User
from governance.exports.lists import Column, Filters, List, offer
from governance.exports.values import Words
from governance.rights.filters import chosen, filters
from governance.rights.querysets import RequestQuerySet
from governance.rights.register import RIGHTS
from governance.rights.rules import Ground, Outcome, Right
from governance.rights.states import State


def columns(user: User, at: datetime) -> list[Column]:
    """What a report on them counts. Names and what they wrote stay where they are."""
    return [
        Column("Reference", F("reference"), typed=False),
        Column("Right", Words("right", [(each.value, each.named) for each in Right]), typed=False),
        Column("State", Words("state", State.choices), typed=False),
        Column("Came on", F("received_on"), typed=False),
        Column("Counts from", F("started_on"), typed=False),
        Column("Made longer", F("extended_at"), typed=False, moment=True),
        Column("Answered", F("answered_at"), typed=False, moment=True),
        Column("Outcome", Words("outcome", Outcome.choices), typed=False),
        Column("Refused because", Words("ground", Ground.choices), typed=False),
        Column("Service", F("service__name")),
    ]


def _rows(user: User, wanted: Filters, at: datetime) -> RequestQuerySet:
    return chosen(user, wanted, at).order_by("-id")


offer(List(register=RIGHTS.name, name="Rights requests", filters=filters, rows=_rows, columns=columns))
