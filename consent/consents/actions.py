"""The verbs of consent (handbook section 3.3): what someone said, written down, confirmed or taken back."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from consent.consents import rules
from consent.consents.models import Consent
from consent.consents.register import CONSENTS
from consent.consents.rules import Giver, State
from consent.kinds import FORMS, KINDS, Kind
from governance.accounts.models import User
from governance.calendar import local_day
from governance.errors import YES, Denied, Verdict, demand
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


@transaction.atomic
def record(
    *, case: Case, by: User, at: datetime, answer: bool, form_key: UUID | None = None, **facts: Any
) -> Outcome:
    """Write down what someone said about one sharing: saved whole as a DRAFT, then given or refused.

    facts: the fields of `Consent` that were typed. A yes that can still be put right (E-VALIDITY,
    E-COMPETENCE, E-CAPACITY) stays a draft, and the ledger keeps why. The same `form_key` again gives
    back what it made before. Raises Denied, with nothing saved, for what is wrong altogether: the way
    (E-METHOD), the giver (E-GIVER), a moment that cannot be.
    """
    take_turns(case.person_id)
    case = Case.objects.select_related("person", "service").get(pk=case.pk)
    ours = Consent.objects.filter(form_key=form_key, case=case, created_by=by)
    before = ours.first() if form_key else None
    if before is not None:
        return Outcome(before, again=True)
    consent = Consent(person=case.person, case=case, service=case.service, form_key=form_key)
    consent = apply(CONSENTS, consent, "draft", by=by, at=at, change=_written(facts, answer, at))
    return _settle(consent, answer, by=by, at=at)


@transaction.atomic
def amend(
    consent: Consent, *, by: User, at: datetime, answer: bool, read_version: int | None = None, **facts: Any
) -> Outcome:
    """Finish or correct a draft; then it is given or refused, or stays a draft, as in `record`."""
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
        locked.given_by = by
        _start(locked, local_day(said_at))

    given = apply(CONSENTS, consent, "give", by=by, at=said_at, change=change, read_version=read_version)
    for older in Consent.objects.same_sharing(given).filter(state=State.ACTIVE):
        _replace(older, given, by=by, at=at)
    return given


@transaction.atomic
def refuse(
    consent: Consent,
    *,
    by: User,
    at: datetime,
    said_at: datetime | None = None,
    read_version: int | None = None,
) -> Consent:
    """They said no. A yes to the same sharing that they gave before is thereby taken back."""
    said_at = _said_at(consent, said_at, at)

    def change(locked: Consent) -> None:
        locked.said_at = locked.refused_at = said_at
        locked.refused_by = by

    refused = apply(CONSENTS, consent, "refuse", by=by, at=said_at, change=change, read_version=read_version)
    for older in Consent.objects.same_sharing(refused).filter(state=State.ACTIVE, given_at__lte=said_at):
        if older.state_at(said_at) == State.ACTIVE and older.said_allowed(said_at, at):
            withdraw(older, by=by, at=at, withdrawn_at=said_at)
        else:
            refresh_deadlines(CONSENTS, older, at=at)
    return refused


def reconfirm(
    consent: Consent,
    *,
    by: User,
    at: datetime,
    said_at: datetime | None = None,
    read_version: int | None = None,
    **facts: Any,
) -> Consent:
    """They said yes again while it was ACTIVE: both dates run anew from that day.

    facts: who said so and how, as in `record`. All that a yes needs is asked again for that moment, with
    the person's age that day.
    """
    said_at = said_at or _minute(at)

    def change(locked: Consent) -> None:
        demand(locked.said_allowed(said_at, at))
        for name, value in facts.items():
            setattr(locked, name, value)
        locked.said_at = locked.reconfirmed_at = said_at
        locked.reconfirmed_by = by
        for obstacle in locked.obstacles(said_at):
            raise Denied(obstacle)
        _start(locked, local_day(said_at))

    return apply(CONSENTS, consent, "reconfirm", by=by, at=at, change=change, read_version=read_version)


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
    been ACTIVE, so that what was said before the end can be written down after it.
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
    read_version: int | None = None,
) -> Consent:
    """Everyone who received something knows that it was taken back; this ends the task.

    told_at: after it was taken back and not in the future, else Denied.
    """
    told_at = told_at or at

    def change(locked: Consent) -> None:
        demand(locked.told_allowed(told_at, at))
        locked.recipients_told_at, locked.recipients_told_by = told_at, by

    return apply(CONSENTS, consent, "told", by=by, at=at, change=change, read_version=read_version)


def invalidate(
    consent: Consent, *, by: User, at: datetime, reason: str, read_version: int | None = None
) -> Consent:
    """It was found that it never met the ten checks, with the reason."""

    def change(locked: Consent) -> None:
        locked.invalidated_at, locked.invalidated_by = at, by

    return apply(
        CONSENTS, consent, "invalidate", by=by, at=at, change=change, reason=reason, read_version=read_version
    )


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
    return Outcome(consent, verdict)


def _start(consent: Consent, on: date) -> None:
    """Both dates run from this day; a review that would come after the end is none."""
    kind = Kind(consent.kind)
    by_parent = consent.giver == Giver.PARENT
    consent.expires_on = rules.expires_on(
        kind,
        on,
        case_closed_on=consent.case.closed_on,
        parent_until=rules.parents_last_day(consent.person.born_on) if by_parent else None,
    )
    review_on = rules.review_on(kind, on, child=consent.is_child(on))
    comes_first = review_on is not None and (consent.expires_on is None or review_on <= consent.expires_on)
    consent.review_on = review_on if comes_first else None


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


def _minute(at: datetime) -> datetime:
    """Whole minutes, so that it can be compared with what is typed into boxes."""
    return at.replace(second=0, microsecond=0)
