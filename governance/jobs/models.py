"""One run of a scheduled job: when, for how long, how much it did, or the kind of its failure."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Run(models.Model):
    """A run that is worth keeping: of a job that runs seldom, one that somebody asked for, or one that failed.

    It tells how much was done and never about whom. Kept for some days only.
    """

    # Celery's own name for it, which the row has before a worker takes it up.
    task_id = models.CharField(max_length=60, unique=True)
    job = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The pages hand nothing to the workers: a row is the order, and the relay passes it on.
    sent_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # What it gave back: one number, or two.
    did = models.JSONField(default=list)
    # The kind of what went wrong. Its words may hold somebody's data, and are never kept.
    failure = models.CharField(max_length=80, blank=True)

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE, DELETE"

    class Meta:
        indexes = [
            models.Index(fields=["job", "-asked_at"], name="runs_of_a_job"),
            models.Index(fields=["asked_at"], condition=Q(sent_at=None), name="runs_to_pass_on"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(began_at__isnull=False), name="run_began_before_it_ended"
            ),
            models.CheckConstraint(
                condition=Q(failure="") | Q(ended_at__isnull=False), name="run_failed_at_its_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.asked_at}"
