"""What the record of processing needs and no other register holds (UK GDPR Article 30; handbook section 1)."""

from typing import ClassVar

from django.db import models

from governance.accounts.models import Service
from governance.records.columns import text
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, Privacy, classed
from sharing.locks import Basis, Condition


class Note(Record):
    """What one service does with personal data for its own work; or what holds wherever a service says nothing."""

    # None: the whole charity.
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+", db_index=False)
    purposes = text("what it is for")
    basis = models.CharField("the legal basis", max_length=2, choices=Basis, blank=True)
    condition = models.CharField("the condition for health data", max_length=2, choices=Condition, blank=True)
    people = text("whose information it is")
    information = text("what sorts of information")
    recipients = text("who gets it or works with it for us, besides partners with an agreement")
    transfers = text("whether it leaves the United Kingdom, and what protects it there")
    retention = text("how long it is kept")
    security = text("how it is kept safe, in short")
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL,
        "service purposes basis condition people information recipients transfers retention security",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service"], nulls_distinct=False, name="one_processing_note_a_service"
            )
        ]
