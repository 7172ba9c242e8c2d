"""The list of incidents as a file and as saved views: its columns. What somebody wrote is not among them."""

from datetime import datetime

from django.db.models import F
from django.db.models.functions import Coalesce

from governance.accounts.models import User
from governance.exports.lists import Column, Filters, List, offer
from governance.exports.values import Words
from incidents.incidents.filters import chosen, filters
from incidents.incidents.querysets import IncidentQuerySet, known_since
from incidents.incidents.register import INCIDENTS
from incidents.incidents.sorts import Cause, Certainty, Telling, Type
from incidents.incidents.states import State


def columns(user: User, at: datetime) -> list[Column]:
    """What stands on a line of the list; nobody is named."""
    return [
        Column("Reference", F("reference"), typed=False),
        Column("What sort", Words("type", Type.choices), typed=False),
        Column("Service", F("service__name")),
        Column("How it stands", Words("state", State.choices), typed=False),
        Column("Did it happen?", Words("certainty", Certainty.choices), typed=False),
        Column("Happened", F("happened_at"), typed=False, moment=True),
        Column("Known since", known_since(at), typed=False, moment=True),
        Column("Reported", Coalesce("reported_at", "created_at"), typed=False, moment=True),
        Column("People", F("people_count"), typed=False),
        Column("Records", F("records_count"), typed=False),
        Column("Severity", F("severity"), typed=False),
        Column("Likelihood", F("likelihood"), typed=False),
        Column("Regulator not told since", F("not_reported_at"), typed=False, moment=True),
        Column("The people", Words("telling", Telling.choices), typed=False),
        Column("Cause", Words("cause", Cause.choices), typed=False),
        Column("Closed", F("closed_at"), typed=False, moment=True),
    ]


def _rows(user: User, wanted: Filters, at: datetime) -> IncidentQuerySet:
    return chosen(user, wanted, at).order_by("-id")


offer(List(register=INCIDENTS.name, name="Incidents", filters=filters, rows=_rows, columns=columns))
