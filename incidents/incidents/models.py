"""Incidents, and what belongs to each: who may read it, what happened when, whom it is about, what was decided, told
and learnt (handbook section 10)."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from governance.accounts.models import Service, User
from governance.attachments.models import Attachment
from governance.calendar import Nation
from governance.people.models import Person
from governance.records.columns import LONGEST_LINE, LONGEST_TEXT, moment, someone, text
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PERSONAL, SPECIAL, Privacy, classed
from incidents.incidents.grading import Grade, Judgement, Likelihood, Severity, is_reportable
from incidents.incidents.querysets import IncidentQuerySet
from incidents.incidents.sorts import (
    CandourStep,
    Category,
    Cause,
    Certainty,
    Data,
    Exemption,
    Harm,
    How,
    Question,
    Route,
    Source,
    Telling,
    Type,
)
from incidents.incidents.states import State

MOST_PEOPLE = 10_000_000


def _level(choices: type[models.IntegerChoices]) -> "models.PositiveSmallIntegerField[Any, Any]":
    return models.PositiveSmallIntegerField(choices=choices, null=True, editable=False)


def _whole(*names: str) -> Q:
    """All of these moments, people and numbers are there, or none is."""
    return Q(**{f"{name}__isnull": False for name in names}) | Q(**dict.fromkeys(names))


class Incident(Record):
    """Something that happened, or may have, to personal data."""

    state = models.CharField(max_length=10, choices=State)
    certainty = models.CharField(max_length=10, choices=Certainty)
    type = models.CharField("what sort of incident", max_length=12, choices=Type)
    categories = ArrayField(
        models.CharField(max_length=16, choices=Category), default=list, verbose_name="what it did"
    )
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="incidents", db_index=False
    )
    # The form it came from, so that sending the same form twice reports once.
    form_key = models.UUIDField(null=True, editable=False)

    # When, and who
    happened_at = moment()
    suspected_at = moment()
    # When anybody here was reasonably sure; for a processor's breach, when it told us.
    aware_at = moment()
    # When somebody said that it did happen, where that was not said at once.
    confirmed_at, confirmed_by = moment(), someone()
    reported_at = moment()
    reported_by = someone()
    source = models.CharField("who noticed it", max_length=10, choices=Source, default=Source.STAFF)

    # What
    what_happened = text("what happened")
    data_sorts = ArrayField(
        models.CharField(max_length=10, choices=Data), default=list, verbose_name="what sort of data"
    )
    people_count = models.PositiveIntegerField(
        "about how many people", null=True, validators=[MinValueValidator(0), MaxValueValidator(MOST_PEOPLE)]
    )
    records_count = models.PositiveIntegerField(
        "about how many records", null=True, validators=[MinValueValidator(0), MaxValueValidator(MOST_PEOPLE)]
    )
    # Somebody who is easily hurt; whoever uses our services counts as such.
    vulnerable = models.BooleanField("about somebody who uses our services or is easily hurt", default=True)
    contained = models.BooleanField("it is stopped", null=True)
    containment = text("what was done to stop it or get it back")
    consequences = text("what is likely to follow for the people")
    measures = text("what is done, or will be, so that less follows")
    investigation = text("what was found out")
    cause = models.CharField("why it could happen", max_length=12, choices=Cause, blank=True)

    # The grade that stands, after the floors; the one that was pressed is in the decision.
    severity, likelihood = _level(Severity), _level(Likelihood)
    graded_at, graded_by = moment(), someone()
    # Told all the same: the Data Protection Officer may raise freely.
    raised_because = text("why the regulator is told all the same")
    raised_at, raised_by = moment(), someone()
    # Not told in spite of the rule, or graded lower: reasons, and a second person. Until then nothing changes.
    lowered_because = text("why the grade is lowered, or the regulator left out")
    lowered_at, lowered_by = moment(), someone()
    lowered_severity, lowered_likelihood = _level(Severity), _level(Likelihood)
    countersigned_at, countersigned_by = moment(), someone()
    # The decision not to tell the regulator.
    not_reported_because = text("why the regulator is not told")
    not_reported_at, not_reported_by = moment(), someone()
    regulator_case = models.CharField("the regulator’s own reference", max_length=60, blank=True)

    # The people: what was decided. withheld: the harm that telling would do.
    telling = models.CharField("what becomes of the people", max_length=8, choices=Telling, blank=True)
    telling_because = text("why")
    # Where the law wants them told without delay, what lets us do otherwise.
    exemption = models.CharField("what the law lets count", max_length=10, choices=Exemption, blank=True)
    telling_decided_at, telling_decided_by = moment(), someone()
    announced_at, announced_by = moment(), someone()
    announcement = text("what was announced, and where")

    no_lessons_because = text("why there is nothing to learn")
    closed_at, closed_by = moment(), someone()
    closing_words = text("what came of it")
    dismissed_because = text("why it is no incident")
    dismissed_at, dismissed_by = moment(), someone()

    # About somebody who works here: only those named see it, and that person never does.
    restricted = models.BooleanField(default=False)
    subject = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    # The record of another register that opened it: its register, its reference, and what happened there.
    source_register = models.CharField(max_length=40, blank=True, editable=False)
    source_reference = models.CharField(max_length=20, blank=True, editable=False)
    source_verb = models.CharField(max_length=40, blank=True, editable=False)
    history = History()

    objects = IncidentQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "state certainty type categories service form_key happened_at suspected_at"),
        **classed(INTERNAL, "aware_at confirmed_at confirmed_by reported_at reported_by source data_sorts"),
        **classed(INTERNAL, "people_count records_count"),
        **classed(INTERNAL, "vulnerable contained cause severity likelihood graded_at graded_by raised_at"),
        **classed(INTERNAL, "raised_by lowered_at lowered_by lowered_severity lowered_likelihood"),
        **classed(INTERNAL, "countersigned_at countersigned_by not_reported_at not_reported_by telling"),
        **classed(INTERNAL, "regulator_case telling_decided_at telling_decided_by announced_at announced_by"),
        **classed(INTERNAL, "closed_at closed_by dismissed_at dismissed_by restricted source_register"),
        **classed(INTERNAL, "source_reference source_verb exemption"),
        **classed(SPECIAL, "what_happened containment consequences measures investigation raised_because"),
        **classed(SPECIAL, "lowered_because not_reported_because telling_because announcement"),
        **classed(SPECIAL, "no_lessons_because closing_words dismissed_because"),
        "subject": PERSONAL,
    }

    class Meta:
        indexes = [
            models.Index(fields=["service", "-id"], name="incident_of_service"),
            models.Index(fields=["state", "-id"], name="incident_in_state"),
            models.Index(fields=["type", "-id"], name="incident_of_type"),
            models.Index(fields=["reported_by"], name="incident_of_reporter"),
            models.Index(fields=["reported_at"], name="incident_by_report"),
            models.Index(
                fields=["source_register", "source_reference"],
                condition=~Q(source_register=""),
                name="incident_from_record",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_incident_a_form"),
            models.UniqueConstraint(
                fields=["source_register", "source_reference", "source_verb"],
                condition=~Q(source_register=""),
                name="one_incident_a_cause_in_a_record",
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="incident_state_is_known"),
            models.CheckConstraint(
                condition=Q(aware_at=None) | Q(happened_at=None) | Q(aware_at__gte=F("happened_at")),
                name="incident_happened_before_it_was_known",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT)
                | Q(state=State.DISMISSED)
                | Q(reported_at__isnull=False, reported_by__isnull=False),
                name="incident_reported_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(certainty=Certainty.KNOWN)
                | Q(state__in=[State.DRAFT, State.DISMISSED])
                | Q(aware_at__isnull=False),
                name="incident_known_since_a_moment",
            ),
            models.CheckConstraint(
                condition=_whole("confirmed_at", "confirmed_by"), name="incident_confirmed_by_someone"
            ),
            models.CheckConstraint(
                condition=_whole("severity", "likelihood", "graded_at", "graded_by"),
                name="incident_graded_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ASSESSED, State.CLOSED]) | Q(severity__isnull=False),
                name="incident_assessed_with_a_grade",
            ),
            models.CheckConstraint(
                condition=Q(severity=None) | Q(vulnerable=False) | Q(severity__gte=2, likelihood__gte=2),
                name="incident_grade_keeps_its_floor",
            ),
            models.CheckConstraint(
                condition=Q(raised_at=None, raised_by=None, raised_because="")
                | Q(raised_at__isnull=False, raised_by__isnull=False) & ~Q(raised_because=""),
                name="incident_raised_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(lowered_at=None, lowered_by=None, lowered_because="")
                & Q(lowered_severity=None, lowered_likelihood=None, countersigned_at=None)
                | Q(lowered_at__isnull=False, lowered_by__isnull=False) & ~Q(lowered_because=""),
                name="incident_lowered_for_a_reason",
            ),
            # Nobody bypasses the second person, whoever they are.
            models.CheckConstraint(
                condition=Q(countersigned_at=None, countersigned_by=None)
                | Q(countersigned_at__isnull=False, countersigned_by__isnull=False)
                & ~Q(countersigned_by=F("lowered_by")),
                name="incident_lowered_by_two",
            ),
            models.CheckConstraint(
                condition=Q(not_reported_at=None, not_reported_by=None, not_reported_because="")
                | Q(not_reported_at__isnull=False, not_reported_by__isnull=False)
                & ~Q(not_reported_because=""),
                name="incident_not_reported_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(telling="", telling_decided_at=None, telling_decided_by=None)
                | ~Q(telling="") & Q(telling_decided_at__isnull=False, telling_decided_by__isnull=False),
                name="incident_telling_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(telling__in=["", Telling.TELL]) | ~Q(telling_because=""),
                name="incident_not_told_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED)
                | Q(closed_at__isnull=False, closed_by__isnull=False)
                & ~Q(telling="")
                & (Q(certainty=Certainty.NEAR_MISS) | Q(aware_at__isnull=False)),
                name="incident_closed_when_it_is_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DISMISSED)
                | Q(dismissed_at__isnull=False, dismissed_by__isnull=False) & ~Q(dismissed_because=""),
                name="incident_dismissed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(subject=None) | Q(restricted=True), name="incident_about_staff_is_restricted"
            ),
            models.CheckConstraint(
                condition=Q(source_register="", source_reference="", source_verb="")
                | ~Q(source_register="") & ~Q(source_reference="") & ~Q(source_verb=""),
                name="incident_from_a_whole_record",
            ),
        ]

    @property
    def shown_state(self) -> State:
        """The state with its words and colour."""
        return State(self.state)

    @property
    def nation(self) -> Nation | None:
        """Whose law and holidays count; None where it is of no service."""
        return Nation(self.service.nation) if self.service is not None else None

    @property
    def grade(self) -> Grade | None:
        """The grade that stands; None before it is graded."""
        if self.severity is None or self.likelihood is None:
            return None
        return Grade(Severity(self.severity), Likelihood(self.likelihood))

    @property
    def proposed(self) -> Grade | None:
        """The lower grade that waits for the second person, or was countersigned; None where the grade stays."""
        if self.lowered_severity is None or self.lowered_likelihood is None:
            return None
        return Grade(Severity(self.lowered_severity), Likelihood(self.lowered_likelihood))

    @property
    def judgement(self) -> Judgement:
        """What the Data Protection Officer made of the grade."""
        return Judgement(
            raised=self.raised_at is not None,
            lowered_because=self.lowered_because,
            countersigned=self.countersigned_at is not None,
        )

    @property
    def is_reportable(self) -> bool | None:
        """Whether the regulator is told; None before it is graded. What is lowered stays so until countersigned."""
        return None if self.grade is None else is_reportable(self.grade, self.judgement)

    @property
    def parts(self) -> "list[Phase]":
        """The parts of the report that were sent, in their order."""
        return sorted(self.phases.all(), key=lambda phase: phase.number) if self.pk else []

    @property
    def awaits_countersignature(self) -> bool:
        return self.lowered_at is not None and self.countersigned_at is None

    @property
    def decided_not_to_report(self) -> bool:
        return self.not_reported_at is not None

    def forget_grade(self) -> None:
        """It is to be graded anew; the decision stays among the decisions."""
        self.severity = self.likelihood = self.graded_at = self.graded_by = None
        self.forget_lowering()

    def forget_lowering(self) -> None:
        """What the lowering was about is not what stands any more."""
        self.lowered_because = ""
        self.lowered_at = self.lowered_by = self.lowered_severity = self.lowered_likelihood = None
        self.countersigned_at = self.countersigned_by = None

    def forget_telling(self) -> None:
        """What becomes of the people is to be decided anew; the decision stays among the decisions."""
        self.telling, self.telling_because, self.exemption = "", "", ""
        self.telling_decided_at = self.telling_decided_by = None

    def forget_not_reporting(self) -> None:
        """It is to be decided anew; the decision stays among the decisions."""
        self.not_reported_because = ""
        self.not_reported_at = self.not_reported_by = None


class Of(models.Model):
    """What belongs to an incident."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.pk} of incident {self.incident_id}"  # type: ignore[attr-defined]


class Named(Of):
    """Somebody who may read a restricted incident."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="named", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="named_in_incidents")
    named_at = models.DateTimeField()
    named_by = someone()
    ended_at, ended_by = moment(), someone()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id incident user named_at named_by ended_at ended_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "user"], condition=Q(ended_at=None), name="one_name_a_reader"
            ),
            models.CheckConstraint(
                condition=_whole("ended_at", "ended_by"), name="reader_unnamed_by_someone"
            ),
        ]


class Entry(Of):
    """One line of the timeline: what happened, or was done or found, and when. Never changed."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="entries")
    at = models.DateTimeField("when it happened")
    words = models.TextField("what happened", max_length=LONGEST_TEXT)
    attachment = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+", db_index=False)
    # The form it came from, so that sending the same form twice writes one line.
    form_key = models.UUIDField(null=True, editable=False)
    written_at = models.DateTimeField()
    written_by = someone()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "id incident at attachment form_key written_at written_by"),
        "words": SPECIAL,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="entry_says_something"),
            models.UniqueConstraint(fields=["incident", "form_key"], name="one_entry_a_form"),
        ]


class Affected(Of):
    """Somebody whom it is about and whom we know; whom we do not know is in the count."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="affected", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="affected_by")
    added_at = models.DateTimeField()
    added_by = someone()
    removed_at, removed_by = moment(), someone()
    # Where everybody else is told and this one not: the harm that telling would do.
    withheld_because = text("the harm that telling them would do")
    withheld_at, withheld_by = moment(), someone()
    told_at, told_by = moment(), someone()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "id incident added_at added_by removed_at removed_by withheld_at withheld_by"),
        **classed(INTERNAL, "told_at told_by"),
        **classed(SPECIAL, "person withheld_because"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person"], condition=Q(removed_at=None), name="affected_once"
            ),
            models.CheckConstraint(
                condition=Q(withheld_at=None, withheld_by=None, withheld_because="")
                | Q(withheld_at__isnull=False, withheld_by__isnull=False) & ~Q(withheld_because=""),
                name="withheld_for_recorded_harm",
            ),
            models.CheckConstraint(condition=_whole("told_at", "told_by"), name="told_by_someone"),
            models.CheckConstraint(condition=_whole("removed_at", "removed_by"), name="removed_by_someone"),
        ]


class Contact(Of):
    """One time that somebody was told, or that we tried in vain. affected: None for somebody not in our records."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="contacts")
    affected = models.ForeignKey(Affected, models.PROTECT, null=True, related_name="contacts")
    # Of the duty of candour, and not of the data alone.
    candour = models.BooleanField(default=False)
    at = models.DateTimeField("when")
    how = models.CharField(max_length=10, choices=How)
    who = models.CharField("who spoke or wrote to them", max_length=120, default="")
    reached = models.BooleanField("they were reached")
    words = models.TextField("what was said, or why they were not reached", max_length=LONGEST_TEXT)
    written_at = models.DateTimeField()
    written_by = someone()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "id incident candour at how who reached written_at written_by"),
        **classed(SPECIAL, "affected words"),
    }

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="contact_says_something")]


class Letter(Of):
    """A letter to somebody whom it is about, frozen as it was written. affected: None for who is not in our records."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="letters")
    affected = models.ForeignKey(Affected, models.PROTECT, null=True, related_name="letters")
    # Of the duty of candour, and not of the data alone.
    candour = models.BooleanField(default=False)
    words = models.TextField("what it says", max_length=LONGEST_TEXT)
    written_at = models.DateTimeField()
    written_by = someone()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "id incident candour written_at written_by"),
        **classed(SPECIAL, "affected words"),
    }

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="letter_says_something")]


class Decision(Of):
    """One decision as it was made: what, why, on which grade, by whom, and by the rules of which day. Never changed."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="decisions")
    question = models.CharField(max_length=10, choices=Question)
    # In words that can stand alone.
    outcome = models.CharField(max_length=LONGEST_LINE)
    because = text("why")
    pressed_severity, pressed_likelihood = _level(Severity), _level(Likelihood)
    severity, likelihood = _level(Severity), _level(Likelihood)
    reportable = models.BooleanField(null=True)
    # Each figure that it rests on, with its value and the day from which it counts.
    rules = models.JSONField(default=dict)
    decided_at = models.DateTimeField()
    decided_by = someone()
    # The second person, where there had to be one.
    with_at, with_by = moment(), someone()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "id incident question outcome pressed_severity pressed_likelihood severity"),
        **classed(INTERNAL, "likelihood reportable rules decided_at decided_by with_at with_by"),
        "because": SPECIAL,
    }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(with_by=None) | ~Q(with_by=F("decided_by")), name="decision_by_two_people"
            ),
        ]


class Phase(Of):
    """One part of the report to the regulator, frozen as it was sent."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="phases", db_index=False)
    number = models.PositiveSmallIntegerField()
    route = models.CharField(max_length=4, choices=Route)
    sent_at = models.DateTimeField("when it was sent")
    # What it said: [{"key": …, "value": …}] in the order of the form.
    content = models.JSONField()
    is_last = models.BooleanField("nothing more follows")
    late_because = text("why it comes after the 72 hours")
    written_at = models.DateTimeField()
    written_by = someone()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "id incident number route sent_at is_last written_at written_by"),
        **classed(SPECIAL, "content late_because"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="one_phase_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="phases_count_from_one"),
        ]


class Candour(Of):
    """The duty of candour about one incident: whether it applies, from when, and what was done of it."""

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="candour")
    applies = models.BooleanField("the duty of candour applies")
    because = text("why it applies, or why not")
    harm = models.CharField("what happened to the person", max_length=10, choices=Harm, blank=True)
    decided_at, decided_by = moment(), someone()
    # England: when it was found to be one. Scotland: when somebody with no part in it gave an opinion.
    started_at = moment()
    opinion_by = models.CharField(
        "who gave the opinion, and how they are registered", max_length=120, blank=True
    )
    # The moments that stop its clocks; each step stands in full in a row of its own.
    told_at, apologised_at, written_at, reviewed_at = moment(), moment(), moment(), moment()
    explained_late = text("how it was explained that it took so long")
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "id incident applies decided_at decided_by started_at opinion_by told_at"),
        **classed(INTERNAL, "apologised_at written_at reviewed_at"),
        **classed(SPECIAL, "because harm explained_late"),
    }

    class Meta:
        verbose_name_plural = "candour"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(because=""),
                name="candour_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(applies=True) | Q(started_at=None), name="candour_starts_where_it_applies"
            ),
        ]


class CandourDone(Of):
    """One step of the duty of candour: what was said or done, when and by whom. Never changed."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="candour_steps")
    step = models.CharField(max_length=10, choices=CandourStep)
    at = models.DateTimeField("when")
    who = models.CharField("who did it", max_length=120)
    words = models.TextField("what was said or done", max_length=LONGEST_TEXT)
    written_at = models.DateTimeField()
    written_by = someone()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "id incident step at who written_at written_by"),
        "words": SPECIAL,
    }

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="candour_step_says_something")]


class Lesson(Of):
    """What is done so that it does not happen again: by whom, until when, and how we know that it is done."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="lessons", db_index=False)
    number = models.PositiveSmallIntegerField()
    cause = models.CharField("why it could happen", max_length=12, choices=Cause)
    factors = text("what made it likelier")
    action = models.TextField("what is done about it", max_length=LONGEST_TEXT)
    owner = models.ForeignKey(User, models.PROTECT, related_name="lessons")
    due_on = models.DateField("by when")
    evidence = text("how we know that it is done")
    done_at, done_by = moment(), someone()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id incident number cause factors action owner due_on evidence done_at done_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="one_lesson_a_number"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False) & ~Q(evidence=""),
                name="lesson_done_with_evidence",
            ),
            models.CheckConstraint(condition=~Q(action=""), name="lesson_has_an_action"),
        ]


class Term(Record):
    """What a service's commissioner wants to hear, and how soon: a term of the contract."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="incident_terms")
    commissioner = models.CharField("who commissions the service", max_length=120)
    hours = models.PositiveSmallIntegerField(
        "within how many hours", validators=[MinValueValidator(1), MaxValueValidator(24 * 365)]
    )
    since_on = models.DateField("since when")
    ended_on = models.DateField("until when", null=True)
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = classed(INTERNAL, "service commissioner hours since_on ended_on")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=1), name="term_has_hours"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("since_on")), name="term_ends_after_it_began"
            ),
        ]


class Told(Of):
    """A commissioner was told, by a term of its contract."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="commissioners", db_index=False)
    term = models.ForeignKey(Term, models.PROTECT, related_name="told")
    told_at = models.DateTimeField("when")
    words = text("whom, and what they said")
    written_at = models.DateTimeField()
    written_by = someone()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "id incident term told_at written_at written_by"),
        "words": SPECIAL,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "term"], name="commissioner_told_once_a_term")
        ]
