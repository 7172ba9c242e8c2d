"""The list of Stop and Checks as a file: its columns. It holds nothing of what was sent."""

from datetime import datetime

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Coalesce

from governance.accounts.models import User
from governance.exports.lists import Column, Filters, List, offer
from governance.exports.values import Words
from sharing.routes import Route
from sharing.stop_checks.filters import chosen, filters
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.querysets import StopCheckQuerySet
from sharing.stop_checks.register import STOP_CHECKS
from sharing.stop_checks.states import State


def columns(user: User, at: datetime) -> list[Column]:
    """What stands in a row."""
    lapsed = StopCheck.objects.in_state(State.LAPSED, at).values("pk")
    stands = Case(
        When(pk__in=lapsed, then=Value(State.LAPSED.label)),
        *(When(state=state, then=Value(state.label)) for state in State if state is not State.LAPSED),
        output_field=CharField(),
    )
    return [
        Column("Reference", F("reference"), typed=False),
        Column("What it is called", F("title")),
        Column("Service", F("service__name")),
        Column("How it stands", stands, typed=False),
        Column("Recipient", Coalesce(F("organisation__name"), Value(""))),
        Column("How it is sent", Words("route", Route.choices), typed=False),
        Column("People", F("people"), typed=False),
        Column("SHA-256 of the file", F("sha256"), typed=False),
        Column("Sender", F("sender__name")),
        Column("Checker", Coalesce(F("checker__name"), Value(""))),
        Column("Approved", F("approved_at"), typed=False, moment=True),
        Column("Sent", F("sent_at"), typed=False, moment=True),
        Column("Confirmed", F("confirmed_at"), typed=False, moment=True),
        Column("Our copy deleted", F("deleted_at"), typed=False, moment=True),
    ]


def rows(user: User, wanted: Filters, at: datetime) -> StopCheckQuerySet:
    """What the list shows, in its order."""
    return chosen(user, wanted, at).order_by("-id")


offer(List(register=STOP_CHECKS.name, name="Stop and Check", filters=filters, rows=rows, columns=columns))
