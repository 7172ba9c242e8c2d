"""Agreements about sharing: parties, data items, comments, signatures, reviews, and what follows their end."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import Service, User
from governance.calendar import Nation
from governance.notifications.links import MailedLink
from governance.organisations.models import Organisation, RouteKind
from governance.records.columns import LONGEST_LINE, LONGEST_TEXT, text
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PUBLIC, Privacy, classed
from sharing.agreements import rules
from sharing.agreements.querysets import AgreementQuerySet
from sharing.agreements.rules import Capacity, Controllers, Direction, People, Type
from sharing.agreements.states import STORED, State
from sharing.ladder import Rung
from sharing.locks import Basis, Condition, Footing, Locks, Recognised, Schedule1
from sharing.opt_out import Ground, OptOut

LONGEST_TITLE = 160
# What it says does not change in these states, and is what was approved.
FIXED = [State.AWAITING_SIGNATURE.value, State.ACTIVE.value, State.TERMINATED.value]


class Frequency(models.TextChoices):
    ONCE = "once", "Once"
    AS_NEEDED = "as_needed", "When it is needed"
    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every week"
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Four times a year"
    YEARLY = "yearly", "Once a year"


class AtEnd(models.TextChoices):
    """What becomes of what was shared when the agreement ends."""

    RETURN = "return", "It is given back"
    DELETE = "delete", "It is deleted"
    KEEP = "keep", "Each keeps what the law makes it keep"


class Dpia(models.TextChoices):
    """Where thinking it through stands."""

    NOT_NEEDED = "not_needed", "We screened it, and none is needed"
    UNDER_WAY = "under_way", "It is under way"
    DONE = "done", "It is done"


class Notice(models.TextChoices):
    """Whether people are told of this sharing (handbook section 1)."""

    MISSING = "missing", "Not in the privacy notice"
    LISTED = "listed", "In the privacy notice"
    EXCUSED = "excused", "Not in the privacy notice, for a reason"


class Agreement(Record):
    """An information sharing agreement, memorandum or protocol (handbook section 4).

    EXPIRED and SUPERSEDED are worked out when read, never stored. A renewal is a new record that `renews` this one.
    """

    type = models.CharField(max_length=3, choices=Type)
    title = models.CharField(max_length=LONGEST_TITLE)
    state = models.CharField(max_length=20, choices=[(state.value, state.label) for state in STORED])
    # Of one service, or of the whole charity.
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="agreements")
    # Who answers for it and is told of its dates.
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    renews = models.ForeignKey("self", models.PROTECT, null=True, related_name="renewals")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="protocols", verbose_name="the agreement above it"
    )
    has_sharing_section = models.BooleanField("it says itself what is shared", null=True)

    # Why
    purposes = ArrayField(
        models.CharField(max_length=20, choices=Purpose), default=list, verbose_name="what it is for"
    )
    purpose = text("the purpose in words")
    benefits = text("what good it does")
    necessity = text("why it cannot be done without")
    # Whose data, which way, how often
    people = ArrayField(
        models.CharField(max_length=10, choices=People), default=list, verbose_name="whose information it is"
    )
    people_words = text("who they are, and about how many")
    direction = models.CharField("which way it goes", max_length=4, choices=Direction, blank=True)
    frequency = models.CharField("how often", max_length=10, choices=Frequency, blank=True)
    our_role = models.CharField("how we decide about it", max_length=8, choices=Controllers, blank=True)
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
    legal_power = text("what gives each the power to share")
    # People and their rights
    privacy_information = text("how people are told")
    rights_handling = text("what happens when someone uses their rights")
    complaints_handling = text("what happens when someone complains")
    opt_out = models.CharField("the national data opt-out", max_length=14, choices=OptOut, blank=True)
    opt_out_ground = models.CharField(
        "why it does not apply, or is exempt", max_length=16, choices=Ground, blank=True
    )
    dpia = models.CharField("the impact assessment (DPIA)", max_length=10, choices=Dpia, blank=True)
    dpia_reference = models.CharField("its reference", max_length=40, blank=True)
    # Keeping it safe
    accuracy = text("how it is kept right")
    access_and_training = text("who may see it, and how they are trained")
    routes = ArrayField(
        models.CharField(max_length=16, choices=RouteKind), default=list, verbose_name="how it is sent"
    )
    security = text("how it is kept safe")
    incident_notice = text("who tells whom when something goes wrong, and how fast")
    overseas = models.BooleanField("it leaves the United Kingdom", null=True)
    overseas_safeguards = text("where it goes, and what protects it there")
    # Keeping and ending
    retention = text("how long each keeps it")
    at_end = models.CharField("when the agreement ends", max_length=6, choices=AtEnd, blank=True)
    starts_on = models.DateField("first day", null=True)
    ends_on = models.DateField("last day", null=True)
    ending = text("how either side can end it early")

    # Once it is active: the last good day for its first review, and for the next one.
    first_review_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    # Everyone who wrote any of it: none of them approves it.
    authors = ArrayField(models.BigIntegerField(), default=list)
    # Of everything it says, parties and items included, as `content.fingerprint` works it out.
    content_hash = models.CharField(max_length=64)
    # What was approved, whole, as it is signed and rendered.
    frozen = models.JSONField(null=True)
    sent_back_because = text("why it was sent back or rejected")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    approved_hash = models.CharField(max_length=64, blank=True)
    # Where the national opt-out applies: how the DPO sees that whole records are taken out.
    opt_out_cleared = text("how people who opted out are left out")
    # The place in the central log, and the moment from which it counts.
    log_number = models.CharField(max_length=20, null=True, unique=True)
    began_at = models.DateTimeField(null=True)
    # Brought in from an older log: signed on paper, elsewhere.
    brought_in = models.BooleanField(default=False)
    superseded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    end_reason = text("why it was ended")
    # It ran out and is not renewed: what must be returned or deleted is written down.
    wound_up_at = models.DateTimeField(null=True)
    wound_up_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    notice = models.CharField(max_length=8, choices=Notice, default=Notice.MISSING)
    notice_note = models.CharField(max_length=LONGEST_LINE, blank=True)
    # Of the form that began it, so that a form that is sent twice begins one.
    form_key = models.UUIDField(null=True, editable=False)
    history = History()

    objects = AgreementQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        # What the page for the public is made from.
        **classed(PUBLIC, "type purposes starts_on ends_on"),
        **classed(INTERNAL, "title state service owner renews parent has_sharing_section purpose benefits"),
        **classed(INTERNAL, "people direction"),
        **classed(INTERNAL, "necessity people_words frequency our_role basis recognised balancing law"),
        **classed(INTERNAL, "condition schedule1 crime_authority footing legal_power privacy_information"),
        **classed(INTERNAL, "rights_handling complaints_handling opt_out opt_out_ground dpia dpia_reference"),
        **classed(INTERNAL, "accuracy access_and_training routes security incident_notice overseas"),
        **classed(INTERNAL, "overseas_safeguards retention at_end ending first_review_on review_on authors"),
        **classed(
            INTERNAL,
            "content_hash frozen sent_back_because approved_at approved_by approved_hash opt_out_cleared",
        ),
        **classed(INTERNAL, "log_number began_at brought_in superseded_at ended_at ended_by end_reason"),
        **classed(INTERNAL, "wound_up_at wound_up_by"),
        **classed(INTERNAL, "notice notice_note form_key"),
    }

    class Meta:
        indexes = [
            # The central log, and what is active for a recipient.
            models.Index(fields=["state", "ends_on"], name="agreement_by_state"),
            GinIndex(OpClass(Upper("title"), "gin_trgm_ops"), name="agreement_by_part_of_title"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(type__in=Type.values), name="agreement_type_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in STORED]), name="agreement_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="agreement_has_a_hash"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_its_start",
            ),
            # As a protocol needs the agreement above it, nothing else has one.
            models.CheckConstraint(
                condition=Q(type=Type.DSP.value) | Q(parent=None),
                name="agreement_above_a_protocol_only",
            ),
            models.CheckConstraint(
                condition=Q(renews=None) | ~Q(renews=F("id")), name="agreement_not_of_itself"
            ),
            # Signed and active is what was approved; nothing else carries an approval.
            models.CheckConstraint(
                condition=Q(
                    ~Q(state__in=FIXED),
                    approved_at=None,
                    approved_by=None,
                    approved_hash="",
                    frozen=None,
                )
                | Q(
                    state__in=FIXED,
                    brought_in=False,
                    approved_at__isnull=False,
                    approved_by__isnull=False,
                    approved_hash=F("content_hash"),
                    frozen__isnull=False,
                )
                | Q(
                    state__in=FIXED,
                    brought_in=True,
                    approved_at=None,
                    approved_by=None,
                    approved_hash="",
                    frozen=None,
                ),
                name="agreement_approved_as_it_reads",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[State.ACTIVE.value, State.TERMINATED.value],
                    began_at__isnull=False,
                    log_number__isnull=False,
                    first_review_on__isnull=False,
                    review_on__isnull=False,
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                )
                | (
                    ~Q(state__in=[State.ACTIVE.value, State.TERMINATED.value])
                    & Q(
                        began_at=None,
                        log_number=None,
                        first_review_on=None,
                        review_on=None,
                        superseded_at=None,
                    )
                ),
                name="agreement_active_has_its_number",
            ),
            models.CheckConstraint(
                condition=Q(
                    # Of an active one it is notice: it ends then.
                    state__in=[State.ACTIVE.value, State.TERMINATED.value],
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                )
                & ~Q(end_reason="")
                | (~Q(state=State.TERMINATED.value) & Q(ended_at=None, ended_by=None, end_reason="")),
                name="agreement_ended_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(wound_up_at=None, wound_up_by=None)
                | Q(state=State.ACTIVE.value, wound_up_at__isnull=False, wound_up_by__isnull=False),
                name="agreement_wound_up_by_someone",
            ),
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_agreement_a_form"),
            models.CheckConstraint(condition=Q(notice__in=Notice.values), name="agreement_notice_is_known"),
            models.CheckConstraint(
                condition=~Q(notice=Notice.EXCUSED.value) | ~Q(notice_note=""), name="agreement_excused_why"
            ),
        ]

    def state_at(self, at: datetime) -> State:
        """The state as it reads at a moment."""
        return rules.state_at(State(self.state), self.ends_on, self.superseded_at, at, self.ended_at)

    @property
    def nations(self) -> frozenset[Nation]:
        """Those of the services of ours that share under it: of every service, where it is the whole charity's."""
        services = [self.service] if self.service else Service.objects.all()
        return frozenset(Nation(each.nation) for each in services)

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
    def rungs(self) -> dict[str, Rung]:
        """Each data item with the highest rung that it may go out on."""
        return {each.item: Rung(each.rung) for each in self.items.all()}

    @property
    def highest(self) -> Rung | None:
        """The highest rung of all: the most that anybody can be known by."""
        return max(self.rungs.values(), default=None)

    @property
    def is_special(self) -> bool:
        return rules.is_special(self.rungs, self.people)

    @property
    def has_crime(self) -> bool:
        return rules.has_crime(self.rungs)


class Part(models.Model):
    """Something of an agreement, written only by the agreement's verbs and under its version."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class Party(Part):
    """A partner in an agreement. We are always the other party. The name is as it is signed, whatever becomes of it."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="agreement_parties")
    name = models.CharField(max_length=160)
    role = models.CharField("how they decide about it", max_length=8, choices=Controllers, blank=True)
    contact = models.CharField("whom to ask day to day", max_length=LONGEST_LINE, blank=True)
    dpo = models.CharField("their Data Protection Officer", max_length=LONGEST_LINE, blank=True)
    signatory = models.CharField("who signs for them", max_length=120, blank=True)
    signatory_post = models.CharField("as what they sign", max_length=120, blank=True)
    signatory_email = models.EmailField("where the link to sign is sent", blank=True)
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PUBLIC, "organisation name"),
        **classed(INTERNAL, "id agreement role contact dpo signatory signatory_post signatory_email"),
    }

    class Meta:
        verbose_name_plural = "parties"
        indexes = [GinIndex(OpClass(Upper("name"), "gin_trgm_ops"), name="party_by_part_of_name")]

    def __str__(self) -> str:
        return self.name


class Item(Part):
    """One kind of information that is shared, why it is needed, and how much of the person may show."""

    item = models.CharField("what it is", max_length=20, choices=DataItem)
    detail = models.CharField("what exactly", max_length=LONGEST_LINE, blank=True)
    necessity = models.CharField("why it is needed", max_length=400)
    rung = models.PositiveSmallIntegerField("how much of the person may show", choices=Rung)
    # Why no lower rung would do; the first needs no reason.
    why_not_lower = models.CharField("why less would not do", max_length=400, blank=True)
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id agreement item detail necessity rung why_not_lower"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "item"], name="one_item_an_agreement"),
            models.CheckConstraint(condition=Q(rung__in=Rung.values), name="agreement_item_rung_is_one"),
            models.CheckConstraint(condition=~Q(necessity=""), name="agreement_item_is_needed"),
            models.CheckConstraint(
                condition=Q(rung=Rung.AGGREGATED.value) | ~Q(why_not_lower=""),
                name="agreement_item_rung_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return DataItem(self.item).label


class Comment(Part):
    """What the IG team asks about a field in review, the answer, and that it is settled."""

    # The name of a field; `parties`, `items`, or nothing for the whole.
    about = models.CharField(max_length=24, blank=True)
    words = models.TextField(max_length=LONGEST_TEXT)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    answer = models.TextField(max_length=LONGEST_TEXT, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL,
        "id agreement about words made_at made_by answer answered_at answered_by resolved_at resolved_by",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="comment_answered_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.made_at:%Y-%m-%d}"


class Means(models.TextChoices):
    """How a signature was made."""

    HERE = "here", "Signed here, with their own account"
    LINK = "link", "Signed through a link sent to them"
    PAPER = "paper", "Signed on paper; the copy is kept"


class Signature(Part):
    """One signature under exactly this content; void as soon as the content is another."""

    party = models.ForeignKey(Party, models.SET_NULL, null=True, related_name="signatures")
    capacity = models.CharField(max_length=5, choices=Capacity)
    # Whoever signs for us; of a partner, nobody who has an account.
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120, blank=True)
    means = models.CharField(max_length=5, choices=Means)
    content_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    # Of a paper copy: who put it in, and which file it is.
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    file = models.CharField(max_length=20, blank=True)
    # Its copy is being checked, and it counts for nothing until that is done.
    waiting = models.BooleanField(default=False)
    voided_at = models.DateTimeField(null=True)
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL,
        "id agreement party capacity user name post means content_hash signed_at filed_by file waiting voided_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party", "capacity"],
                condition=Q(voided_at=None),
                nulls_distinct=False,
                name="one_signature_of_each",
            ),
            models.CheckConstraint(
                condition=Q(capacity=Capacity.PARTY.value, user=None)
                | Q(capacity__in=[Capacity.DPO.value, Capacity.SIRO.value], user__isnull=False, party=None),
                name="signature_of_a_partner_or_of_ours",
            ),
            # Two hats do not satisfy a two-person rule.
            models.UniqueConstraint(
                fields=["agreement", "user"],
                condition=Q(voided_at=None, user__isnull=False),
                name="one_signature_a_person",
            ),
            models.CheckConstraint(
                condition=Q(means=Means.PAPER.value, filed_by__isnull=False) & ~Q(file="")
                | ~Q(means=Means.PAPER.value) & Q(filed_by=None, file=""),
                name="signature_on_paper_has_its_copy",
            ),
            models.CheckConstraint(
                condition=Q(waiting=False) | Q(means=Means.PAPER.value), name="signature_waits_for_its_copy"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_capacity_display()} {self.signed_at:%Y-%m-%d}"


class Invitation(MailedLink):
    """A single-use link for a partner's signatory. Nor is the code kept that goes with it: there is a hash."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="invitations")
    party = models.ForeignKey(Party, models.CASCADE, related_name="invitations")
    code_hash = models.CharField(max_length=128)
    content_hash = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=LONGEST_LINE, blank=True)
    history = History(excluded_fields=["code_hash"])

    salt, place, beside = "sharing.agreements.invitation", "signing", ("agreement", "party")
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "id effect_key done_at next_try_at attempts agreement party nonce code_hash"),
        **classed(INTERNAL, "content_hash name email made_at made_by expires_at wrong_codes opened_at"),
        **classed(INTERNAL, "used_at revoked_at revoked_because"),
    }

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="invitation_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(used_at=None, revoked_at=None), name="one_open_link_a_party"
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(revoked_at=None), name="link_is_used_or_revoked"
            ),
        ]


class Review(Part):
    """That somebody looked whether it is still right, and until when that holds."""

    done_on = models.DateField()
    words = models.TextField(max_length=LONGEST_TEXT)
    next_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id agreement done_on words next_on recorded_at recorded_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(next_on__gte=F("done_on")), name="review_before_the_next")
        ]

    def __str__(self) -> str:
        return f"{self.done_on}"


class Duty(Part):
    """What must be returned or deleted once it has ended, by us or a partner, until somebody has seen that it was."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="duties")
    # None: ours.
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="duties")
    what = models.CharField(max_length=LONGEST_LINE)
    kind = models.CharField(max_length=6, choices=AtEnd)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    evidence = models.CharField(max_length=LONGEST_LINE, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id agreement party what kind due_on done_on evidence done_at done_by"
    )

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, done_at=None, done_by=None, evidence="")
                | Q(done_on__isnull=False, done_at__isnull=False, done_by__isnull=False) & ~Q(evidence=""),
                name="duty_done_with_evidence",
            )
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def holder(self) -> str:
        """Who must do it."""
        return self.party.name if self.party else "us"
