"""Files that belong to a record: what each of them is, which record it belongs to, and what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from governance.attachments.cleaning import Fault
from governance.attachments.first_look import Media
from governance.attachments.querysets import AttachmentQuerySet
from governance.attachments.states import State
from governance.records.addresses import address
from governance.records.effects import Effect
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, SPECIAL, Privacy, classed

# Why a file is refused, and what to do.
WORDS = {
    Fault.DAMAGED: "The file is damaged or cut off. Scan or photograph the paper again.",
    Fault.TOO_MANY_PIXELS: "The picture is too large. Take the photograph again in a smaller size.",
    Fault.LOCKED: "The PDF is locked with a password. Print it to a new PDF without one.",
    Fault.ACTIVE: "The PDF holds a program or other files. Print it to a new PDF, or scan the paper again.",
    Fault.TOO_MANY_PAGES: "The PDF has more than 20 pages. Scan only the pages that are needed.",
    Fault.BLANK: "Nothing is drawn in the box. Ask the person to sign again, or type their name.",
}


class CheckedFile(Record):
    """A record that has a file: as it came, under its hash, and as a copy that was written anew for staff."""

    state = models.CharField(max_length=8, choices=State)
    # The form it came from, so that sending the same form twice keeps it once.
    form_key = models.UUIDField(null=True, editable=False)
    original_file = models.CharField(max_length=80, blank=True, editable=False)
    original_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    original_size = models.PositiveIntegerField(null=True, editable=False)
    media_type = models.CharField(max_length=20, choices=[(m.value, m.value) for m in Media], blank=True)
    copy_file = models.CharField(max_length=80, blank=True, editable=False)
    copy_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    fault = models.CharField(max_length=10, choices=[(f.value, f.value) for f in Fault], blank=True)

    file_privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "state form_key original_file original_sha256 original_size media_type"),
        **classed(INTERNAL, "copy_file copy_sha256 fault"),
    }

    class Meta:
        abstract = True

    @property
    def drawn(self) -> bool:
        """Whether it was drawn here, so that there is nothing where nothing is drawn."""
        return False

    @property
    def is_good(self) -> bool:
        """Whether it counts as held: kept, or not yet found to be bad."""
        return self.state != State.REFUSED

    @property
    def refusal(self) -> str:
        """Why the file cannot be used and what to do, or nothing."""
        return WORDS[Fault(self.fault)] if self.fault else ""

    @property
    def has_copy(self) -> bool:
        """Whether there is a file that staff may look at."""
        return self.state == State.READY and bool(self.copy_file)

    @property
    def shown_state(self) -> State:
        """The state with its words and colour."""
        return State(self.state)


class Attachment(CheckedFile):
    """One file of one record of any register. Who sees the record sees the file, and nobody else."""

    register = models.CharField(max_length=40, editable=False)
    record_reference = models.CharField(max_length=20, editable=False)
    # What it is, chosen by the register that keeps it. The name that the file had is thrown away.
    label = models.CharField(max_length=120)
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="attachments")
    service = models.ForeignKey(
        "accounts.Service", models.PROTECT, null=True, related_name="attachments", db_index=False
    )
    history = History()

    objects = AttachmentQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **CheckedFile.file_privacy,
        **classed(INTERNAL, "register record_reference label"),
        **classed(SPECIAL, "person service"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="attachment_state_is_known"),
            models.CheckConstraint(
                condition=~Q(register="") & ~Q(record_reference="") & ~Q(label=""),
                name="attachment_belongs_to_a_record",
            ),
            # Its first two columns find the files of a record, too.
            models.UniqueConstraint(
                fields=["register", "record_reference", "created_by", "form_key", "original_sha256"],
                name="one_attachment_a_form",
            ),
            models.CheckConstraint(
                condition=Q(original_size__gt=0)
                & ~Q(original_file="")
                & ~Q(original_sha256="")
                & ~Q(media_type=""),
                name="attachment_has_its_original",
            ),
            models.CheckConstraint(
                condition=Q(state=State.READY) & ~Q(copy_file="") & ~Q(copy_sha256="")
                | ~Q(state=State.READY) & Q(copy_file="", copy_sha256=""),
                name="ready_attachment_has_its_copy",
            ),
            models.CheckConstraint(
                condition=Q(state=State.REFUSED) & ~Q(fault="") | ~Q(state=State.REFUSED) & Q(fault=""),
                name="refused_attachment_says_why",
            ),
        ]

    @property
    def ending(self) -> str:
        """The kind of file as people call it."""
        return Media(self.media_type).name

    @property
    def record_url(self) -> str:
        """Where its record is."""
        return address(self.register, self.record_reference)


class SealedFile(models.Model):
    """A file that is kept encrypted, and the key to it: encrypted too, and gone for good once it is destroyed."""

    name = models.CharField(max_length=80, unique=True)
    # Of the file in the clear.
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    # No history is kept of this table, or the key would outlive itself there.
    key = models.BinaryField(null=True)
    kept_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(key=None) ^ Q(destroyed_at=None), name="sealed_file_without_key_is_destroyed"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(destroyed_at__isnull=False),
                name="sealed_file_goes_after_its_key",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(destroyed_at__isnull=False, removed_at=None),
                name="sealed_file_to_remove",
            )
        ]

    def __str__(self) -> str:
        return f"{self.size} bytes, kept {self.kept_at:%Y-%m-%d}"


class Cleaning(Effect):
    """The order to check a file and write it anew. The row is the outbox; `done_at` is when it was settled."""

    attachment = models.OneToOneField(Attachment, models.CASCADE, related_name="cleaning")

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="attachment_waiting")]

    def __str__(self) -> str:
        return self.effect_key
