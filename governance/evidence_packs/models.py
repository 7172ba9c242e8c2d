"""An evidence pack: what shows that a period was run as the law and our policy ask, in one file."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from governance.attachments.models import SealedFile
from governance.records.effects import Effect


class Pack(Effect):
    """One pack for whoever asked for it. The row is the order to make it.

    `done_at` is when it was made or given up: then there is a `file`, or a `fault` in words. `stage` is how many of
    its steps are done. `sight` tells what the owner was allowed to see when it was made, `incidents` which it may tell
    of, by their ids. The file is destroyed after some weeks; the row stays.
    """

    reference = models.CharField(max_length=20, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="evidence_packs", db_index=False
    )
    from_on = models.DateField()
    to_on = models.DateField()
    created_at = models.DateTimeField()
    stage = models.PositiveSmallIntegerField(default=0)
    sight = models.CharField(max_length=64, blank=True)
    # The database fills it in too, for a process that runs still and does not know of it.
    incidents = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    file = models.OneToOneField(SealedFile, models.PROTECT, null=True, related_name="+")
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            # Asked for twice, made once.
            models.UniqueConstraint(
                fields=["owner", "from_on", "to_on"], condition=Q(done_at=None), name="one_pack_at_a_time"
            ),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="pack_period_has_its_order"),
            models.CheckConstraint(
                condition=Q(file=None) | Q(done_at__isnull=False, fault=""), name="pack_is_made_or_given_up"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="pack_waiting"),
            models.Index(fields=["owner", "-id"], name="pack_of_owner"),
        ]

    def __str__(self) -> str:
        return self.reference
