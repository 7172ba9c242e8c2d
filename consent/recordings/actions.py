"""The verbs of a recording until it lies in the secure store (handbook section 9)."""

from collections.abc import Iterable
from datetime import date, datetime
from types import EllipsisType
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from consent.consents.models import Consent
from consent.recordings import answers_end, rules
from consent.recordings.device_actions import bring_back
from consent.recordings.models import Device, Part, Participant, Recording
from consent.recordings.permissions import NOT_YOURS, cases_for, could_lead
from consent.recordings.readiness import Answer, answers, no_at
from consent.recordings.register import RECORDINGS, ig_team, seal, tell
from consent.recordings.rules import Medium, Wrong
from consent.recordings.states import State
from governance.accounts.models import Service, User
from governance.attachments import sealed
from governance.attachments.sealing import Sealing
from governance.calendar import local_day
from governance.errors import YES, Denied, Verdict, demand, no
from governance.people.models import Case
from governance.people.register import take_turns
from governance.records.actor import acting_as
from governance.workflow.apply import apply, refresh_deadlines

NOT_OF_THE_SERVICE = no(
    "They do not work in this service.", next_step="Ask them to be added to the service, or choose another."
)


@transaction.atomic
def plan(
    *,
    by: User,
    at: datetime,
    service: Service,
    title: str,
    purpose: str,
    medium: str,
    planned_for: date,
    form_key: UUID,
    lead: User | None = None,
    device: Device | None = None,
    cases: Iterable[Case] = (),
) -> Recording:
    """Plan to record a session. lead: who records it, `by` unless told; they take part, and answer here themselves.

    title: what the consents of the others name the session. cases: of those who take part, as in `add`.
    The same `form_key` from the same user again gives back what it made before.
    """
    if (before := _made_before(by, form_key)) is not None:
        return before
    lead = lead or by
    recording = Recording(
        service=service,
        title=title.strip(),
        purpose=purpose,
        medium=Medium(medium),
        lead=lead,
        planned_for=planned_for,
        device=device,
        form_key=form_key,
    )
    demand(_works_in(lead, service))
    demand(_name_is_free(recording))
    made = apply(RECORDINGS, recording, "plan", by=by, at=at)
    Participant.objects.create(recording=made, staff=lead)
    if lead != by:
        tell([lead], "recording_asks_you", made, at)
    for case in cases:
        made = add(made, case=case, by=by, at=at)
    return made


@transaction.atomic
def edit(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    form_key: UUID | None = None,
    **facts: Any,
) -> Recording:
    """Change the plan. Where what they said yes to is another thing now, everybody is asked anew."""
    people = answers_end.wait_for_them(recording)
    over: list[Consent] = []
    anew = False

    def change(locked: Recording) -> None:
        nonlocal anew
        answers_end.still(locked, people)
        before, said = _asked(locked), answers_end.yeses(locked, at)
        for name, value in facts.items():
            setattr(locked, name, value)
        demand(_name_is_free(locked))
        if _asked(locked) != before:
            anew, locked.changed_at = True, at
            over.extend(said)

    changed = apply(
        RECORDINGS,
        recording,
        "edit",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    if anew:
        answers_end.end(over, on=local_day(at), by=by.pk, at=at)
        with acting_as(by.pk):
            colleagues = changed.participants.filter(staff__isnull=False)
            colleagues.update(agreed_at=None, taken_back_at=None)
            tell([each.staff for each in colleagues], "recording_asks_you", changed, at)
    return changed


@transaction.atomic
def add(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    case: Case | None = None,
    staff: User | None = None,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """Somebody takes part: the person of an open `case` in the service, or a colleague who works there.

    Denied for anybody else, and for who takes part already.
    """
    take_turns(case.person_id if case else None)
    if case is not None and case not in cases_for(by, recording.service, at):
        raise Denied(NOT_YOURS)
    if staff is not None:
        demand(_works_in(staff, recording.service))
    theirs = {"person": case.person} if case else {"staff": staff}
    if recording.participants.filter(**theirs).exists():
        raise Denied(no("They take part already.", next_step="Choose somebody else."))
    added = apply(RECORDINGS, recording, "add", by=by, at=at, read_version=read_version, form_key=form_key)
    with acting_as(by.pk):
        Participant.objects.create(recording=added, case=case, **theirs)
        # Who knows them personally hears nothing of it from now on.
        refresh_deadlines(RECORDINGS, added, at=at)
    if staff is not None:
        tell([staff], "recording_asks_you", added, at)
    return added


@transaction.atomic
def remove(
    recording: Recording,
    *,
    participant: Participant,
    by: User,
    at: datetime,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """They do not take part after all. The one who records always does."""
    if participant.staff_id == recording.lead_id:
        raise Denied(no("The one who records it takes part.", next_step="Hand it to somebody else first."))
    changed = apply(
        RECORDINGS, recording, "remove", by=by, at=at, read_version=read_version, form_key=form_key
    )
    with acting_as(by.pk):
        changed.participants.get(pk=participant.pk).delete()
        refresh_deadlines(RECORDINGS, changed, at=at)
    return changed


@transaction.atomic
def hand_over(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    lead: User,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """Somebody else who works in the service looks after it from now on, and is told.

    While it is planned they record it, so they take part, and answer for themselves. Denied for whoever knows
    somebody in it personally.
    """

    def change(locked: Recording) -> None:
        if not lead.is_active or lead not in could_lead(locked):
            raise Denied(
                no("They cannot look after this recording.", next_step="Choose somebody from the list.")
            )
        locked.lead = lead

    handed = apply(
        RECORDINGS,
        recording,
        "hand_over",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    if handed.state == State.PLANNED:
        with acting_as(by.pk):
            Participant.objects.get_or_create(recording=handed, staff=lead)
    tell([lead], "recording_handed_over", handed, at)
    return handed


@transaction.atomic
def agree(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """A colleague who takes part says yes, for themselves alone."""
    agreed = apply(RECORDINGS, recording, "agree", by=by, at=at, read_version=read_version, form_key=form_key)
    with acting_as(by.pk):
        # Whole minutes, so that it can be compared with the beginning, which is typed into boxes.
        minute = at.replace(second=0, microsecond=0)
        agreed.participants.filter(staff=by).update(agreed_at=minute, taken_back_at=None)
    return agreed


@transaction.atomic
def take_back(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """A colleague takes their yes back, or says no. What was recorded must go, as for anybody."""
    back = apply(
        RECORDINGS, recording, "take_back", by=by, at=at, read_version=read_version, form_key=form_key
    )
    with acting_as(by.pk):
        for mine in back.participants.filter(staff=by):
            mine.agreed_at, mine.taken_back_at = mine.agreed_at or at, at
            mine.save()
        seal([back], since=at, at=at)
    back.refresh_from_db()
    return back


@transaction.atomic
def record(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    started_at: datetime | None = None,
    device: "Device | EllipsisType | None" = ...,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """It was switched on at `started_at`, now unless told: each in it had said yes before, on a device of ours.

    Bound to what they had said, as it was then. Denied else, with E-CONSENT or E-DEVICE. device: as planned unless
    told; None is a personal one.
    """
    started = started_at or at
    # Whoever takes their yes back waits until this is written, or is before it.
    people = answers_end.wait_for_them(recording)
    found: list[Answer] = []

    def change(locked: Recording) -> None:
        answers_end.still(locked, people)
        if not isinstance(device, EllipsisType):
            locked.device = device
        found.extend(answers(locked, started))
        counts = Device.objects.get(pk=locked.device_id).counts_at(started) if locked.device_id else None
        demand(rules.may_record([each.ready for each in found], counts, started, at))
        locked.started_at, locked.recorded_by = started, by
        # What was taken back between then and now.
        ended = [each for each in answers(locked, at) if not each.ready]
        if ended:
            locked.taken_back_on = min(_ended_on(each, at) for each in ended)
        locked.begin(Medium(locked.medium), local_day(started))

    made = apply(
        RECORDINGS,
        recording,
        "record",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
        consents={each.consent.reference: each.consent.version for each in _bound(recording, started)},
    )
    with acting_as(by.pk):
        for answer in found:
            if answer.consent is not None:
                answer.participant.consent = answer.consent
                answer.participant.consent_version = answer.consent.version
                answer.participant.save()
    return made


@transaction.atomic
def report_wrong(
    recording: Recording | None = None,
    *,
    by: User,
    at: datetime,
    wrong: str,
    wrong_words: str,
    started_at: datetime | None = None,
    service: Service | None = None,
    medium: str = Medium.VIDEO,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """It was recorded and must not have been: with a personal device, or without somebody's yes.

    recording: None where nobody had planned it; then in `service`. An incident is asked for, nobody plays it, and it
    is deleted with evidence within 5 working days.
    """
    if recording is None:
        if service is None or form_key is None:
            raise ValueError("what was not planned is of a service, and comes from a form")
        if (before := _made_before(by, form_key)) is not None:
            return before
        recording = Recording(
            service=service,
            title="Not planned",
            purpose="Not planned",
            medium=Medium(medium),
            lead=by,
            planned_for=local_day(started_at or at),
            form_key=form_key,
        )

    def change(locked: Recording) -> None:
        started = locked.started_at or started_at or at
        if started > at:
            raise Denied(no("This is still to come.", next_step="Check when it was recorded."))
        locked.wrong, locked.wrong_words = Wrong(wrong), wrong_words
        locked.taken_back_on = locked.taken_back_on or local_day(at)
        if locked.recorded_on is None:
            locked.started_at, locked.recorded_by = started, by
            locked.begin(Medium(locked.medium), local_day(started))
        locked.set_due()

    made = apply(
        RECORDINGS,
        recording,
        "report_wrong",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
        wrong=wrong,
    )
    tell(ig_team(), "recording_wrong", made, at)
    return made


def note_incident(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    incident: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """The incident is dealt with, under this reference."""

    def change(locked: Recording) -> None:
        locked.incident = incident

    return apply(
        RECORDINGS,
        recording,
        "note_incident",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )


@transaction.atomic
def cancel(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    cancel_reason: str,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """The session is not recorded, with the reason. The consents to it end."""
    people = answers_end.wait_for_them(recording)

    def change(locked: Recording) -> None:
        answers_end.still(locked, people)
        locked.cancelled_at, locked.cancelled_by, locked.cancel_reason = at, by, cancel_reason

    cancelled = apply(
        RECORDINGS,
        recording,
        "cancel",
        by=by,
        at=at,
        change=change,
        reason=cancel_reason,
        read_version=read_version,
        form_key=form_key,
    )
    answers_end.end(answers_end.yeses(cancelled, at), on=local_day(at), by=by.pk, at=at)
    return cancelled


@transaction.atomic
def store(
    recording: Recording,
    *,
    by: User,
    at: datetime,
    location: str,
    wiped: bool,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """It lies in the secure store now, and the device is back there too, wiped.

    wiped: Denied without it, and with it where the device holds another recording that is not stored yet. Of a lost one
    it says nothing.
    """

    def change(locked: Recording) -> None:
        if not location.strip():
            raise Denied(no("It is not said where it is kept.", next_step="Write where in the secure store."))
        others = locked.shares_its_device
        if others and wiped:
            raise Denied(
                no(
                    "Another recording on this device is not in the secure store yet.",
                    next_step="Store that one first. The device is wiped with the last of them.",
                )
            )
        if locked.device is not None and not locked.device.is_lost and not others and not wiped:
            raise Denied(
                no(
                    "The device is not wiped.",
                    next_step="Wipe it once the recording lies in the secure store, then write both down.",
                )
            )
        locked.location, locked.stored_at, locked.stored_by = location, at, by

    stored = apply(
        RECORDINGS,
        recording,
        "store",
        by=by,
        at=at,
        change=change,
        read_version=read_version,
        form_key=form_key,
    )
    if stored.device is not None and wiped and not stored.device.is_lost:
        bring_back(stored.device, by=by, at=at)
    return stored


@transaction.atomic
def keep(
    recording: Recording,
    *,
    under_way: Sealing,
    content_type: str,
    by: User,
    at: datetime,
    read_version: int | None = None,
    form_key: UUID | None = None,
) -> Recording:
    """Keep a file of it here, encrypted already, until the recording is deleted. Denied where there is no room."""
    demand(RECORDINGS.verbs["keep"].may(by, recording, at))
    with acting_as(by.pk):
        file = sealed.keep(under_way, at=at)
        kept = apply(
            RECORDINGS,
            recording,
            "keep",
            by=by,
            at=at,
            read_version=read_version,
            form_key=form_key,
            sha256=file.sha256,
            size=file.size,
        )
        Part.objects.create(
            recording=kept,
            number=kept.parts.count() + 1,
            sealed=file,
            content_type=content_type,
            kept_at=at,
            kept_by=by,
        )
    return kept


def _asked(recording: Recording) -> tuple[str, str, str]:
    """What they say yes to."""
    return recording.title, recording.purpose, recording.medium


def _bound(recording: Recording, started: datetime) -> list[Any]:
    return [each for each in answers(recording, started) if each.consent is not None and each.ready]


def _ended_on(answer: Answer, at: datetime) -> date:
    """The day on which a yes that held at the beginning came to an end."""
    said = no_at(answer.consent) if answer.consent is not None else answer.participant.taken_back_at
    return local_day(said or at)


def _name_is_free(recording: Recording) -> Verdict:
    """Whether no other session that is planned or kept is called so. In a transaction."""
    with connection.cursor() as cursor:
        key = f"recording {recording.service_id} {recording.medium} {recording.title.lower()}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    same = Recording.objects.filter(
        service=recording.service_id, medium=recording.medium, title__iexact=recording.title, wrong=""
    )
    if not same.exclude(pk=recording.pk).exclude(state__in=[State.DELETED, State.CANCELLED]).exists():
        return YES
    return no(
        "Another session here is called so, and a yes to that one is none to this one.",
        next_step="Call it something else, for example with its date.",
    )


def _works_in(user: User, service: Service) -> Verdict:
    return YES if user.memberships.filter(service=service).exists() else NOT_OF_THE_SERVICE


def _made_before(by: User, form_key: UUID) -> Recording | None:
    """What this form has made; in a transaction, in which the second of two presses waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(form_key)])
    found: Recording | None = Recording.objects.filter(form_key=form_key, created_by=by).first()
    return found
