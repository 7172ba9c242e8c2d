"""Policies: what the charity promises, version by version, with boxes that only staff see."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from governance.accounts.models import User
from governance.policies.states import State
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PUBLIC, Privacy, classed


class Policy(Record):
    """One policy through all its versions (handbook section 1)."""

    slug = models.SlugField(max_length=80, unique=True)
    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=160)
    # A named user, whatever their role.
    sponsor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="sponsors")
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = {
        "slug": PUBLIC,
        "number": PUBLIC,
        "title": PUBLIC,
        "sponsor": INTERNAL,
    }

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title


class PolicyVersion(Record):
    """One version of a policy: what was approved is bound to its content, and nobody approves what they wrote."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="versions")
    number = models.CharField(max_length=12)
    state = models.CharField(max_length=18, choices=State)
    title = models.CharField(max_length=160)
    sponsor_title = models.CharField(max_length=120)
    audience = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField()
    review_on = models.DateField()
    # Titles of policies to read with this one, and the table of earlier issues, as written.
    related = models.JSONField(default=list)
    issues = models.JSONField(default=list)
    # What the importer decided and why.
    remarks = models.JSONField(default=list)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PUBLIC, "policy number title sponsor_title audience issued_on review_on related issues"),
        **classed(INTERNAL, "state remarks reviewed_at reviewed_by published_at published_by"),
    }

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="one_text_a_version"),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state=State.PUBLISHED.value), name="one_published_version"
            ),
            models.CheckConstraint(
                condition=Q(review_on__gte=models.F("issued_on")), name="issued_before_review"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PUBLISHED.value, State.SUPERSEDED.value])
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="published_by_someone",
            ),
        ]


class Section(models.Model):
    """A part of a version. Boxes of resources are for staff only and leave the server for nobody else."""

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        RESOURCES = "resources", "Resources, for staff only"
        READING = "reading", "Further reading"

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    heading = models.CharField(max_length=200, blank=True)
    level = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=80)
    body = models.TextField()
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = classed(
        PUBLIC, "id version position kind heading level anchor body"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_section_a_place"),
            models.UniqueConstraint(fields=["version", "anchor"], name="one_section_an_anchor"),
        ]

    def __str__(self) -> str:
        return self.heading or self.anchor
