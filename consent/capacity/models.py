"""Assessments of capacity and competence: one person, one service, one decision, one moment."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from consent.ability import Finding
from consent.capacity import rules
from consent.capacity.querysets import AssessmentQuerySet
from consent.capacity.questions import Cause, Help, Kind, Lasting
from consent.capacity.rules import Seen, Written
from governance.accounts.models import Service, User
from governance.calendar import Nation, local_day
from governance.errors import Verdict
from governance.people.models import Case, Person
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, SPECIAL, Privacy, classed


class Assessment(Record):
    """Whether someone could decide one thing at one moment, and why (handbook sections 3.4 and 3.5).

    Final once saved: a wrong one is marked as recorded in error, and recorded anew.
    """

    # Without an index of their own: those below begin with them.
    person = models.ForeignKey(Person, models.PROTECT, related_name="assessments", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    service = models.ForeignKey(Service, models.PROTECT, related_name="assessments", db_index=False)
    # The form it came from, so that sending the same form twice records once.
    form_key = models.UUIDField(null=True, editable=False)

    kind = models.CharField(max_length=16, choices=Kind)
    decision = models.CharField(max_length=300)
    outcome = models.CharField(max_length=16, choices=Finding)
    reassess_on = models.DateField(null=True)
    assessed_at = models.DateTimeField()
    assessed_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    # When the assessor was last trained in this, as it stood that day.
    trained_on = models.DateField(null=True)

    # Why it was asked, where the person counts as able to decide until the contrary is shown.
    doubt = models.CharField(max_length=500, blank=True)
    explained = models.CharField(max_length=500)
    helped = ArrayField(models.CharField(max_length=12, choices=Help))
    # The question's key → {"yes": …, "what": …}; a question that was left open is absent.
    answers = models.JSONField(default=dict)
    evidence = models.TextField(max_length=2000)

    # England: what affects mind or brain, and that it is the reason. Scotland: the causes that the law knows.
    impairment = models.BooleanField(null=True)
    lasting = models.CharField(max_length=12, choices=Lasting, blank=True)
    link = models.CharField(max_length=500, blank=True)
    causes = ArrayField(models.CharField(max_length=16, choices=Cause), default=list)
    cause = models.CharField(max_length=300, blank=True)
    aids = models.CharField(max_length=500, blank=True)
    # The best-interests record (England) or benefit record (Scotland): the question's key → the answer.
    care = models.JSONField(default=dict)

    in_error_at = models.DateTimeField(null=True)
    in_error_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    history = History()

    objects = AssessmentQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(
            SPECIAL, "person case service kind decision outcome doubt explained helped answers evidence"
        ),
        **classed(SPECIAL, "impairment lasting link causes cause aids care"),
        **classed(
            INTERNAL, "form_key reassess_on assessed_at assessed_by trained_on in_error_at in_error_by"
        ),
    }

    class Meta:
        indexes = [
            models.Index(fields=["service", "-id"], name="assessment_newest_of_service"),
            models.Index(fields=["person", "-assessed_at"], name="assessment_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["created_by", "case", "form_key"], name="one_assessment_a_form"),
            models.CheckConstraint(
                condition=Q(kind=Kind.CAPACITY.value, outcome__in=rules.outcomes(Kind.CAPACITY))
                | Q(
                    kind__in=[kind.value for kind in Kind if kind is not Kind.CAPACITY],
                    outcome__in=rules.outcomes(Kind.GILLICK),
                ),
                name="assessment_outcome_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Finding.DEFER.value, reassess_on__isnull=False)
                | (~Q(outcome=Finding.DEFER.value) & Q(reassess_on=None)),
                name="assessment_deferred_to_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Finding.LACKS_CAPACITY.value) | ~Q(care={}),
                name="lack_of_capacity_has_its_record",
            ),
            models.CheckConstraint(
                condition=Q(assessed_at__lte=F("created_at")), name="assessment_not_in_the_future"
            ),
            models.CheckConstraint(
                condition=~Q(decision="") & ~Q(evidence="") & ~Q(explained="") & ~Q(helped=[]),
                name="assessment_says_what_and_how",
            ),
            models.CheckConstraint(
                condition=Q(in_error_at=None, in_error_by=None)
                | Q(in_error_at__isnull=False, in_error_by__isnull=False),
                name="assessment_in_error_by_someone",
            ),
        ]

    @property
    def nation(self) -> Nation:
        return Nation(self.service.nation)

    @property
    def finding(self) -> Finding:
        return Finding(self.outcome)

    @property
    def is_in_error(self) -> bool:
        return self.in_error_at is not None

    @property
    def counts_for_sharing(self) -> bool:
        return self.kind in rules.COUNTS_FOR_SHARING

    @property
    def training_is_old(self) -> bool:
        """Whether the assessor had no training within three years of that day: a warning (section 3.4)."""
        return rules.training_is_old(self.trained_on, local_day(self.assessed_at))

    @property
    def written(self) -> Written:
        """What the finding depends on, as the rules take it."""
        return Written(
            kind=Kind(self.kind),
            nation=self.nation,
            outcome=self.finding,
            answers={key: Seen(each["yes"], each["what"]) for key, each in self.answers.items()},
            impairment=self.impairment,
            causes=frozenset(Cause(each) for each in self.causes),
            cause=self.cause,
            lasting=Lasting(self.lasting) if self.lasting else None,
            link=self.link,
            aids=self.aids,
            care=self.care,
        )

    def decides(self, at: datetime) -> bool:
        """Whether a decision about sharing that is made at this moment may rest on it.

        It counts for sharing, was made by then and not in error, its test still fits the person's age, and
        nobody had assessed the same decision again.
        """
        if not self.counts_for_sharing or self.is_in_error or self.assessed_at > at:
            return False
        if not self.kind_fits(local_day(at)):
            return False
        return not Assessment.objects.after(self).filter(assessed_at__lte=at).exists()

    def standing(self, at: datetime) -> "Assessment | None":
        """The assessment of this decision that stands at a moment, which may be a newer one than this."""
        ours = Assessment.objects.standing(self.person_id, self.service_id, at)
        newest = ours.filter(decision__iexact=self.decision).select_related("service").first()
        if newest is None:
            return None
        newest.person = self.person
        return newest if newest.kind_fits(local_day(at)) else None

    def moment_allowed(self, moment: datetime, at: datetime) -> Verdict:
        return rules.moment_allowed(moment, self.person.born_on, self.case.opened_on, at)

    def is_presumed_able(self, on: date) -> bool:
        """Whether the person counts as able until the contrary is shown, so that a reason to ask is needed."""
        return rules.presumed_able(
            Kind(self.kind),
            self.person.born_on,
            self.nation,
            on,
            possibly_young=not self.person.plainly_adult,
        )

    def missing(self) -> Mapping[str, str]:
        """What is still to be written: the field's name → what to do."""
        needed = {
            "decision": (self.decision, "Write the one decision"),
            "explained": (self.explained, "Write how you explained the choice"),
            "evidence": (self.evidence, "Write what you saw and heard that shows it"),
        }
        if self.is_presumed_able(local_day(self.assessed_at)):
            needed["doubt"] = (self.doubt, "Write what made you check, because they count as able to decide")
        found = {name: what for name, (text, what) in needed.items() if not text.strip()}
        return found | rules.missing(self.written)

    def obstacles(self, at: datetime) -> Iterator[Verdict]:
        """What keeps it from being recorded at `at`, the first to be put right first."""
        kind, on = Kind(self.kind), local_day(self.assessed_at)
        for verdict in (
            self.kind_fits(on),
            rules.outcome_fits(kind, self.finding),
            self.moment_allowed(self.assessed_at, at),
            rules.trained_allowed(self.trained_on, on),
            rules.helped_allowed(frozenset(Help(each) for each in self.helped)),
            rules.finding_follows(self.written),
            rules.reassess_allowed(kind, self.finding, self.reassess_on, local_day(at)),
        ):
            if not verdict:
                yield verdict
        for what in self.missing().values():
            yield Verdict(allowed=False, reason=f"{what}.", code=rules.code_of(kind))

    def kind_fits(self, on: date) -> Verdict:
        """Whether its test is the one for the person on a day."""
        return rules.kind_fits(
            Kind(self.kind),
            self.person.born_on,
            self.nation,
            on,
            possibly_young=not self.person.plainly_adult,
        )
