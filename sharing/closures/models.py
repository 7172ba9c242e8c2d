"""Service closures: whose caseload goes to which provider, who is covered, which files, and that they came and went."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from consent.consents.models import Consent
from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import Service, User
from governance.calendar import Nation
from governance.notifications.links import UNSPENT, MailedLink
from governance.organisations.models import Organisation
from governance.people.models import Person
from governance.records.columns import LONGEST_LINE, moment, someone, text
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, SPECIAL, Privacy, classed
from sharing.closures.querysets import ClosureQuerySet, OnListQuerySet
from sharing.closures.rules import Decided, Unlisted, Why
from sharing.closures.states import FROZEN, GONE, State
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.states import State as CheckState

SIGNED_FOR = [State.RECEIVED.value, State.COUNTERSIGNED.value, State.CLOSED.value]
BY_BOTH = SIGNED_FOR[1:]
# These go no further, and another file takes their place.
OVER = (CheckState.CANCELLED, CheckState.REJECTED)


def _as_one(states: list[str], *pair: str) -> Q:
    """These are filled in exactly in these states."""
    full = Q(state__in=states, **{f"{name}__isnull": False for name in pair})
    return full | ~Q(state__in=states) & Q(**{f"{name}__isnull": True for name in pair})


class Closure(Record):
    """The caseload of one service that goes to a new provider, from its list to the destruction of our copies."""

    state = models.CharField(max_length=16, choices=State)
    service = models.ForeignKey(Service, models.PROTECT, related_name="closures", db_index=False)
    provider = models.ForeignKey(
        Organisation, models.PROTECT, related_name="closures", verbose_name="the new provider"
    )
    closes_on = models.DateField("the last day of the service with us")
    purpose = models.CharField("what it is for", max_length=20, choices=Purpose)
    items = ArrayField(models.CharField(max_length=20, choices=DataItem), verbose_name="what goes with it")
    why = text("why it goes to them")
    # Who sends all its files, and so never is the second person.
    lead = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="who leads it")
    recipient = models.CharField("who there", max_length=160)
    recipient_email = models.EmailField("where the link to sign for it is sent")
    verified = text("how you made sure that it is them")

    # The list, as it was made last, and how it differed from the one before.
    list_made_at = moment()
    list_changes = models.CharField(max_length=LONGEST_LINE, blank=True)
    # Who is covered, and stands in no file that shows whom it is about.
    unlisted = models.CharField("where they are", max_length=10, choices=Unlisted, blank=True)
    unlisted_because = text("why they stand in no file that we can read")

    # What was sealed: one line a file, with its hash and its numbers. It names nobody.
    manifest = models.JSONField(null=True)
    # How many people were covered, and how many not, when it was sealed.
    covered, apart = models.PositiveIntegerField(null=True), models.PositiveIntegerField(null=True)
    sealed_at, sealed_by = moment(), someone()
    unsealed_because = text("why it was opened again")
    sent_at, sent_by = moment(), someone()
    received_at = moment()
    received_by_name = models.CharField(max_length=120, blank=True)
    received_by_role = models.CharField(max_length=120, blank=True)
    # What they said of each file: {"1": {"came": "same", "people": 38}}
    receipt = models.JSONField(null=True)
    # In which way what came last was not what was sent; empty once it is.
    differs = models.CharField(max_length=2_000, blank=True)
    countersigned_at, countersigned_by = moment(), someone()
    destroyed_on = models.DateField("the day on which the last copy was destroyed", null=True)
    destroyed_how = text("how each copy was destroyed")
    destroyed_at, destroyed_by = moment(), someone()
    certified_at, certified_by = moment(), someone()
    certified_saw = text("what the second person saw")
    cancelled_at, cancelled_by = moment(), someone()
    cancel_reason = text("why it is not sent")
    form_key = models.UUIDField(null=True, editable=False)
    history = History()

    objects = ClosureQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "state service provider closes_on purpose items why lead recipient"),
        **classed(INTERNAL, "recipient_email verified list_made_at list_changes unlisted unlisted_because"),
        **classed(INTERNAL, "manifest covered apart sealed_at sealed_by unsealed_because sent_at sent_by"),
        **classed(INTERNAL, "received_at received_by_name received_by_role receipt differs"),
        **classed(INTERNAL, "countersigned_at countersigned_by destroyed_on destroyed_how destroyed_at"),
        **classed(INTERNAL, "destroyed_by certified_at certified_by certified_saw cancelled_at cancelled_by"),
        **classed(INTERNAL, "cancel_reason form_key"),
    }

    class Meta:
        verbose_name = "service closure"
        indexes = [
            models.Index(fields=["service", "-id"], name="closure_of_service"),
            models.Index(fields=["state", "-id"], name="closure_in_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_closure_a_form"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="closure_state_is_known"),
            # Nobody bypasses the second person, whoever they are.
            models.CheckConstraint(
                condition=Q(sealed_by=None) | ~Q(sealed_by=F("lead")), name="closure_lead_never_seals"
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by=None) | ~Q(countersigned_by=F("lead")),
                name="closure_lead_never_countersigns",
            ),
            models.CheckConstraint(
                condition=Q(certified_by=None)
                | Q(destroyed_by__isnull=False) & ~Q(certified_by=F("destroyed_by")),
                name="closure_destroyer_never_certifies",
            ),
            models.CheckConstraint(
                condition=_as_one(
                    [each.value for each in FROZEN], "manifest", "covered", "apart", "sealed_at", "sealed_by"
                ),
                name="closure_sealed_by_someone",
            ),
            models.CheckConstraint(
                condition=_as_one([each.value for each in GONE], "sent_at", "sent_by"),
                name="closure_sent_by_someone",
            ),
            models.CheckConstraint(
                condition=_as_one(SIGNED_FOR, "received_at", "receipt")
                & (~Q(state__in=SIGNED_FOR) | ~Q(received_by_name="") & ~Q(received_by_role="")),
                name="closure_signed_for_by_someone",
            ),
            models.CheckConstraint(
                condition=_as_one(BY_BOTH, "countersigned_at", "countersigned_by"),
                name="closure_countersigned_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at=None, destroyed_by=None, destroyed_on=None, destroyed_how="")
                | Q(destroyed_at__isnull=False, destroyed_by__isnull=False, destroyed_on__isnull=False)
                & ~Q(destroyed_how=""),
                name="closure_destroyed_by_someone",
            ),
            models.CheckConstraint(
                condition=_as_one([State.CLOSED.value], "certified_at", "certified_by"),
                name="closure_certified_by_someone",
            ),
        ]

    @property
    def nation(self) -> Nation:
        return Nation(self.service.nation)

    @property
    def alive(self) -> "models.QuerySet[ClosureFile]":
        """Its files, save those whose Stop and Check is over without being sent."""
        found = self.files.exclude(check_of__state__in=OVER)
        return found.select_related("check_of").order_by("number")

    @property
    def is_asked_anew(self) -> bool:
        """Whether a link to sign that they have not used yet is with the provider."""
        return self.links.filter(UNSPENT, for_copy=False).exists()

    @property
    def people(self) -> OnListQuerySet:
        """Who is on the list now."""
        found: OnListQuerySet = self.everybody.filter(left_at=None)
        return found

    def forget_seal(self) -> None:
        """What was sealed does not count any more: somebody looks anew."""
        self.manifest = self.covered = self.apart = self.sealed_at = self.sealed_by = None


class OnList(models.Model):
    """Somebody with an open case in the service, and whether their consent covers the new provider."""

    closure = models.ForeignKey(Closure, models.PROTECT, related_name="everybody", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="in_closures")
    covered = models.BooleanField()
    # The yes that covers them, in the version that was read.
    consent = models.ForeignKey(Consent, models.PROTECT, null=True, related_name="in_closures", db_index=True)
    consent_version = models.PositiveIntegerField(null=True)
    why = models.CharField(max_length=12, choices=Why, blank=True)
    # What becomes of the record of somebody who is not covered.
    decided = models.CharField(max_length=12, choices=Decided, blank=True)
    decided_by, decided_at = someone(), moment()
    # Since when they are not on it any more.
    left_at = moment()
    history = History()

    objects = OnListQuerySet.as_manager()
    application_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(INTERNAL, "id closure decided_by decided_at left_at"),
        **classed(SPECIAL, "person covered consent consent_version why decided"),
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["closure", "person"], name="on_the_list_once_a_closure"),
            models.CheckConstraint(
                condition=Q(
                    covered=True, consent__isnull=False, consent_version__isnull=False, why="", decided=""
                )
                | Q(covered=False, consent=None, consent_version=None) & ~Q(why=""),
                name="covered_by_a_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closure_id} {self.person_id}"


class ClosureFile(models.Model):
    """One file of a closure: a Stop and Check that goes with it."""

    closure = models.ForeignKey(Closure, models.PROTECT, related_name="files", db_index=False)
    check_of = models.OneToOneField(StopCheck, models.PROTECT, related_name="closure_file")
    number = models.PositiveSmallIntegerField()
    history = History()

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = classed(INTERNAL, "id closure check_of number")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["closure", "number"], name="one_number_a_file_of_a_closure")
        ]

    def __str__(self) -> str:
        return f"{self.closure_id} {self.number}"


class TakenOverLink(MailedLink):
    """A link for the provider's person: single-use to sign for what came, or to fetch the receipt that both signed."""

    closure = models.ForeignKey(Closure, models.PROTECT, related_name="links")
    for_copy = models.BooleanField(default=False)
    # They said that something else came.
    differs = models.CharField(max_length=2_000, blank=True)
    history = History()

    salt, place = "sharing.closures.taken_over", "taken-over"
    beside = ("closure__provider", "closure__service")
    privacy: ClassVar[dict[str, Privacy]] = classed(
        INTERNAL,
        "id effect_key done_at next_try_at attempts closure nonce for_copy name email made_at made_by expires_at"
        " used_at revoked_at differs",
    )

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(done_at=None), name="taken_over_link_waiting")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["closure", "for_copy"],
                condition=Q(used_at=None, revoked_at=None),
                name="one_open_link_a_closure",
            )
        ]
