"""The verbs of disclosures: shared with consent, prepared and sent, not shared, called back (handbook section 6)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from consent.consents.rules import moment_allowed
from governance.accounts.models import Service, User
from governance.attachments import actions as attachments
from governance.calendar import local_day
from governance.errors import Denied, demand, no
from governance.people.models import Case, Person
from governance.people.register import take_turns
from governance.workflow.apply import apply
from sharing.decision import Answer, Asked, Facts, decide
from sharing.disclosing import Reason, may_approve
from sharing.disclosures import going, permissions, telling
from sharing.disclosures.models import Disclosure, Listed
from sharing.disclosures.register import DISCLOSURES
from sharing.facts import gather
from sharing.routes import SPOKEN, Route, is_allowed

ORDER = "The court order"


@transaction.atomic
def log(
    asked: Asked,
    answer: Answer,
    facts: Facts,
    *,
    person: Person | None,
    case: Case | None,
    by: User,
    at: datetime,
    form_key: UUID,
    service: Service | None = None,
    listed: Iterable[Person] = (),
    **said: Any,
) -> Disclosure:
    """Shared now, as "may we share?" answered: SENT at once, bound to the consent and agreement in force.

    It is asked anew at this moment, so `answer` and `facts` are only what somebody read: Denied with the rule's code
    where it may not go any more, where two people look first, and for a reason without consent, which is drafted.
    service: of a group, which has no case. listed: those of it whom we know. said: other fields that were typed.
    The same `form_key` from the same user again gives back what it made before.
    """
    one_at_a_time(form_key)
    if (before := made_before(by, form_key)) is not None:
        return before
    take_turns(person.pk if person else None)
    if asked.reason is not None:
        raise Denied(
            no(
                "Sharing without consent is written down first.",
                next_step="Choose why, and write down the facts.",
            )
        )
    home = case.service if case is not None else service
    if home is None:
        raise ValueError("a group is of a service")
    disclosure = Disclosure(
        person=person,
        case=case,
        service=home,
        people=asked.people,
        organisation_id=asked.organisation,
        recipient=asked.recipient,
        private_person=asked.private,
        purpose=asked.purpose,
        items=sorted(asked.items),
        rung=asked.rung,
        recurring=asked.recurring,
        route=asked.route,
        form_key=form_key,
        **said,
    )
    demand(permissions.may_draft(by, disclosure, at))
    seen = gather(asked, person=person.pk if person else None, service=home.pk, at=at)
    now = going.write(disclosure, asked, decide(asked, seen), seen)
    going.demand_going(now)

    def change(new: Disclosure) -> None:
        new.sent_at, new.sent_by = at, by

    made = apply(DISCLOSURES, disclosure, "log", by=by, at=at, change=change, **_bound(disclosure))
    Listed.objects.bulk_create([Listed(disclosure=made, person=each) for each in listed])
    telling.tell_of_gap(made, at)
    return made


@transaction.atomic
def draft(
    *,
    case: Case,
    by: User,
    at: datetime,
    form_key: UUID,
    upload: "UploadedFile[Any] | None" = None,
    **facts: Any,
) -> Disclosure:
    """Prepare a sharing about one person: with their consent, or for a reason without it.

    facts: the fields of `Disclosure` that were typed. upload: the court order. What it rests on now is written with
    it, so that what a person takes back is found. Denied where the reason is none (E-REASON, E-ROLE, E-SCOPE).
    The same `form_key` from the same user again gives back what it made before.
    """
    one_at_a_time(form_key)
    if (before := made_before(by, form_key)) is not None:
        return before
    take_turns(case.person_id)
    disclosure = Disclosure(person=case.person, case=case, service=case.service, form_key=form_key)

    def change(new: Disclosure) -> None:
        _written(new, facts, by, at)

    made = apply(DISCLOSURES, disclosure, "draft", by=by, at=at, change=change)
    return _with_order(made, upload, by=by, at=at, form_key=form_key)


@transaction.atomic
def edit(
    disclosure: Disclosure,
    *,
    by: User,
    at: datetime,
    read_version: int,
    upload: "UploadedFile[Any] | None" = None,
    form_key: UUID | None = None,
    **facts: Any,
) -> Disclosure:
    """Change what is prepared; what it rests on is found anew. Raises as `draft`."""

    def change(locked: Disclosure) -> None:
        _written(locked, facts, by, at)
        # What an approver sent back is answered by this.
        locked.opt_out_cleared_at = locked.opt_out_cleared_by = None

    changed = apply(
        DISCLOSURES,
        disclosure,
        "edit",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    return _with_order(changed, upload, by=by, at=at, form_key=form_key)


def send(
    disclosure: Disclosure,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    form_key: UUID | None = None,
    **said: Any,
) -> Disclosure:
    """It is shared now. Every rule is asked anew at this moment; Denied with its code where it may not go.

    With consent from a draft; without, once it was approved, or from a draft where any member of staff decides or the
    doctor reports. said: how they made sure whom they told, and whether the person was told.
    """

    def change(locked: Disclosure) -> None:
        for name, value in said.items():
            setattr(locked, name, value)
        answer = going.settle(locked, at)
        if locked.reason:
            _may_send_without_consent(locked, by, at)
        going.demand_going(answer)
        locked.sent_at, locked.sent_by = at, by
        if locked.reason == Reason.NOTIFIABLE_DISEASE:
            _reported(locked, at)
        telling.set_telling(locked, by, at)

    sent = apply(
        DISCLOSURES,
        disclosure,
        "send",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    telling.tell_of_gap(sent, at)
    return sent


def _may_send_without_consent(locked: Disclosure, by: User, at: datetime) -> None:
    reason = Reason(locked.reason)
    demand(going.reason_fits(locked, by, at))
    going.demand_complete(locked)
    if locked.approved_at is None:
        # Only where the sender may decide too: any member of staff, or the doctor.
        demand(may_approve(reason, permissions.decider(by, locked), sender=by.pk))
        locked.approved_at, locked.approved_by = at, by
    demand(telling.said(locked))


def _reported(locked: Disclosure, at: datetime) -> None:
    """What is sent is the report by telephone, or the one in writing."""
    if Route(locked.route) in SPOKEN:
        locked.oral_told_at = locked.oral_told_at or at
    else:
        locked.written_told_on = locked.written_told_on or local_day(at)


@transaction.atomic
def decline(
    disclosure: Disclosure | None = None,
    *,
    by: User,
    at: datetime,
    decline_reason: str,
    case: Case | None = None,
    service: Service | None = None,
    form_key: UUID | None = None,
    read_version: int | None = None,
    **facts: Any,
) -> Disclosure:
    """Decided not to share, with the reason: what was asked of us about the person of `case`, or what was prepared.

    service: of a group, which has no case.
    """
    if disclosure is None:
        home = case.service if case is not None else service
        if home is None or form_key is None:
            raise ValueError("what was not prepared is about somebody, and comes from a form")
        one_at_a_time(form_key)
        if (before := made_before(by, form_key)) is not None:
            return before
        disclosure = Disclosure(
            person=case.person if case is not None else None,
            case=case,
            service=home,
            form_key=form_key,
            **facts,
        )
        facts = {}

    def change(locked: Disclosure) -> None:
        locked.decline_reason, locked.declined_at, locked.declined_by = decline_reason, at, by

    return apply(
        DISCLOSURES,
        disclosure,
        "decline",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )


def cancel(
    disclosure: Disclosure,
    *,
    by: User | None,
    at: datetime,
    cancel_reason: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Disclosure:
    """It is not sent, with the reason. by: None where what it rests on came to an end.

    An emergency that was begun by mistake has not happened: its service's manager and the IG team hear that somebody
    says so.
    """

    def change(locked: Disclosure) -> None:
        locked.sent_at = locked.sent_by = None
        locked.cancel_reason, locked.cancelled_at, locked.cancelled_by = cancel_reason, at, by

    cancelled = apply(
        DISCLOSURES,
        disclosure,
        "cancel",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    if cancelled.emergency:
        telling.tell_overseers(cancelled, "emergency_by_mistake", at)
    return cancelled


def recall(
    disclosure: Disclosure,
    *,
    by: User,
    at: datetime,
    recall_reason: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Disclosure:
    """We asked for it back, with why and what they answered. That it was shared stays, and all that is owed for it.

    Its service's manager and the IG team hear of it: it may be an incident.
    """

    def change(locked: Disclosure) -> None:
        locked.recall_reason, locked.recalled_at, locked.recalled_by = recall_reason, at, by

    recalled = apply(
        DISCLOSURES,
        disclosure,
        "recall",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    telling.tell_overseers(recalled, "disclosure_recalled", at)
    return recalled


def _written(disclosure: Disclosure, facts: dict[str, Any], by: User, at: datetime) -> None:
    """Set what was typed, refuse a reason that is none, and find what it rests on."""
    for name, value in facts.items():
        setattr(disclosure, name, value)
    disclosure.approved_at = disclosure.approved_by = None
    demand(is_allowed(Route(disclosure.route), people=disclosure.people))
    if disclosure.suspected_at is not None and disclosure.person is not None:
        demand(moment_allowed(disclosure.suspected_at, disclosure.person.born_on, at))
    if disclosure.reason:
        demand(going.reason_fits(disclosure, by, at))
    # Locks that followed from what it rested on before do not outlast it.
    for name in vars(disclosure.locks):
        if name not in facts and not (disclosure.reason and name in going.TYPED):
            setattr(disclosure, name, "")
    going.settle(disclosure, at)


def _with_order(
    disclosure: Disclosure,
    upload: "UploadedFile[Any] | None",
    *,
    by: User,
    at: datetime,
    form_key: UUID | None,
) -> Disclosure:
    """Keep the court order with it. Its reference is one of the facts, so that the order is there when it is sent."""
    if upload is None:
        return disclosure
    kept = attachments.keep(
        disclosure,
        DISCLOSURES,
        label=ORDER,
        upload=upload,
        by=by,
        at=at,
        form_key=form_key,
        person_id=disclosure.person_id,
        service_id=disclosure.service_id,
    )

    def change(locked: Disclosure) -> None:
        locked.order = kept.reference

    return apply(DISCLOSURES, disclosure, "edit", by=by, at=at, change=change)


def _bound(disclosure: Disclosure) -> dict[str, Any]:
    """What the event says of what it was bound to."""
    return {"consent_version": disclosure.consent_version, "agreement_version": disclosure.agreement_version}


def one_at_a_time(form_key: UUID) -> None:
    """In a transaction: the second of two presses waits here until the first has saved."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])


def made_before(by: User, form_key: UUID) -> Disclosure | None:
    """What this form has made, if it was sent before."""
    found: Disclosure | None = Disclosure.objects.filter(form_key=form_key, created_by=by).first()
    return found
