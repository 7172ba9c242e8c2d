"""Pictures, films, sounds and stories: who is in each, what they said yes to, and where it was shown (section 9)."""

from datetime import date
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from consent.consents.models import Consent
from consent.kinds import Channel
from consent.media.querysets import AssetQuerySet
from consent.media.states import ENDING, State
from governance.accounts.models import Service
from governance.attachments.models import SealedFile
from governance.calendar import Nation
from governance.organisations.models import Organisation
from governance.people.models import Person
from governance.records.columns import LONGEST_LINE, moment, someone
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PERSONAL, SPECIAL, Privacy, classed

LONGEST_EVIDENCE = 1_000
MOST_PEOPLE = 500


class Kind(models.TextChoices):
    """What it is."""

    PHOTO = "photo", "Photograph or picture"
    VIDEO = "video", "Film"
    SOUND = "sound", "Sound"
    STORY = "story", "Story in words"


class Ended(models.TextChoices):
    """Why what one person said does not count any more."""

    WITHDRAWN = "withdrawn", "They took it back"
    INVALID = "invalid", "Their yes was not valid"
    REFUSED = "refused", "They said no"


def _line(words: str, longest: int = LONGEST_LINE) -> "models.CharField[str, str]":
    return models.CharField(words, max_length=longest, blank=True)


class Asset(Record):
    """One picture, film, sound or story, kept for one campaign. It stays when its file is gone."""

    state = models.CharField(max_length=9, choices=State)
    kind = models.CharField("what it is", max_length=5, choices=Kind)
    title = models.CharField("what it shows", max_length=120)
    # The campaign that the people in it say yes to, as it is called on their forms.
    campaign = models.CharField("the campaign", max_length=160)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="media", db_index=False
    )
    made_by = models.CharField("who made it", max_length=120)
    made_on = models.DateField("when it was made")
    ends_on = models.DateField("when the campaign is to end", null=True, blank=True)
    # How many can be recognised; each of them has to be among its people before it is used.
    shown = models.PositiveSmallIntegerField("how many people can be recognised")
    # The version that it was cut from, so that somebody is not in it any more.
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="versions", db_index=False)

    # Kept here, encrypted; or only where else it lies.
    file = models.OneToOneField(SealedFile, models.PROTECT, null=True, related_name="+")
    media_type = models.CharField(max_length=40, blank=True)
    location = _line("where it lies, where it is not kept here")

    finished_at, finished_by = moment(), someone()
    finished_because = _line("why it is finished")
    withdrawn_at = moment()
    # The last good day for our own channels to be cleared and what we keep to be deleted.
    clear_by = models.DateField(null=True)
    # The evidence of its deletion: when, how, every copy, by whom; and who looked that it is gone.
    deleted_on = models.DateField(null=True)
    deleted_how = _line("how it was deleted", LONGEST_EVIDENCE)
    deleted_copies = _line("every copy, backups too", LONGEST_EVIDENCE)
    deleted_at, deleted_by = moment(), someone()
    confirmed_at, confirmed_by = moment(), someone()
    confirmed_how = _line("how it was seen to be gone", LONGEST_EVIDENCE)
    form_key = models.UUIDField(null=True, editable=False)
    history = History()

    objects = AssetQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "state kind title campaign service made_by made_on ends_on shown follows"),
        **classed(SPECIAL, "file"),
        **classed(INTERNAL, "media_type location finished_at finished_by finished_because withdrawn_at"),
        **classed(INTERNAL, "clear_by deleted_on deleted_how deleted_copies deleted_at deleted_by"),
        **classed(INTERNAL, "confirmed_at confirmed_by confirmed_how form_key"),
    }

    class Meta:
        indexes = [
            models.Index(fields=["service", "-id"], name="asset_of_service"),
            models.Index(fields=["state", "-id"], name="asset_in_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_asset_a_form"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="asset_state_is_known"),
            models.CheckConstraint(
                condition=Q(file=None) & ~Q(location="") | Q(file__isnull=False) & ~Q(media_type=""),
                name="asset_is_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, finished_by=None)
                | Q(finished_at__isnull=False, finished_by__isnull=False),
                name="asset_finished_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state=State.LIVE, clear_by=None)
                | ~Q(state=State.LIVE) & Q(clear_by__isnull=False),
                name="asset_that_ends_has_its_clock",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN) | Q(withdrawn_at__isnull=False),
                name="withdrawn_asset_was_taken_back",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FINISHED) | Q(finished_at__isnull=False),
                name="finished_asset_was_finished",
            ),
            models.CheckConstraint(
                condition=Q(
                    deleted_at=None, deleted_by=None, deleted_on=None, deleted_how="", deleted_copies=""
                )
                | Q(deleted_at__isnull=False, deleted_by__isnull=False, deleted_on__isnull=False)
                & ~Q(deleted_how="")
                & ~Q(deleted_copies=""),
                name="deletion_of_asset_has_its_evidence",
            ),
            models.CheckConstraint(
                condition=Q(state=State.DELETED, confirmed_at__isnull=False, confirmed_by__isnull=False)
                | ~Q(state=State.DELETED) & Q(confirmed_at=None, confirmed_by=None),
                name="deleted_asset_was_confirmed",
            ),
            # Nobody bypasses the second person, whoever they are.
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | Q(deleted_by__isnull=False) & ~Q(confirmed_by=F("deleted_by")),
                name="deleter_of_asset_never_confirms",
            ),
        ]

    @property
    def nation(self) -> Nation | None:
        """The nation whose working days count."""
        return Nation(self.service.nation) if self.service is not None else None

    @property
    def has_file(self) -> bool:
        """Whether its file lies here still."""
        return self.file is not None and self.file.key is not None

    @property
    def waits_for_confirmation(self) -> bool:
        """Deleted, by what somebody wrote down, and nobody else has looked yet."""
        return self.state in ENDING and self.deleted_at is not None


class Part(models.Model):
    """What belongs to it, by its number in it."""

    number = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.asset_id}, {self.number}"  # type: ignore[attr-defined]


class InIt(Part):
    """A person who can be recognised in it, and the consent that covers them, if there is one."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, models.PROTECT, related_name="in_media")
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="in_media")
    # The version of it that was relied on, and what it said then.
    consent_version = models.PositiveIntegerField(null=True)
    campaign = _line("the campaign that it names", 160)
    channels = ArrayField(models.CharField(max_length=8, choices=Channel), default=list)
    added_at, added_by = models.DateTimeField(), someone()
    removed_at, removed_by = moment(), someone()
    removed_because = _line("why they are not in it after all")
    # What ended their yes, and that they were told what we cannot call back.
    ended = models.CharField(max_length=9, choices=Ended, blank=True)
    ended_at = moment()
    told_at, told_by = moment(), someone()
    told_how = _line("how they were told")
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(SPECIAL, "person consent campaign channels"),
        **classed(PERSONAL, "removed_because told_how"),
        **classed(INTERNAL, "id number asset consent_version added_at added_by removed_at removed_by"),
        **classed(INTERNAL, "ended ended_at told_at told_by"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "number"], name="one_in_it_a_number"),
            models.UniqueConstraint(
                fields=["asset", "person"], condition=Q(removed_at=None), name="once_in_it"
            ),
            models.CheckConstraint(
                condition=Q(consent=None, consent_version=None)
                | Q(consent__isnull=False, consent_version__isnull=False),
                name="in_it_by_a_version_of_a_consent",
            ),
            models.CheckConstraint(
                condition=Q(ended="", ended_at=None) | ~Q(ended="") & Q(ended_at__isnull=False),
                name="in_it_ended_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, told_by=None, told_how="")
                | Q(told_at__isnull=False, told_by__isnull=False) & ~Q(told_how=""),
                name="in_it_told_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None, removed_because="")
                | Q(removed_at__isnull=False, removed_by__isnull=False) & ~Q(removed_because=""),
                name="removed_from_it_for_a_reason",
            ),
        ]


class Publication(Part):
    """Where it was shown: by us, or by somebody else."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="publications")
    channel = models.CharField("where it is shown", max_length=8, choices=Channel)
    # Our own channel, which we clear ourselves.
    ours = models.BooleanField("it is our own")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="publications"
    )
    publisher = _line("who published it", 160)
    where = models.CharField("where exactly", max_length=300)
    from_on = models.DateField("since when")
    until_on = models.DateField("until when, if that is known", null=True, blank=True)
    # Somebody came across it: nobody had asked whether it may be.
    found = models.BooleanField(default=False)
    noted_at, noted_by = models.DateTimeField(), someone()
    # It is gone from there, and how one knows.
    down_on = models.DateField(null=True)
    down_how = _line("what was looked at")
    down_at, down_by = moment(), someone()
    # The notice to somebody else who published it (UK GDPR Article 17(2)), and what they answered.
    notice_on = models.DateField(null=True)
    notice_how = _line("how the notice was sent")
    notice_at, notice_by = moment(), someone()
    answered_on = models.DateField(null=True)
    answer = _line("what they answered")
    answered_at, answered_by = moment(), someone()
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL,
        "id number asset channel ours organisation publisher where from_on until_on found noted_at noted_by"
        " down_on down_how down_at down_by notice_on notice_how notice_at notice_by answered_on answer answered_at"
        " answered_by",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "number"], name="one_publication_a_number"),
            models.CheckConstraint(
                condition=Q(ours=True, organisation=None, publisher="") | Q(ours=False) & ~Q(publisher=""),
                name="publication_is_ours_or_somebodys",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{pair}_at": None, f"{pair}_by": None, on: None, how: ""})
                    | Q(
                        **{
                            f"{pair}_at__isnull": False,
                            f"{pair}_by__isnull": False,
                            f"{on}__isnull": False,
                        }
                    )
                    & ~Q(**{how: ""}),
                    name=f"publication_{pair}_by_someone",
                )
                for pair, on, how in (
                    ("down", "down_on", "down_how"),
                    ("notice", "notice_on", "notice_how"),
                    ("answered", "answered_on", "answer"),
                )
            ),
            models.CheckConstraint(
                condition=Q(notice_at=None, answered_at=None) | Q(ours=False), name="notice_goes_to_others"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="publication_ends_after_it_began",
            ),
        ]

    @property
    def who(self) -> str:
        """Who shows it."""
        return "We ourselves" if self.ours else self.publisher

    @property
    def words(self) -> str:
        """Where it is shown, in words."""
        return f"{self.get_channel_display()}: {self.where}"

    def is_up(self, on: date) -> bool:
        """Whether it is shown there, as far as we know."""
        return self.down_on is None and self.from_on <= on
