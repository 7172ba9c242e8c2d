"""How tests come to help that was written down, and to a statement."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from governance.accounts.models import User
from governance.calendar import local_day
from governance.people.models import Person
from sharing.agreements import deciding
from sharing.agreements.content import parties
from sharing.agreements.models import Agreement
from sharing.opt_out import OptOut
from sharing.opt_outs import actions
from sharing.opt_outs.models import Help, Statement
from sharing.opt_outs.rules import IN_SHORT, POSITION, About, Leaflet
from tests.cast import NOON, Cast
from tests.sharing.agreements.walk import sent_in, signed_by_partner, signed_by_us, surgery


def helped(
    cast: Cast, person: Person | None = None, *, by: User | None = None, at: datetime = NOON, **changes: Any
) -> Help:
    """Fay, or whoever `by` is, helped this person, or somebody who is not named, today."""
    by = by or cast.fay
    case = person.cases.get() if person else None
    place = case or by.memberships.first()
    facts = {
        "service": place.service if place else cast.harbour,
        "case": case,
        "helped_on": local_day(at),
        "about": About.NATIONAL,
        "question": "How to find the page",
        "leaflet": Leaflet.NHS,
        "form_key": uuid4(),
    }
    return actions.record(by=by, at=at, **facts | changes)


def waiting(at: datetime = NOON) -> Statement:
    """The statement that waits, asked for at this moment if none ever was."""
    actions.begin_first(at)
    return Statement.objects.get(state="WAITING")


def stated(cast: Cast, *, at: datetime = NOON, **changes: Any) -> Statement:
    """Priya confirmed the statement that waited."""
    words = {"words": POSITION, "in_short": IN_SHORT}
    return actions.confirm(waiting(at), by=cast.priya, at=at, **words | changes)


def in_force_although_it_applies(cast: Cast, *, at: datetime = NOON) -> Agreement:
    """An agreement that the opt-out applies to, cleared by the DPO and signed by all."""
    made = sent_in(cast, surgery(cast), at=at, opt_out=OptOut.APPLIES.value, opt_out_ground="")
    made = deciding.approve(
        made,
        by=cast.priya,
        at=at,
        read_version=made.version,
        content_hash=made.content_hash,
        opt_out_cleared="Whole records of those who opted out are taken out.",
    )
    made = signed_by_us(cast, made, at=at)
    for party in parties(made):
        made = signed_by_partner(made, party, by=cast.igor, at=at)
    return made
