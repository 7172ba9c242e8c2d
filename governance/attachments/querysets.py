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


class AttachmentQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User, at: datetime) -> Self:
        """Those whose record's own register lets the user see it; none where the user learns its state alone.

        Each register says so of its own records, access exclusions and all.
        """
        seen = Q(pk__in=[])
        for name, register in REGISTERS.items():
            if register.model is self.model or (name in TABLE and sight(user, name).note == STATUS):
                continue
            records = register.visible(user, at).order_by().filter(reference=OuterRef("record_reference"))
            seen |= Q(register=name) & Q(Exists(records))
        return self.filter(seen)

    def of(self, record: Record, register: Register) -> Self:
        """The files of a record, in the order in which they came."""
        return self.filter(register=register.name, record_reference=record.reference).order_by("id")
