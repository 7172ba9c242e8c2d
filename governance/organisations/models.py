"""Partners that we share with: what they are, whom to ask, how sure we are of them, and how to send to them."""

import re
from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from governance.accounts.models import User
from governance.organisations.querysets import OrganisationQuerySet, PartQuerySet
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PUBLIC, Privacy, classed

ONE_NAME = "one_organisation_a_name"
ONE_ICO_NUMBER = "one_organisation_an_ico_number"
MERGED_INTO_ONE_THAT_REMAINS = "merged_into_one_that_remains"
# As the Information Commissioner writes them: Z1234567, or ZA123456.
ICO_NUMBER = re.compile("^Z([0-9]{7}|[A-Z][0-9]{6})$")


class Kind(models.TextChoices):
    HEALTH = "health", "Health: GP, hospital, pharmacy"
    COUNCIL = "council", "Council or social work"
    JUSTICE = "justice", "Police, courts, probation, prison"
    GOVERNMENT = "government", "Government department or regulator"
    CHARITY = "charity", "Charity or community group"
    UNIVERSITY = "university", "University or research body"
    COMPANY = "company", "Company that works for us or with us"
    OTHER = "other", "Something else"


class Organisation(Record):
    """A body outside ours that receives or gives information.

    One that was entered twice is merged: the duplicate stays, points to the one that remains and is offered nowhere.
    """

    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind)
    # A memorandum between government bodies can be enough where others need an agreement; None: not asked yet.
    public_body = models.BooleanField(null=True)
    ico_number = models.CharField("ICO registration number", max_length=8, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="duplicates", db_index=False
    )
    # What was known before contacts and routes had records of their own. Nothing reads these four any more; the
    # release before this one does, while both run.
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    secure_route = models.CharField("how to send to them safely", max_length=200, blank=True)
    history = History()

    objects = OrganisationQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PUBLIC, "name kind public_body ico_number"),
        **classed(INTERNAL, "contact_name contact_email contact_phone secure_route merged_into"),
    }

    class Meta:
        indexes = [
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="organisation_by_part_of_name"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="organisation_duplicates"
            ),
        ]
        constraints = [
            # "Example GP" and "EXAMPLE GP" would be two partners with half the records each. A merged one keeps its
            # name, so that it finds the one that remains.
            models.UniqueConstraint(Upper("name"), name=ONE_NAME),
            models.UniqueConstraint(
                fields=["ico_number"], condition=~Q(ico_number="") & Q(merged_into=None), name=ONE_ICO_NUMBER
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="organisation_kind_is_known"),
            models.CheckConstraint(
                condition=Q(ico_number="") | Q(ico_number__regex=ICO_NUMBER.pattern),
                name="organisation_ico_number_is_one",
            ),
            # That it is not merged into a merged one either is a foreign key that Django cannot say: see 0003.
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="organisation_not_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named_by(cls) -> list[Any]:
        """The relations by which records of other registers name an organisation."""
        own = cls._meta.app_label
        return [each for each in cls._meta.related_objects if each.related_model._meta.app_label != own]

    def pointed_to(self) -> int:
        """How many records of other registers name this organisation."""
        return sum(
            each.related_model._base_manager.filter(**{each.field.name: self}).count()
            for each in self.named_by()
        )


class Part(models.Model):
    """Something of an organisation, written only by the organisation's verbs and under its version."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="%(class)ss")

    objects = PartQuerySet.as_manager()
    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"

    class Meta:
        abstract = True


class ContactRole(models.TextChoices):
    SIGNATORY = "signatory", "Signs agreements for them"
    DPO = "dpo", "Their Data Protection Officer"
    PRIVACY = "privacy", "Privacy and data protection"
    DAILY = "daily", "Day to day"


class Contact(Part):
    """Somebody there, or a post."""

    role = models.CharField(max_length=12, choices=ContactRole)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    left_on = models.DateField(null=True)
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id organisation role name email telephone left_on"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ContactRole.values), name="contact_role_is_known")
        ]

    def __str__(self) -> str:
        return self.name


class AssuranceKind(models.TextChoices):
    DSPT_MET = "dspt_met", "DSPT: standards met"
    DSPT_EXCEEDED = "dspt_exceeded", "DSPT: standards exceeded"
    CYBER_ESSENTIALS = "ce", "Cyber Essentials"
    CYBER_ESSENTIALS_PLUS = "ce_plus", "Cyber Essentials Plus"
    ISO_27001 = "iso_27001", "ISO 27001"
    OURS = "ours", "Our own questions, answered"
    OTHER = "other", "Something else"


class Assurance(Part):
    """Something that shows that they keep data safe, from the day it was issued to its last good day."""

    kind = models.CharField(max_length=16, choices=AssuranceKind)
    # The certificate's number, or where the paper is.
    document = models.CharField(max_length=120, blank=True)
    issued_on = models.DateField()
    expires_on = models.DateField()
    # Its last good day where it ended before it ran out; before its issue where it never counted.
    ended_on = models.DateField(null=True)
    # Who of us looked at it, and when.
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    note = models.CharField(max_length=300, blank=True)
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id organisation kind document issued_on expires_on ended_on checked_at checked_by note"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gte=F("issued_on")), name="assurance_ends_after_its_issue"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AssuranceKind.values),
                name="assurance_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} until {self.expires_on}"


class RouteKind(models.TextChoices):
    SECURE_EMAIL = "secure_email", "Email that meets the secure email standard (DCB1596)"
    ENCRYPTED_EMAIL = "encrypted", "Encrypted email, such as NHSmail with [secure]"
    FILE_TRANSFER = "transfer", "Managed secure file transfer"
    PORTAL = "portal", "Their own secure portal"
    DRIVE = "drive", "Encrypted drive, by hand or tracked courier, the password apart"
    PAPER = "paper", "Paper in two envelopes, tracked"
    CALL_BACK = "call_back", "Telephone, for one person’s facts: call back on a number you found yourself"
    # Words from before routes had kinds; nobody chooses it.
    UNSORTED = "unsorted", "Not sorted yet: ask before you send"


class SecureRoute(Part):
    """A way to send to them that handbook section 5 allows."""

    kind = models.CharField(max_length=16, choices=RouteKind)
    address = models.CharField(max_length=200)
    # When somebody of us made sure that it is theirs, and who wrote that down.
    verified_on = models.DateField(null=True)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    withdrawn_on = models.DateField(null=True)
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id organisation kind address verified_on verified_by withdrawn_on"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RouteKind.values),
                name="route_is_one_that_is_allowed",
            ),
            models.CheckConstraint(
                condition=Q(verified_on=None, verified_by=None)
                | Q(verified_on__isnull=False, verified_by__isnull=False),
                name="route_verified_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.address}"
