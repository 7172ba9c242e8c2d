"""Assessments of what something new does to people's privacy, their risks, cameras and actions (handbook section 8)."""

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from dpia.querysets import DpiaQuerySet
from dpia.rules import Effect, Level, Likelihood, Place, Severity, level
from dpia.states import ADVISED, DECIDED, GOOD, State
from governance.accounts.models import Service, User
from governance.attachments.models import Attachment
from governance.calendar import local_day
from governance.defaults import CCTV_RETENTION_DAYS
from governance.records.columns import LONGEST_LINE, LONGEST_TEXT, moment, someone, text
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PUBLIC, Privacy, classed
from sharing.agreements.models import Agreement
from sharing.locks import Basis, Condition
from sharing.opt_out import Ground, OptOut


class Kind(models.TextChoices):
    """What it is about. Cameras have questions of their own."""

    PROJECT = "project", "Something new that we do, or do in a new way"
    CCTV = "cctv", "Cameras (CCTV)"


class Dpia(Record):
    """One version of one assessment; the next version is a record of its own that `follows` this one."""

    state = models.CharField(max_length=24, choices=State)
    kind = models.CharField("what it is about", max_length=8, choices=Kind)
    title = models.CharField("what it is called", max_length=120)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="dpias", db_index=False
    )
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="followed_by", editable=False
    )

    # Screening: {"A1": true, …}; why it was decided so where the questions do not say it alone
    screening = models.JSONField("the screening questions", default=dict)
    screened_at, screened_by = moment(), someone()
    screening_because = text("why no assessment is needed, or what the Data Protection Officer decided")
    screening_decided_by = someone()

    # Step 1: the need
    aim = text("what you want to do, and what it is good for")
    need = text("why privacy must be thought through")
    # Step 2: what happens
    nature = text("what happens to the information, from first to last")
    scope = text("which information, of how many people, how often and for how long")
    context = text("who the people are, and what they expect")
    purposes = text("what changes for the people it is about")
    # Step 3: asking people
    people_asked = models.BooleanField("people were asked what they think", null=True)
    people_views = text("who was asked, and what they said")
    people_why_not = text("why nobody was asked")
    people_followed = models.BooleanField("we do what they asked for", null=True)
    people_departed_because = text("why we do not do what they asked for")
    experts = text("which experts were asked, and what they said")
    processors = text("who works with it for us, and what they said")
    # Step 4: is it needed, and is it fair
    basis = models.CharField("the legal basis", max_length=2, choices=Basis, blank=True)
    condition = models.CharField("the condition for health data", max_length=2, choices=Condition, blank=True)
    proportion = text("why it works, and why nothing smaller would")
    creep = text("how it stays what it is for")
    minimum = text("how it stays right, and no more than is needed")
    told = text("how people are told")
    rights = text("how people use their rights")
    processor_rules = text("how we make sure that those who work for us keep the rules")
    transfers = text("whether it leaves the United Kingdom, and what protects it there")
    opt_out = models.CharField("the national data opt-out", max_length=14, choices=OptOut, blank=True)
    opt_out_ground = models.CharField(
        "why it does not apply, or is exempt", max_length=16, choices=Ground, blank=True
    )
    opt_out_cleared_at, opt_out_cleared_by = moment(), someone()
    # Of cameras
    problem = text("what happens there now, and how you know")
    tried = text("what else was tried, and why it was not enough")
    why_recorded = text("why looking live, without recording, is not enough")
    requests = text("what happens when the police or somebody in the picture asks for it")
    redaction = text("how others in the picture are made unknowable")
    floor_plan = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", editable=False)

    # What it says, and what was advised on: one and the same, or there is no advice
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    sent_at, sent_by = moment(), someone()
    returned_because = text("why it came back")
    advice = text("the advice of the Data Protection Officer")
    advised_at, advised_by = moment(), someone()
    advised_hash = models.CharField(max_length=64, blank=True, editable=False)
    advice_followed = models.BooleanField("the advice is followed", null=True)
    overruled_because = text("why the advice is not followed")
    responded_at, responded_by = moment(), someone()
    # Asking the ICO; which words it answered to
    ico_sent_on = models.DateField(null=True)
    ico_answered_hash = models.CharField(max_length=64, blank=True, editable=False)
    # Sign-off and outcome
    decided_at, decided_by = moment(), someone()
    accepted_because = text("why the risk that is left is accepted, or why it is rejected")
    # What was decided on, whole, as it stood.
    frozen = models.JSONField(null=True, editable=False)
    # After it
    live_on = models.DateField(null=True)
    reviewed_on = models.DateField(null=True)
    review_words = text("what the last review found")
    need_tested_on = models.DateField(null=True)
    need_words = text("why the cameras are still needed")
    stopped_on = models.DateField(null=True)
    stop_reason = text("why it ended")
    out_of_date_since = moment()
    out_of_date_because = models.CharField(max_length=LONGEST_LINE, blank=True)
    # For everyone
    summary = text("the summary for everyone")
    published_at, published_by = moment(), someone()
    form_key = models.UUIDField(null=True, editable=False)
    history = History()

    objects = DpiaQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PUBLIC, "title kind summary published_at live_on"),
        **classed(INTERNAL, "state service owner follows screening screened_at screened_by"),
        **classed(INTERNAL, "screening_because screening_decided_by aim need nature scope context purposes"),
        **classed(INTERNAL, "people_asked people_views people_why_not people_followed"),
        **classed(INTERNAL, "people_departed_because experts processors basis condition proportion creep"),
        **classed(INTERNAL, "minimum told rights processor_rules transfers opt_out opt_out_ground"),
        **classed(INTERNAL, "opt_out_cleared_at opt_out_cleared_by problem tried why_recorded requests"),
        **classed(INTERNAL, "redaction floor_plan content_hash sent_at sent_by returned_because advice"),
        **classed(INTERNAL, "advised_at advised_by advised_hash advice_followed overruled_because"),
        **classed(INTERNAL, "responded_at responded_by ico_sent_on ico_answered_hash decided_at decided_by"),
        **classed(INTERNAL, "accepted_because frozen reviewed_on review_words need_tested_on need_words"),
        **classed(INTERNAL, "stopped_on stop_reason out_of_date_since out_of_date_because published_by"),
        **classed(INTERNAL, "form_key"),
    }

    class Meta:
        indexes = [
            models.Index(fields=["service", "-id"], name="dpia_of_service"),
            models.Index(fields=["state", "-id"], name="dpia_in_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_dpia_a_form"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="dpia_state_is_known"),
            # Nobody bypasses the second person, whoever they are.
            models.CheckConstraint(
                condition=Q(advised_by=None) | ~Q(advised_by=F("sent_by")), name="dpia_sender_never_advises"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(advised_by__isnull=False) & ~Q(decided_by=F("advised_by")),
                name="dpia_adviser_never_decides",
            ),
            models.CheckConstraint(
                condition=Q(responded_by=None) | ~Q(responded_by=F("advised_by")),
                name="dpia_adviser_never_answers_the_advice",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ADVISED)
                & Q(advised_at=None, advised_by=None, advised_hash="", advice="")
                | Q(state__in=ADVISED, advised_at__isnull=False, advised_by__isnull=False)
                & Q(advised_hash=F("content_hash"))
                & ~Q(advice="")
                & ~Q(content_hash=""),
                name="dpia_advised_as_it_reads",
            ),
            models.CheckConstraint(
                condition=~Q(advice_followed=False) | ~Q(overruled_because=""),
                name="dpia_overruled_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False, decided_by__isnull=False)
                & Q(advice_followed__isnull=False, frozen__isnull=False)
                & ~Q(accepted_because="")
                | ~Q(state__in=DECIDED) & Q(decided_at=None, decided_by=None, frozen=None),
                name="dpia_decided_by_someone",
            ),
            models.CheckConstraint(
                # What ran without one, since none was needed, runs on while it is assessed after all.
                condition=Q(live_on=None)
                | Q(state__in=[*GOOD, State.NOT_REQUIRED, State.SUPERSEDED])
                | Q(follows=None) & ~Q(kind=Kind.CCTV),
                name="dpia_live_only_when_it_may",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_REQUIRED) | ~Q(screening_because=""),
                name="dpia_not_needed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.NOT_REQUIRED) | ~Q(kind=Kind.CCTV), name="cctv_is_always_assessed"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(summary=""), name="dpia_published_with_a_summary"
            ),
            models.CheckConstraint(
                condition=Q(out_of_date_since=None, out_of_date_because="")
                | Q(out_of_date_since__isnull=False) & ~Q(out_of_date_because=""),
                name="dpia_out_of_date_for_a_reason",
            ),
        ]

    @property
    def is_cctv(self) -> bool:
        return self.kind == Kind.CCTV

    @property
    def said_yes(self) -> list[str]:
        """The screening questions that were answered with yes."""
        return [code for code, yes in self.screening.items() if yes]

    @property
    def is_running(self) -> bool:
        """Approved, switched on and not ended."""
        return self.state in GOOD and self.live_on is not None and self.stopped_on is None

    @property
    def runs_meanwhile(self) -> bool:
        """It began when no assessment was needed, and is being assessed after all."""
        return self.live_on is not None and self.state not in (*GOOD, State.NOT_REQUIRED, State.SUPERSEDED)

    @property
    def is_published(self) -> bool:
        """Whether everyone can read its summary now."""
        return self.state in GOOD and self.published_at is not None and self.stopped_on is None

    @property
    def lacks_summary(self) -> bool:
        """Whether everyone could read about the version before, and cannot read about this one yet."""
        replaced = self.follows is not None and self.follows.state == State.SUPERSEDED
        return (
            replaced
            and self.state in GOOD
            and bool(self.summary)
            and self.published_at is None
            and self.stopped_on is None
        )

    @property
    def looked_on(self) -> date | None:
        """When it was last looked at whole: sent in to be decided, decided, or reviewed since."""
        if self.reviewed_on is not None:
            return self.reviewed_on
        looked_at = self.decided_at or self.sent_at
        return local_day(looked_at) if looked_at else None

    @property
    def tested_on(self) -> date | None:
        """When the need for cameras was last asked: since they were switched on."""
        return self.need_tested_on or self.live_on

    @property
    def next_version(self) -> "Dpia | None":
        """The version that was begun to take its place."""
        found: Dpia | None = Dpia.objects.filter(follows=self.pk).first()
        return found

    @property
    def versions_before(self) -> "list[Dpia]":
        """Every version before it, the latest first."""
        found, each = [], self.follows
        while each is not None:
            found.append(each)
            each = each.follows
        return found

    def forget_advice(self) -> None:
        """It says something else now: nobody has advised on this."""
        self.advice = self.advised_hash = self.overruled_because = ""
        self.advised_at = self.advised_by = self.advice_followed = None
        self.responded_at = self.responded_by = None


class Part(models.Model):
    """What belongs to an assessment, by its number in it."""

    number = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.dpia_id}, {self.number}"  # type: ignore[attr-defined]


class Risk(Part):
    """What could go wrong for people, how badly, how likely; what is done about it, and what is left."""

    dpia = models.ForeignKey(Dpia, models.PROTECT, related_name="risks")
    words = models.TextField("what could go wrong, and for whom", max_length=LONGEST_TEXT)
    severity = models.PositiveSmallIntegerField("how bad it would be", choices=Severity)
    likelihood = models.PositiveSmallIntegerField("how likely it is", choices=Likelihood)
    owner = models.CharField("who looks after it", max_length=120)
    measures = text("what is done about it")
    effect = models.CharField("what that does", max_length=10, choices=Effect, blank=True)
    residual_severity = models.PositiveSmallIntegerField(
        "how bad it would still be", choices=Severity, null=True
    )
    residual_likelihood = models.PositiveSmallIntegerField(
        "how likely it still is", choices=Likelihood, null=True
    )
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL,
        "id number dpia words severity likelihood owner measures effect residual_severity residual_likelihood",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dpia", "number"], name="one_risk_a_number"),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values, likelihood__in=Likelihood.values),
                name="risk_is_in_the_matrix",
            ),
            models.CheckConstraint(
                condition=Q(effect="", residual_severity=None, residual_likelihood=None)
                | ~Q(effect="")
                & ~Q(measures="")
                & Q(residual_severity__in=Severity.values, residual_likelihood__in=Likelihood.values),
                name="risk_is_treated_whole",
            ),
        ]

    @property
    def level(self) -> Level:
        return level(self.severity, self.likelihood)

    @property
    def residual(self) -> Level | None:
        """How high it is after the measures; None until they are written."""
        if self.residual_severity is None or self.residual_likelihood is None:
            return None
        return level(self.residual_severity, self.residual_likelihood)


class Camera(Part):
    """One camera: where it is, what it sees, who watches, and how long anything is kept."""

    dpia = models.ForeignKey(Dpia, models.PROTECT, related_name="cameras")
    name = models.CharField("what it is called", max_length=80)
    place = models.CharField("where it looks", max_length=10, choices=Place)
    # On the drawing of the floor plan, from the left and from the top.
    x = models.PositiveSmallIntegerField(
        "how far from the left, in per cent",
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        null=True,
    )
    y = models.PositiveSmallIntegerField(
        "how far from the top, in per cent",
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        null=True,
    )
    masked = text("what is in view, and what of it is blacked out")
    records = models.BooleanField("it records", default=False)
    sound = models.BooleanField("it takes up sound", default=False)
    sound_because = text("why sound is needed")
    watched_by = models.CharField("who watches", max_length=LONGEST_LINE)
    retention_days = models.PositiveSmallIntegerField("how many days it is kept", null=True)
    retention_because = text("why it is kept for longer than 30 days")
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PUBLIC, "name place records retention_days sound"),
        **classed(INTERNAL, "id number dpia x y masked sound_because watched_by retention_because"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dpia", "number"], name="one_camera_a_number"),
            models.CheckConstraint(
                condition=~Q(place__in=["toilet", "changing", "therapy"]), name="camera_where_it_may_be"
            ),
            models.CheckConstraint(
                condition=Q(sound=False) | ~Q(sound_because=""), name="camera_hears_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(records=False, retention_days=None)
                | Q(records=True, retention_days__lte=CCTV_RETENTION_DAYS.value)
                | Q(records=True, retention_days__gt=CCTV_RETENTION_DAYS.value) & ~Q(retention_because=""),
                name="camera_keeps_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(x=None, y=None) | Q(x__range=(0, 100), y__range=(0, 100)),
                name="camera_is_on_the_plan",
            ),
        ]


class Sign(Part):
    """A sign that stands before an entrance, with its photograph."""

    dpia = models.ForeignKey(Dpia, models.PROTECT, related_name="signs")
    where = models.CharField("where it hangs", max_length=120)
    photograph = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    photographed_on = models.DateField("when it was photographed")
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id number dpia where photograph photographed_on kept_by"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dpia", "number"], name="one_sign_a_number")]


class Action(Part):
    """Something that must be done, by whom and until when, followed until it is done."""

    dpia = models.ForeignKey(Dpia, models.PROTECT, related_name="actions")
    words = models.TextField("what must be done", max_length=LONGEST_TEXT)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="who does it")
    due_on = models.DateField("until when")
    before_live = models.BooleanField("it must be done before anything starts", default=False)
    done_at, done_by = moment(), someone()
    evidence = text("how you know that it is done")
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id number dpia words owner due_on before_live done_at done_by evidence"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dpia", "number"], name="one_action_a_number"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, evidence="")
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(evidence=""),
                name="action_done_with_evidence",
            ),
        ]


class IcoEvent(models.Model):
    """What the ICO told us, and when."""

    class What(models.TextChoices):
        ACCEPTED = "accepted", "It takes the case"
        EXTENDED = "extended", "It takes six weeks longer"
        PAUSED = "paused", "It waits for something from us"
        RESUMED = "resumed", "It goes on"
        DECLINED = "declined", "It does not take the case"
        ANSWERED = "answered", "It gave its written advice"

    dpia = models.ForeignKey(Dpia, models.PROTECT, related_name="ico_events")
    # Of which asking, where it was asked more than once.
    sent_on = models.DateField()
    what = models.CharField("what the ICO said", max_length=8, choices=What)
    on = models.DateField("on which day it told us")
    words = text("what it said")
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id dpia sent_on what on words noted_at noted_by"
    )

    def __str__(self) -> str:
        return f"{self.get_what_display()}, {self.on}"


class Concern(models.Model):
    """What an assessment is about besides its service: when it changes, the assessment is out of date."""

    dpia = models.ForeignKey(Dpia, models.PROTECT, related_name="concerns")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="dpia_concerns")
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+")
    recording_purpose = models.CharField("a purpose of recordings", max_length=LONGEST_LINE, blank=True)
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = classed(INTERNAL, "id dpia agreement service recording_purpose")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement__isnull=False, service=None, recording_purpose="")
                | Q(agreement=None, service__isnull=False, recording_purpose="")
                | Q(agreement=None, service=None) & ~Q(recording_purpose=""),
                name="dpia_concerns_one_thing",
            ),
            models.UniqueConstraint(fields=["dpia", "agreement"], name="dpia_concerns_an_agreement_once"),
            models.UniqueConstraint(fields=["dpia", "service"], name="dpia_concerns_a_service_once"),
        ]

    def __str__(self) -> str:
        return str(self.agreement or self.service or self.recording_purpose)
