"""Consents: one person, one recipient, one purpose, and how the answer came about."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from consent.consents.querysets import ConsentQuerySet
from consent.consents.rules import Effect, Giver, Kind, Method, State, state_on
from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.organisations.models import Organisation
from governance.people.models import Case, Person
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, SPECIAL, Privacy, classed

STORED = [state for state in State if state is not State.EXPIRED]


class DataItem(models.TextChoices):
    """What may be shared, in the words a person would use."""

    CONTACT = "contact", "Name and contact details"
    ATTENDANCE = "attendance", "That I come here, and my appointments"
    PROGRESS = "progress", "How I am getting on"
    CARE_PLAN = "care_plan", "My care plan"
    SUBSTANCE_USE = "substance_use", "My drug or alcohol use"
    MENTAL_HEALTH = "mental_health", "My mental health"
    MEDICATION = "medication", "My medicines and prescriptions"
    PHYSICAL_HEALTH = "physical_health", "My physical health and test results"
    RISK = "risk", "Worries about my safety or others'"
    FAMILY = "family", "My family and home"


class Consent(Record):
    """What a person said about one sharing (handbook section 3). Expiry is worked out when read, never stored."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    case = models.ForeignKey(Case, models.PROTECT, related_name="consents")
    service = models.ForeignKey(Service, models.PROTECT, related_name="consents")
    state = models.CharField(max_length=12, choices=[(state.value, state.label) for state in STORED])

    kind = models.CharField(max_length=20, choices=Kind)
    effect = models.CharField(max_length=16, choices=Effect)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="consents"
    )
    recipient = models.CharField("name of the person or body", max_length=160)
    relationship = models.CharField("who they are to the person", max_length=80, blank=True)
    purpose = models.CharField(max_length=200)
    items = ArrayField(models.CharField(max_length=20, choices=DataItem), verbose_name="what may be shared")
    not_to_share = models.CharField("what must not be shared", max_length=300, blank=True)

    giver = models.CharField(max_length=12, choices=Giver, default=Giver.SELF)
    giver_name = models.CharField(max_length=120, blank=True)
    authority_seen = models.BooleanField(default=False)
    method = models.CharField(max_length=20, choices=Method)
    # The note of a spoken answer; who recorded it stands in created_by.
    said_at = models.DateTimeField(null=True, blank=True)
    identity_check = models.CharField(max_length=200, blank=True)
    script_version = models.CharField(max_length=40, blank=True)
    answer_words = models.CharField(max_length=300, blank=True)
    form_kept = models.CharField("where the signed form is kept", max_length=200, blank=True)
    privacy_notice = models.CharField("privacy notice given", max_length=40, blank=True)
    # The ten questions of section 3.3 by their key; a question nobody answered is absent.
    checklist = models.JSONField(default=dict)

    # The extra-care panel for a child.
    explained = models.CharField(max_length=300, blank=True)
    understood = models.CharField(max_length=300, blank=True)
    supporter = models.CharField(max_length=200, blank=True)
    safe_to_involve = models.CharField(max_length=200, blank=True)

    given_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reconfirmed_at = models.DateTimeField(null=True)
    reconfirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # When the person said it, and when we wrote it down: "true then" and "known then" differ.
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawal_recorded_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    history = History()

    objects = ConsentQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(
            SPECIAL, "person case service recipient relationship purpose items not_to_share organisation"
        ),
        **classed(SPECIAL, "giver giver_name authority_seen identity_check answer_words said_at"),
        **classed(SPECIAL, "explained understood supporter safe_to_involve"),
        **classed(INTERNAL, "state kind effect method script_version form_kept privacy_notice checklist"),
        **classed(INTERNAL, "given_at given_by reconfirmed_at reconfirmed_by refused_at refused_by"),
        **classed(INTERNAL, "withdrawn_at withdrawn_by withdrawal_recorded_at review_on expires_on"),
    }

    class Meta:
        indexes = [
            models.Index(fields=["service", "review_on", "id"], name="consent_of_service"),
            models.Index(fields=["person", "state"], name="consent_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in STORED]), name="consent_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ACTIVE.value) | Q(given_at__isnull=False, expires_on__isnull=False),
                name="active_consent_was_given",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED.value) | Q(refused_at__isnull=False),
                name="refused_consent_was_refused",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN.value)
                | Q(withdrawn_at__isnull=False, withdrawal_recorded_at__gte=F("withdrawn_at")),
                name="withdrawn_consent_was_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(review_on=None) | Q(expires_on=None) | Q(review_on__lte=F("expires_on")),
                name="consent_reviewed_before_expiry",
            ),
            models.CheckConstraint(
                condition=~Q(giver=Giver.NEXT_OF_KIN.value), name="next_of_kin_never_gives"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{pair}_at": None, f"{pair}_by": None})
                    | Q(**{f"{pair}_at__isnull": False, f"{pair}_by__isnull": False}),
                    name=f"consent_{pair}_by_someone",
                )
                for pair in ("given", "reconfirmed", "refused", "withdrawn")
            ),
        ]

    def state_at(self, at: datetime) -> State:
        """The state at a moment, EXPIRED included (handbook T3)."""
        return state_on(State(self.state), self.expires_on, local_day(at))
