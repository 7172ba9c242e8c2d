"""What happened, who did it and why: append-only, and sealed in batches by a hash chain."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Event(models.Model):
    """One thing that happened, reads and refusals included (handbook section 0, Records).

    It has no foreign keys, so that it never stands in the way of what it tells of. The database sets
    `epoch`, `xid`, `at` and `actor_id` itself, whatever the application sends.
    """

    epoch = models.BigIntegerField(default=0)
    xid = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)
    actor_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=40)
    register = models.CharField(max_length=40)
    reference = models.CharField(max_length=20, blank=True)
    person_id = models.BigIntegerField(null=True)
    service_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    application_may = "SELECT, INSERT"

    class Meta:
        indexes = [
            models.Index(fields=["epoch", "xid", "id"], name="event_in_its_batch"),
            models.Index(fields=["register", "reference", "id"], name="event_of_record"),
            models.Index(fields=["person_id", "id"], name="event_of_person"),
            models.Index(fields=["actor_id", "id"], name="event_of_actor"),
            BrinIndex(fields=["at"], name="event_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.reference} {self.verb}"


class Seal(models.Model):
    """One batch of events: every transaction from `low` up to, not including, `high`."""

    number = models.BigIntegerField(primary_key=True)
    epoch = models.BigIntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    count = models.BigIntegerField()
    sealed_at = models.DateTimeField()
    digest = models.BinaryField()
    hash = models.BinaryField()

    application_may = "SELECT"

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}:{bytes(self.hash).hex()}"
