"""Concerns and complaints from anyone, the law’s clock, and the way to follow one (section 11). Start reading here."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.deadlines.writing import Desk
from governance.notifications.sending import notify
from governance.notifications.words import about
from governance.workflow.card import Card
from governance.workflow.register import Register, Verb, enter
from incidents.concerns import permissions
from incidents.concerns.clocks import clocks
from incidents.concerns.deadlines import dues
from incidents.concerns.models import Concern
from incidents.concerns.states import MACHINE
from incidents.incidents.register import kept_from

HAPPENED = {
    "raise": "It came",
    "acknowledge": "They were told that we have it",
    "look_into": "We began to look into it",
    "tell": "They were told how far we are",
    "hear": "They told us more",
    "edit": "It was corrected",
    "new_code": "They were given a new code",
    "answer": "They were answered",
    "report": "It became an incident too",
    "close": "It was closed",
    "set_aside": "It was set aside: it was no concern",
    "refused": "Not accepted",
}


def _beside(user: User, incident: Any, at: datetime) -> Card | None:
    """On the page of an incident: the concern that it came from with its clocks, for whoever may read that."""
    found = Concern.objects.visible_to(user, at).filter(incident=incident).first()
    if found is None:
        return None
    return Card("concerns/beside.html", {"concern": found, "clocks": clocks(found), "today": local_day(at)})


def _kept_events(user: User, at: datetime) -> Q:
    """That a concern became an incident which is restricted."""
    became = Concern.objects.filter(incident__reference__in=kept_from(user, at))
    return Q(verb="report", reference__in=became.values("reference"))


CONCERNS = enter(
    Register(
        name="concerns",
        prefix="CNC",
        model=Concern,
        machine=MACHINE,
        verbs={
            "raise": Verb("raise", "Write down a concern", permissions.may_raise),
            "acknowledge": Verb("acknowledge", "Tell them that we have it", permissions.may_decide),
            "look_into": Verb("look_into", "Begin to look into it", permissions.may_decide),
            "answer": Verb("answer", "Answer them", permissions.may_decide),
            "tell": Verb("tell", "Tell them how far we are", permissions.may_edit),
            "hear": Verb("hear", "They told us more", permissions.may_edit),
            "close": Verb("close", "Close it", permissions.may_decide),
            "report": Verb("report", "Make it an incident", permissions.may_report),
            "edit": Verb("edit", "Correct this", permissions.may_edit),
            "new_code": Verb("new_code", "Give them a new code", permissions.may_edit),
            "set_aside": Verb("set_aside", "It is no concern", permissions.may_decide),
        },
        visible=lambda user, at: Concern.objects.visible_to(user, at),
        dues=dues,
        desk=lambda concern: Desk(service_id=concern.service_id),
        service_id=lambda concern: concern.service_id,
        kept_events=_kept_events,
        happened=HAPPENED,
        related=("service",),
        beside={"incidents": _beside},
    )
)


def tell_ig(concern: Concern, kind: str, at: datetime, *, by: User | None) -> None:
    """A message to the IG team, but for the one who did it."""
    reached = User.objects.filter(role=Role.IG, is_active=True)
    notify(
        [user for user in reached if user != by],
        kind,
        register=CONCERNS.name,
        reference=concern.reference,
        at=at,
        occasion=str(concern.version),
    )


# It may tell of a breach, whose hours count from now.
about("concern_received", "A concern has come", urgent=True)
about("concern_message", "Whoever raised a concern wrote again")
