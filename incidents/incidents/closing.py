"""Closing an incident, once everything is decided and done. Only the IG team opens it again (handbook section 10)."""

from datetime import datetime
from typing import Any

from governance.accounts.models import User
from governance.errors import demand
from governance.workflow.apply import apply
from incidents.incidents.actions import said
from incidents.incidents.models import Incident
from incidents.incidents.register import INCIDENTS, tell, those_who_run_it


def close(incident: Incident, *, by: User, at: datetime, closing_words: str, **sent: Any) -> Incident:
    """It is over. Raises Denied with everything that is missing."""
    demand(said(closing_words, "Write what came of it."))

    def change(locked: Incident) -> None:
        locked.closing_words, locked.closed_at, locked.closed_by = closing_words, at, by

    done = apply(INCIDENTS, incident, "close", by=by, at=at, change=change, **sent)
    tell({done.reported_by, *those_who_run_it(done)} - {by}, "incident_closed", done, at)
    return done
