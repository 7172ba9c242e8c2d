"""Documents made from records: rendered once, hashed, served privately."""

from django.db import models

from governance.records.effects import Effect


class Document(Effect):
    """One PDF of one version of a record. The row is the order to make it; `done_at` is when it was made."""

    kind = models.CharField(max_length=40)
    register = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    file = models.FileField(upload_to="documents/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(done_at=None), name="document_waiting"),
            models.Index(fields=["sha256"], name="document_by_its_hash"),
        ]

    def __str__(self) -> str:
        return self.effect_key
