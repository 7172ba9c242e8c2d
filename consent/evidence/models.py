"""What proves that someone said yes or no: a signed paper, or a signature made here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from consent.evidence.querysets import EvidenceQuerySet
from consent.evidence.states import State
from governance.accounts.models import Service
from governance.attachments.models import CheckedFile
from governance.people.models import Case, Person
from governance.records.effects import Effect
from governance.records.history import History
from governance.records.privacy import INTERNAL, PERSONAL, SPECIAL, Privacy, classed

SEEN_UNDER = ("consents", "media_consents")


# Of what is in these states there is nothing that could prove an answer.
NO_PROOF = (State.REFUSED, State.DISCARDED)


class Kind(models.TextChoices):
    SCAN = "SCAN", "Scan or photograph of a paper form"
    DRAWN = "DRAWN", "Signature drawn on the screen"
    TYPED = "TYPED", "Name typed as a signature"


class Evidence(CheckedFile):
    """One proof of what a person said (handbook section 3.3, check 8), bound to the words that they were shown.

    The file as it came stays under its hash. What staff get to see is a copy that was written anew. Of one that was
    taken away only the entry stays, with the hash.
    """

    state = models.CharField(max_length=9, choices=State)
    person = models.ForeignKey(Person, models.PROTECT, related_name="evidence")
    case = models.ForeignKey(Case, models.PROTECT, related_name="evidence")
    service = models.ForeignKey(Service, models.PROTECT, related_name="evidence", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    # The row of the table of roles that says who may see it.
    seen_under = models.CharField(
        max_length=20, choices=[(row, row) for row in SEEN_UNDER], default="consents", editable=False
    )
    # Who signed, as typed: the signature itself, or the name beside the drawing.
    signed_name = models.CharField("name of who signed", max_length=120, blank=True)
    # The person was there when it was made.
    present = models.BooleanField(default=False)
    # The exact words that were shown.
    wording_label = models.CharField(max_length=120, blank=True)
    wording_hash = models.CharField(max_length=64, blank=True)
    history = History()

    objects = EvidenceQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **CheckedFile.file_privacy,
        **classed(SPECIAL, "person case service"),
        **classed(PERSONAL, "signed_name present"),
        **classed(INTERNAL, "kind seen_under wording_label wording_hash"),
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
                | Q(state="DISCARDED", original_file="", copy_file="")
                | Q(kind__in=["SCAN", "DRAWN"], original_size__gt=0)
                & ~Q(state="DISCARDED")
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
    def drawn(self) -> bool:
        return self.kind == Kind.DRAWN

    @property
    def is_good(self) -> bool:
        return self.state not in NO_PROOF

    @property
    def shown_state(self) -> State:  # type: ignore[override]
        return State(self.state)


class Cleaning(Effect):
    """The order to check a file and write it anew. The row is the outbox; `done_at` is when it was settled."""

    evidence = models.OneToOneField(Evidence, models.CASCADE, related_name="cleaning")

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="cleaning_waiting")]

    def __str__(self) -> str:
        return self.effect_key
