"""Conversations about sharing: one for each case, from the day it opens."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from consent.conversations import rules
from consent.conversations.querysets import ConversationQuerySet
from consent.conversations.states import State
from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.errors import Verdict
from governance.people.models import Case, Person
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, SPECIAL, Privacy, classed


class Conversation(Record):
    """Whether the person of a case was asked about sharing (handbook section 2). What they said is a consent."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="conversations")
    case = models.OneToOneField(Case, models.PROTECT, related_name="conversation")
    # Without an index of its own: those who wait are found by their deadlines.
    service = models.ForeignKey(Service, models.PROTECT, related_name="conversations", db_index=False)
    state = models.CharField(max_length=12, choices=State)
    due_on = models.DateField()
    # The last time that they were asked and did not decide.
    asked_at = models.DateTimeField("when they were asked", null=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    explained = models.CharField("what was explained, and how", max_length=300, blank=True)
    ask_again_on = models.DateField(null=True)
    # When they first said yes or no. Who wrote it down stands on the consent.
    answered_at = models.DateTimeField(null=True)
    history = History()

    objects = ConversationQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(SPECIAL, "person case service explained"),
        **classed(INTERNAL, "state due_on asked_at asked_by ask_again_on answered_at"),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="conversation_state_is_known"),
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_by=None, explained="", ask_again_on=None)
                | (Q(asked_at__isnull=False, asked_by__isnull=False) & ~Q(explained="")),
                name="conversation_asked_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WAITING.value, asked_at=None, answered_at=None)
                | Q(state=State.UNDECIDED.value, asked_at__isnull=False, answered_at=None)
                | Q(state=State.ANSWERED.value, answered_at__isnull=False),
                name="conversation_is_as_far_as_it_says",
            ),
        ]

    def asked_allowed(self, moment: datetime, at: datetime) -> Verdict:
        return rules.asked_allowed(moment, self.case.opened_on, at, before=self.asked_at)

    def again_allowed(self, day: date | None, at: datetime) -> Verdict:
        return rules.again_allowed(day, local_day(at))
