"""What a desk keeps of its own: the secret of somebody's calendar, and cases that are handed over."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from governance.records.effects import Effect


class CalendarLink(models.Model):
    """Somebody has a link to a calendar of what waits for them. The link itself is not kept, only its fingerprint."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="calendar_link"
    )
    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} since {self.made_at}"


class HandOver(Effect):
    """The order to hand somebody's cases to a colleague. The row is the outbox, and says how far it is.

    left: how many stayed where they were; `done_at` is when the last was looked at.
    """

    service = models.ForeignKey("accounts.Service", models.PROTECT, related_name="+", db_index=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    cases = ArrayField(models.BigIntegerField())
    moved = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(done_at=None), name="hand_over_waiting")
        ]

    def __str__(self) -> str:
        return self.effect_key
