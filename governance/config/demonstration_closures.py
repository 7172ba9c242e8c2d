"""A service closure of the demonstration: the list is made, some stand apart, and the first file is begun."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import Service, User
from governance.calendar import add_months, local_day
from governance.organisations.models import Organisation
from governance.records.actor import acting_as
from sharing.closures import actions

HOUR = timedelta(hours=1)


@dataclass
class Desk:
    """Who leads it, which service goes to whom, and the moment that it should look like."""

    manager: User
    young: Service
    surgery: Organisation
    at: datetime


def load(desk: Desk) -> None:
    """Make it as it should look at the moment of the desk: the list is of today."""
    began, lead = desk.at - timedelta(days=2), desk.manager
    with acting_as(lead.pk):
        closure = actions.draft(
            by=lead,
            at=began,
            form_key=uuid4(),
            service=desk.young,
            provider=desk.surgery,
            closes_on=add_months(local_day(desk.at), 2),
            purpose=Purpose.CARE.value,
            items=[DataItem.CARE_PLAN.value],
            why="The council gave the young people’s clinic to the surgery.",
            recipient="The practice manager",
            recipient_email="practice.manager@castlestreet.example.org",
            verified="I rang back on the number of their website.",
            lead=lead,
        )
        closure = actions.make_list(closure, by=lead, at=desk.at - HOUR)
        actions.add_file(
            closure,
            by=lead,
            at=desk.at - HOUR,
            what="Care plans",
            items=[DataItem.CARE_PLAN.value],
            form_key=uuid4(),
        )
