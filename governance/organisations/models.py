"""Partners that we share with."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Upper

from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PUBLIC, Privacy


class Kind(models.TextChoices):
    HEALTH = "health", "Health: GP, hospital, pharmacy"
    COUNCIL = "council", "Council or social work"
    JUSTICE = "justice", "Police, courts, probation, prison"
    CHARITY = "charity", "Charity or community group"
    UNIVERSITY = "university", "University or research body"
    OTHER = "other", "Something else"


class Organisation(Record):
    """A body outside ours that receives or gives information."""

    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    secure_route = models.CharField("how to send to them safely", max_length=200, blank=True)
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = {
        "name": PUBLIC,
        "kind": PUBLIC,
        "contact_name": INTERNAL,
        "contact_email": INTERNAL,
        "contact_phone": INTERNAL,
        "secure_route": INTERNAL,
    }

    class Meta:
        indexes = [models.Index(Upper("name"), "id", name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name
