"""Policies: what the charity promises, version by version, with boxes that only staff see, and who has read it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from governance.accounts.models import User
from governance.policies.querysets import SectionQuerySet, VersionQuerySet
from governance.policies.states import State
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PUBLIC, Privacy, classed
from governance.records.searching import vector


class Policy(models.Model):
    """What stays the same through all versions of a policy: its number and its address. Never changed."""

    number = models.CharField(max_length=40, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    history = History()

    application_may = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = classed(PUBLIC, "id number slug")

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.number


class PolicyVersion(Record):
    """One version of a policy. Its text can change only as a draft, and both approvals keep a hash of what was read."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=18, choices=State)
    title = models.CharField(max_length=200)
    sponsor_title = models.CharField(max_length=200)
    # A named user, whatever their role: publishes it, and is told when its review is near.
    sponsor = models.ForeignKey(User, models.PROTECT, null=True, related_name="sponsored_policies")
    audience = models.CharField(max_length=200)
    issued_on = models.DateField()
    review_on = models.DateField()
    # Titles of policies to read with this one, and the table of earlier issues, as written.
    related = models.JSONField(default=list)
    issues = models.JSONField(default=list)
    # What the importer decided and why.
    remarks = models.JSONField(default=list)
    # Everyone who brought in a text of this version, the replaced ones too: none of them may approve it.
    authors = ArrayField(models.BigIntegerField(), default=list)
    # As it was written: the sections are what the reader made of it. Empty where it is older than this column.
    text = models.TextField(blank=True, default="", db_default="")
    sent_back_because = models.TextField(max_length=1000, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # Of all that the reviewer read, and that the sponsor did, as `fingerprint` works it out.
    reviewed_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    # The sponsor approved it, and it is published from 00:00 of this day.
    publish_on = models.DateField(null=True)
    scheduled_at = models.DateTimeField(null=True)
    scheduled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    # Whether staff are asked to read it anew; the sponsor says so for a small correction.
    read_again = models.BooleanField(default=True, db_default=True)
    # Whoever has read this version has read that one too: itself, or the first that it only corrects.
    read_with = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    history = History()

    objects = VersionQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PUBLIC, "policy number title sponsor_title audience issued_on review_on related issues"),
        **classed(INTERNAL, "state sponsor remarks authors text sent_back_because"),
        **classed(INTERNAL, "reviewed_at reviewed_by reviewed_hash published_at published_by published_hash"),
        **classed(INTERNAL, "publish_on scheduled_at scheduled_by read_again read_with"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="one_text_a_version"),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state=State.PUBLISHED.value), name="one_published_version"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="policy_version_state_is_known"),
            models.CheckConstraint(
                condition=Q(review_on__gte=models.F("issued_on")), name="issued_before_review"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="policy_reviewed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="policy_published_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PUBLISHED.value, State.SUPERSEDED.value])
                | Q(reviewed_at__isnull=False, published_at__isnull=False),
                name="published_after_review",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_hash="")
                | (Q(reviewed_at__isnull=False) & Q(reviewed_hash__regex=r"^[0-9a-f]{64}$")),
                name="policy_review_keeps_a_hash",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, published_hash="", read_with=None)
                | Q(
                    published_at__isnull=False,
                    published_hash=models.F("reviewed_hash"),
                    read_with__isnull=False,
                ),
                name="policy_published_as_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(publish_on=None, scheduled_at=None, scheduled_by=None)
                | Q(
                    publish_on__isnull=False,
                    scheduled_at__isnull=False,
                    scheduled_by__isnull=False,
                    state=State.SPONSOR_APPROVAL.value,
                ),
                name="policy_scheduled_by_its_sponsor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Section(models.Model):
    """A part of a version. Those of kind `resources` are for staff only and leave the server for nobody else."""

    # What is looked through when somebody searches; the first counts most.
    SEARCHED = ("heading", "body")

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        RESOURCES = "resources", "Resources, for staff only"
        READING = "reading", "Further reading"

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="sections")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    heading = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=90)
    body = models.TextField()
    history = History()

    objects = SectionQuerySet.as_manager()
    # Public as far as its kind is: `for_public` leaves the staff's rows out.
    privacy: ClassVar[dict[str, Privacy]] = classed(
        PUBLIC, "id version position kind heading level anchor body"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_section_a_place"),
            models.UniqueConstraint(fields=["version", "anchor"], name="one_section_an_anchor"),
            models.CheckConstraint(
                condition=Q(kind__in=["text", "resources", "reading"]), name="section_kind_is_known"
            ),
        ]
        indexes = [
            GinIndex(vector("heading", "body"), name="section_by_what_it_says"),
            GinIndex(OpClass(Upper("heading"), "gin_trgm_ops"), name="section_by_part_of_heading"),
            GinIndex(OpClass(Upper("body"), "gin_trgm_ops"), name="section_by_part_of_body"),
        ]

    def __str__(self) -> str:
        return self.heading


class Acknowledgement(models.Model):
    """Somebody of the staff has said that they read a version. Never changed, and never taken back."""

    # Without an index of its own: the constraint begins with it.
    user = models.ForeignKey(User, models.PROTECT, related_name="acknowledgements", db_index=False)
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="acknowledgements")
    read_at = models.DateTimeField()

    application_may = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = classed(INTERNAL, "id user version read_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "version"], name="one_acknowledgement_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} by {self.user_id}"
