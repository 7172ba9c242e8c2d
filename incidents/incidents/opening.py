"""Drafts that other registers open, in the transaction of what happened there (handbook section 10).

Each is about one record. What happens to the same record while its incident runs is a line on that one's timeline, so
that one mishap is one incident. Whom the record is about is on the draft from the first moment, so that a colleague who
knows them personally never learns of it. What somebody wrote there is not copied: it is read where it stands.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import F, Q

from consent.capacity.models import Assessment
from consent.capacity.register import CAPACITY
from consent.consents import ripple
from consent.consents.models import Consent
from consent.consents.register import CONSENTS
from consent.consents.rules import State as ConsentState
from consent.evidence.models import Evidence
from consent.recordings.models import Device, Recording
from consent.recordings.register import DEVICES, RECORDINGS
from consent.recordings.rules import Wrong
from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.defaults import COUNTS_AS_VULNERABLE
from governance.ledger.models import Event
from governance.people.models import Person
from governance.records.actor import current
from governance.records.models import Record
from governance.workflow.apply import apply, refresh_deadlines
from governance.workflow.dependants import Dependant
from governance.workflow.register import Reaction, Register
from incidents.incidents.decisions import keep_floor
from incidents.incidents.models import Affected, Entry, Incident
from incidents.incidents.register import INCIDENTS, tell, those_who_run_it
from incidents.incidents.sorts import Certainty, Source, Type
from sharing.closures.models import Closure
from sharing.closures.register import CLOSURES
from sharing.decision import GAP
from sharing.disclosures.models import Disclosure
from sharing.disclosures.register import DISCLOSURES
from sharing.routes import REFUSED
from sharing.stop_checks.models import StopCheck
from sharing.stop_checks.register import STOP_CHECKS

WRONG = {Wrong.NO_CONSENT: Type.NO_COVER, Wrong.UNSAFE_DEVICE: Type.UNENCRYPTED}


@dataclass(frozen=True)
class Mishap:
    """Something in another register that may be an incident. people: whom we know in it, by their ids. count: how many
    it is about, those besides whom we do not know. noticed_by: a colleague whose concern it is, where nobody here
    caused it."""

    register: Register
    record: Record
    type: Type
    words: str
    service: Service | None
    people: Iterable[int]
    count: int | None = None
    happened_at: datetime | None = None
    source: Source = Source.STAFF
    noticed_by: User | None = None


def open_draft(mishap: Mishap, verb: str, at: datetime) -> Incident:
    """The draft about a record, opened at this moment; or the incident about it that runs already, with a line more."""
    reference, by = mishap.record.reference, _whoever(mishap)
    from_it = Incident.objects.filter(source_register=mishap.register.name, source_reference=reference)
    running = from_it.running().order_by("id").last()
    if running is not None:
        return _add(running, mishap, by, at)
    before = from_it.count()
    draft = Incident(
        certainty=Certainty.SUSPECTED,
        type=mishap.type,
        service=mishap.service,
        happened_at=mishap.happened_at,
        reported_by=by,
        source=mishap.source,
        what_happened=mishap.words,
        people_count=mishap.count,
        source_register=mishap.register.name,
        source_reference=reference,
        # It happened before, and that one is over.
        source_verb=f"{verb} {before + 1}" if before else verb,
    )
    made = apply(INCIDENTS, draft, "draft", by=None, at=at)
    _affect(made, mishap, by, at)
    refresh_deadlines(INCIDENTS, made, at=at)
    tell(set(those_who_run_it(made)) - {by}, "incident_drafted", made, at)
    return made


def _whoever(mishap: Mishap) -> User | None:
    """Who acts; a frontline worker reads only what they reported."""
    return mishap.noticed_by or User.objects.filter(pk=current() or 0).first()


def _add(running: Incident, mishap: Mishap, by: User | None, at: datetime) -> Incident:
    def change(locked: Incident) -> None:
        Entry.objects.create(incident=locked, at=at, words=mishap.words, written_at=at, written_by=by)
        _affect(locked, mishap, by, at)

    more = apply(INCIDENTS, running, "note", by=None, at=at, change=change)
    tell(set(those_who_run_it(more)) - {by}, "incident_more", more, at)
    return more


def _affect(incident: Incident, mishap: Mishap, by: User | None, at: datetime) -> None:
    there = set(incident.affected.filter(removed_at=None).values_list("person_id", flat=True))
    Affected.objects.bulk_create(
        Affected(incident=incident, person_id=person, added_at=at, added_by=by)
        for person in sorted(set(mishap.people) - there)
    )
    if Person.objects.filter(pk__in=mishap.people, kind=COUNTS_AS_VULNERABLE.value).exists():
        keep_floor(incident, by=by, at=at)


# --- Disclosures ----------------------------------------------------------------------------


def _about(disclosure: Disclosure) -> list[int]:
    if disclosure.person_id is not None:
        return [disclosure.person_id]
    return list(disclosure.listed.values_list("person_id", flat=True))


def _of_disclosure(disclosure: Disclosure, kind: Type, words: str) -> Mishap:
    return Mishap(
        DISCLOSURES,
        disclosure,
        kind,
        f"{words}: {disclosure.reference}.",
        disclosure.service,
        _about(disclosure),
        disclosure.people,
        disclosure.sent_at,
    )


def _recalled(record: Record, event: Event, at: datetime) -> None:
    """It went where it must not, or so it seems."""
    disclosure = cast(Disclosure, record)
    words = "Something that was shared was called back. Why, and what they answered, stands there"
    open_draft(_of_disclosure(disclosure, Type.MISDIRECTED, words), event.verb, at)


def _shared(record: Record, event: Event, at: datetime) -> None:
    """It went by a way that is not safe, or in an emergency without the agreement that it needed.

    What may go once without one is flagged, and the IG team hears of it the same day: that is no incident.
    """
    disclosure = cast(Disclosure, record)
    if disclosure.route in REFUSED:
        words = "Something was shared by a way that is not safe"
        open_draft(_of_disclosure(disclosure, Type.UNENCRYPTED, words), event.verb, at)
    elif _needed_an_agreement(disclosure):
        words = "Something was shared that no agreement covers"
        open_draft(_of_disclosure(disclosure, Type.NO_COVER, words), event.verb, at)


def _needed_an_agreement(disclosure: Disclosure) -> bool:
    """Whether it is flagged for more than what may go once."""
    because = (disclosure.answer or {}).get("answer", {}).get("because", [])
    return disclosure.agreement_gap and all(each["words"] != GAP for each in because)


# --- Stop and Checks ------------------------------------------------------------------------


def _in_files(checks: Q) -> list[int]:
    """Whom we know in what was sent."""
    listed = Q(in_extracts__extract__sha256=F("in_extracts__extract__check_of__sha256")) & checks
    return list(Person.objects.filter(listed).order_by("pk").values_list("pk", flat=True).distinct())


def _check(words: str, source: Source) -> Reaction:
    def react(record: Record, event: Event, at: datetime) -> None:
        check = cast(StopCheck, record)
        said = (
            f" {check.differs}" if source is Source.PARTNER else " Why, and what they answered, stands there."
        )
        mishap = Mishap(
            STOP_CHECKS,
            check,
            Type.MISDIRECTED,
            f"{words}: {check.reference}.{said}",
            check.service,
            _in_files(Q(in_extracts__extract__check_of=check.pk)),
            check.people,
            check.sent_at,
            source,
            check.sender if source is Source.PARTNER else None,
        )
        open_draft(mishap, event.verb, at)

    return react


def _closure_differs(record: Record, event: Event, at: datetime) -> None:
    closure = cast(Closure, record)
    mishap = Mishap(
        CLOSURES,
        closure,
        Type.MISDIRECTED,
        f"A new provider says that something else came: {closure.reference}. {closure.differs}",
        closure.service,
        _in_files(Q(in_extracts__extract__check_of__closure_file__closure=closure.pk)),
        closure.covered,
        closure.sent_at,
        Source.PARTNER,
        closure.lead,
    )
    open_draft(mishap, event.verb, at)


# --- Recordings -----------------------------------------------------------------------------


def _in_recordings(recordings: Iterable[Recording]) -> list[int]:
    found = Person.objects.filter(recordings__recording__in=[each.pk for each in recordings])
    return list(found.order_by("pk").values_list("pk", flat=True).distinct())


def _recorded_wrongly(record: Record, event: Event, at: datetime) -> None:
    """The IG team need not open an incident by hand any more: this one is noted on the recording."""
    recording = cast(Recording, record)
    mishap = Mishap(
        RECORDINGS,
        recording,
        WRONG.get(Wrong(recording.wrong), Type.DEVICE),
        f"A recording must not have been made: {recording.reference}. {recording.get_wrong_display()}.",
        recording.service,
        _in_recordings([recording]),
        happened_at=recording.started_at,
    )
    made = open_draft(mishap, event.verb, at)
    if recording.incident:
        return

    def note(locked: Recording) -> None:
        locked.incident = made.reference

    noted = apply(RECORDINGS, recording, "note_incident", by=None, at=at, change=note)
    # Whoever reported it goes on with the recording as it is now.
    recording.version, recording.incident = noted.version, noted.incident


def _device_lost(record: Record, event: Event, at: datetime) -> None:
    """Where anything was recorded with it since it was wiped."""
    device = cast(Device, record)
    on_it = Recording.objects.kept().filter(device=device, deleted_at=None)
    if device.wiped_at is not None:
        on_it = on_it.filter(started_at__gt=device.wiped_at)
    recordings = list(on_it)
    if recordings:
        which = ", ".join(sorted(each.reference for each in recordings))
        mishap = Mishap(
            DEVICES,
            device,
            Type.LOST,
            f"A recording device was lost: {device.reference}. On it may be {which}.",
            device.service,
            _in_recordings(recordings),
        )
        open_draft(mishap, event.verb, at)


# --- What rested on something that did not hold ---------------------------------------------


def _on_consent(consent: Consent, shared: list[Dependant], verb: str, at: datetime) -> None:
    if not shared:
        return
    mishap = Mishap(
        CONSENTS,
        consent,
        Type.NO_COVER,
        f"Something was shared on a consent that did not hold: {consent.reference}. "
        f"It was {', '.join(each.reference for each in shared)}.",
        consent.service,
        [consent.person_id],
        1,
        min(each.shared_at for each in shared if each.shared_at is not None),
    )
    open_draft(mishap, verb, at)


def _consent_invalid(record: Record, event: Event, at: datetime) -> None:
    consent = cast(Consent, record)
    _on_consent(consent, ripple.shared(consent), event.verb, at)


def _taken_back_before(record: Record, event: Event, at: datetime) -> None:
    """They took it back, something was shared, and only then did we know: from then on it counts."""
    consent = cast(Consent, record)
    known_at = consent.withdrawal_recorded_at
    if known_at is not None and known_at > at:
        _on_consent(consent, ripple.shared_after(consent, at), event.verb, known_at)


def _fell_back(record: Record, event: Event, at: datetime) -> None:
    """Their later yes has no good proof, and something was shared after the one before had ended."""
    consent = cast(Consent, record)
    last = consent.expires_on
    if last is not None:
        late = [
            each for each in ripple.shared(consent) if each.shared_at and local_day(each.shared_at) > last
        ]
        _on_consent(consent, late, event.verb, at)


def _proof_refused(record: Record, event: Event, at: datetime) -> None:
    """What is over by now was never proved either. What is not is seen to where it is found invalid, or falls back."""
    proof = cast(Evidence, record)
    proved = [each.reference for each in CONSENTS.dependants(proof) if each.register == CONSENTS.name]
    for consent in CONSENTS.rows().filter(reference__in=proved).order_by("id"):
        if consent.state_at(at) not in (ConsentState.ACTIVE, ConsentState.INVALID):
            _on_consent(consent, ripple.shared(consent), event.verb, at)


def _finding_in_error(record: Record, event: Event, at: datetime) -> None:
    found = cast(Assessment, record)
    shared = list(Disclosure.objects.gone().filter(assessment=found).order_by("sent_at"))
    if found.is_in_error and shared:
        mishap = Mishap(
            CAPACITY,
            found,
            Type.NO_COVER,
            f"Something was shared on a finding that was recorded in error: {found.reference}. "
            f"It was {', '.join(each.reference for each in shared)}.",
            found.service,
            [found.person_id],
            1,
            shared[0].sent_at,
        )
        open_draft(mishap, event.verb, at)


OPENED_BY: dict[tuple[str, str], Callable[[Record, Event, datetime], None]] = {
    (DISCLOSURES.name, "recall"): _recalled,
    **{(DISCLOSURES.name, verb): _shared for verb in ("log", "send", "record_emergency")},
    (STOP_CHECKS.name, "differs"): _check("A recipient says that something else came", Source.PARTNER),
    (STOP_CHECKS.name, "recall"): _check("A transfer was called back", Source.STAFF),
    (CLOSURES.name, "differs"): _closure_differs,
    (RECORDINGS.name, "report_wrong"): _recorded_wrongly,
    (DEVICES.name, "lose"): _device_lost,
    (CONSENTS.name, "invalidate"): _consent_invalid,
    (CONSENTS.name, "withdraw"): _taken_back_before,
    (CONSENTS.name, "fall_back"): _fell_back,
    ("evidence", "reject"): _proof_refused,
    (CAPACITY.name, "correct"): _finding_in_error,
}
INCIDENTS.reactions.update(OPENED_BY)
