"""The verbs of consent (handbook section 3.3): what someone said, written down, confirmed or taken back."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from consent.consents import permissions, ripple, rules
from consent.consents.models import Consent
from consent.consents.register import CONSENTS, outgrow
from consent.consents.rules import Giver, State
from consent.consents.states import MACHINE
from consent.evidence import actions as evidence
from consent.evidence.forms import Signed
from consent.kinds import FORMS, KINDS, Kind, Method
from consent.wording.models import WordingVersion
from governance.accounts.models import User
from governance.calendar import local_day
from governance.errors import YES, Denied, Verdict, demand, no
from governance.ledger import writing as ledger
from governance.people.models import Case
from governance.people.register import take_turns
from governance.records.actor import acting_as
from governance.workflow.apply import apply, refresh_deadlines


class Outcome(NamedTuple):
    """What became of an answer: the consent; why it is still a draft, if it is; was it there before."""

    consent: Consent
    verdict: Verdict = YES
    again: bool = False


class Proof(NamedTuple):
    """What was handed over with an answer: the scan of a signed paper, or a signature made here."""

    upload: "UploadedFile[Any] | None" = None
    signed: Signed | None = None


NO_PROOF = Proof()


@transaction.atomic
def record(
    *,
    case: Case,
    by: User,
    at: datetime,
    answer: bool,
    form_key: UUID | None = None,
    proof: Proof = NO_PROOF,
    **facts: Any,
) -> Outcome:
    """Write down what someone said about one sharing: saved whole as a DRAFT, then given or refused.

    facts: the fields of `Consent` that were typed; `proof` is kept as evidence with it. A yes that can still
    be put right (E-VALIDITY, E-COMPETENCE, E-CAPACITY) stays a draft, and the ledger keeps why. The same
    `form_key` again gives back what it made before. Raises Denied, with nothing saved, for what is wrong
    altogether: the way (E-METHOD), the giver (E-GIVER), a moment that cannot be; and ValidationError for a
    file that we do not take.
    """
    take_turns(case.person_id)
    case = Case.objects.select_related("person", "service").get(pk=case.pk)
    ours = Consent.objects.filter(form_key=form_key, case=case, created_by=by)
    before = ours.first() if form_key else None
    if before is not None:
        return Outcome(before, again=True)
    # Who may write it down depends on its kind.
    consent = Consent(
        person=case.person, case=case, service=case.service, form_key=form_key, kind=facts["kind"]
    )
    facts = {"talk": form_key, **facts, **_kept(case, proof, facts, by=by, at=at, form_key=form_key)}
    consent = apply(CONSENTS, consent, "draft", by=by, at=at, change=_written(facts, answer, at))
    return _settle(consent, answer, by=by, at=at)


@transaction.atomic
def amend(
    consent: Consent,
    *,
    by: User,
    at: datetime,
    answer: bool,
    read_version: int | None = None,
    form_key: UUID | None = None,
    proof: Proof = NO_PROOF,
    **facts: Any,
) -> Outcome:
    """Finish or correct a draft; then it is given or refused, or stays a draft, as in `record`.

    Raises Denied for another kind, which others may write down and which asks for other things.
    """
    take_turns(consent.person_id)
    demand(_same_kind(consent, facts))
    facts |= _kept(consent.case, proof, {"kind": consent.kind, **facts}, by=by, at=at, form_key=form_key)
    if facts.get("method") == Method.E_FORM and _other_than_signed(consent, facts):
        # What they signed was another text, so the signature does not prove this one, nor its moment.
        facts = {"evidence": None, **facts, "said_at": facts.get("said_at")}
    change = _written(facts, answer, at)
    consent = apply(CONSENTS, consent, "amend", by=by, at=at, change=change, read_version=read_version)
    return _settle(consent, answer, by=by, at=at)


@transaction.atomic
def give(
    consent: Consent,
    *,
    by: User,
    at: datetime,
    said_at: datetime | None = None,
    read_version: int | None = None,
) -> Consent:
    """The draft is complete: ACTIVE from the moment they said yes. It replaces an older yes to the same."""
    said_at = _said_at(consent, said_at, at)

    def change(locked: Consent) -> None:
        locked.said_at = locked.given_at = said_at
        locked.given_recorded_at, locked.given_by = at, by
        _start(locked, local_day(said_at))

    given = apply(CONSENTS, consent, "give", by=by, at=said_at, change=change, read_version=read_version)
    for older in Consent.objects.same_sharing(given).filter(state=State.ACTIVE):
        _replace(older, given, by=by, at=at)
    return _outgrown(given, by=by, at=at)


@transaction.atomic
def refuse(
    consent: Consent,
    *,
    by: User,
    at: datetime,
    said_at: datetime | None = None,
    read_version: int | None = None,
) -> Consent:
    """They said no. A yes to the same sharing that they gave before is thereby taken back: of one to places to be shown
    in, where this names one of those.

    Raises Denied (E-GIVER) where somebody else says no and the person, who was not found unable, had said yes.
    """
    said_at = _said_at(consent, said_at, at)

    def change(locked: Consent) -> None:
        locked.said_at = locked.refused_at = said_at
        locked.refused_by = by

    refused = apply(CONSENTS, consent, "refuse", by=by, at=said_at, change=change, read_version=read_version)
    before = Consent.objects.same_sharing(refused).filter(state=State.ACTIVE, given_at__lte=said_at)
    if refused.channels:
        before = before.filter(channels__overlap=refused.channels)
    for older in before:
        if older.state_at(said_at) == State.ACTIVE and older.said_allowed(said_at, at):
            demand(refused.takes_back(older, said_at))
            withdraw(older, by=by, at=at, withdrawn_at=said_at)
        else:
            refresh_deadlines(CONSENTS, older, at=at)
    return refused


@transaction.atomic
def reconfirm(
    consent: Consent,
    *,
    by: User,
    at: datetime,
    said_at: datetime | None = None,
    read_version: int | None = None,
    form_key: UUID | None = None,
    proof: Proof = NO_PROOF,
    **facts: Any,
) -> Consent:
    """They said yes again while it was ACTIVE: both dates run anew from that day, however late it is written down.

    facts: who said so and how, as in `record`, with its proof, and on which finding it rests. All that a yes
    needs is asked again for that moment, with the person's age that day. Raises Denied (E-GIVER) once the child
    was found able to decide, and for a finding against them, as for any yes.
    """
    said_at = said_at or _minute(at)
    take_turns(consent.person_id)
    demand(permissions.may_reconfirm(by, CONSENTS.rows().get(pk=consent.pk), at))
    demand(_same_kind(consent, facts))
    # Why no finding was about this when they first said yes is no reason to pass over a newer one.
    facts = {"why_no_finding": "", **facts}
    facts |= _kept(consent.case, proof, {"kind": consent.kind, **facts}, by=by, at=at, form_key=form_key)

    def change(locked: Consent) -> None:
        # What was replaced since reads as active at that moment, but nobody says yes to it any more.
        MACHINE.target("reconfirm", locked.state)
        demand(locked.said_allowed(said_at, at))
        if locked.state_at(at) == State.EXPIRED:
            locked.revived_at, locked.lapsed_on = at, locked.expires_on
        if facts.get("method", locked.method) in FORMS:
            # An older form proves what they said then.
            locked.evidence, locked.scan_held, locked.scan_reference = None, None, ""
        for name, value in facts.items():
            setattr(locked, name, value)
        locked.said_at = locked.reconfirmed_at = said_at
        locked.reconfirmed_by = by
        for obstacle in locked.obstacles(said_at):
            raise Denied(obstacle)
        _start(locked, local_day(said_at))

    again = apply(CONSENTS, consent, "reconfirm", by=by, at=said_at, change=change, read_version=read_version)
    return _outgrown(again, by=by, at=at)


def withdraw(
    consent: Consent,
    *,
    by: User,
    at: datetime,
    withdrawn_at: datetime,
    withdrawal_route: str = "",
    read_version: int | None = None,
) -> Consent:
    """They take it back, from the moment they said it, however long ago; no reason is asked.

    withdrawn_at: not in the future and not before their last yes, else Denied. At that moment it must have
    been ACTIVE, so that what was said before the end can be written down after it. What was shared between
    then and now goes to the IG team.
    """

    def change(locked: Consent) -> None:
        demand(locked.said_allowed(withdrawn_at, at))
        locked.withdrawn_at, locked.withdrawn_by = withdrawn_at, by
        locked.withdrawal_recorded_at = at
        locked.withdrawal_route = withdrawal_route

    return apply(
        CONSENTS, consent, "withdraw", by=by, at=withdrawn_at, change=change, read_version=read_version
    )


def told(
    consent: Consent,
    *,
    by: User,
    at: datetime,
    told_at: datetime | None = None,
    told_note: str = "",
    nothing_shared: bool = False,
    read_version: int | None = None,
) -> Consent:
    """Everyone who received something was told that it was taken back; their answer is waited for next.

    told_at: after it was taken back and not in the future, else Denied.
    nothing_shared: there was nobody to tell, which ends the task. Denied where a register knows better.
    """
    told_at = told_at or at

    def change(locked: Consent) -> None:
        demand(locked.told_allowed(told_at, at))
        if nothing_shared:
            demand(ripple.nothing_was_shared(locked))
        locked.recipients_told_at, locked.recipients_told_by = told_at, by
        locked.told_note, locked.nothing_shared = told_note, nothing_shared

    return apply(CONSENTS, consent, "told", by=by, at=at, change=change, read_version=read_version)


def acknowledged(
    consent: Consent,
    *,
    by: User,
    at: datetime,
    acknowledged_at: datetime | None = None,
    acknowledged_note: str = "",
    read_version: int | None = None,
) -> Consent:
    """Everyone who was told has said that they know; this ends the task.

    acknowledged_at: after they were told and not in the future, else Denied.
    """
    acknowledged_at = acknowledged_at or at

    def change(locked: Consent) -> None:
        demand(locked.acknowledged_allowed(acknowledged_at, at))
        locked.acknowledged_at, locked.acknowledged_by = acknowledged_at, by
        locked.acknowledged_note = acknowledged_note

    return apply(CONSENTS, consent, "acknowledged", by=by, at=at, change=change, read_version=read_version)


def invalidate(
    consent: Consent, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> Consent:
    """It was found that it never met the ten checks, with the reason. What relied on it goes to the IG team."""

    def change(locked: Consent) -> None:
        locked.invalidated_at, locked.invalidated_by = at, by

    return apply(
        CONSENTS, consent, "invalidate", by=by, at=at, change=change, reason=reason, read_version=read_version
    )


def set_end(
    consent: Consent, *, by: User | None, at: datetime, ends_on: date, read_version: int | None = None
) -> Consent:
    """What it is for ends on this day, and the consent with it: sooner than was known, or known at last.

    by: None where another register found out, in the name of whoever caused that: a recording's deletion.
    """

    def change(locked: Consent) -> None:
        given_on = local_day(locked.given_at or at)
        demand(rules.end_allowed(locked.ends_on, ends_on, given_on))
        locked.ends_on = ends_on
        if locked.expires_on is None or ends_on < locked.expires_on:
            locked.shortened_at, locked.expires_on_before = at, locked.expires_on
            locked.expires_on = ends_on
        if locked.review_on is not None and locked.review_on > locked.expires_on:
            locked.review_on = None

    return apply(CONSENTS, consent, "set_end", by=by, at=at, change=change, read_version=read_version)


def _kept(
    case: Case, proof: Proof, facts: dict[str, Any], *, by: User, at: datetime, form_key: UUID | None = None
) -> dict[str, Any]:
    """The fields that say what proves an answer, once the proof is kept; nothing where none was handed over."""
    wording: WordingVersion | None = facts.get("wording")
    shown = wording_shown(wording)
    under = permissions.table_row(facts["kind"])
    written = {"script_version": wording.label} if wording else {}
    if proof.upload is not None:
        scan = evidence.keep_scan(
            case=case, by=by, at=at, upload=proof.upload, form_key=form_key, wording=shown, under=under
        )
        return {**written, "evidence": scan}
    if proof.signed is not None:
        signature = evidence.keep_signature(
            case=case,
            by=by,
            at=at,
            name=proof.signed.name,
            drawn=proof.signed.drawn,
            copy=proof.signed.copy,
            present=proof.signed.present,
            form_key=form_key,
            wording=shown,
            under=under,
        )
        return {**written, "evidence": signature}
    if facts.get("method") == Method.PAPER and form_key is not None:
        before = evidence.find_kept(case=case, by=by, form_key=form_key)
        return {**written, "evidence": before} if before is not None else written
    return written


def wording_shown(version: WordingVersion | None) -> evidence.Wording:
    """The words that were shown, as the proof keeps them."""
    if version is None:
        return evidence.NO_WORDING
    return evidence.Wording(version.label, version.content_hash)


# What a signature is under: who may get what and why, by whose word.
SIGNED = (
    *("organisation", "recipient", "relationship", "purpose", "aim", "items", "not_to_share"),
    *("named", "channels", "ends_on", "wording", "giver", "giver_name"),
)


def _same_kind(consent: Consent, facts: dict[str, Any]) -> Verdict:
    """Whether what was typed is about the kind of sharing that the answer was begun with."""
    if facts.get("kind", consent.kind) == consent.kind:
        return YES
    return no(
        f"This was begun as “{Kind(consent.kind).label}”, and that cannot be changed.",
        next_step="Record it as a new answer.",
    )


def _other_than_signed(consent: Consent, facts: dict[str, Any]) -> bool:
    """Whether a draft that was signed on the screen reads otherwise now."""
    return any(name in facts and facts[name] != getattr(consent, name) for name in SIGNED)


def _said_at(consent: Consent, said_at: datetime | None, at: datetime) -> datetime:
    """When they answered, which must be possible. From here on, answers of the person take turns."""
    take_turns(consent.person_id)
    said_at = said_at or consent.said_at or _minute(at)
    demand(consent.said_allowed(said_at, at))
    return said_at


def _written(facts: dict[str, Any], answer: bool, at: datetime) -> Callable[[Consent], None]:
    """Sets what was typed, and refuses it where it is wrong altogether."""

    def change(consent: Consent) -> None:
        for name, value in facts.items():
            setattr(consent, name, value)
        consent.effect = KINDS[Kind(consent.kind)].effect
        body = consent.organisation
        consent.to_body = body is not None and body.name.upper() == consent.recipient.upper()
        if consent.said_at is None and consent.method in FORMS:
            consent.said_at = _minute(at)
        said_at = consent.said_at or at
        demand(consent.said_allowed(said_at, at))
        for mistake in consent.mistakes(said_at, answer=answer):
            raise Denied(mistake)

    return change


def _settle(consent: Consent, answer: bool, *, by: User, at: datetime) -> Outcome:
    if not answer:
        return Outcome(refuse(consent, by=by, at=at))
    verdict = CONSENTS.verbs["give"].may(by, consent, consent.said_at or at)
    if verdict:
        return Outcome(give(consent, by=by, at=at))
    with acting_as(by.pk):
        ledger.record(
            "refused",
            register=CONSENTS.name,
            reference=consent.reference,
            person_id=consent.person_id,
            service_id=consent.service_id,
            reason=verdict.reason,
            step="give",
            code=verdict.code.value if verdict.code else "",
        )
    ripple.tell_of_draft(consent, by=by, at=at)
    return Outcome(consent, verdict)


def _start(consent: Consent, on: date) -> None:
    """Both dates run from this day."""
    by_parent = consent.giver == Giver.PARENT
    consent.begin(on, rules.parents_last_day(consent.person.born_on) if by_parent else None)


def _replace(older: Consent, given: Consent, *, by: User, at: datetime) -> None:
    """An older yes ends where the new one begins; one that had run out by then needs nobody's care any more."""
    moment = given.given_at or at
    if older.state_at(moment) != State.ACTIVE:
        refresh_deadlines(CONSENTS, older, at=at)
        return

    def change(locked: Consent) -> None:
        locked.superseded_at, locked.superseded_by, locked.replacement = moment, by, given

    with acting_as(by.pk):
        apply(CONSENTS, older, "supersede", by=None, at=moment, change=change, replaced_by=given.reference)


def _outgrown(consent: Consent, *, by: User, at: datetime) -> Consent:
    """A parent's yes that is written down late ends where the child has been found able since they said it."""
    found = consent.found_able_since(at)
    if found is None:
        return consent
    with acting_as(by.pk):
        return outgrow(consent, found, at=at)


def _minute(at: datetime) -> datetime:
    """Whole minutes, so that it can be compared with what is typed into boxes."""
    return at.replace(second=0, microsecond=0)
