"""The consents register. Start reading here: its verbs, who may, what falls due, and what it reacts to."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Q

from consent.ability import Finding
from consent.capacity.models import Assessment
from consent.consents import permissions, ripple, rules
from consent.consents.card import card
from consent.consents.deadlines import dues
from consent.consents.models import Consent
from consent.consents.rules import Giver, State
from consent.consents.states import MACHINE
from consent.consents.timeline import HAPPENED
from consent.evidence.models import Evidence
from consent.kinds import Kind
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import DAY, local_day
from governance.deadlines.rules import Audience
from governance.deadlines.writing import Desk
from governance.ledger.models import Event
from governance.notifications.sending import notify
from governance.notifications.words import about
from governance.organisations.merging import follow
from governance.organisations.models import Organisation
from governance.people.models import AccessExclusion, Case, Person
from governance.people.register import desk_of_case, is_blocked, take_turns
from governance.records.models import Record
from governance.workflow.apply import apply, refresh_deadlines
from governance.workflow.dependants import Dependant
from governance.workflow.held import holds
from governance.workflow.register import Register, Verb, enter

# What a yes that is said again brings with it.
SAID_AGAIN = (
    *("evidence_id", "scan_held", "scan_reference", "wording_id", "script_version", "method"),
    *("giver", "giver_name", "authority_seen", "said_at", "identity_check", "answer_words"),
    *("reconfirmed_at", "reconfirmed_by_id", "assessment_id", "why_no_finding"),
)


def _blocked(user: User, reference: str, at: datetime) -> bool:
    consent = Consent.objects.filter(reference=reference).first()
    return consent is not None and is_blocked(user, consent.person_id)


def _desk(consent: Consent) -> Desk:
    """The key worker's; of publicity, communications', since a worker records it and reads it no more (section 12)."""
    desk = desk_of_case(consent.person_id, consent.case)
    return replace(desk, team=Audience.COMMS) if consent.kind == Kind.MEDIA else desk


def _case_closed(case: Record, event: Event, at: datetime) -> None:
    """Care consents end 28 days after the case (handbook section 3.2).

    What is still to be done about one that was taken back stays with the worker no longer than the case does.
    """
    closed = cast(Case, case)
    unsettled = closed.consents.filter(state=State.WITHDRAWN, acknowledged_at=None, nothing_shared=False)
    for consent in unsettled.order_by("id"):
        refresh_deadlines(CONSENTS, consent, at=at)
    for consent in closed.consents.filter(state=State.ACTIVE):
        last = rules.shortened(
            Kind(consent.kind),
            consent.expires_on,
            case_closed_on=closed.closed_on,
            given_on=local_day(cast(datetime, consent.given_at)),
        )
        # One that ran out already ends no sooner; but nobody need ask again.
        if consent.state_at(at) == State.EXPIRED or last is None:
            refresh_deadlines(CONSENTS, consent, at=at)
        else:
            _shorten(consent, last, at)


def _birth_date_learned(person: Record, event: Event, at: datetime) -> None:
    """A parent's yes ends the day before the 16th birthday, by the date that we know now (section 3.3).

    Where we learn only that they are plainly adult, it has ended by now. When to ask again stays as it was set
    when the yes was written down.
    """
    child = cast(Person, person)
    _others_in_doubt(child, at)
    sixteen = rules.parents_last_day(child.born_on)
    if sixteen is None and child.plainly_adult:
        sixteen = local_day(at) - DAY
    for consent in child.consents.filter(state=State.ACTIVE, giver=Giver.PARENT).order_by("id"):
        given_on = local_day(cast(datetime, consent.given_at))
        last = None if sixteen is None else max(sixteen, given_on)
        if consent.state_at(at) == State.ACTIVE and last and not _ends_by(consent, last):
            _shorten(consent, last, at)
        elif consent.outgrown_at is None and consent.expires_on == _birthday_before(child, given_on):
            _lengthen(consent, last, at)


def _others_in_doubt(person: Person, at: datetime) -> None:
    """What could not have been said at that age may not hold: the manager and the IG team look at it (section 2)."""
    before = person.history.filter(version=person.version - 1).first()
    if before and (before.born_on, before.plainly_adult) == (person.born_on, person.plainly_adult):
        return
    active = Consent.objects.active_on(local_day(at)).filter(person=person)
    for consent in active.select_related("person", "case", "service", "assessment").order_by("id"):
        if not consent.yes_fits_age():
            _tell_who_judges(consent, "age_in_doubt", f"{person.reference} {person.version}", at)


def _ends_by(consent: Consent, last: date) -> bool:
    return consent.expires_on is not None and consent.expires_on <= last


def _birthday_before(child: Person, given_on: date) -> date | None:
    """The last good day of a parent's yes by the birth date that stood until this change, if it was another."""
    before = child.history.filter(version=child.version - 1).first()
    sixteen = rules.parents_last_day(before.born_on) if before and before.born_on != child.born_on else None
    return None if sixteen is None else max(sixteen, given_on)


def _lengthen(consent: Consent, parent_until: date | None, at: datetime) -> None:
    """It ended with a birthday that comes later than we knew: it holds as long as it would have."""
    said_at = cast(datetime, consent.last_yes_at)
    if Consent.objects.same_sharing(consent).answered_after(said_at).exists():
        return

    def change(locked: Consent) -> None:
        before, lapsed = locked.expires_on, locked.state_at(at) == State.EXPIRED
        review_on = locked.review_on
        locked.begin(local_day(said_at), parent_until)
        locked.review_on = review_on or locked.review_on
        if lapsed:
            locked.revived_at, locked.lapsed_on = at, before

    apply(CONSENTS, consent, "lengthen", by=None, at=at, change=change)


def _shorten(consent: Consent, last: date, at: datetime) -> None:
    """This is its last good day; a review that would come after it is none."""

    def change(locked: Consent) -> None:
        locked.shortened_at, locked.expires_on_before = at, locked.expires_on
        locked.expires_on = last
        if locked.review_on is not None and locked.review_on > last:
            locked.review_on = None

    apply(CONSENTS, consent, "shorten", by=None, at=at, change=change)


def _case_assigned(case: Record, event: Event, at: datetime) -> None:
    """What falls due on a case's consents moves to the new key worker's desk."""
    for consent in cast(Case, case).consents.all():
        refresh_deadlines(CONSENTS, consent, at=at)


def _exclusion_ended(exclusion: Record, event: Event, at: datetime) -> None:
    """What falls due goes back to the key worker's desk."""
    for consent in cast(AccessExclusion, exclusion).person.consents.all():
        refresh_deadlines(CONSENTS, consent, at=at)


def _child_found_able(assessment: Record, event: Event, at: datetime) -> None:
    """A parent's yes ends at the moment the child is found COMPETENT to decide the same (section 3.3)."""
    found = cast(Assessment, assessment)
    if found.finding is not Finding.COMPETENT or not found.counts_for_sharing:
        return
    # By that day, and not by when it was written down: what ran out in between had ended before.
    parents = Consent.objects.active_on(local_day(found.assessed_at)).filter(
        person=found.person_id,
        service=found.service_id,
        giver=Giver.PARENT,
        assessment__decision__iexact=found.decision,
    )
    for consent in parents.order_by("id"):
        outgrow(consent, found, at=at)


def _found_in_error(assessment: Record, event: Event, at: datetime) -> None:
    """What rests on it may not hold: the service's manager and the IG team look at it (section 3.3, check 1)."""
    wrong = cast(Assessment, assessment)
    for consent in Consent.objects.active_on(local_day(at)).filter(
        person=wrong.person_id, assessment=wrong.pk
    ):
        _tell_who_judges(consent, "finding_in_error", wrong.reference, at)


def _tell_who_judges(consent: Consent, kind: str, occasion: str, at: datetime) -> None:
    """Tell the service's manager and the IG team that a consent may not hold, save who knows the person."""
    excluded = desk_of_case(consent.person_id, consent.case).excluded
    reached = User.objects.filter(Q(role=Role.IG) | Q(pk=consent.service.manager_id), is_active=True)
    notify(
        reached.exclude(pk__in=excluded),
        kind,
        register=CONSENTS.name,
        reference=consent.reference,
        person_id=consent.person_id,
        at=at,
        occasion=occasion,
    )


def outgrow(consent: Consent, found: Assessment, *, at: datetime) -> Consent:
    """A parent's yes ends with this finding, in the name of whoever acts; `at` is when we come to know."""

    def change(locked: Consent) -> None:
        locked.outgrown_at = max(found.assessed_at, cast(datetime, locked.last_yes_at))
        locked.outgrowth_recorded_at = max(at, locked.outgrown_at)
        locked.shortened_at, locked.expires_on_before = locked.outgrowth_recorded_at, locked.expires_on
        locked.expires_on, locked.review_on = local_day(locked.outgrown_at), None

    return apply(CONSENTS, consent, "outgrow", by=None, at=found.assessed_at, change=change)


def _taken_back(consent: Record, event: Event, at: datetime) -> None:
    """What was shared after they took it back, before we knew, goes to the IG team (section 3.3)."""
    withdrawn = cast(Consent, consent)
    known_at = cast(datetime, withdrawn.withdrawal_recorded_at)
    if known_at > at and ripple.shared_after(withdrawn, at):
        ripple.tell_ig(withdrawn, "shared_after_withdrawal", known_at)


def _found_invalid(consent: Record, event: Event, at: datetime) -> None:
    """What relied on it goes to the IG team (section 3.3)."""
    ripple.tell_ig(cast(Consent, consent), "consent_invalid", at)


def _proof_refused(evidence: Record, event: Event, at: datetime) -> None:
    """A yes is no better than its proof (section 3.3, check 8): what rests on this one is not valid.

    If they had said yes before, with a proof that is good, that yes counts as if it had never been said again.
    What is over by now stays as it is; what was shared on it goes to the IG team all the same.
    """
    proof = cast(Evidence, evidence)
    persons = Consent.objects.filter(person_id=proof.person_id)
    stood = Consent.history.model.objects.filter(id__in=persons.values("pk"), evidence=proof.pk)
    for consent in persons.filter(pk__in=stood.filter(state=State.ACTIVE).values("id")).order_by("id"):
        if not consent.rests_on(proof) or consent.state_at(at) != State.ACTIVE:
            if ripple.shared(consent):
                ripple.tell_ig(consent, "consent_invalid", at)
            continue
        if (before := consent.last_proved()) is not None:
            _fall_back(consent, before, proof, at)
        else:
            _invalidate(consent, proof, at)
        ripple.tell_worker(consent, proof, at)


def _proved(record: Record) -> list[Dependant]:
    """The answers that a piece of evidence proves, or did before they were said again or corrected."""
    if not isinstance(record, Evidence):
        return []
    persons = Consent.objects.filter(person_id=record.person_id)
    ever = Consent.history.model.objects.filter(id__in=persons.values("pk"), evidence=record.pk)
    return [
        Dependant(CONSENTS.name, each.reference, each.get_kind_display(), CONSENTS.url(each))
        for each in persons.filter(pk__in=ever.order_by().values("id")).order_by("id")
    ]


def _invalidate(consent: Consent, proof: Evidence, at: datetime) -> None:
    def change(locked: Consent) -> None:
        locked.invalidated_at = at

    apply(CONSENTS, consent, "invalidate", by=None, at=at, change=change, reason=_why(proof))


def _fall_back(consent: Consent, before: Any, proof: Evidence, at: datetime) -> None:
    """It reads as before they said yes again; what has ended it sooner since holds on."""

    def change(locked: Consent) -> None:
        for name in SAID_AGAIN:
            setattr(locked, name, getattr(before, name))
        locked.shortened_at, locked.expires_on_before = at, locked.expires_on
        locked.expires_on = min((day for day in (before.expires_on, locked.expires_on) if day), default=None)
        comes_first = before.review_on and (not locked.expires_on or before.review_on <= locked.expires_on)
        locked.review_on = before.review_on if comes_first else None

    fallen = apply(CONSENTS, consent, "fall_back", by=None, at=at, change=change, reason=_why(proof))
    last = fallen.expires_on
    if last and any(local_day(cast(datetime, each.shared_at)) > last for each in ripple.shared(fallen)):
        ripple.tell_ig(fallen, "consent_invalid", at)


def _why(proof: Evidence) -> str:
    return f"The proof cannot be used. {proof.refusal}"


def _organisation_merged(duplicate: Record, event: Event, at: datetime) -> None:
    """What names a duplicate names the one that remains; what was typed stays as it was."""
    merged = cast(Organisation, duplicate)

    def point(locked: Consent) -> None:
        locked.organisation = merged.merged_into

    follow(CONSENTS, merged.consents.order_by("person_id", "id"), point, event, at)


CONSENTS = enter(
    Register(
        name="consents",
        prefix="CON",
        model=Consent,
        verbs={
            "draft": Verb("draft", "Record an answer", permissions.may_draft),
            "amend": Verb("amend", "Finish or correct", permissions.may_amend),
            "give": Verb("give", "Record their yes", permissions.may_give),
            "refuse": Verb("refuse", "Record a no", permissions.may_draft),
            "reconfirm": Verb("reconfirm", "They still say yes", permissions.may_reconfirm),
            "withdraw": Verb("withdraw", "They take it back", permissions.may_withdraw),
            "told": Verb("told", "Recipients are told", permissions.may_tell),
            "acknowledged": Verb(
                "acknowledged", "Recipients say that they know", permissions.may_acknowledge
            ),
            "set_end": Verb("set_end", "It ends sooner", permissions.may_set_end),
            "invalidate": Verb("invalidate", "It was not valid", permissions.may_invalidate),
        },
        visible=lambda user, at: Consent.objects.visible_to(user, at),
        machine=MACHINE,
        state_at=lambda consent, at: consent.state_at(at),
        dues=dues,
        desk=_desk,
        take_turns=lambda consent: take_turns(consent.person_id),
        person_id=lambda consent: consent.person_id,
        service_id=lambda consent: consent.service_id,
        blocked=_blocked,
        card=card,
        dependants=_proved,
        related=("person", "case", "service", "assessment", "evidence"),
        happened={verb: words for verb, words in HAPPENED.items() if verb != "refused"},
        held=holds(
            lambda person: Consent.objects.filter(person=person).select_related(
                "case", "service", "organisation", "evidence", "assessment"
            ),
            also="state kind effect method given_at reconfirmed_at refused_at withdrawn_at review_on expires_on",
            others="giver_name supporter",
        ),
        reactions={
            ("cases", "close"): _case_closed,
            ("cases", "assign"): _case_assigned,
            ("exclusions", "end"): _exclusion_ended,
            ("people", "edit"): _birth_date_learned,
            ("capacity", "record"): _child_found_able,
            ("capacity", "correct"): _found_in_error,
            ("evidence", "reject"): _proof_refused,
            ("consents", "withdraw"): _taken_back,
            ("consents", "invalidate"): _found_invalid,
            ("organisations", "merge"): _organisation_merged,
            ("organisations", "move"): _organisation_merged,
        },
    )
)

about("finding_in_error", "A consent that rests on a finding recorded in error")
about("age_in_doubt", "A consent that they may have been too young for, by the birth date that we know now")
