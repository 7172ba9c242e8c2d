"""People whose data we hold, their cases in our services, and who must stay out of their records."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from governance.accounts.models import Service, Team, User
from governance.people.querysets import CaseQuerySet, ExclusionQuerySet, PersonQuerySet
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PERSONAL, SPECIAL, Privacy


class Kind(models.TextChoices):
    SERVICE_USER = "service_user", "Uses our services"
    STAFF = "staff", "Works for us"
    VOLUNTEER = "volunteer", "Volunteers for us"
    FAMILY = "family", "Family or friend of someone"
    PUBLIC = "public", "Member of the public"


class Person(Record):
    """A data subject (handbook section 2). UK GDPR stops at death; confidentiality does not."""

    name = models.CharField(max_length=120)
    born_on = models.DateField("date of birth", null=True, blank=True)
    # Asked only where the birth date is unknown: without it we treat the person as a child.
    plainly_adult = models.BooleanField(default=False)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.SERVICE_USER)
    # The form it came from, so that sending the same form twice adds one person.
    form_key = models.UUIDField(null=True, editable=False)
    nhs_number = models.CharField("NHS number", max_length=10, blank=True)
    chi_number = models.CharField("CHI number", max_length=10, blank=True)
    communication_needs = models.TextField(max_length=500, blank=True)
    safe_contact = models.TextField("safe contact instructions", max_length=500, blank=True)
    keep_from_parents = models.BooleanField("they asked us not to tell their parents", default=False)
    died_on = models.DateField("date of death", null=True, blank=True)
    history = History()

    objects = PersonQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        "name": PERSONAL,
        "born_on": PERSONAL,
        "plainly_adult": PERSONAL,
        "kind": PERSONAL,
        "nhs_number": PERSONAL,
        "chi_number": PERSONAL,
        "communication_needs": SPECIAL,
        "safe_contact": PERSONAL,
        "keep_from_parents": PERSONAL,
        "died_on": PERSONAL,
        "form_key": INTERNAL,
    }

    class Meta:
        verbose_name_plural = "people"
        indexes = [
            GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="person_by_part_of_name"),
            models.Index(fields=["name", "id"], name="person_by_name"),
            models.Index(fields=["nhs_number"], condition=~Q(nhs_number=""), name="person_by_nhs_number"),
            models.Index(fields=["chi_number"], condition=~Q(chi_number=""), name="person_by_chi_number"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="person_kind_is_known"),
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_person_a_form"),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(born_on=None) | Q(died_on__gte=F("born_on")),
                name="born_before_death",
            ),
        ]


class Case(Record):
    """A person's time with one service. Several may be open at once."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    # Without an index of its own: one below begins with it.
    service = models.ForeignKey(Service, models.PROTECT, related_name="cases", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="cases")
    key_worker = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="cases")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    history = History()

    objects = CaseQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        "person": PERSONAL,
        "service": SPECIAL,
        "team": SPECIAL,
        "key_worker": INTERNAL,
        "opened_on": SPECIAL,
        "closed_on": SPECIAL,
    }

    class Meta:
        ordering = ["-opened_on", "-id"]
        indexes = [models.Index(fields=["service", "closed_on"], name="case_of_service")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="case_opened_before_closed",
            ),
            models.UniqueConstraint(
                fields=["person", "service"], condition=Q(closed_on=None), name="one_open_case_a_service"
            ),
        ]


class AccessExclusion(Record):
    """A worker knows the person and stays out of their records (handbook section 2). Immediate."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="exclusions")
    worker = models.ForeignKey(User, models.PROTECT, related_name="exclusions")
    relationship = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    history = History()

    objects = ExclusionQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        "person": PERSONAL,
        "worker": PERSONAL,
        "relationship": PERSONAL,
        "started_at": INTERNAL,
        "ended_at": INTERNAL,
        "ended_by": INTERNAL,
    }

    class Meta:
        indexes = [
            models.Index(fields=["worker", "person"], condition=Q(ended_at=None), name="exclusion_in_force")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "worker"], condition=Q(ended_at=None), name="one_exclusion_in_force"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="exclusion_ended_by_someone",
            ),
        ]
