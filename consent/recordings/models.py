"""Recordings of sessions, who takes part, the devices they are made with, and who has had these."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from consent.consents.models import Consent
from consent.recordings import rules
from consent.recordings.querysets import DeviceQuerySet, RecordingQuerySet
from consent.recordings.rules import Medium, Method, Place, Wrong
from consent.recordings.states import KEPT, DeviceState, State
from governance.accounts.models import Service, User
from governance.attachments.models import SealedFile
from governance.calendar import Nation, local_day
from governance.people.models import Case, Person
from governance.records.columns import someone
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PERSONAL, SPECIAL, Privacy, classed

LONGEST_LINE, LONGEST_TEXT = 120, 1_000
MINUTE = timedelta(minutes=1)


class Device(Record):
    """A recording device: whose it is, who has it now, and where it is when nobody has it."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="recording_devices")
    name = models.CharField("what it is", max_length=80)
    asset_number = models.CharField(max_length=40, unique=True)
    ours = models.BooleanField("it belongs to us")
    encrypted = models.BooleanField("it is encrypted")
    state = models.CharField(max_length=8, choices=DeviceState)
    # None: it lies in its store.
    holder = models.ForeignKey(User, models.PROTECT, null=True, related_name="recording_devices")
    location = models.CharField("where it is kept", max_length=LONGEST_LINE)
    wiped_at = models.DateTimeField(null=True)
    wiped_by = someone()
    lost_at = models.DateTimeField(null=True)
    lost_by = someone()
    retired_at = models.DateTimeField(null=True)
    retired_by = someone()
    form_key = models.UUIDField(editable=False)
    history = History()

    objects = DeviceQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL,
        "service name asset_number ours encrypted state holder location wiped_at wiped_by lost_at lost_by "
        "retired_at retired_by form_key",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DeviceState.values), name="device_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=DeviceState.LOST, lost_at__isnull=False)
                # For good, if it was out of use before it was found.
                | Q(state=DeviceState.RETIRED)
                | Q(state=DeviceState.IN_USE, lost_at=None),
                name="device_lost_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeviceState.RETIRED) | Q(retired_at__isnull=False, holder=None),
                name="retired_device_is_with_nobody",
            ),
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_device_a_form"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.asset_number}"

    @property
    def is_lost(self) -> bool:
        return self.lost_at is not None

    def counts_at(self, moment: datetime) -> rules.Device:
        """What the rules ask of it, as it was at a moment, which is typed in whole minutes.

        Who had it counts as well where it was written down only since: nobody writes that down for an earlier moment.
        """
        end = moment + MINUTE
        link = self.chain.filter(since__lt=end).order_by("-since", "-id").first()
        return rules.Device(
            ours=self.ours,
            encrypted=self.encrypted,
            lost=bool(link and link.lost) or bool(self.lost_at and self.lost_at < end),
            retired=bool(self.retired_at and self.retired_at < end),
            held=self.holder_id is not None or bool(link and link.holder_id),
        )


class Custody(models.Model):
    """Somebody got a device, or it came back to its store: one link of the chain, never changed."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="chain")
    # None: it came to its store.
    holder = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.CharField("where it is", max_length=LONGEST_LINE)
    since = models.DateTimeField()
    handed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    # From then on it was lost, until the next link; the holder had it last.
    lost = models.BooleanField(default=False, db_default=False)
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = classed(INTERNAL, "id device holder place since handed_by lost")

    def __str__(self) -> str:
        return f"{self.holder or self.place} since {self.since:%Y-%m-%d}"


class Recording(Record):
    """One session that is recorded for training: planned, made, stored, and deleted with evidence.

    `due_on` is the last good day to delete it, by all that is known; None while nothing is recorded or it is held.
    """

    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    # The consents of those who take part name the session so.
    title = models.CharField("what the session is called", max_length=LONGEST_LINE)
    purpose = models.CharField("what it is for", max_length=200)
    medium = models.CharField("what is recorded", max_length=8, choices=Medium)
    # The trainee, who looks after it until it is deleted.
    lead = models.ForeignKey(User, models.PROTECT, related_name="recordings", verbose_name="who records it")
    planned_for = models.DateField("when it is")
    device = models.ForeignKey(Device, models.PROTECT, null=True, related_name="recordings")
    state = models.CharField(max_length=12, choices=State)
    # When what they are asked about was changed last: a yes from before is no yes to this.
    changed_at = models.DateTimeField(null=True)
    form_key = models.UUIDField(editable=False)

    started_at = models.DateTimeField(null=True)
    recorded_on = models.DateField(null=True)
    recorded_by = someone()
    wrong = models.CharField("why it must not have been made", max_length=16, choices=Wrong, blank=True)
    wrong_words = models.TextField("what happened", max_length=LONGEST_TEXT, blank=True)
    # Under which reference the incident is dealt with.
    incident = models.CharField(max_length=40, blank=True)
    stored_at = models.DateTimeField(null=True)
    stored_by = someone()
    location = models.CharField("where it is kept", max_length=LONGEST_LINE, blank=True)

    delete_by = models.DateField(null=True)
    delete_by_because = models.CharField("why that day", max_length=300, blank=True)
    delete_by_set_by = someone()
    # The day from which it must not be kept any more: somebody took their yes back, or it must not have been made.
    taken_back_on = models.DateField(null=True)
    is_held = models.BooleanField(default=False)
    released_on = models.DateField(null=True)
    due_on = models.DateField(null=True)

    deleted_on = models.DateField(null=True)
    deletion_method = models.CharField("how it was deleted", max_length=12, choices=Method, blank=True)
    deletion_copies = models.JSONField("what became of each copy", default=dict)
    deletion_words = models.TextField("what proves it", max_length=LONGEST_TEXT, blank=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = someone()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = someone()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = someone()
    cancel_reason = models.CharField(max_length=300, blank=True)
    history = History()

    objects = RecordingQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PERSONAL, "title purpose wrong_words location delete_by_because deletion_words"),
        **classed(PERSONAL, "cancel_reason"),
        **classed(SPECIAL, "service"),
        **classed(
            INTERNAL,
            "medium lead planned_for device state changed_at form_key started_at recorded_on recorded_by",
        ),
        **classed(INTERNAL, "wrong incident stored_at stored_by delete_by delete_by_set_by taken_back_on"),
        **classed(INTERNAL, "is_held released_on due_on deleted_on deletion_method deletion_copies"),
        **classed(INTERNAL, "deleted_at deleted_by confirmed_at confirmed_by cancelled_at cancelled_by"),
    }

    class Meta:
        indexes = [
            models.Index(fields=["service", "-id"], name="recording_newest_of_service"),
            models.Index(fields=["due_on"], condition=Q(state__in=[*KEPT]), name="recording_to_be_deleted"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="recording_state_is_known"),
            models.CheckConstraint(condition=Q(medium__in=Medium.values), name="recording_medium_is_known"),
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_recording_a_form"),
            # Consents name the session: two of one name, and a yes to one would be taken for a yes to the other.
            models.UniqueConstraint(
                Lower("title"),
                "service",
                "medium",
                condition=~Q(state__in=[State.DELETED, State.CANCELLED]) & Q(wrong=""),
                name="one_recording_a_session",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*KEPT, State.DELETED])
                | Q(started_at__isnull=False, recorded_on__isnull=False, delete_by__isnull=False),
                name="recording_was_begun",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.RECORDED) | ~Q(wrong="") | Q(device__isnull=False),
                name="recording_has_its_device",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.STORED) | Q(stored_at__isnull=False) & ~Q(location=""),
                name="recording_is_stored_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DELETED)
                | Q(deleted_on__isnull=False, deleted_by__isnull=False, confirmed_by__isnull=False)
                & ~Q(confirmed_by=models.F("deleted_by"))
                & ~Q(deletion_method=""),
                name="recording_deleted_by_one_seen_by_another",
            ),
            models.CheckConstraint(
                condition=Q(is_held=False) | Q(state__in=[*KEPT], deleted_at=None, due_on=None),
                name="held_recording_is_not_deleted",
            ),
        ]

    @property
    def nation(self) -> Nation:
        return Nation(self.service.nation)

    @property
    def asked_since(self) -> datetime | None:
        """The moment from which a yes can be one to this session as it is planned now."""
        return self.changed_at or self.created_at

    @property
    def is_sealed(self) -> bool:
        """Whether nobody plays it any more: it must go."""
        return self.taken_back_on is not None

    @property
    def shown_state(self) -> State:
        """The state with its words and colour."""
        return State(self.state)

    @property
    def shares_its_device(self) -> bool:
        """Whether its device holds another recording that is not stored yet."""
        others = Recording.objects.filter(device=self.device_id, device__isnull=False, state=State.RECORDED)
        return others.exclude(pk=self.pk).exists()

    @property
    def known_copies(self) -> list[Place]:
        """Where a copy of it must have been, by what is written down."""
        kept_here = self.stored_at is not None or self.parts.exists()
        known = {Place.DEVICE: self.device_id is not None, Place.STORE: kept_here}
        return [place for place, was_there in known.items() if was_there]

    @property
    def last_kept_on(self) -> date | None:
        """The day on which it was brought to the store, or the last file of it was kept here."""
        moments = [self.stored_at, *self.parts.values_list("kept_at", flat=True)]
        return max((local_day(each) for each in moments if each is not None), default=None)

    def set_due(self) -> None:
        """Work out anew by when it must be deleted."""
        self.due_on = None
        if self.delete_by is not None and not self.is_held:
            self.due_on = rules.due_on(
                self.delete_by, self.nation, taken_back_on=self.taken_back_on, released_on=self.released_on
            )

    def begin(self, medium: Medium, recorded_on: date) -> None:
        """It was recorded on this day, so from now on it is counted how long it is kept."""
        self.recorded_on, self.delete_by = recorded_on, rules.delete_by(recorded_on, medium)
        self.set_due()


class Participant(models.Model):
    """Somebody who can be seen or heard: a person with their case, or a colleague who answers here themselves."""

    recording = models.ForeignKey(Recording, models.PROTECT, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="recordings")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    staff = models.ForeignKey(User, models.PROTECT, null=True, related_name="recorded_in")
    # What they had said when it was switched on, as it was then.
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="recorded_in")
    consent_version = models.PositiveIntegerField(null=True)
    # Of a colleague: when they said yes, and took it back.
    agreed_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(SPECIAL, "person case consent"),
        **classed(PERSONAL, "staff agreed_at taken_back_at"),
        **classed(INTERNAL, "id recording consent_version"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "person"], name="a_person_takes_part_once"),
            models.UniqueConstraint(fields=["recording", "staff"], name="a_colleague_takes_part_once"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, case__isnull=False, staff=None)
                | Q(person=None, case=None, consent=None, staff__isnull=False),
                name="a_person_or_a_colleague_takes_part",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(agreed_at__lte=models.F("taken_back_at")),
                name="what_was_agreed_is_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recording}: {self.person or self.staff}"


class Hold(models.Model):
    """A recording must not be deleted now, and why; looked at every three months until it is released."""

    recording = models.ForeignKey(Recording, models.PROTECT, related_name="holds")
    reason = models.TextField("why it is held", max_length=LONGEST_TEXT)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    looked_on = models.DateField("when it was last looked at")
    looked_words = models.TextField("why it is held still", max_length=LONGEST_TEXT, blank=True)
    looked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    released_at = models.DateTimeField(null=True)
    released_by = someone()
    released_because = models.TextField("why it is released", max_length=LONGEST_TEXT, blank=True)
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PERSONAL, "reason looked_words released_because"),
        **classed(INTERNAL, "id recording set_at set_by looked_on looked_by released_at released_by"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recording"], condition=Q(released_at=None), name="one_hold_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.recording}, held {self.set_at:%Y-%m-%d}"


class Part(models.Model):
    """A file of a recording that is kept in the application, encrypted, until the recording is deleted."""

    recording = models.ForeignKey(Recording, models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    sealed = models.OneToOneField(SealedFile, models.PROTECT, related_name="+")
    content_type = models.CharField(max_length=20)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL, "id recording number sealed content_type kept_at kept_by"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "number"], name="one_part_a_number")]

    def __str__(self) -> str:
        return f"{self.recording}, part {self.number}"
