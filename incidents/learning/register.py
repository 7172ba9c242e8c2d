"""Learning from incidents: what they say together, and the summary of a year. Start reading here."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from governance.accounts.models import User
from governance.workflow.register import Register, Verb, enter
from incidents.learning import permissions
from incidents.learning.models import Summary


def _visible(user: User, at: datetime) -> QuerySet[Any]:
    return Summary.objects.all() if permissions.may_read_summaries(user) else Summary.objects.none()


SUMMARIES = enter(
    Register(
        name="incident_summaries",
        prefix="INS",
        model=Summary,
        verbs={"make": Verb("make", "Make a summary of a year", permissions.may_make)},
        visible=_visible,
        happened={"make": "A summary was made"},
        reference_digits=4,
    )
)
