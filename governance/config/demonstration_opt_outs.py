"""Opt-outs of the demonstration: help that people got, named and not, and two years of statements."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.people.models import Case
from governance.records.actor import SHAREWELL, acting_as
from sharing.opt_outs import actions
from sharing.opt_outs.models import Statement
from sharing.opt_outs.rules import IN_SHORT, POSITION, About, Leaflet
from sharing.opt_outs.states import State

# The statement before last, the last one, and so the next one, which falls due in three weeks.
STATED = (timedelta(days=365 + 350), timedelta(days=344))
# How many days ago, about what, what they asked, which leaflet; with somebody we know, or nobody by name.
HELPED = (
    (2, About.NATIONAL, "How to find the page", Leaflet.NHS, True),
    (5, About.NATIONAL, "", Leaflet.NHS, False),
    (9, About.TAKE_BACK, "Whether we tell the hospital too", Leaflet.ENGLAND, True),
    (30, About.OTHER, "The leaflet in large print", Leaflet.NONE, False),
    (370, About.NATIONAL, "What it changes here", Leaflet.ENGLAND, True),
)
HELPED_IN_SCOTLAND = (
    (1, About.SPIRE, "Where to get the form", Leaflet.SPIRE, True),
    (12, About.SPIRE, "", Leaflet.SPIRE, False),
    (40, About.NOT_SHARE, "Whether her parents hear of it", Leaflet.SCOTLAND, True),
)


@dataclass
class Desk:
    """The Data Protection Officer, where help was given, and the moment that it should look like."""

    dpo: User
    harbour: Service
    firth: Service
    at: datetime


def load(desk: Desk) -> None:
    """Make help and statements as they should look at the moment of the desk."""
    for service, rows in ((desk.harbour, HELPED), (desk.firth, HELPED_IN_SCOTLAND)):
        cases = Case.objects.filter(service=service, closed_on=None, key_worker__memberships__service=service)
        known = list(cases.select_related("person", "service", "key_worker").order_by("pk")[: len(rows)])
        for case, (days, about, question, leaflet, named) in zip(known, rows, strict=True):
            at, worker = desk.at - timedelta(days=days), case.key_worker
            assert worker is not None  # noqa: S101  (they were chosen so)
            with acting_as(worker.pk):
                actions.record(
                    by=worker,
                    at=at,
                    service=service,
                    case=case if named else None,
                    helped_on=local_day(at),
                    about=about,
                    question=question,
                    leaflet=leaflet,
                    form_key=uuid4(),
                )
    with acting_as(SHAREWELL):
        actions.begin_first(desk.at - STATED[0] - timedelta(days=20))
    for ago in STATED:
        waits = Statement.objects.get(state=State.WAITING)
        with acting_as(desk.dpo.pk):
            actions.confirm(waits, by=desk.dpo, at=desk.at - ago, words=POSITION, in_short=IN_SHORT)
