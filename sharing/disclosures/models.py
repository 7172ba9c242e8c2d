"""Disclosures: what was shared about whom with whom and why; and what was decided not to be (handbook section 6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from consent.capacity.models import Assessment
from consent.consents.models import Consent
from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import Service
from governance.calendar import Nation
from governance.organisations.models import Organisation
from governance.people.models import Case, Person
from governance.records.columns import LONGEST_LINE, moment, someone, text
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, SPECIAL, Privacy, classed
from sharing.agreements.models import Agreement
from sharing.disclosing import ALWAYS, RULES, Approver, NotTold, Paper, Reason, missing
from sharing.disclosures.diseases import Disease
from sharing.disclosures.querysets import DisclosureQuerySet
from sharing.disclosures.states import LEFT, State
from sharing.ladder import Rung
from sharing.locks import Basis, Condition, Footing, Locks, Recognised, Schedule1
from sharing.opt_out import Ground, OptOut
from sharing.routes import ALLOWED, Route

GONE = [state.value for state in LEFT]
# A moment and who did it: both or neither.
PAIRS = ("sent", "approved", "reviewed", "told", "opt_out_cleared", "declined", "cancelled", "recalled")


class Disclosure(Record):
    """One sharing outside the organisation, or the decision not to share. About one person, or about a group.

    A group has no person of its own; those of it whom we know are `Listed`.
    """

    state = models.CharField(max_length=20, choices=State)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="disclosures", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="disclosures", db_index=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="disclosures", db_index=False)
    people = models.PositiveIntegerField("how many people it is about", default=1)
    # The Stop and Check that it left under: its reference, since that register stands below this one by name only.
    stop_check = models.ForeignKey(
        "stop_checks.StopCheck", models.PROTECT, null=True, related_name="disclosures"
    )

    # Who gets it
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="disclosures"
    )
    recipient = models.CharField("name of the person or body", max_length=160)
    # A body whose name we only know as it was typed is none: an agreement is asked for with that (section 4).
    private_person = models.BooleanField(
        "it is a person, such as a relative or friend", default=False, db_default=False
    )
    verified = models.CharField("how you made sure that it is them", max_length=LONGEST_LINE, blank=True)
    # What, why and how
    purpose = models.CharField("what it is for", max_length=20, choices=Purpose)
    purpose_words = models.CharField("why, in a few words", max_length=LONGEST_LINE, blank=True)
    items = ArrayField(models.CharField(max_length=20, choices=DataItem), verbose_name="what is shared")
    # What exactly was said or sent, fit to be read by the person.
    what = text("what exactly")
    rung = models.PositiveSmallIntegerField("how much of the person shows", choices=Rung)
    recurring = models.BooleanField("it is shared again and again", default=False)
    route = models.CharField("how it is sent", max_length=16, choices=Route)

    # The three locks
    basis = models.CharField("lock 1: the legal basis", max_length=2, choices=Basis, blank=True)
    recognised = models.CharField("which recognised interest", max_length=12, choices=Recognised, blank=True)
    balancing = text("how our reason was weighed against the person’s")
    law = models.CharField("the law and its section", max_length=LONGEST_LINE, blank=True)
    condition = models.CharField("lock 2: the condition", max_length=2, choices=Condition, blank=True)
    schedule1 = models.CharField("the condition of the Act", max_length=2, choices=Schedule1, blank=True)
    crime_authority = models.CharField(
        "what lets us use data about crimes", max_length=LONGEST_LINE, blank=True
    )
    footing = models.CharField("lock 3: the duty of confidence", max_length=16, choices=Footing, blank=True)

    # What it rests on, in the version that was in force
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="disclosures")
    agreement_version = models.PositiveIntegerField(null=True)
    # No agreement covers it, and it went ahead all the same (section 4); the IG team is told that day.
    agreement_gap = models.BooleanField(default=False)
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="disclosures")
    consent_version = models.PositiveIntegerField(null=True)
    reason = models.CharField("why without consent", max_length=20, choices=Reason, blank=True)
    emergency = models.BooleanField("shared first, written down after", default=False)
    # What "may we share?" answered, and on what facts.
    answer = models.JSONField(null=True)

    # What sharing without consent must say (section 6); the words stand in `disclosing`.
    what_happened = text("what happened")
    at_risk = models.CharField("who is at risk", max_length=LONGEST_LINE, blank=True)
    how_badly = models.CharField("how badly they may be hurt", max_length=LONGEST_LINE, blank=True)
    how_soon = models.CharField("how soon", max_length=LONGEST_LINE, blank=True)
    consent_sought = text("did you ask the person; if not, why not")
    known_wishes = text("what the person wants, as far as you know")
    harm_of_sharing = text("what harm sharing may do")
    harm_of_not_sharing = text("what harm not sharing may do")
    less_intrusive = text("what else you thought of")
    minimum = text("why this is the least that helps")
    advice = text("whose advice you took")
    follow_up = text("what happens next")
    paper = models.CharField("what they brought", max_length=10, choices=Paper, blank=True)
    # The reference of the attachment that is the order.
    order = models.CharField(max_length=20, blank=True)
    commanded = ArrayField(
        models.CharField(max_length=20, choices=DataItem),
        default=list,
        verbose_name="what the order commands",
    )
    asked_for = text("what they ask for")
    why_asked = text("why they ask for it")
    power = models.CharField("by which power in law", max_length=LONGEST_LINE, blank=True)
    disease = models.CharField(max_length=24, choices=Disease, blank=True)
    suspected_at = moment()
    significant_harm = models.BooleanField("it could do significant harm to others", default=False)
    # A disease is told by telephone first where it is urgent, and in writing always.
    oral_told_at = moment()
    written_told_on = models.DateField(null=True)
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, related_name="disclosures", db_index=False
    )

    # The national opt-out (section 7)
    opt_out = models.CharField("the national data opt-out", max_length=14, choices=OptOut, blank=True)
    opt_out_ground = models.CharField(
        "why it does not apply, or is exempt", max_length=16, choices=Ground, blank=True
    )
    opt_out_cleared_at, opt_out_cleared_by = moment(), someone()

    # What was decided and done, when and by whom
    asked_at = moment()
    sent_back_because = text("why it was sent back")
    approved_at, approved_by = moment(), someone()
    sent_at, sent_by = moment(), someone()
    reviewed_at, reviewed_by = moment(), someone()
    review_words = text("what the review found")
    declined_at, declined_by = moment(), someone()
    decline_reason = text("why it was not shared")
    cancelled_at, cancelled_by = moment(), someone()
    cancel_reason = text("why it was not sent")
    recalled_at, recalled_by = moment(), someone()
    recall_reason = text("why it was called back, and what they answered")
    # Telling the person
    told_at, told_by = moment(), someone()
    told_how = models.CharField("how they were told", max_length=LONGEST_LINE, blank=True)
    not_told = models.CharField("why they are not told", max_length=16, choices=NotTold, blank=True)
    not_told_because = text("what would happen if they were told")
    # When somebody asks again whether they can be told now.
    telling_recheck_on = models.DateField(null=True)
    # Of the form that began it, so that a form that is sent twice begins one.
    form_key = models.UUIDField(null=True, editable=False)
    history = History()

    objects = DisclosureQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(SPECIAL, "person case service organisation recipient verified purpose purpose_words items"),
        **classed(SPECIAL, "what consent reason answer what_happened at_risk how_badly how_soon"),
        **classed(SPECIAL, "consent_sought known_wishes harm_of_sharing harm_of_not_sharing less_intrusive"),
        **classed(SPECIAL, "minimum advice follow_up paper order commanded asked_for why_asked power"),
        **classed(SPECIAL, "disease suspected_at significant_harm assessment balancing decline_reason"),
        **classed(SPECIAL, "sent_back_because review_words cancel_reason recall_reason told_how not_told"),
        **classed(SPECIAL, "not_told_because"),
        **classed(INTERNAL, "private_person"),
        **classed(INTERNAL, "state people stop_check rung recurring route basis recognised law condition"),
        **classed(INTERNAL, "schedule1 crime_authority footing agreement agreement_version agreement_gap"),
        **classed(INTERNAL, "consent_version emergency opt_out opt_out_ground asked_at oral_told_at"),
        **classed(INTERNAL, "written_told_on telling_recheck_on form_key"),
        **classed(INTERNAL, " ".join(f"{pair}_at {pair}_by" for pair in PAIRS)),
    }

    class Meta:
        indexes = [
            models.Index(fields=["service", "-id"], name="disclosure_of_service"),
            models.Index(fields=["person", "-id"], name="disclosure_of_person"),
            models.Index(fields=["state", "-id"], name="disclosure_in_state"),
            # Whether the same went to the same recipient in the last 90 days.
            models.Index(
                fields=["organisation", "purpose", "sent_at"],
                condition=Q(sent_at__isnull=False),
                name="disclosure_sent_before",
            ),
            # The same, of whom we know by a typed name only.
            models.Index(
                Upper("recipient"),
                "purpose",
                "sent_at",
                condition=Q(sent_at__isnull=False, organisation=None),
                name="disclosure_sent_to_a_name",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_disclosure_a_form"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="disclosure_state_is_known"),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="disclosure_purpose_is_known"
            ),
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="disclosure_rung_is_one"),
            models.CheckConstraint(
                condition=Q(reason="") | Q(reason__in=Reason.values), name="disclosure_reason_is_known"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, case__isnull=False, people=1)
                | Q(person=None, case=None, people__gt=0),
                name="disclosure_about_one_or_a_group",
            ),
            # A refused way is named only where it was decided not to share, or where it has happened already.
            models.CheckConstraint(
                condition=Q(route__in=sorted(ALLOWED)) | Q(state=State.DECLINED.value) | Q(emergency=True),
                name="disclosure_by_an_allowed_route",
            ),
            # Whatever left has its moment, its sender, and what it rests on: a consent, a reason, for a group an
            # agreement; what shows nobody rests on that.
            models.CheckConstraint(
                condition=~Q(state__in=GONE)
                | Q(sent_at__isnull=False, sent_by__isnull=False)
                & (
                    Q(consent__isnull=False)
                    | ~Q(reason="")
                    | Q(stop_check__isnull=False)
                    | Q(person=None, agreement__isnull=False)
                    | Q(rung__lt=Rung.PSEUDONYMISED)
                ),
                name="disclosure_sent_on_something",
            ),
            # An emergency has happened before it is written down.
            models.CheckConstraint(
                condition=Q(state__in=GONE) | Q(sent_at=None) | Q(state=State.DRAFT.value, emergency=True),
                name="disclosure_not_sent_has_no_moment",
            ),
            # Nobody approves what they send, save in an emergency, where any staff may, or a doctor.
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(sent_by=None)
                | ~Q(approved_by=F("sent_by"))
                | Q(emergency=True)
                | Q(
                    reason__in=[
                        Reason.MISSING_PERSON.value,
                        Reason.MEDICAL_EMERGENCY.value,
                        Reason.NOTIFIABLE_DISEASE.value,
                    ]
                ),
                name="disclosure_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(agreement=None) | Q(agreement_gap=False), name="disclosure_gap_without_agreement"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DECLINED.value) | ~Q(decline_reason=""),
                name="disclosure_declined_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RECALLED.value) | ~Q(recall_reason=""),
                name="disclosure_recalled_why",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None) | ~Q(told_how=""), name="disclosure_told_somehow"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{pair}_at": None, f"{pair}_by": None})
                    | Q(**{f"{pair}_at__isnull": False}),
                    name=f"disclosure_{pair}_by_someone",
                )
                for pair in PAIRS
            ),
        ]

    @property
    def nation(self) -> Nation:
        return Nation(self.service.nation)

    def state_at(self, at: datetime) -> State:
        """The state at a moment: nothing of it is worked out."""
        return State(self.state)

    @property
    def locks(self) -> Locks:
        """What was chosen for the three locks."""
        return Locks(
            basis=Basis(self.basis) if self.basis else None,
            condition=Condition(self.condition) if self.condition else None,
            schedule1=Schedule1(self.schedule1) if self.schedule1 else None,
            footing=Footing(self.footing) if self.footing else None,
            recognised=Recognised(self.recognised) if self.recognised else None,
            balancing=self.balancing,
            law=self.law,
            crime_authority=self.crime_authority,
        )

    @property
    def shown_state(self) -> State:
        """The state with its words and colour."""
        return State(self.state)

    @property
    def is_gone(self) -> bool:
        """Whether it has left; a decision to call it back does not undo that."""
        return self.state in GONE

    @property
    def waits_for_review(self) -> bool:
        """Whether somebody still has to look at it, whatever became of it since."""
        return self.is_gone and self.needs_review and self.reviewed_at is None

    @property
    def needs_review(self) -> bool:
        """Whether the manager looks at it after it was sent, since nobody else had decided before."""
        return self.emergency or (
            bool(self.reason) and RULES[Reason(self.reason)].approver is Approver.ANYONE
        )

    @property
    def is_to_be_told(self) -> bool:
        """Whether somebody must tell the person still: what they said yes to, they know of."""
        return bool(self.reason) and self.told_at is None and self.person_id is not None

    def missing(self, *, emergency: bool = False) -> list[str]:
        """Which facts of section 6 are still to be told; all of them, or those of an emergency's short form.

        None of what left through a Stop and Check, which says them in its own questions.
        """
        if not self.reason or self.stop_check_id is not None:
            return []
        return list(missing(Reason(self.reason), self.said, emergency=emergency))

    @property
    def said(self) -> Mapping[str, object]:
        """The facts of section 6 by their names in `disclosing`."""
        names = {*ALWAYS, *(fact for rule in RULES.values() for fact in rule.facts)}
        return {name: getattr(self, name) for name in names}


class Listed(models.Model):
    """Somebody whom we know in a disclosure about a group, so that it stands on their page too."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="listed")
    person = models.ForeignKey(Person, models.PROTECT, related_name="disclosures_of_groups")

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "id"),
        **classed(SPECIAL, "disclosure person"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "person"], name="listed_once_a_disclosure")
        ]

    def __str__(self) -> str:
        return f"{self.disclosure_id} {self.person_id}"
