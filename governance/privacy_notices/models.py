"""What we tell people about their information: a notice for each service, and leaflets, version by version."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from consent.purposes import Purpose
from governance.accounts.models import Service, User
from governance.organisations.models import Organisation
from governance.privacy_notices.querysets import ExcuseQuerySet, NoticeVersionQuerySet
from governance.privacy_notices.rules import Kind, Routine, Style
from governance.privacy_notices.states import READABLE, State
from governance.records.columns import moment, someone
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PUBLIC, Privacy, classed
from governance.records.searching import vector

LONGEST_TITLE, LONGEST_BODY, LONGEST_NATIONAL, LONGEST_NOTE = 120, 40_000, 4_000, 1_000
LONGEST_NAME, LONGEST_WHAT, LONGEST_SLUG = 160, 300, 80


class Notice(models.Model):
    """What stays the same through all versions: what it is of, and its address. Never changed."""

    kind = models.CharField(max_length=13, choices=Kind)
    style = models.CharField(max_length=9, choices=Style)
    service = models.OneToOneField(Service, models.PROTECT, null=True, related_name="privacy_notice")
    slug = models.SlugField(max_length=LONGEST_SLUG, unique=True)
    history = History()

    application_may = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = classed(PUBLIC, "id kind style service slug")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "style"], condition=Q(service=None), name="one_leaflet_of_its_kind"
            ),
            models.CheckConstraint(condition=Q(style__in=Style.values), name="notice_style_is_known"),
            models.CheckConstraint(
                condition=Q(kind=Kind.SERVICE.value, style=Style.STANDARD.value, service__isnull=False)
                | Q(
                    kind__in=[Kind.ENGLAND.value, Kind.SCOTLAND.value, Kind.MENTAL_HEALTH.value],
                    service=None,
                ),
                name="notice_of_a_service_or_leaflet",
            ),
        ]

    def __str__(self) -> str:
        if self.service is not None:
            return self.service.name
        label = str(Kind(self.kind).label)
        return f"{label}, easy read" if self.is_easy_read else label

    @property
    def is_leaflet(self) -> bool:
        return self.kind != Kind.SERVICE

    @property
    def is_easy_read(self) -> bool:
        return self.style == Style.EASY_READ

    @property
    def address(self) -> str:
        """Where anyone reads it."""
        return f"/{'leaflets' if self.is_leaflet else 'privacy-notices'}/{self.slug}/"


class NoticeVersion(Record):
    """One version. People are given it and consents point to it, so what was published stays as it was for ever."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State)
    title = models.CharField(max_length=LONGEST_TITLE)
    body = models.TextField(max_length=LONGEST_BODY)
    # Only of a service: what leaves for the figures of the whole country.
    national = models.TextField(max_length=LONGEST_NATIONAL, blank=True)
    # Each a `rules.Routine`. The public sees all of it but the agreement.
    routine = models.JSONField(default=list)
    what_changed = models.TextField(max_length=LONGEST_NOTE, blank=True)
    review_on = models.DateField()
    # Of all that it says, as `rules.fingerprint` works it out.
    content_hash = models.CharField(max_length=64)
    # Everyone who wrote any of it: none of them may publish it.
    authors = ArrayField(models.BigIntegerField(), default=list)
    sent_back_because = models.TextField(max_length=LONGEST_NOTE, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    # What the publisher had read.
    published_hash = models.CharField(max_length=64, blank=True)
    superseded_at = models.DateTimeField(null=True)
    history = History()

    objects = NoticeVersionQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PUBLIC, "notice number title body national routine what_changed review_on"),
        **classed(PUBLIC, "published_at superseded_at"),
        **classed(INTERNAL, "state content_hash authors sent_back_because published_by published_hash"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="one_notice_version_a_number"),
            models.UniqueConstraint(
                fields=["notice"], condition=Q(state=State.PUBLISHED.value), name="one_published_notice"
            ),
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(state__in=["DRAFT", "RETURNED", "IN_REVIEW"]),
                name="one_undecided_notice",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="notice_state_is_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="notices_count_from_one"),
            models.CheckConstraint(
                condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="notice_has_a_hash"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in READABLE])
                & Q(published_at=None, published_by=None, published_hash="")
                | Q(
                    state__in=[state.value for state in READABLE],
                    published_at__isnull=False,
                    published_by__isnull=False,
                    published_hash=F("content_hash"),
                ),
                name="notice_published_as_it_reads",
            ),
            models.CheckConstraint(
                condition=Q(state=State.SUPERSEDED.value, superseded_at__gte=F("published_at"))
                | (~Q(state=State.SUPERSEDED.value) & Q(superseded_at=None)),
                name="notice_replaced_after_it_was_published",
            ),
        ]
        indexes = [
            GinIndex(vector("title", "body", "national"), name="notice_by_what_it_says"),
            GinIndex(OpClass(Upper("title"), "gin_trgm_ops"), name="notice_by_part_of_title"),
            GinIndex(OpClass(Upper("body"), "gin_trgm_ops"), name="notice_by_part_of_body"),
            GinIndex(OpClass(Upper("national"), "gin_trgm_ops"), name="notice_by_part_of_national"),
        ]

    def __str__(self) -> str:
        return f"{self.notice}, version {self.number}"

    @property
    def shared(self) -> list[Routine]:
        """What it says is shared as a matter of course."""
        return [Routine(**each) for each in self.routine]

    @property
    def given(self) -> str:
        """What is written into a consent of a person who was given it."""
        return f"{self.reference}, version {self.number}"

    @property
    def address(self) -> str:
        """Where anyone reads this very version."""
        return f"{self.notice.address}versions/{self.number}/"


class Excuse(models.Model):
    """Why a notice need not say that a service shares again and again with an organisation. Kept for ever.

    It holds until somebody takes it back.
    """

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    purpose = models.CharField(max_length=20, choices=Purpose)
    reason = models.CharField(max_length=LONGEST_WHAT)
    excused_at = models.DateTimeField()
    excused_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    taken_back_at, taken_back_by = moment(), someone()
    taken_back_because = models.CharField(max_length=LONGEST_WHAT, blank=True)
    history = History()

    objects = ExcuseQuerySet.as_manager()
    application_may = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL,
        "id service organisation purpose reason excused_at excused_by "
        "taken_back_at taken_back_by taken_back_because",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "organisation", "purpose"],
                condition=Q(taken_back_at=None),
                name="one_excuse_that_holds",
            ),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="excuse_purpose_is_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="excuse_says_why"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None, taken_back_because="")
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_because=""),
                name="excuse_taken_back_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
