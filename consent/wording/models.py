"""What is read out or shown when consent is asked: one wording, and its versions."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from consent.kinds import Kind
from consent.wording.querysets import WordingVersionQuerySet
from consent.wording.rules import ENGLISH, Purpose, Style, Use, fits, label
from consent.wording.states import State
from governance.accounts.models import User
from governance.calendar import Nation, local_day
from governance.errors import Verdict
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, Privacy, classed

LONGEST_TITLE, LONGEST_BODY, LONGEST_NOTE = 120, 20_000, 1_000
a_language = RegexValidator(
    r"\A[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", "Enter a language code, for example en, cy, gd or pl"
)


class Wording(models.Model):
    """What stays the same through all versions of a text: what it is for, and for whom. Never changed."""

    kind = models.CharField("what it asks for", max_length=16, choices=Kind)
    purpose = models.CharField("what it is", max_length=6, choices=Purpose)
    style = models.CharField(max_length=9, choices=Style)
    language = models.CharField(max_length=20, default=ENGLISH, validators=[a_language])
    # None is both nations.
    nation = models.CharField(max_length=3, choices=Nation, null=True)
    history = History()

    application_may = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = classed(INTERNAL, "id kind purpose style language nation")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "purpose", "style", "language", "nation"],
                nulls_distinct=False,
                name="one_wording_of_its_kind",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="wording_kind_is_known"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="wording_purpose_is_known"),
            models.CheckConstraint(condition=Q(style__in=Style.values), name="wording_style_is_known"),
            models.CheckConstraint(
                condition=Q(nation=None) | Q(nation__in=Nation.values), name="wording_nation_is_known"
            ),
        ]

    def __str__(self) -> str:
        parts = [Kind(self.kind).label, Purpose(self.purpose).label.lower(), Style(self.style).label.lower()]
        if self.nation:
            parts.append(Nation(self.nation).label)
        return ", ".join(parts)


class WordingVersion(Record):
    """One version of a wording. Consents point to it, so what was approved once stays as it was for ever."""

    wording = models.ForeignKey(Wording, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State)
    title = models.CharField(max_length=LONGEST_TITLE)
    body = models.TextField(max_length=LONGEST_BODY)
    what_changed = models.TextField(max_length=LONGEST_NOTE, blank=True)
    # Of title and body, as `rules.fingerprint` works it out.
    content_hash = models.CharField(max_length=64)
    # Everyone who wrote any of it: none of them may approve it.
    authors = ArrayField(models.BigIntegerField(), default=list)
    sent_back_because = models.TextField(max_length=LONGEST_NOTE, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    # What the approver had read.
    approved_hash = models.CharField(max_length=64, blank=True)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    history = History()

    objects = WordingVersionQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "wording number state title body what_changed content_hash authors"),
        **classed(INTERNAL, "sent_back_because approved_at approved_by approved_hash retired_at retired_by"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wording", "number"], name="one_wording_version_a_number"),
            models.UniqueConstraint(
                fields=["wording"], condition=Q(state=State.APPROVED.value), name="one_approved_version"
            ),
            models.UniqueConstraint(
                fields=["wording"],
                condition=Q(state__in=[State.DRAFT.value, State.SUBMITTED.value]),
                name="one_undecided_version",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="wording_version_state_is_known"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="wording_versions_count_from_one"),
            models.CheckConstraint(
                condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="wording_has_a_hash"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[State.DRAFT.value, State.SUBMITTED.value],
                    approved_at=None,
                    approved_by=None,
                    approved_hash="",
                )
                | Q(
                    state__in=[State.APPROVED.value, State.RETIRED.value],
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    approved_hash=F("content_hash"),
                ),
                name="approved_as_it_reads",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=State.RETIRED.value,
                    retired_by__isnull=False,
                    retired_at__gte=F("approved_at"),
                )
                | (~Q(state=State.RETIRED.value) & Q(retired_at=None, retired_by=None)),
                name="retired_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """A few words for lists and records: "Sharing script 3 (easy read)"."""
        its = self.wording
        return label(
            Kind(its.kind),
            Purpose(its.purpose),
            Style(its.style),
            its.language,
            Nation(its.nation) if its.nation else None,
            self.number,
        )

    def fits(self, use: Use) -> Verdict:
        """Whether it can have been used so, as `rules.fits` says."""
        return fits(
            Kind(self.wording.kind),
            Purpose(self.wording.purpose),
            Nation(self.wording.nation) if self.wording.nation else None,
            local_day(self.approved_at) if self.approved_at else None,
            local_day(self.retired_at) if self.retired_at else None,
            use=use,
        )

    @property
    def is_form(self) -> bool:
        return self.wording.purpose == Purpose.FORM
