"""One number of the overview, as it was counted last."""

from typing import ClassVar

from django.db import models


class Figure(models.Model):
    """So many in a row and a series of a measure. Counted by a job, since a page may not wait for a million rows.

    It tells how many and never who.
    """

    measure = models.CharField(max_length=40)
    # A service, a state, a month: whatever the measure has a row for.
    row = models.CharField(max_length=40)
    series = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    application_may: ClassVar[str] = "SELECT, INSERT, DELETE"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "row", "series"], name="one_figure_a_row_and_series")
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.row} {self.series}"
