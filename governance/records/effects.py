"""Work that must happen after the commit, written down in the same transaction as its cause.

The row is the outbox: a relay claims it for a while, does the work and marks it done. A worker or
broker that dies loses nothing, because the claim runs out and the next relay takes it up again.
"""

from datetime import datetime, timedelta
from typing import Self

from django.db import models

CLAIM = timedelta(minutes=2)
LONGEST_WAIT = timedelta(hours=1)


class Effect(models.Model):
    """One piece of work. `effect_key` is unique, so that asking twice does it once."""

    effect_key = models.CharField(max_length=120, unique=True)
    done_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    @classmethod
    def claim(cls, *, at: datetime, most: int) -> list[Self]:
        """Take up to `most` rows that wait, so that nobody else does them meanwhile.

        Call it in a transaction of its own. Each failure doubles the wait, up to an hour.
        """
        rows = list(
            cls._default_manager.select_for_update(skip_locked=True)
            .filter(done_at=None, next_try_at__lte=at)
            .order_by("next_try_at")[:most]
        )
        for row in rows:
            row.next_try_at = at + min(CLAIM * 2**row.attempts, LONGEST_WAIT)
            row.attempts = min(row.attempts + 1, 30)
        cls._default_manager.bulk_update(rows, ["next_try_at", "attempts"])
        return rows
