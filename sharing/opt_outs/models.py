"""Help that people got with their choices, and what the DPO states each year. Nobody's choice is kept."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from governance.accounts.models import Service, User
from governance.people.models import Case, Person
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, PERSONAL, PUBLIC, SPECIAL, Privacy, classed
from sharing.opt_outs.querysets import HelpQuerySet, StatementQuerySet
from sharing.opt_outs.rules import CHOICE, About, Leaflet
from sharing.opt_outs.states import State


class Help(Record):
    """Somebody asked about their choices, and one of us helped (handbook section 7).

    What they chose is theirs and the NHS's to know: there is no field for it, and there never is to be one.
    """

    # None: somebody whom we do not know, or who did not say who they are.
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="helped_with_choices")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", db_index=False)
    # Without an index of its own: one below begins with it.
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    helped_on = models.DateField()
    helped_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    about = models.CharField(max_length=10, choices=About)
    question = models.CharField("what they asked", max_length=300, blank=True)
    leaflet = models.CharField(max_length=14, choices=Leaflet)
    # The form it came from, so that sending the same form twice writes it down once.
    form_key = models.UUIDField(editable=False)
    history = History()

    objects = HelpQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PERSONAL, "person about question leaflet helped_on"),
        **classed(SPECIAL, "case service"),
        **classed(INTERNAL, "helped_by form_key"),
    }

    class Meta:
        indexes = [
            models.Index(fields=["service", "helped_on", "id"], name="help_of_service"),
            models.Index(fields=["helped_on", "id"], name="help_by_day"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(about__in=About.values), name="help_about_is_known"),
            models.CheckConstraint(condition=Q(leaflet__in=Leaflet.values), name="help_leaflet_is_known"),
            models.CheckConstraint(
                condition=Q(person=None, case=None) | Q(person__isnull=False, case__isnull=False),
                name="help_in_a_case_of_the_person",
            ),
            models.CheckConstraint(
                condition=~Q(about=About.OTHER.value) | ~Q(question=""), name="help_with_what_else"
            ),
            models.CheckConstraint(condition=~Q(question__iregex=CHOICE), name="help_tells_no_choice"),
            models.UniqueConstraint(fields=["created_by", "form_key"], name="one_help_a_form"),
        ]


class Statement(Record):
    """What the DPO states once a year on the national opt-out: asked for from the start, and then confirmed."""

    state = models.CharField(max_length=10, choices=State)
    due_on = models.DateField()
    words = models.TextField("the statement", max_length=2000, blank=True)
    in_short = models.CharField("what the public reads", max_length=300, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    # What it rests on: how many agreements were in force then, by what they say of the opt-out.
    not_applicable = models.PositiveIntegerField(null=True)
    exempt = models.PositiveIntegerField(null=True)
    applies = models.PositiveIntegerField(null=True)
    unanswered = models.PositiveIntegerField(null=True)
    despite = models.TextField("how it fits with those that it applies to", max_length=1000, blank=True)
    history = History()

    objects = StatementQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(PUBLIC, "in_short confirmed_at"),
        **classed(
            INTERNAL, "state due_on words confirmed_by not_applicable exempt applies unanswered despite"
        ),
    }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="statement_state_is_known"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=State.WAITING.value), name="one_statement_waits"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=State.WAITING.value,
                    words="",
                    in_short="",
                    confirmed_at=None,
                    confirmed_by=None,
                    not_applicable=None,
                    exempt=None,
                    applies=None,
                    unanswered=None,
                    despite="",
                )
                | Q(
                    ~Q(words=""),
                    ~Q(in_short=""),
                    state=State.CONFIRMED.value,
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                    not_applicable__isnull=False,
                    exempt__isnull=False,
                    applies__isnull=False,
                    unanswered__isnull=False,
                ),
                name="statement_is_as_far_as_it_says",
            ),
            models.CheckConstraint(
                condition=Q(applies=None) | Q(applies=0) | ~Q(despite=""), name="statement_says_how_it_fits"
            ),
        ]
