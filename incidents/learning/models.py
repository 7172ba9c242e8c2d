"""The summary of a year: what its incidents said together on the day on which it was made."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, Privacy, classed


class Summary(Record):
    """Counts of a calendar year, frozen. Nobody is named in it, and nothing that somebody typed is."""

    year = models.PositiveSmallIntegerField()
    # The last day that is in it, which is earlier than the year's last where the year still ran.
    until_on = models.DateField()
    # As `pictures.frozen` gives it.
    figures = models.JSONField()
    # Of year, day and figures: the same asked for again is the same summary.
    content_hash = models.CharField(max_length=64, unique=True)
    history = History()

    # Never changed.
    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = classed(INTERNAL, "year until_on figures content_hash")

    class Meta:
        verbose_name_plural = "summaries"
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__year=models.F("year")), name="summary_ends_in_its_year"
            ),
            models.CheckConstraint(
                condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="summary_has_a_hash"
            ),
        ]
