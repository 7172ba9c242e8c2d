"""Consents: one person, one recipient, one purpose, and how the answer came about."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from consent.ability import Finding, assumed_age, is_child, needs_extra_care
from consent.capacity import rules as capacity
from consent.capacity.models import Assessment
from consent.capacity.questions import Kind as Test
from consent.consents import rules
from consent.consents.querysets import ConsentQuerySet
from consent.consents.rules import EXTRA_CARE, Giver, OralNote, State
from consent.evidence.models import Evidence
from consent.evidence.models import Kind as EvidenceKind
from consent.items import DataItem
from consent.kinds import FORMS, KINDS, ORAL, Channel, Effect, Kind, Method
from consent.purposes import OF_KIND
from consent.purposes import Purpose as Aim
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose, Use
from governance.accounts.models import Service, User
from governance.attachments.states import State as FileState
from governance.calendar import Nation, local_day
from governance.errors import YES, Code, Verdict, no
from governance.organisations.models import Organisation
from governance.people.models import Case, Person
from governance.records.history import History
from governance.records.models import Record
from governance.records.privacy import INTERNAL, SPECIAL, Privacy, classed

STORED = [state for state in State if state is not State.EXPIRED]
EXPIRING = [kind.value for kind, rule in KINDS.items() if rule.expiry_months is not None]
NAMED = [kind.value for kind, rule in KINDS.items() if rule.named is not None]
# When it was written down that it had not ended, or that it ends sooner; each with the last good day until then.
CHANGES_OF_THE_END = ("revived_at", "lapsed_on", "shortened_at", "expires_on_before")
# A moment and who wrote it down: both or neither.
PAIRS = (
    "given",
    "reconfirmed",
    "refused",
    "withdrawn",
    "recipients_told",
    "acknowledged",
    "superseded",
    "invalidated",
)


class Route(models.TextChoices):
    """How someone told us that they take their consent back: any way counts."""

    IN_PERSON = "in_person", "Face to face"
    TELEPHONE = "telephone", "By telephone or video call"
    WRITING = "writing", "By text, email or letter"
    OTHERS = "others", "Through somebody else"


class Consent(Record):
    """What a person said about one sharing (handbook section 3). Expiry is worked out when read, never stored."""

    # Without an index of their own: those below begin with them.
    person = models.ForeignKey(Person, models.PROTECT, related_name="consents", db_index=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="consents")
    service = models.ForeignKey(Service, models.PROTECT, related_name="consents", db_index=False)
    state = models.CharField(max_length=12, choices=[(state.value, state.label) for state in STORED])
    # The form it came from, so that sending the same form twice records once.
    form_key = models.UUIDField(null=True, editable=False)
    # The talk in which it was said, shared by the answers that were written down in it.
    talk = models.UUIDField(null=True, editable=False)

    kind = models.CharField(max_length=20, choices=Kind)
    effect = models.CharField(max_length=16, choices=Effect)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="consents"
    )
    recipient = models.CharField("name of the person or body", max_length=160)
    # The recipient is the organisation itself, and not someone in it.
    to_body = models.BooleanField(default=False, editable=False)
    relationship = models.CharField("who they are to the person", max_length=80, blank=True)
    purpose = models.CharField(max_length=200)
    # The same as a code, which an agreement or a disclosure can be matched with; empty: what the kind is for.
    aim = models.CharField(
        "what it is for", max_length=20, choices=Aim, blank=True, default="", db_default=""
    )
    items = ArrayField(models.CharField(max_length=20, choices=DataItem), verbose_name="what may be shared")
    not_to_share = models.CharField("what must not be shared", max_length=300, blank=True)
    # What the kind is for, where it is asked one by one: the study, campaign, session or group.
    named = models.CharField("what it is called", max_length=160, blank=True)
    channels = ArrayField(
        models.CharField(max_length=8, choices=Channel), default=list, verbose_name="where it may be shown"
    )
    # When that ends, as far as it is known.
    ends_on = models.DateField("when it ends", null=True)

    giver = models.CharField("who answered", max_length=12, choices=Giver, default=Giver.SELF)
    giver_name = models.CharField("name of who answered", max_length=120, blank=True)
    authority_seen = models.BooleanField(default=False)
    method = models.CharField("how they answered", max_length=20, choices=Method)
    # When they answered; with the three below, the note of a spoken answer. The worker is created_by.
    said_at = models.DateTimeField("when they answered", null=True, blank=True)
    identity_check = models.CharField(max_length=200, blank=True)
    # The words that were read out or signed, and what they were called then.
    wording = models.ForeignKey(
        WordingVersion, models.PROTECT, null=True, related_name="consents", db_index=False
    )
    script_version = models.CharField("words that were used", max_length=120, blank=True)
    answer_words = models.CharField("what they said", max_length=300, blank=True)
    # The scan of the signed paper, or the signature made here.
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, related_name="consents", db_index=False)
    # Of a scan that is kept elsewhere: where, and whether someone looked that it is there (None: not asked).
    scan_reference = models.CharField("where the scan is", max_length=200, blank=True)
    scan_held = models.BooleanField("the scan is there", null=True)
    # What was found about their ability to decide this, where somebody assessed it.
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, related_name="consents", db_index=False
    )
    # Why no finding against them that stood then was about this, where one did.
    why_no_finding = models.CharField("why no finding was about this", max_length=300, blank=True)
    privacy_notice = models.CharField("privacy notice given", max_length=40, blank=True)
    # The ten questions of section 3.3 by their key; a question nobody answered is absent.
    checklist = models.JSONField("the ten checks", default=dict)

    # The extra-care panel for a child.
    explained = models.CharField("how it was explained", max_length=300, blank=True)
    understood = models.CharField("how we know they understood", max_length=300, blank=True)
    supporter = models.CharField("who supports the child", max_length=200, blank=True)
    safe_to_involve = models.CharField("is it safe to involve them", max_length=200, blank=True)

    given_at = models.DateTimeField(null=True)
    given_recorded_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    reconfirmed_at = models.DateTimeField(null=True)
    reconfirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    refused_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    # When the person said it, and when we wrote it down: "true then" and "known then" differ.
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    withdrawal_recorded_at = models.DateTimeField(null=True)
    withdrawal_route = models.CharField(max_length=12, choices=Route, blank=True)
    recipients_told_at = models.DateTimeField(null=True)
    recipients_told_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    # Who was told and how; that nothing had been shared, so that there was nobody to tell.
    told_note = models.CharField("who was told, and how", max_length=300, blank=True)
    nothing_shared = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    acknowledged_note = models.CharField("who answered, and how", max_length=300, blank=True)
    superseded_at = models.DateTimeField(null=True)
    superseded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    replacement = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="replaces", db_index=False
    )
    invalidated_at = models.DateTimeField(null=True)
    invalidated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    # A parent's yes ends when the child is found able to decide; and when we wrote that down.
    outgrown_at = models.DateTimeField(null=True)
    outgrowth_recorded_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    # When we wrote down that it ends sooner, and the last good day as it was known until then.
    shortened_at = models.DateTimeField(null=True)
    expires_on_before = models.DateField(null=True)
    # When we wrote down, after the last good day, that it had not ended then; and that day.
    revived_at = models.DateTimeField(null=True)
    lapsed_on = models.DateField(null=True)
    history = History()

    objects = ConsentQuerySet.as_manager()
    privacy: ClassVar[dict[str, Privacy]] = {
        **classed(
            SPECIAL, "person case service recipient relationship purpose aim items not_to_share organisation"
        ),
        **classed(
            SPECIAL, "giver giver_name authority_seen identity_check answer_words said_at scan_reference"
        ),
        **classed(
            SPECIAL, "named channels ends_on assessment why_no_finding evidence told_note acknowledged_note"
        ),
        **classed(SPECIAL, "explained understood supporter safe_to_involve"),
        **classed(INTERNAL, "state kind effect method script_version scan_held privacy_notice checklist"),
        **classed(
            INTERNAL,
            "form_key talk to_body given_recorded_at withdrawal_recorded_at withdrawal_route replacement",
        ),
        **classed(INTERNAL, "wording nothing_shared outgrown_at outgrowth_recorded_at"),
        **classed(INTERNAL, " ".join(f"{pair}_at {pair}_by" for pair in PAIRS)),
        **classed(INTERNAL, "review_on expires_on shortened_at expires_on_before revived_at lapsed_on"),
    }

    class Meta:
        # What falls due is asked of the deadlines, so that no index by date is kept here.
        indexes = [
            models.Index(fields=["service", "-id"], name="consent_newest_of_service"),
            models.Index(fields=["person", "state"], name="consent_of_person"),
            models.Index(fields=["state", "-id"], name="consent_newest_in_state"),
            # Of the usual kind any part of the table has plenty.
            models.Index(
                fields=["kind", "-id"],
                condition=~Q(kind=Kind.SHARE_CARE),
                name="consent_newest_of_rare_kind",
            ),
            models.Index(
                fields=["replacement"], condition=Q(replacement__isnull=False), name="consent_replaced_by"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["created_by", "case", "form_key"], name="one_consent_a_form"),
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in STORED]), name="consent_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ACTIVE.value)
                | Q(given_at__isnull=False) & (~Q(kind__in=EXPIRING) | Q(expires_on__isnull=False)),
                name="active_consent_was_given",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REFUSED.value) | Q(refused_at__isnull=False),
                name="refused_consent_was_refused",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN.value)
                | Q(withdrawn_at__gte=F("given_at"), withdrawal_recorded_at__gte=F("withdrawn_at")),
                name="withdrawn_consent_was_withdrawn",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SUPERSEDED.value)
                | Q(superseded_at__isnull=False, replacement__isnull=False),
                name="superseded_consent_was_replaced",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.INVALID.value) | Q(invalidated_at__isnull=False),
                name="invalid_consent_was_found_so",
            ),
            models.CheckConstraint(
                condition=Q(review_on=None) | Q(expires_on=None) | Q(review_on__lte=F("expires_on")),
                name="consent_reviewed_before_expiry",
            ),
            models.CheckConstraint(
                condition=Q(lapsed_on=None, revived_at=None)
                | Q(lapsed_on__isnull=False, revived_at__isnull=False),
                name="revived_consent_had_lapsed",
            ),
            models.CheckConstraint(
                condition=~Q(giver=Giver.NEXT_OF_KIN.value), name="next_of_kin_never_gives"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ACTIVE.value) | ~Q(kind__in=NAMED) | ~Q(named=""),
                name="active_consent_names_what_it_is_for",
            ),
            models.CheckConstraint(
                condition=Q(outgrown_at=None, outgrowth_recorded_at=None)
                | Q(giver=Giver.PARENT.value, outgrowth_recorded_at__gte=F("outgrown_at")),
                name="only_a_parents_consent_is_outgrown",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None) | Q(acknowledged_at__gte=F("recipients_told_at")),
                name="acknowledged_after_being_told",
            ),
            models.CheckConstraint(
                condition=Q(nothing_shared=False) | Q(recipients_told_at__isnull=False, acknowledged_at=None),
                name="nobody_told_where_nothing_was_shared",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{pair}_at": None, f"{pair}_by": None})
                    | Q(**{f"{pair}_at__isnull": False, f"{pair}_by__isnull": False}),
                    name=f"consent_{pair}_by_someone",
                )
                for pair in PAIRS
                if pair != "invalidated"
            ),
            # By nobody where the application found out: the proof cannot be used.
            models.CheckConstraint(
                condition=Q(invalidated_by=None) | Q(invalidated_at__isnull=False),
                name="consent_invalidated_at_a_moment",
            ),
        ]

    @property
    def nation(self) -> Nation:
        return Nation(self.service.nation)

    @property
    def last_yes_at(self) -> datetime | None:
        """When they last said yes: given, or confirmed again since."""
        return self.reconfirmed_at or self.given_at

    @property
    def sharing(self) -> tuple[object, ...]:
        """What makes two answers of a person answers to the same, as `same_sharing` asks the database.

        An organisation is the same whatever it was called then.
        """
        body = self.organisation if self.to_body else None
        recipient = body.name if body else self.recipient
        what_for = (self.purpose.upper(), self.named.upper())
        return (self.service_id, self.kind, self.body_id, what_for, recipient.upper())

    @property
    def aimed_at(self) -> Aim | None:
        """What it is for: as it was said, or what its kind is for; None where the kind sends nothing to anybody."""
        return Aim(self.aim) if self.aim else OF_KIND.get(Kind(self.kind))

    @property
    def body_id(self) -> int | None:
        """The organisation, where the recipient is someone in it and not the organisation itself."""
        return None if self.to_body else self.organisation_id

    def begin(self, on: date, parent_until: date | None = None) -> None:
        """Both dates run from this day; a review that would come after the end is none.

        parent_until: the last good day that a birthday sets, where a parent said yes.
        """
        kind = Kind(self.kind)
        self.expires_on = rules.expires_on(
            kind, on, case_closed_on=self.case.closed_on, ends_on=self.ends_on, parent_until=parent_until
        )
        review_on = rules.review_on(kind, on, child=self.is_child(on))
        comes_first = review_on is not None and (self.expires_on is None or review_on <= self.expires_on)
        self.review_on = review_on if comes_first else None

    def said_allowed(self, moment: datetime, at: datetime) -> Verdict:
        """Whether they can have said something at a moment: not in the future, not before their last yes."""
        what = "said yes again" if self.reconfirmed_at else "said yes"
        return rules.moment_allowed(
            moment, self.person.born_on, at, since=self.last_yes_at, what=what, died=self.person.died_on
        )

    def yes_again_allowed(self, moment: datetime, at: datetime) -> Verdict:
        """As `said_allowed`, while it was still active: after that, a yes is a new answer."""
        allowed = self.said_allowed(moment, at)
        if not allowed or self.state_at(moment) != State.EXPIRED:
            return allowed
        return no(
            "It had run out by then.",
            next_step="Check the date. If it is right, record what they said as a new answer.",
        )

    def told_allowed(self, moment: datetime, at: datetime) -> Verdict:
        """Whether recipients can have been told at a moment: once it was taken back, not in the future."""
        since = self.withdrawn_at
        return rules.moment_allowed(moment, self.person.born_on, at, since=since, what="took it back")

    def acknowledged_allowed(self, moment: datetime, at: datetime) -> Verdict:
        """Whether recipients can have answered at a moment: after they were told, not in the future."""
        since = self.recipients_told_at
        return rules.moment_allowed(
            moment, self.person.born_on, at, since=since, what="were told", who="the recipients"
        )

    def state_at(self, at: datetime) -> State:
        """The state at a moment, EXPIRED included (handbook T3)."""
        stored = State(self.state)
        if stored == State.ACTIVE and self.outgrown_at is not None and at >= self.outgrown_at:
            return State.EXPIRED
        if stored == State.SUPERSEDED and self.superseded_at is not None and at < self.superseded_at:
            # It still held then, so that what was said then can be written down now.
            stored = State.ACTIVE
        return rules.state_on(stored, self.expires_on, local_day(at))

    def finding(self, at: datetime) -> Finding | None:
        """What was found about their ability to decide this, as it stands at a moment (sections 3.4, 3.5)."""
        if self.assessment is None:
            return None
        # Of the age that is known here, which may be the one that was known at a past moment.
        self.assessment.person = self.person
        standing = self.assessment.standing(at)
        return None if standing is None else standing.finding

    def found_able_since(self, at: datetime) -> Assessment | None:
        """What ends a parent's yes: the first finding since, made by `at`, that the child can decide this."""
        if self.giver != Giver.PARENT or self.assessment is None:
            return None
        found: Assessment | None = (
            Assessment.objects.standing(self.person_id, self.service_id, at)
            .filter(decision__iexact=self.assessment.decision, outcome=Finding.COMPETENT)
            .filter(assessed_at__gt=self.last_yes_at)
            .order_by("assessed_at")
            .first()
        )
        return found

    def rests_on(self, proof: Evidence) -> bool:
        """Whether this is what proves it: a spoken yes has its note."""
        return self.evidence_id == proof.pk and self.method in FORMS

    def last_proved(self) -> Any:
        """How it last stood as active with a proof that is good or needs none, in its history; None if it never did."""
        stood = self.history.filter(state=State.ACTIVE).order_by("-history_id")
        bad = Evidence.objects.filter(person_id=self.person_id, state=FileState.REFUSED)
        return stood.exclude(method__in=FORMS, evidence__in=bad).first()

    def takes_back(self, older: "Consent", at: datetime) -> Verdict:
        """Whether this no, said at a moment, takes back an older yes to the same.

        Nobody takes back for a person what they said themselves, unless they were found unable to decide.
        """
        giver = Giver(self.giver)
        if giver == Giver.SELF or older.giver != Giver.SELF or self._may_answer(giver, at):
            return YES
        return no(
            f"They said yes to this themselves: {older.reference}.",
            code=Code.GIVER,
            next_step="Ask the person. Only when they were found not able to decide can someone else say no.",
        )

    def is_child(self, on: date) -> bool:
        """Whether the person counts as a child on a day, by the nation of the service."""
        return is_child(self.person.born_on, self.nation, on, possibly_young=not self.person.plainly_adult)

    def needs_extra_care(self, on: date) -> bool:
        """Whether the extra-care panel is compulsory on a day."""
        return needs_extra_care(
            self.person.born_on, self.nation, on, possibly_young=not self.person.plainly_adult
        )

    def in_force_at(self, at: datetime, *, as_known: bool) -> bool:
        """Whether it allowed sharing at a moment: as it was true, or as we knew it then (section 3.3)."""
        if self.given_at is None:
            return False
        ended_at, recorded_at = self._end(as_known=as_known)
        last = self._last_day_as_known(at) if as_known else self.expires_on
        begun_at = self.given_at
        if as_known and self.given_recorded_at is not None:
            begun_at = max(begun_at, self.given_recorded_at)
        return rules.in_force(begun_at, last, ended_at, recorded_at, at, as_known=as_known)

    def _end(self, *, as_known: bool) -> tuple[datetime | None, datetime | None]:
        """What ended it, and when that was written down: the first of all that did, or that we knew of first."""
        # The other row is read only where what was known then is asked for.
        replaced = self.replacement.given_recorded_at if as_known and self.replacement is not None else None
        ends = (
            (self.superseded_at, replaced),
            (self.withdrawn_at, self.withdrawal_recorded_at),
            # It never held, but nobody knew before it was found out.
            (self.given_at if self.invalidated_at else None, self.invalidated_at),
            (self.outgrown_at, self.outgrowth_recorded_at),
        )
        known = [(ended, max(ended, written or ended)) for ended, written in ends if ended is not None]
        return min(known, key=lambda end: end[1] if as_known else end[0], default=(None, None))

    def _last_day_as_known(self, at: datetime) -> date | None:
        """The last good day as we knew it at a moment: as it read before the first change since."""
        if not any(written_at and at < written_at for written_at in (self.revived_at, self.shortened_at)):
            return self.expires_on
        # The row has only the last change of each sort; its history has those before.
        versions = self.history.order_by("history_id").values_list(*CHANGES_OF_THE_END)
        changes = [
            change
            for version in [*versions, tuple(getattr(self, name) for name in CHANGES_OF_THE_END)]
            # Of two that were written down at once, it went on first and then ended sooner.
            for change in (version[:2], version[2:])
        ]
        since = [(written_at, before) for written_at, before in changes if written_at and at < written_at]
        return min(since, key=lambda change: change[0])[1]

    def obstacles(self, at: datetime) -> list[Verdict]:
        """All that stands between a yes said at this moment and ACTIVE (section 3.3)."""
        verdicts = [
            self._may_answer(Giver(self.giver), at),
            rules.validity(
                Kind(self.kind),
                Method(self.method),
                self.checklist,
                **self._evidence(),
            ),
            rules.names_what_it_is_for(Kind(self.kind), self.named, self.channels),
            self.finding_answered(at),
            self.words_fit(local_day(at)),
            rules.not_ended(Kind(self.kind), self.ends_on, local_day(at)),
            self._case_lasts(at),
            self._newest(at),
        ]
        if self.needs_extra_care(local_day(at)):
            verdicts.append(rules.extra_care(self._extra_care()))
        return [verdict for verdict in verdicts if not verdict]

    def mistakes(self, at: datetime, *, answer: bool) -> list[Verdict]:
        """What makes an answer wrong altogether, so that it is not even kept as a draft.

        What a draft can still put right (`rules.OPEN`) is left out. A no needs none of the ten checks and
        may be said in any way, but not by someone who has no say.
        """
        found = self.obstacles(at) if answer else [self._may_answer(Giver(self.giver), at)]
        return [verdict for verdict in found if not verdict and verdict.code not in rules.OPEN]

    def still_to_do(self, at: datetime) -> list[str]:
        """What E-VALIDITY is about, one thing to do each: checks, evidence, and extra care for a child."""
        to_do = rules.still_to_do(Method(self.method), self.checklist, **self._evidence())
        if self.evidence is not None and self.evidence.refusal and self.method in FORMS:
            to_do.append(f"get another proof: this one cannot be used. {self.evidence.refusal.rstrip('.')}")
        named = rules.names_what_it_is_for(Kind(self.kind), self.named, self.channels)
        if not named:
            to_do.append(named.next_step)
        if not (words := self.words_fit(local_day(at))):
            to_do.append(f"{words.reason} {words.next_step}")
        if self.needs_extra_care(local_day(at)):
            to_do += [f"answer “{question}”" for question in rules.extra_care_missing(self._extra_care())]
        return to_do

    def finding_answered(self, at: datetime) -> Verdict:
        """Whether it is said what this has to do with each finding against them that stands in the service."""
        if self.giver != Giver.SELF or self.assessment is not None:
            return YES
        return rules.finding_answered(
            [each.decision for each in self._against(at)],
            self.why_no_finding,
            assumed_age(self.person.born_on, local_day(at), not self.person.plainly_adult),
        )

    def _against(self, at: datetime) -> list[Assessment]:
        """The last finding on each decision in the service at a moment, where they were found not able."""
        newest: dict[str, Assessment] = {}
        standing = Assessment.objects.standing(self.person_id, self.service_id, at)
        for each in standing.select_related("person", "service"):
            newest.setdefault(each.decision.upper(), each)
        fitting = [each for each in newest.values() if each.kind_fits(local_day(at))]
        return [each for each in fitting if each.finding in rules.AGAINST]

    def words_fit(self, on: date) -> Verdict:
        """Whether the words that were chosen can have been used for this on a day; E-VALIDITY else."""
        if self.wording is None:
            return YES
        method = Method(self.method)
        purpose = Purpose.SCRIPT if method in ORAL else Purpose.FORM
        return self.wording.fits(
            Use(Kind(self.kind), purpose, self.nation, on, printed=method == Method.PAPER)
        )

    def yes_fits_age(self) -> Verdict:
        """Whether their last yes would have been taken, by the birth date that `person` has (section 2).

        A parent's yes ends with the birthday by itself.
        """
        if self.last_yes_at is None or self.giver == Giver.PARENT:
            return YES
        on = local_day(self.last_yes_at)
        giver = Giver(self.giver)
        # Of nearly everybody it is known without asking for what else was found.
        if not any(self._may_answer_by(giver, on, each) for each in (None, self._found_by_its_test(on))):
            allowed = self._may_answer(giver, self.last_yes_at)
            if not allowed:
                return allowed
        return rules.extra_care(self._extra_care()) if self.needs_extra_care(on) else YES

    def _found_by_its_test(self, on: date) -> Finding | None:
        """What the assessment that it points to found, where that is the test for their age on a day."""
        found = self.assessment
        if found is None or found.is_in_error:
            return None
        young = not self.person.plainly_adult
        fits = capacity.kind_fits(
            Test(found.kind), self.person.born_on, self.nation, on, possibly_young=young
        )
        return found.finding if fits else None

    def _extra_care(self) -> dict[str, str]:
        return {key: getattr(self, key) for key, _ in EXTRA_CARE}

    def _evidence(self) -> dict[str, Any]:
        note = OralNote(self.said_at, self.identity_check, self.script_version, self.answer_words)
        proof = self.evidence
        # A proof is of the words that were shown with it, and of no others.
        of_these = proof is not None and (
            self.wording_id is None or proof.wording_label == self.script_version
        )
        if proof is not None and not (proof.is_good and of_these):
            proof = None
        scanned = proof is not None and proof.kind == EvidenceKind.SCAN
        return {
            "notice": self.privacy_notice,
            "note": note,
            "scan_held": scanned or (self.scan_held is True and bool(self.scan_reference.strip())),
            "signed": proof is not None and not scanned,
        }

    def _may_answer(self, giver: Giver, at: datetime) -> Verdict:
        return self._may_answer_by(giver, local_day(at), self.finding(at))

    def _may_answer_by(self, giver: Giver, on: date, finding: Finding | None) -> Verdict:
        return rules.may_give(
            giver,
            self.person.born_on,
            self.nation,
            on,
            finding=finding,
            authority_seen=self.authority_seen,
            possibly_young=not self.person.plainly_adult,
        )

    def _case_lasts(self, at: datetime) -> Verdict:
        last = rules.last_day_after_closure(Kind(self.kind), self.case.closed_on)
        if last is None or local_day(at) <= last:
            return YES
        return no(
            "The case closed too long ago, so a yes to this would have ended already.",
            next_step="Open a new case for the person. Then record their answer there.",
        )

    def _newest(self, at: datetime) -> Verdict:
        later = Consent.objects.same_sharing(self).answered_after(at).first()
        if later is None:
            return YES
        return no(
            f"They have answered this again since then: {later.reference}.",
            next_step="Look at that answer. If they have changed their mind, record what they say now.",
        )
