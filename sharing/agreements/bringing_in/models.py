"""An older log that is brought in: the file, its rows as they were, and which agreement came of each."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from governance.accounts.models import User
from governance.records.effects import Effect
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, Privacy, classed
from sharing.agreements.bringing_in.reading import Fault
from sharing.agreements.bringing_in.states import State
from sharing.agreements.models import Agreement

SAVE_AS_CSV = "In your spreadsheet choose Save as, then “CSV UTF-8”, and bring that in."
# Why a file is refused, and what to do.
WORDS = {
    Fault.KIND: f"This is neither a CSV file nor an Excel spreadsheet. {SAVE_AS_CSV}",
    Fault.OLD: f"This is an Excel file of the old kind, or it is locked with a password. {SAVE_AS_CSV}",
    Fault.MACROS: "There are programs (macros) in this spreadsheet, which we do not open. "
    "Save it as .xlsx without them.",
    Fault.ENCODING: f"We do not know how the letters in this file are written. {SAVE_AS_CSV}",
    Fault.QUOTES: "A quotation mark opens and does not close, so that we do not know where a cell ends. "
    "Put it right, or save the file as a spreadsheet (.xlsx).",
    Fault.EMPTY: "There is nothing in this file. Look whether it is the right one.",
    Fault.ROWS: "The file has more than 5,000 rows, or is marked further down than row 100,000. "
    "Delete the rows that hold nothing, or bring it in in several files.",
    Fault.COLUMNS: "A row has more than 100 columns. Delete the columns that are not about agreements.",
    Fault.CELL: "A cell holds more than 32,767 letters. A quotation mark may be missing: put it right.",
    Fault.LARGE: "The spreadsheet is larger inside than we can open. "
    "Copy the log alone into a new one, without pictures and other sheets.",
    Fault.DAMAGED: f"The file is damaged or cut off. Open it and save it again. {SAVE_AS_CSV}",
}


class LogImport(Record):
    """One file with an older log. It is kept as it came; nothing in it is ever changed.

    sheet and names_row say where the names of the columns stand; mapping which column holds what.
    """

    state = models.CharField(max_length=8, choices=State)
    # The file's own name: it is about no person, and IG must know which of their files it was.
    name = models.CharField(max_length=120)
    file = models.CharField(max_length=80, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveIntegerField(editable=False)
    form_key = models.UUIDField(editable=False)
    encoding = models.CharField(max_length=16, blank=True)
    fault = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Fault], blank=True)
    fault_row = models.PositiveIntegerField(default=0)
    sheets = ArrayField(models.CharField(max_length=40), default=list)
    sheet = models.CharField(max_length=40, blank=True)
    names_row = models.PositiveIntegerField(default=0)
    # The number of a column → what it holds. None: not looked at by anybody yet.
    mapping = models.JSONField(null=True)
    # What is meant where the rows do not say it.
    defaults = models.JSONField(default=dict)
    # A partner's name as it is compared → which organisation it is, a new one of a kind, or none.
    partners = models.JSONField(default=dict)
    loaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "state name file sha256 size form_key encoding fault fault_row sheets sheet"),
        **classed(INTERNAL, "names_row mapping defaults partners loaded_by"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="log_import_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=State.REFUSED.value) & ~Q(fault="")
                | ~Q(state=State.REFUSED.value) & Q(fault=""),
                name="refused_log_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(file="") & ~Q(sha256="") & Q(size__gt=0), name="log_import_has_its_file"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.LOADING.value, State.LOADED.value])
                | Q(loaded_by__isnull=False, mapping__isnull=False),
                name="log_loaded_by_someone",
            ),
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_log_import_a_form"),
        ]

    @property
    def refusal(self) -> str:
        """Why the file cannot be read and what to do, or nothing."""
        if not self.fault:
            return ""
        where = f"Row {self.fault_row:,}: " if self.fault_row else ""
        return f"{where}{WORDS[Fault(self.fault)]}"

    @property
    def shown_state(self) -> State:
        """The state with its words and colour."""
        return State(self.state)


class LogRow(models.Model):
    """One row of the file as it was, and the agreement that came of it: its evidence.

    key: by it the same row is known again in whichever file, so that it is brought in once.
    """

    log = models.ForeignKey(LogImport, models.PROTECT, related_name="rows")
    sheet = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    # What somebody put right, by field; the cells stay as they were.
    corrections = models.JSONField(default=dict)
    # Why it could not be brought in, though it could be read.
    fault = models.CharField(max_length=300, blank=True)
    agreement = models.OneToOneField(Agreement, models.PROTECT, null=True, related_name="log_row")
    key = models.CharField(max_length=80, null=True, unique=True)
    # Who, what and from when: so that it is known again without its number, too.
    fingerprint = models.CharField(max_length=80, blank=True)
    # The number that it had in the older log.
    old_number = models.CharField(max_length=60, blank=True)
    end_assumed = models.BooleanField(default=False)
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL,
        "id log sheet number cells corrections fault agreement key fingerprint old_number end_assumed",
    )

    class Meta:
        indexes = [
            models.Index(
                Upper("old_number"),
                condition=~Q(old_number=""),
                name="agreement_by_old_number",
            ),
            models.Index(fields=["fingerprint"], condition=~Q(fingerprint=""), name="log_row_by_fingerprint"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["log", "sheet", "number"], name="one_row_a_number"),
            models.CheckConstraint(
                condition=Q(agreement=None, key=None, fingerprint="", old_number="", end_assumed=False)
                | Q(agreement__isnull=False, key__isnull=False, fault=""),
                name="row_with_an_agreement_has_its_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.log_id}, row {self.number}"


class Work(Effect):
    """The order to read a file, or to bring its rows in. The row is the outbox."""

    log = models.ForeignKey(LogImport, models.CASCADE, related_name="works")

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="log_work_waiting")]

    def __str__(self) -> str:
        return self.effect_key
