"""What a desk keeps of its own: the secret of somebody's calendar."""

from django.conf import settings
from django.db import models


class CalendarLink(models.Model):
    """Somebody has a link to a calendar of what waits for them. The link itself is not kept, only its fingerprint."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="calendar_link"
    )
    fingerprint = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} since {self.made_at}"
