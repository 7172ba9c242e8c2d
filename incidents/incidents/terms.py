"""What commissioners want to hear of an incident, and how soon: set and ended by the IG team."""

from datetime import datetime
from typing import Any

from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.errors import Denied, no
from governance.workflow.apply import apply
from incidents.incidents.models import Term
from incidents.incidents.register import TERMS


def set_term(*, by: User, at: datetime, service: Service, commissioner: str, hours: int, **sent: Any) -> Term:
    """From today on this commissioner of a service hears within so many hours. Denied where a term of theirs runs."""
    there = Term.objects.filter(service=service, commissioner__iexact=commissioner.strip(), ended_on=None)
    # Who sets the same at the same moment waits here.
    Service.objects.select_for_update().get(pk=service.pk)
    if there.exists():
        raise Denied(no("They have a term already.", next_step="End it first, then set the new one."))
    term = Term(service=service, commissioner=commissioner.strip(), hours=hours, since_on=local_day(at))
    return apply(TERMS, term, "set", by=by, at=at, **sent)


def end_term(term: Term, *, by: User, at: datetime) -> Term:
    """The term ends today; what was known of until then keeps it."""

    def change(locked: Term) -> None:
        if locked.ended_on is not None:
            raise Denied(no("It has ended already.", next_step="There is nothing to do."))
        locked.ended_on = local_day(at)

    return apply(TERMS, term, "end", by=by, at=at, change=change)
