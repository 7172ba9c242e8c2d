"""Deadlines as rows, written in the transition that causes them, and what the sweep noticed of each."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from governance.deadlines.querysets import DeadlineQuerySet


class Deadline(models.Model):
    """One thing that falls due on one record. `due_on` is the last good day (handbook T3)."""

    register = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    reference = models.CharField(max_length=20)
    rule = models.CharField(max_length=40)
    # Which one, where a record has several by one rule.
    part = models.IntegerField(default=0, db_default=0)
    due_on = models.DateField()
    # Of a clock that counts hours, the very moment (T4); `due_on` is its day.
    due_at = models.DateTimeField(null=True)
    # The last day on which telling makes sense: the record has ended by itself after it.
    until_on = models.DateField(null=True)
    # Without an index of their own: only open deadlines are ever asked for, and have their indexes below.
    service = models.ForeignKey("accounts.Service", models.CASCADE, null=True, db_index=False)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, db_index=False)
    # The worker's, who does not work in the service.
    elsewhere = models.BooleanField(default=False, db_default=False)
    # The last day on which the worker may open the record; None while nothing sets one.
    worker_until = models.DateField(null=True)
    # Communications, where they do it in the place of a worker; IG then hears in the place of a manager.
    team = models.CharField(max_length=8, default="", db_default="")
    person_id = models.BigIntegerField(null=True)
    # Who must not hear of it: those who know the person (access exclusions).
    excluded = ArrayField(models.BigIntegerField(), default=list)
    ended_at = models.DateTimeField(null=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register", "record_id", "rule", "part"], name="one_deadline_a_part_of_a_rule"
            )
        ]
        indexes = [
            models.Index(fields=["rule", "due_on"], condition=Q(ended_at=None), name="deadline_open"),
            models.Index(fields=["worker", "due_on"], condition=Q(ended_at=None), name="deadline_of_worker"),
            models.Index(
                fields=["service", "due_on"], condition=Q(ended_at=None), name="deadline_of_service"
            ),
            models.Index(
                fields=["team", "due_on"],
                condition=Q(ended_at=None) & ~Q(team=""),
                name="deadline_of_team",
            ),
            models.Index(fields=["person_id"], condition=Q(ended_at=None), name="deadline_of_person"),
            models.Index(
                fields=["until_on"],
                condition=Q(ended_at=None, until_on__isnull=False),
                name="deadline_lapsing",
            ),
            # Those that pass a worker or a manager by.
            models.Index(
                fields=["due_on"],
                condition=Q(ended_at=None) & ~Q(excluded=[]),
                name="deadline_kept_from_some",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.reference}"


class Flag(models.Model):
    """The sweep noticed a deadline: once for each lead time and, when overdue, once a day."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="flags", db_index=False)
    due_on = models.DateField()
    occasion = models.CharField(max_length=24)
    flagged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "due_on", "occasion"], name="flagged_once_an_occasion"
            )
        ]
        # Flags are written in the order of time, and only the last day of them is asked for.
        indexes = [BrinIndex(fields=["flagged_at"], name="flagged_lately")]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.occasion}"
