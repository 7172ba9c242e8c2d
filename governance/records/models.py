"""What every register entry has: a reference people can say, a version, and who made it."""

from typing import ClassVar

from django.conf import settings
from django.db import connection, models

from governance.records.privacy import INTERNAL, Privacy


class Record(models.Model):
    """A register entry (handbook section 0). Never deleted: corrected by a new version with a reason."""

    reference = models.CharField(max_length=20, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        # Accounts are never deleted, so nothing looks for an account's records this way; so for every `_by`.
        db_index=False,
    )

    # The database refuses the application a DELETE.
    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    # Each field of its own that a register adds, with its class.
    privacy: ClassVar[dict[str, Privacy]] = {}
    record_privacy: ClassVar[dict[str, Privacy]] = {
        "id": INTERNAL,
        "reference": INTERNAL,
        "version": INTERNAL,
        "created_at": INTERNAL,
        "created_by": INTERNAL,
    }

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference


class ReferenceCount(models.Model):
    """The last number given to a kind of reference in a year."""

    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="one_count_a_year")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"


def next_reference(prefix: str, year: int, digits: int = 6) -> str:
    """The next reference of its kind, for example `CON-2026-000123`. Waits for others doing the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_referencecount (prefix, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (prefix, year) DO UPDATE SET last = records_referencecount.last + 1 RETURNING last",
            [prefix, year],
        )
        (number,) = cursor.fetchone()
    return f"{prefix}-{year}-{number:0{digits}d}"
