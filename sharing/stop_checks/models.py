"""Stop and Checks: what is to leave, who looks at it, what was found, and that it arrived (handbook section 5)."""

from datetime import date, datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import Service, User
from governance.calendar import Nation, local_day
from governance.notifications.links import UNSPENT, MailedLink
from governance.organisations.models import Organisation, SecureRoute
from governance.people.models import Person
from governance.records.columns import LONGEST_LINE, LONGEST_TEXT, moment, someone, text
from governance.records.effects import Effect
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, SPECIAL, Privacy, classed
from sharing.agreements.models import Agreement
from sharing.ladder import Rung
from sharing.locks import Basis, Condition, Footing, Locks, Recognised, Schedule1
from sharing.opt_out import Ground, OptOut
from sharing.routes import ALLOWED, REMOVABLE_MEDIA, SPOKEN, Route
from sharing.stop_checks import rules
from sharing.stop_checks.querysets import StopCheckQuerySet
from sharing.stop_checks.rules import Bound
from sharing.stop_checks.states import State
from sharing.transfers import Transfer

STORED = [state for state in State if state is not State.LAPSED]
# What was approved is held in these, and nothing else carries an approval.
BOUND = [State.APPROVED.value, State.SENT.value, State.RECEIPT_CONFIRMED.value, State.CLOSED.value]
GONE = [State.SENT.value, State.RECEIPT_CONFIRMED.value, State.CLOSED.value]
WRITTEN = sorted(ALLOWED - SPOKEN)


class StopCheck(Record):
    """One transfer that two people look at before it leaves. LAPSED is worked out when read, never stored."""

    state = models.CharField(max_length=20, choices=[(state.value, state.label) for state in STORED])
    service = models.ForeignKey(Service, models.PROTECT, related_name="stop_checks", db_index=False)
    title = models.CharField("what you call it", max_length=120)
    sender = models.ForeignKey(User, models.PROTECT, related_name="+")
    # Who made the extract: never its checker either.
    creator = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="who made the extract"
    )
    # Who sends it, was ever named as who made the extract, put one in or wrote an answer: never its checker.
    hands = ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)

    # Questions 2, 6, 7 and 8: the policy's own four
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="stop_checks"
    )
    recipient = models.CharField("who there", max_length=160, blank=True)
    recipient_email = models.EmailField("where the link to confirm is sent", blank=True)
    verified = text("how you made sure that it is them")
    route = models.CharField("how it is sent", max_length=16, choices=Route, blank=True)
    address = models.ForeignKey(
        SecureRoute, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="to which address"
    )
    use = text("what they will do with it")
    safeguards = text("what protects it there")
    # Question 1: what and how many
    what = text("what it is")
    items = ArrayField(
        models.CharField(max_length=20, choices=DataItem), default=list, verbose_name="what is in it"
    )
    people = models.PositiveIntegerField("how many people it is about", null=True)
    handover = models.BooleanField("a service closes, or another provider takes over", default=False)
    whole_caseload = models.BooleanField("it is a whole caseload", default=False)
    recurring = models.BooleanField("it is sent again and again", default=False)
    # Question 3: why, and the ladder with a reason for each step up: {"2": "…", "3": "…"}
    purpose = models.CharField("what it is for", max_length=20, choices=Purpose, blank=True)
    # Who says yes to research says it to one study.
    study = models.CharField(
        "of research, which study", max_length=160, blank=True, default="", db_default=""
    )
    why = text("why it is sent")
    rung = models.PositiveSmallIntegerField("how much of a person shows", choices=Rung, null=True)
    ladder = models.JSONField("why a lower step would not do", default=dict)
    # Question 4: the three locks
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
    # Question 5: the agreement that covered it when it was sent in, or the reason that compels (section 4)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="stop_checks"
    )
    agreement_version = models.PositiveIntegerField(null=True)
    compelled_by = models.CharField("what compels us", max_length=20, blank=True)
    compelled_law = models.CharField(
        "which law or order it is", max_length=LONGEST_LINE, blank=True, default="", db_default=""
    )
    # Questions 9 to 13
    overseas = models.BooleanField("it leaves the United Kingdom", null=True)
    overseas_safeguards = text("where it goes, and what protects it there")
    opt_out = models.CharField("the national data opt-out", max_length=14, choices=OptOut, blank=True)
    opt_out_ground = models.CharField(
        "why it does not apply, or is exempt", max_length=16, choices=Ground, blank=True
    )
    opt_out_cleared_at, opt_out_cleared_by = moment(), someone()
    told = text("what people were told of it")
    opened = models.BooleanField("you opened it and looked for what is hidden", default=False)
    receipt_plan = text("how they confirm that it came, and how our copy is deleted")
    # This way had not been used with them before, when it was sent in.
    new_route = models.BooleanField(default=False)

    # The extract as it is now, by its hash: `Extract` has what was found in it.
    sha256 = models.CharField(max_length=64, blank=True)

    # Whose turn, and what was decided
    submitted_at = moment()
    checker = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_at = moment()
    # Why the IG team checks, where nobody on the Data team can.
    fallback_because = text("why the IG team checks it")
    # Where it rests on what people said: of how many we do not know that, and why the checker accepts them.
    vouched = models.PositiveIntegerField(null=True)
    vouched_because = models.TextField(max_length=LONGEST_TEXT, blank=True, default="", db_default="")
    returned_because = text("why it was sent back")
    reject_reason = text("why it was rejected")
    approved_at, approved_by = moment(), someone()
    # What the approval covers: recipient, route, file and number of people.
    approved_organisation_id = models.BigIntegerField(null=True)
    approved_route = models.CharField(max_length=16, blank=True)
    approved_sha256 = models.CharField(max_length=64, blank=True)
    approved_people = models.PositiveIntegerField(null=True)
    sent_at, sent_by = moment(), someone()
    # In which way what came last was not what was sent; empty once they are asked anew, or it came.
    differs = models.CharField(max_length=300, blank=True, default="", db_default="")
    confirmed_at = moment()
    confirmed_by_name = models.CharField(max_length=120, blank=True)
    confirmed_people = models.PositiveIntegerField(null=True)
    confirmed_sha256 = models.CharField(max_length=64, blank=True)
    # Where the recipient confirmed by another way: who wrote it down.
    confirmed_by = someone()
    deleted_at, deleted_by = moment(), someone()
    deletion_how = text("how our copy was deleted, and who saw it")
    recalled_at, recalled_by = moment(), someone()
    recall_reason = text("why it was called back, and what they answered")
    cancelled_at, cancelled_by = moment(), someone()
    cancel_reason = text("why it is not sent")
    # It goes with a service closure: one receipt covers all its files, and all our copies are deleted together.
    with_closure = models.BooleanField(default=False, db_default=False, editable=False)
    form_key = models.UUIDField(null=True, editable=False)
    history = History()

    objects = StopCheckQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "state service title sender creator hands organisation recipient"),
        **classed(
            INTERNAL, "recipient_email verified route address use safeguards what items people handover"
        ),
        **classed(
            INTERNAL, "recurring whole_caseload purpose study why rung ladder basis recognised balancing law"
        ),
        **classed(
            INTERNAL, "condition schedule1 crime_authority footing agreement agreement_version compelled_by"
        ),
        **classed(INTERNAL, "compelled_law differs vouched vouched_because"),
        **classed(INTERNAL, "overseas overseas_safeguards opt_out opt_out_ground opt_out_cleared_at told"),
        **classed(INTERNAL, "opt_out_cleared_by opened receipt_plan new_route sha256 submitted_at checker"),
        **classed(
            INTERNAL, "taken_at fallback_because returned_because reject_reason approved_at approved_by"
        ),
        **classed(INTERNAL, "approved_organisation_id approved_route approved_sha256 approved_people"),
        **classed(INTERNAL, "sent_at sent_by confirmed_at confirmed_by_name confirmed_people"),
        **classed(INTERNAL, "confirmed_sha256 confirmed_by deleted_at deleted_by deletion_how recalled_at"),
        **classed(
            INTERNAL,
            "recalled_by recall_reason cancelled_at cancelled_by cancel_reason with_closure form_key",
        ),
    }

    class Meta:
        indexes = [
            models.Index(fields=["service", "-id"], name="stop_check_of_service"),
            models.Index(fields=["state", "-id"], name="stop_check_in_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_stop_check_a_form"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in STORED]), name="stop_check_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(route="") | Q(route__in=WRITTEN), name="stop_check_by_an_allowed_route"
            ),
            # Nobody bypasses the second person, whoever they are.
            models.CheckConstraint(
                condition=Q(checker=None) | ~Q(checker=F("sender")), name="stop_check_sender_never_checks"
            ),
            models.CheckConstraint(
                condition=Q(checker=None) | Q(creator=None) | ~Q(checker=F("creator")),
                name="stop_check_creator_never_checks",
            ),
            models.CheckConstraint(
                condition=Q(checker=None) | ~Q(hands__contains=[F("checker")]),
                name="stop_check_no_hand_checks",
            ),
            models.CheckConstraint(
                condition=Q(vouched=None, vouched_because="")
                | Q(vouched__isnull=False, checker__isnull=False) & ~Q(vouched_because=""),
                name="stop_check_vouched_by_the_checker",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CHECKING.value) | Q(checker__isnull=False),
                name="stop_check_checked_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=BOUND)
                & Q(
                    approved_at=None,
                    approved_by=None,
                    approved_organisation_id=None,
                    approved_route="",
                    approved_sha256="",
                    approved_people=None,
                )
                | Q(
                    state__in=BOUND,
                    approved_at__isnull=False,
                    approved_by=F("checker"),
                    approved_organisation_id=F("organisation_id"),
                    approved_route=F("route"),
                    approved_sha256=F("sha256"),
                    approved_people=F("people"),
                ),
                name="stop_check_approved_as_it_reads",
            ),
            # What compels us is a law or an order with a name, not a word that the sender chose.
            models.CheckConstraint(
                condition=~Q(state__in=BOUND) | Q(compelled_by="") | ~Q(compelled_law=""),
                name="stop_check_compelled_by_a_law",
            ),
            models.CheckConstraint(
                condition=Q(differs="") | Q(state=State.SENT.value), name="stop_check_differs_once_sent"
            ),
            models.CheckConstraint(
                condition=Q(state__in=GONE, sent_at__isnull=False, sent_by__isnull=False)
                | ~Q(state__in=GONE) & Q(sent_at=None, sent_by=None),
                name="stop_check_sent_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.RECEIPT_CONFIRMED.value, State.CLOSED.value])
                | Q(confirmed_at__isnull=False) & ~Q(confirmed_by_name=""),
                name="stop_check_confirmed_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED.value)
                | Q(deleted_at__isnull=False, deleted_by__isnull=False) & ~Q(deletion_how=""),
                name="stop_check_closed_without_a_copy",
            ),
        ]

    @property
    def nation(self) -> Nation:
        return Nation(self.service.nation)

    @property
    def approved_on(self) -> date | None:
        return local_day(self.approved_at) if self.approved_at else None

    def state_at(self, at: datetime) -> State:
        """The state as it reads at a moment: an approval that nobody used in time is LAPSED."""
        return rules.state_on(State(self.state), self.approved_on, local_day(at))

    @property
    def transfer(self) -> Transfer:
        """What would leave, as far as it decides whether two people look first."""
        return Transfer(
            people=self.people or 0,
            rung=Rung(self.rung or Rung.IDENTIFIABLE),
            handover=self.handover,
            whole_caseload=self.whole_caseload,
            removable_media=self.route in REMOVABLE_MEDIA,
            new_route=self.new_route,
        )

    @property
    def now(self) -> Bound:
        """What would be sent, as it reads now."""
        return Bound(self.organisation_id or 0, self.route, self.sha256, self.people or 0)

    @property
    def approved(self) -> Bound | None:
        """What was approved; None where nothing is."""
        if self.approved_at is None:
            return None
        return Bound(
            self.approved_organisation_id or 0,
            self.approved_route,
            self.approved_sha256,
            self.approved_people or 0,
        )

    @property
    def something_else_came(self) -> bool:
        """Whether the recipient has ever said so, whatever they said since."""
        return self.receipt_links.exclude(differs="").exists()

    @property
    def is_asked_anew(self) -> bool:
        """Whether a link that they have not used yet is with the recipient."""
        return self.receipt_links.filter(UNSPENT).exists()

    @property
    def had_a_hand(self) -> frozenset[int]:
        """Who never checks it, by their ids: whoever sends it, or ever made, put in or wrote any of it."""
        return frozenset({self.sender_id, self.creator_id or self.sender_id, *self.hands})

    def involve(self, *users: User) -> None:
        """These have a hand in it from now on, whatever is said later."""
        self.hands = sorted({*self.hands, *(user.pk for user in users)})

    @property
    def ground(self) -> Ground | None:
        return Ground(self.opt_out_ground) if self.opt_out_ground else None

    def forget_votes(self) -> None:
        """What was taken or approved does not count any more: somebody looks anew."""
        self.checker = self.taken_at = None
        self.fallback_because = self.vouched_because = ""
        self.vouched = None
        self.approved_at = self.approved_by = None
        self.approved_organisation_id = self.approved_people = None
        self.approved_route = self.approved_sha256 = ""

    @property
    def extract(self) -> "Extract | None":
        """The file as it was put in last; its bytes may be gone."""
        found: Extract | None = self.extracts.order_by("-pk").first()
        return found

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


class Extract(Effect):
    """One file that was put in, from the moment it came until it is gone; the row is the order to look into it.

    The file itself is kept only as long as somebody must look at it or send it. What was found in it stays, and
    holds none of its values.
    """

    check_of = models.ForeignKey(StopCheck, models.PROTECT, related_name="extracts")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    # The ending of its name; the name itself is thrown away.
    ending = models.CharField(max_length=8, blank=True)
    file = models.CharField(max_length=80, blank=True, editable=False)
    put_in_at = models.DateTimeField()
    put_in_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    # How far the looking has come, in rows; of about how many.
    read = models.PositiveIntegerField(default=0)
    of_about = models.PositiveIntegerField(null=True)
    # What `inspection` found; None until it is done.
    report = models.JSONField(null=True)
    rows = models.PositiveIntegerField(null=True)
    people = models.PositiveIntegerField(null=True)
    # Why it cannot be looked into, in plain words, and what to do.
    refused = models.CharField(max_length=300, blank=True)
    # It may have been made to do harm, so nobody takes it away.
    harmful = models.BooleanField(default=False, db_default=False)
    # When the file was deleted, and why.
    deleted_at = models.DateTimeField(null=True)
    deleted_because = models.CharField(max_length=LONGEST_LINE, blank=True)
    history = History(excluded_fields=["read", "of_about"])

    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL,
        "id effect_key done_at next_try_at attempts check_of sha256 size ending file put_in_at put_in_by read"
        " of_about report rows people refused harmful deleted_at deleted_because",
    )

    class Meta:
        indexes = [models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="extract_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_at=None) & ~Q(file="") | Q(deleted_at__isnull=False, file=""),
                name="extract_is_there_or_deleted",
            )
        ]

    def __str__(self) -> str:
        return self.effect_key


class Finding(models.Model):
    """Something that was found in an extract, and what the checker says to it: accepted with a reason, or not."""

    extract = models.ForeignKey(Extract, models.PROTECT, related_name="findings")
    # Stable for the same thing at the same place; the words hold no value of the file.
    key = models.CharField(max_length=160)
    words = models.CharField(max_length=300)
    where = models.CharField(max_length=200, blank=True)
    how_many = models.PositiveIntegerField(default=1)
    # It must not go out like this at all, on this rung.
    stops = models.BooleanField(default=False)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    accepted_because = models.CharField(max_length=LONGEST_LINE, blank=True)
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id extract key words where how_many stops accepted_at accepted_by accepted_because"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["extract", "key"], name="found_once_an_extract"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None, accepted_because="")
                | Q(stops=False, accepted_at__isnull=False, accepted_by__isnull=False)
                & ~Q(accepted_because=""),
                name="finding_accepted_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Listed(models.Model):
    """Somebody whom we know in an extract, by local reference, NHS number or CHI: who knows them does not check it."""

    extract = models.ForeignKey(Extract, models.PROTECT, related_name="listed")
    person = models.ForeignKey(Person, models.PROTECT, related_name="in_extracts")

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = {**classed(INTERNAL, "id extract"), **classed(SPECIAL, "person")}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["extract", "person"], name="listed_once_an_extract")]

    def __str__(self) -> str:
        return f"{self.extract_id} {self.person_id}"


class ReceiptLink(MailedLink):
    """A single-use link with which the recipient confirms what came."""

    check_of = models.ForeignKey(StopCheck, models.PROTECT, related_name="receipt_links")
    opened_at = models.DateTimeField(null=True)
    # They said that something else came.
    differs = models.CharField(max_length=300, blank=True)
    history = History()

    salt, place, beside = "sharing.stop_checks.receipt", "received", ("check_of__organisation",)
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL,
        "id effect_key done_at next_try_at attempts check_of nonce name email made_at made_by expires_at"
        " opened_at used_at revoked_at differs",
    )

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="receipt_link_waiting")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["check_of"], condition=Q(used_at=None, revoked_at=None), name="one_open_link_a_check"
            )
        ]
