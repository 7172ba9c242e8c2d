"""The yearly report on the duty of candour, which Scottish law asks for and everybody may read."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from governance.accounts.models import User
from governance.records.columns import LONGEST_TEXT, moment, someone, text
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PUBLIC, Privacy, classed
from incidents.candour_reports.rules import fingerprint, year
from incidents.candour_reports.states import State
from incidents.incidents.periods import Period


class CandourReport(Record):
    """One year: its numbers as the public may read them, and what we say about them. It names nobody."""

    # The calendar year in which its year ends.
    year = models.PositiveSmallIntegerField(unique=True)
    state = models.CharField(max_length=9, choices=State)
    due_on = models.DateField()
    followed = text("how we followed the rules")
    policies = text("our rules, and who helps")
    changes = text("what we learnt and changed")
    # As `figures.figures` gives them, frozen when it is sent to be read.
    figures = models.JSONField(default=dict)
    # Everyone who wrote any of it: none of them may publish it.
    authors = ArrayField(models.BigIntegerField(), default=list)
    content_hash = models.CharField(max_length=64, blank=True)
    sent_back_because = models.TextField(max_length=LONGEST_TEXT, blank=True)
    published_at, published_by = moment(), someone()
    # What the publisher had read.
    published_hash = models.CharField(max_length=64, blank=True)
    history = History()

    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PUBLIC, "year followed policies changes figures published_at"),
        **classed(
            INTERNAL, "state due_on authors content_hash sent_back_because published_by published_hash"
        ),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="candour_report_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT.value)
                | ~Q(followed="") & ~Q(policies="") & ~Q(changes="") & ~Q(content_hash="") & ~Q(figures={}),
                name="candour_report_is_read_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=State.PUBLISHED.value,
                    published_at__isnull=False,
                    published_by__isnull=False,
                    published_hash=F("content_hash"),
                )
                | ~Q(state=State.PUBLISHED.value)
                & Q(published_at=None, published_by=None, published_hash=""),
                name="candour_report_published_as_it_reads",
            ),
            # Nobody publishes what they wrote, whoever they are.
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(authors__contains=[F("published_by")]),
                name="candour_report_by_two_people",
            ),
        ]

    @property
    def time(self) -> Period:
        """The year that it is about."""
        return year(self.year)

    @property
    def shown_state(self) -> State:
        """The state with its words and colour."""
        return State(self.state)

    @property
    def content(self) -> dict[str, Any]:
        """All that the public reads of it."""
        return {name: getattr(self, name) for name in ("year", "figures", "followed", "policies", "changes")}

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.content)

    def wrote(self, user: User) -> bool:
        """Whether any of it is by this user."""
        return user.pk in self.authors
