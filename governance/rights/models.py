"""What people ask of us about their information, what we searched, and what we gathered for them (section 11)."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from governance.accounts.models import Service, User
from governance.calendar import Nation
from governance.people.models import Person
from governance.records.columns import LONGEST_LINE, moment, someone, text
from governance.records.effects import Effect
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PERSONAL, SPECIAL, Privacy, classed
from governance.rights import rules
from governance.rights.querysets import RequestQuerySet
from governance.rights.rules import MARKS, Ground, Longer, Outcome, Right
from governance.rights.states import CLOSED, OPEN, State
from governance.workflow.follow import Followed

# A moment and who did it: both or neither.
PAIRS = ("identity_asked", "identified", "extended", "answered", "lifted", "left")


class Channel(models.TextChoices):
    """How a request reached us."""

    WEB = "web", "Our web page"
    TELEPHONE = "telephone", "By telephone"
    PAPER = "paper", "On paper"
    IN_PERSON = "in_person", "In person"
    MAIL = "mail", "By e-mail"


class RightsRequest(Followed, Record):
    """Somebody uses one of the rights that the law gives them over their information."""

    state = models.CharField(max_length=14, choices=State)
    right = models.CharField(max_length=13, choices=Right)
    # Unknown until the IG team has found who it is.
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="rights_requests", db_index=False
    )
    # Decides the nation, and which manager sees it.
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="+", db_index=False)
    channel = models.CharField(max_length=9, choices=Channel)
    received_on = models.DateField("the day on which it came")
    # Who asks, as they gave it
    name = models.CharField("name", max_length=120)
    born_on = models.DateField("date of birth", null=True, blank=True)
    contact = models.CharField("how to reach them", max_length=LONGEST_LINE, blank=True)
    safe_contact = models.CharField("what to mind when we do", max_length=LONGEST_LINE, blank=True)
    for_whom = models.CharField("for whom they ask, and why they may", max_length=LONGEST_LINE, blank=True)
    words = text("what they ask")
    # The form it came from, so that sending the same form twice writes it down once.
    form_key = models.UUIDField(unique=True, editable=False)

    identity_asked_at, identity_asked_by = moment(), someone()
    identity_asked = text("what we asked them to show")
    identified_at, identified_by = moment(), someone()
    identified_how = text("how we know who they are")
    # From which day the months count; while the person has to show who they are, from none.
    started_on = models.DateField(null=True)
    extended_at, extended_by = moment(), someone()
    extended_for = models.CharField("why it takes longer", max_length=7, choices=Longer, blank=True)
    extended_because = text("the reasons, as we told them")

    answered_at, answered_by = moment(), someone()
    outcome = models.CharField("what became of it", max_length=7, choices=Outcome, blank=True)
    ground = models.CharField("why it was refused", max_length=14, choices=Ground, blank=True)
    answer = text("what we answered, and why")
    given_how = models.CharField("how the answer reached them", max_length=LONGEST_LINE, blank=True)

    # An objection or a restriction stands on the person's page from one moment to another.
    marked_at = moment()
    mark = models.CharField("what we may not do for now", max_length=LONGEST_LINE, blank=True)
    lifted_at, lifted_by = moment(), someone()
    # When what they wrote last was found to need no answer.
    left_at, left_by = moment(), someone()
    history = History()

    objects = RequestQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(SPECIAL, "service words answer mark"),
        **classed(PERSONAL, "person right name born_on contact safe_contact for_whom identity_asked"),
        **classed(PERSONAL, "identified_how extended_because given_how"),
        **classed(INTERNAL, "state channel received_on form_key code_hash started_on extended_for outcome"),
        **classed(INTERNAL, "ground marked_at"),
        **classed(INTERNAL, " ".join(f"{pair}_at {pair}_by" for pair in PAIRS)),
    }

    class Meta:
        verbose_name = "rights request"
        indexes = [
            models.Index(fields=["service", "-id"], name="rights_of_service"),
            models.Index(fields=["person", "-id"], name="rights_of_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="rights_state_is_known"),
            models.CheckConstraint(condition=Q(right__in=Right.values), name="rights_right_is_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="rights_channel_is_known"),
            models.CheckConstraint(
                condition=Q(extended_at=None, extended_for="", extended_because="")
                | Q(extended_at__isnull=False, extended_for__in=Longer.values) & ~Q(extended_because=""),
                name="rights_longer_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in OPEN], answered_at=None, outcome="", ground="")
                | Q(
                    state=State.ANSWERED.value,
                    answered_at__isnull=False,
                    outcome__in=Outcome.values,
                    ground="",
                )
                & ~Q(answer="")
                | Q(
                    state=State.REFUSED.value, answered_at__isnull=False, outcome="", ground__in=Ground.values
                )
                & ~Q(answer=""),
                name="rights_closed_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(marked_at=None)
                | Q(person__isnull=False, right__in=[each.value for each in MARKS]),
                name="rights_mark_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(marked_at__isnull=False), name="rights_lifted_a_mark"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{pair}_at": None, f"{pair}_by": None})
                    | Q(**{f"{pair}_at__isnull": False, f"{pair}_by__isnull": False}),
                    name=f"rights_{pair}_by_someone",
                )
                for pair in PAIRS
            ),
        ]

    @property
    def nation(self) -> Nation | None:
        """Of the service; None where we do not know one."""
        return Nation(self.service.nation) if self.service is not None else None

    @property
    def shown_state(self) -> State:
        """The state with its words and colour."""
        return State(self.state)

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED

    @property
    def unanswered(self) -> "Message | None":
        """What they wrote last, as long as we neither wrote, took down a reply, answered nor left it since."""
        last = self.messages.last()
        if last is None or last.is_ours:
            return None
        since = [self.answered_at, self.left_at, *self.pauses.values_list("replied_at", flat=True)]
        return None if any(each is not None and each >= last.written_at for each in since) else last

    @property
    def is_marked(self) -> bool:
        """Whether it stands on the person's page as something to heed."""
        return self.marked_at is not None and self.lifted_at is None


class Pause(models.Model):
    """A question to the person about what they mean, and their reply: the clock stands still in between."""

    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="pauses")
    asked_on = models.DateField()
    question = text("what we asked")
    asked_at, asked_by = models.DateTimeField(), someone()
    replied_on = models.DateField(null=True)
    reply = text("what they replied")
    replied_at, replied_by = moment(), someone()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(SPECIAL, "question reply"),
        **classed(INTERNAL, "id request asked_on asked_at asked_by replied_on replied_at replied_by"),
    }

    class Meta:
        ordering = ["asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(replied_on=None), name="rights_one_question"
            ),
            models.CheckConstraint(
                condition=Q(replied_on=None) | Q(replied_on__gte=models.F("asked_on")),
                name="rights_reply_after_question",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_on} to {self.replied_on or 'now'}"


class Message(models.Model):
    """Something that we wrote to whoever asked, or that they wrote to us, where they follow their request."""

    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="messages")
    words = models.TextField(max_length=2_000)
    written_at = models.DateTimeField()
    # Nobody's: it is theirs.
    written_by = someone()
    form_key = models.UUIDField(unique=True, editable=False)

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(SPECIAL, "words"),
        **classed(INTERNAL, "id request written_at written_by form_key"),
    }

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.request_id}, {self.written_at:%Y-%m-%d}"

    @property
    def is_ours(self) -> bool:
        return self.written_by_id is not None


class Search(models.Model):
    """One place to look in for a request, and what somebody found there."""

    class Found(models.TextChoices):
        SOMETHING = "something", "Something is there"
        NOTHING = "nothing", "Nothing is there"
        NOT_NEEDED = "not_needed", "It need not be searched"

    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="searches")
    number = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=120)
    hint = models.CharField(max_length=LONGEST_LINE, blank=True)
    found = models.CharField(max_length=10, choices=Found, blank=True)
    note = models.CharField("what is there, or why not", max_length=LONGEST_LINE, blank=True)
    searched_at, searched_by = moment(), someone()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(SPECIAL, "note"),
        **classed(INTERNAL, "id request number place hint found searched_at searched_by"),
    }

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="rights_a_place_once"),
            models.CheckConstraint(
                condition=Q(found="", searched_at=None, searched_by=None)
                | Q(found__in=["something", "nothing", "not_needed"], searched_at__isnull=False),
                name="rights_searched_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(found="not_needed") | ~Q(note=""), name="rights_not_searched_why"
            ),
        ]

    def __str__(self) -> str:
        return self.place


class Gathering(Effect):
    """What this application holds about a person, put together by a worker. The row is the order to do it.

    `done_at` is when all of it was there. `frozen` is what was released, redacted, as it leaves.
    """

    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="gatherings")
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    # How many registers there are to look through, and how many were by now.
    expected = models.PositiveSmallIntegerField()
    looked = models.PositiveSmallIntegerField(default=0)
    # Registers that hold something about people and cannot say what: somebody looks there by hand.
    by_hand = ArrayField(models.CharField(max_length=80), default=list)
    released_at, released_by = moment(), someone()
    frozen = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="rights_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(released_at=None), name="rights_one_gathering_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None, frozen=None, sha256="")
                | Q(
                    ~Q(sha256=""), released_at__isnull=False, released_by__isnull=False, frozen__isnull=False
                ),
                name="rights_released_is_frozen",
            ),
        ]

    def __str__(self) -> str:
        return self.effect_key


class Piece(models.Model):
    """One record about the person as it was gathered, line by line, and what of it is given.

    It is a copy to work on: a new gathering puts new ones in its place.
    """

    class Withheld(models.TextChoices):
        OTHERS = "others", "It is about somebody else"
        HARM = "harm", "It could badly harm somebody"
        LAWYERS = "lawyers", "It is between us and our lawyers"
        LAW = "law", "The law lets us keep it back"

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="pieces")
    register = models.CharField(max_length=40)
    reference = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    # Why to look at it closely, if for anything.
    mind = models.CharField(max_length=LONGEST_LINE, blank=True)
    # Each line: what it is, what it says, and whether it is about somebody else.
    lines = models.JSONField()
    # Numbers of lines that are not given, and words that are not wherever they stand.
    taken_out = ArrayField(models.PositiveSmallIntegerField(), default=list)
    blacked_out = ArrayField(models.CharField(max_length=LONGEST_LINE), default=list)
    kept_in_because = models.CharField(max_length=LONGEST_LINE, blank=True)
    withheld = models.CharField(max_length=7, choices=Withheld, blank=True)
    reviewed_at, reviewed_by = moment(), someone()

    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(SPECIAL, "lines blacked_out title mind kept_in_because"),
        **classed(INTERNAL, "id gathering register reference taken_out withheld reviewed_at reviewed_by"),
    }

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "register", "reference"], name="rights_a_piece_once"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="rights_reviewed_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def others(self) -> list[int]:
        """The numbers of the lines that are about somebody else."""
        return [number for number, line in enumerate(self.lines) if line["others"]]


class Clock:
    """Where the time of a request stands on a day, by its own facts and its pauses."""

    def __init__(self, request: RightsRequest, on: date) -> None:
        self.request, self.on = request, on
        self.pauses: list[rules.Pause] = (
            [(each.asked_on, each.replied_on) for each in request.pauses.all()] if request.pk else []
        )
        self.started_on = request.started_on

    @property
    def stands_still(self) -> bool:
        """Whether it waits for the person: for who they are, or for what they mean."""
        return self.started_on is None or self.request.state == State.PAUSED

    @property
    def extended(self) -> bool:
        return self.request.extended_at is not None

    @property
    def first_due_on(self) -> date | None:
        """Without the two months more; None while it has not begun."""
        return self._due(extended=False)

    @property
    def due_on(self) -> date | None:
        """The last good day for the answer. While it waits for a reply: as if they replied today."""
        return self._due(extended=self.extended)

    @property
    def notice_by(self) -> date | None:
        """The last good day to say that it takes longer; None once that is said."""
        first = self.first_due_on
        return None if first is None or self.extended else rules.notice_by(first)

    def _due(self, **facts: Any) -> date | None:
        if self.started_on is None:
            return None
        request = self.request
        return rules.due_on(self.started_on, request.nation, self.on, pauses=self.pauses, **facts)
