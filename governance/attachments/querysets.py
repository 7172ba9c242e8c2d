"""Which attachments a user may see: those of the records that the user may see."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import STATUS, TABLE
from governance.records.models import Record
from governance.workflow.register import REGISTERS, Register


def seen_records(register: Register, user: User, at: datetime) -> models.QuerySet[Any]:
    """The records of a register whose files the user may see: not those of which one learns the state alone.

    The register itself says so of its own records, access exclusions and all.
    """
    records: models.QuerySet[Any] = register.visible(user, at).order_by()
    learns_state_alone = register.name in TABLE and sight(user, register.name).note == STATUS
    return records.none() if learns_state_alone else records


class AttachmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime) -> Self:
        """Those of records that the user sees, in any register."""
        seen = Q(pk__in=[])
        for name, register in REGISTERS.items():
            if register.model is not self.model:
                record = seen_records(register, user, at).filter(reference=OuterRef("record_reference"))
                seen |= Q(register=name) & Q(Exists(record))
        return self.filter(seen)

    def of(self, record: Record, register: Register) -> Self:
        """The files of a record, in the order in which they came."""
        return self.filter(register=register.name, record_reference=record.reference).order_by("id")
