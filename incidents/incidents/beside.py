"""The incidents that a record of another register opened, on that record's page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from governance.accounts.models import User
from governance.records.models import Record
from governance.workflow.card import Card
from incidents.incidents.models import Incident

# The registers whose records open a draft.
SOURCES = (
    *("disclosures", "stop_checks", "closures", "recordings", "recording_devices", "consents", "capacity"),
)


def opened_by(register: str) -> Callable[[User, Any, datetime], Card | None]:
    """What makes the card of a record of this register: for whoever may see the incident."""

    def card(user: User, record: Record, at: datetime) -> Card | None:
        found = Incident.objects.visible_to(user, at).filter(
            source_register=register, source_reference=record.reference
        )
        incidents = [(each, each.shown_state) for each in found.order_by("-id")]
        return Card("incidents/_beside.html", {"incidents": incidents}) if incidents else None

    return card


BESIDE = {register: opened_by(register) for register in SOURCES}
