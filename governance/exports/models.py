"""Lists that were asked for as a spreadsheet or a PDF, and filters that somebody kept under a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from governance.records.effects import Effect

LONGEST_NAME = 30


class Format(models.TextChoices):
    """What a worker makes of a list. CSV needs none: it is sent while it is read."""

    XLSX = "xlsx", "spreadsheet"
    PDF = "pdf", "PDF"


class Export(Effect):
    """One list as a file, for whoever asked for it. The row is the order to make it.

    `done_at` is when it was made or given up: then there is a `file`, or a `fault` in words. The file is deleted
    after a day; the row stays. `sight` tells what the owner was allowed to see when it was made.
    """

    reference = models.CharField(max_length=20, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports", db_index=False
    )
    register = models.CharField(max_length=40)
    query = models.CharField(max_length=400, blank=True)
    # The database fills it in too, for a process that runs still and does not know of it.
    format = models.CharField(
        max_length=4, choices=Format.choices, default=Format.XLSX, db_default=Format.XLSX.value
    )
    created_at = models.DateTimeField()
    # About how many there will be, and how many are written by now.
    expected = models.PositiveIntegerField()
    rows = models.PositiveIntegerField(default=0)
    sight = models.CharField(max_length=64, blank=True)
    file = models.FileField(upload_to="exports/", blank=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            # Pressed twice, made once.
            models.UniqueConstraint(
                fields=["owner", "register", "query", "format"],
                condition=Q(done_at=None),
                name="one_export_at_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="export_waiting"),
            models.Index(fields=["done_at"], condition=~Q(file=""), name="export_kept"),
        ]

    def __str__(self) -> str:
        return self.reference


class SavedView(models.Model):
    """The filters of a list under a name of the owner's own. Nobody else sees it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", db_index=False
    )
    register = models.CharField(max_length=40)
    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint("owner", "register", Upper("name"), name="one_saved_view_a_name")
        ]

    def __str__(self) -> str:
        return self.name
