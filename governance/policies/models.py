"""Policies: what the charity promises, version by version, with boxes that only staff see."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from governance.accounts.models import User
from governance.policies.querysets import SectionQuerySet, VersionQuerySet
from governance.policies.states import State
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PUBLIC, Privacy, classed


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
    """One version of a policy. Its text can change only as a draft, so an approval is of the text it stands on."""

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
    sent_back_because = models.TextField(max_length=1000, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    history = History()

    objects = VersionQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PUBLIC, "policy number title sponsor_title audience issued_on review_on related issues"),
        **classed(INTERNAL, "state sponsor remarks authors sent_back_because"),
        **classed(INTERNAL, "reviewed_at reviewed_by published_at published_by"),
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
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Section(models.Model):
    """A part of a version. Those of kind `resources` are for staff only and leave the server for nobody else."""

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

    def __str__(self) -> str:
        return self.heading
