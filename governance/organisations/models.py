"""Partners that we share with."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from governance.organisations.querysets import OrganisationQuerySet
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PUBLIC, Privacy, classed

ONE_NAME = "one_organisation_a_name"


class Kind(models.TextChoices):
    HEALTH = "health", "Health: GP, hospital, pharmacy"
    COUNCIL = "council", "Council or social work"
    JUSTICE = "justice", "Police, courts, probation, prison"
    CHARITY = "charity", "Charity or community group"
    UNIVERSITY = "university", "University or research body"
    OTHER = "other", "Something else"


class Organisation(Record):
    """A body outside ours that receives or gives information."""

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    secure_route = models.CharField("how to send to them safely", max_length=200, blank=True)
    history = History()

    objects = OrganisationQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PUBLIC, "name kind"),
        **classed(INTERNAL, "contact_name contact_email contact_phone secure_route"),
    }

    class Meta:
        indexes = [
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="organisation_by_part_of_name"),
        ]
        constraints = [
            # "Example GP" and "EXAMPLE GP" would be two partners with half the records each.
            models.UniqueConstraint(Upper("name"), name=ONE_NAME),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="organisation_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.name
