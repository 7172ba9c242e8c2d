"""What proves that someone said yes or no: a signed paper, or a signature made here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from consent.evidence.cleaning import Fault
from consent.evidence.first_look import Media
from consent.evidence.querysets import EvidenceQuerySet
from consent.evidence.states import State
from governance.accounts.models import Service
from governance.people.models import Case, Person
from governance.records.effects import Effect
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PERSONAL, SPECIAL, Privacy, classed

SEEN_UNDER = ("consents", "media_consents")


class Kind(models.TextChoices):
    SCAN = "SCAN", "Scan or photograph of a paper form"
    DRAWN = "DRAWN", "Signature drawn on the screen"
    TYPED = "TYPED", "Name typed as a signature"


# Why a file is refused, and what to do.
WORDS = {
    Fault.DAMAGED: "The file is damaged or cut off. Scan or photograph the form again.",
    Fault.TOO_MANY_PIXELS: "The picture is too large. Photograph the form again in a smaller size.",
    Fault.LOCKED: "The PDF is locked with a password. Print it to a new PDF without one.",
    Fault.ACTIVE: "The PDF holds a program or other files. Print it to a new PDF, or scan the form again.",
    Fault.TOO_MANY_PAGES: "The PDF has more than 20 pages. Scan only the form.",
    Fault.BLANK: "Nothing is drawn in the box. Ask the person to sign again, or type their name.",
}


class Evidence(Record):
    """One proof of what a person said (handbook section 3.3, check 8), bound to the words that they were shown.

    The file as it came stays under its hash. What staff get to see is a copy that was written anew.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="evidence")
    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    service = models.ForeignKey(Service, models.PROTECT, related_name="evidence", db_index=False)
    state = models.CharField(max_length=8, choices=State)
    kind = models.CharField(max_length=8, choices=Kind)
    # The row of the table of roles that says who may see it.
    seen_under = models.CharField(
        max_length=20, choices=[(row, row) for row in SEEN_UNDER], default="consents", editable=False
    )
    # The form it came from, so that sending the same form twice keeps it once.
    form_key = models.UUIDField(null=True, editable=False)
    # Who signed, as typed: the signature itself, or the name beside the drawing.
    signed_name = models.CharField("name of who signed", max_length=120, blank=True)
    # The person was there when it was made.
    present = models.BooleanField(default=False)
    # The exact words that were shown.
    wording_label = models.CharField(max_length=120, blank=True)
    wording_hash = models.CharField(max_length=64, blank=True)

    original_file = models.CharField(max_length=80, blank=True, editable=False)
    original_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    original_size = models.PositiveIntegerField(null=True, editable=False)
    media_type = models.CharField(max_length=20, choices=[(m.value, m.value) for m in Media], blank=True)
    copy_file = models.CharField(max_length=80, blank=True, editable=False)
    copy_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    fault = models.CharField(max_length=10, choices=[(f.value, f.value) for f in Fault], blank=True)
    history = History()

    objects = EvidenceQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(SPECIAL, "person case service"),
        **classed(PERSONAL, "signed_name present"),
        **classed(
            INTERNAL,
            "state kind seen_under form_key wording_label wording_hash original_file original_sha256",
        ),
        **classed(INTERNAL, "original_size media_type copy_file copy_sha256 fault"),
    }

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="evidence_state_is_known"),
            models.CheckConstraint(condition=Q(seen_under__in=SEEN_UNDER), name="evidence_has_its_readers"),
            models.UniqueConstraint(
                fields=["created_by", "case", "form_key", "kind", "original_sha256"],
                name="one_evidence_a_form",
            ),
            models.CheckConstraint(
                condition=Q(kind="TYPED", original_file="")
                | Q(kind__in=["SCAN", "DRAWN"], original_size__gt=0)
                & ~Q(original_file="")
                & ~Q(original_sha256="")
                & ~Q(media_type=""),
                name="evidence_has_its_original",
            ),
            models.CheckConstraint(
                condition=Q(kind="SCAN") | Q(present=True) & ~Q(signed_name=""),
                name="signature_was_made_with_the_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="READY") | Q(kind="TYPED") | ~Q(copy_file="") & ~Q(copy_sha256=""),
                name="ready_evidence_has_its_copy",
            ),
            models.CheckConstraint(
                condition=Q(state="REFUSED") & ~Q(fault="") | ~Q(state="REFUSED") & Q(fault=""),
                name="refused_evidence_says_why",
            ),
        ]

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


class Cleaning(Effect):
    """The order to check a file and write it anew. The row is the outbox; `done_at` is when it was settled."""

    evidence = models.OneToOneField(Evidence, models.CASCADE, related_name="cleaning")

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="cleaning_waiting")]

    def __str__(self) -> str:
        return self.effect_key
