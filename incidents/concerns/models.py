"""Concerns and complaints, and what was said about each by either side (handbook section 11)."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from governance.accounts.models import Service, User
from governance.calendar import Nation
from governance.records.columns import LONGEST_LINE, LONGEST_TEXT, moment, someone
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PERSONAL, SPECIAL, Privacy, classed
from governance.workflow.follow import Followed
from incidents.concerns import rules
from incidents.concerns.querysets import ConcernQuerySet
from incidents.concerns.rules import About, Outcome, Reach, Route, Told
from incidents.concerns.states import State
from incidents.incidents.models import Incident


class Concern(Followed, Record):
    """What somebody told us that we did wrong, or may have. Nobody has to say who they are."""

    state = models.CharField(max_length=12, choices=State)
    route = models.CharField("how it came", max_length=5, choices=Route)
    received_on = models.DateField("when it came")
    # Without an index of its own: one below begins with it. None: they do not know, or the whole charity.
    service = models.ForeignKey(Service, models.PROTECT, null=True, related_name="concerns", db_index=False)
    about = models.CharField("what it is about", max_length=7, choices=About)
    words = models.TextField("what happened", max_length=LONGEST_TEXT)
    wants = models.TextField("what they want us to do", max_length=LONGEST_TEXT, blank=True)
    name = models.CharField(max_length=LONGEST_LINE, blank=True)
    reach = models.CharField("how they want to hear from us", max_length=6, choices=Reach)
    contact = models.CharField("where to reach them", max_length=LONGEST_LINE, blank=True)
    safe_contact = models.CharField("how it is safe to reach them", max_length=LONGEST_LINE, blank=True)
    # The manager of the service must not read it: it may be about them.
    kept_from_manager = models.BooleanField(default=False)
    # The form it came from, so that sending the same form twice raises it once.
    form_key = models.UUIDField(editable=False)

    acknowledged_at, acknowledged_by = moment(), someone()
    late_because = models.CharField("why it was late", max_length=LONGEST_LINE, blank=True)
    looking_at, looking_by = moment(), someone()
    answered_at, answered_by = moment(), someone()
    outcome = models.CharField("what came of it", max_length=6, choices=Outcome, blank=True)
    closed_at, closed_by = moment(), someone()
    learned = models.TextField("what we learned", max_length=LONGEST_TEXT, blank=True)
    # What it became besides, if it did.
    incident = models.OneToOneField(Incident, models.PROTECT, null=True, related_name="+")
    # What was last said, and by whom: what waits follows from it.
    told_at, heard_at = moment(), moment()
    history = History()

    objects = ConcernQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(SPECIAL, "words wants learned"),
        **classed(PERSONAL, "name reach contact safe_contact"),
        **classed(INTERNAL, "state route received_on service about kept_from_manager form_key code_hash"),
        **classed(INTERNAL, "acknowledged_at acknowledged_by late_because looking_at looking_by answered_at"),
        **classed(INTERNAL, "answered_by outcome closed_at closed_by told_at heard_at incident"),
    }

    class Meta:
        indexes = [models.Index(fields=["service", "-id"], name="concern_of_service")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="concern_state_is_known"),
            models.CheckConstraint(condition=Q(route__in=Route.values), name="concern_route_is_known"),
            models.CheckConstraint(condition=Q(about__in=About.values), name="concern_about_is_known"),
            models.CheckConstraint(condition=Q(reach__in=Reach.values), name="concern_reach_is_known"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=Outcome.values), name="concern_outcome_is_known"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="concern_says_something"),
            models.CheckConstraint(
                condition=Q(reach=Reach.PAGE.value) | ~Q(contact=""), name="concern_can_be_reached"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ANSWERED.value, State.CLOSED.value]) | ~Q(outcome=""),
                name="concern_ends_with_an_outcome",
            ),
            models.UniqueConstraint(
                fields=["created_by", "form_key"], name="one_concern_a_form", nulls_distinct=False
            ),
        ]

    @property
    def nation(self) -> Nation | None:
        """Whose working days count; the service's, England's where there is none (T5)."""
        return Nation(self.service.nation) if self.service else None

    @property
    def acknowledge_by(self) -> date:
        return rules.acknowledge_by(self.received_on, self.nation)

    @property
    def target_on(self) -> date:
        return rules.target_on(self.received_on, self.nation)

    @property
    def waits_for_us(self) -> bool:
        """Whether they said something after what we last told them."""
        return self.heard_at is not None and (self.told_at is None or self.told_at < self.heard_at)


class Message(models.Model):
    """What one side said to the other about a concern. Never changed."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="messages", db_index=False)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    # None: they said it.
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    from_us = models.BooleanField()
    how = models.CharField(max_length=6, choices=Told)
    words = models.TextField(max_length=LONGEST_TEXT)
    form_key = models.UUIDField(null=True, editable=False)

    application_may: ClassVar[str] = "SELECT, INSERT"
    privacy: ClassVar[dict[str, Privacy]] = {
        "words": SPECIAL,
        **classed(INTERNAL, "id concern number at by from_us how form_key"),
    }

    class Meta:
        ordering = ["concern", "number"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "number"], name="one_message_a_number"),
            models.UniqueConstraint(fields=["concern", "form_key"], name="one_message_a_form"),
            models.CheckConstraint(condition=~Q(words=""), name="message_says_something"),
            models.CheckConstraint(condition=Q(how__in=Told.values), name="message_way_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.concern_id} {self.number}"
