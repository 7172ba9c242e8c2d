"""Recordings of sessions, and the devices they are made with (handbook section 9). Start reading here.

What a recording must not have been made for, and a device that is lost, is for the register of incidents, which takes
("recordings", "report_wrong") and ("recording_devices", "lose") as reactions; the IG team is told of both.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.db.models import Q

from consent.consents.models import Consent
from consent.recordings import permissions
from consent.recordings.card import card
from consent.recordings.deadlines import dues
from consent.recordings.models import Device, Recording
from consent.recordings.permissions import knowing
from consent.recordings.readiness import unanswered
from consent.recordings.states import DEVICE_MACHINE, KEPT, MACHINE, State
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.calendar import local_day
from governance.deadlines.writing import Desk
from governance.ledger.models import Event
from governance.notifications.sending import notify
from governance.notifications.words import about
from governance.people.models import AccessExclusion
from governance.records.models import Record
from governance.workflow.apply import apply, refresh_deadlines
from governance.workflow.dependants import Dependant
from governance.workflow.held import holds
from governance.workflow.register import Reaction, Register, Verb, enter

HAPPENED = {
    "plan": "Planned",
    "edit": "Changed",
    "hand_over": "Handed to somebody else",
    "add": "Somebody was added",
    "remove": "Somebody was taken out",
    "agree": "A colleague said yes",
    "take_back": "A colleague took their yes back",
    "record": "Recorded, after everybody had said yes",
    "report_wrong": "Reported: it must not have been made",
    "note_incident": "The incident was noted",
    "cancel": "Cancelled",
    "store": "Brought to the secure store",
    "keep": "A file was kept here, encrypted",
    "play": "Played",
    "seal": "Somebody took their yes back, so it must go",
    "shorten": "To be deleted sooner",
    "lengthen": "Kept longer",
    "hold": "Held: it must not be deleted now",
    "review_hold": "The hold was looked at, and goes on",
    "release": "The hold was released",
    "delete": "Deleted",
    "still_there": "Somebody found a copy, so it is not gone",
    "confirm_deletion": "Somebody else confirmed that it is gone",
    "refused": "Not accepted",
}
DEVICE_HAPPENED = {
    "enter": "Entered",
    "hand_over": "Handed over",
    "give_back": "Brought back to its store",
    "wipe": "Wiped",
    "lose": "Reported lost",
    "find": "Found again",
    "retire": "Not in use any more",
    "refused": "Not accepted",
}
TAKEN_BACK = "Somebody in it took back their yes, or it never held."


def _blocked(user: User, reference: str, at: datetime) -> bool:
    recording = Recording.objects.filter(reference=reference).first()
    return recording is not None and user.pk in knowing(recording)


def _desk(recording: Recording) -> Desk:
    """The one who records it; never anybody who knows somebody in it."""
    return Desk(
        service_id=recording.service_id, worker_id=recording.lead_id, excluded=tuple(knowing(recording))
    )


def tell(
    users: Iterable[User | None], kind: str, record: Record, at: datetime, *, register: str = ""
) -> None:
    """A message to each of them about this step, but to whoever knows somebody in it; `about` says its words."""
    known = knowing(record) if isinstance(record, Recording) else ()
    notify(
        {each for each in users if each is not None and each.pk not in known},
        kind,
        register=register or RECORDINGS.name,
        reference=record.reference,
        at=at,
        occasion=str(record.version),
    )


def ig_team() -> list[User]:
    return list(User.objects.filter(role=Role.IG, is_active=True))


# --- What becomes of one because of something else ----------------------------------------


def seal(found: Iterable[Recording], *, since: datetime, at: datetime) -> None:
    """Somebody in these took their yes back at `since`, and we know it `at`: what was recorded must go."""

    def change(locked: Recording) -> None:
        day = local_day(since)
        locked.taken_back_on = day if locked.taken_back_on is None else min(day, locked.taken_back_on)
        locked.set_due()

    for recording in sorted(found, key=lambda each: each.pk):
        whom = _who_answers_for(recording)
        if recording.state in KEPT:
            sealed = apply(RECORDINGS, recording, "seal", by=None, at=at, change=change, reason=TAKEN_BACK)
            tell(whom, "recording_must_go", sealed, at)
        elif recording.state == State.PLANNED:
            tell(whom, "recording_not_ready", recording, at)


def _who_answers_for(recording: Recording) -> list[User | None]:
    return [recording.lead, recording.service.manager]


def _ends_by_itself(consent: Record, event: Event, at: datetime) -> None:
    """A parent's yes ends now, since the child decides: nobody plays it before they have answered (section 3.3)."""
    outgrown = cast(Consent, consent)
    for recording in (
        Recording.objects.resting_on(outgrown).select_related("service__manager", "lead").order_by("pk")
    ):
        if recording.state == State.PLANNED:
            tell(_who_answers_for(recording), "recording_not_ready", recording, at)
        elif unanswered(recording, at):
            refresh_deadlines(RECORDINGS, recording, at=at)
            tell(_who_answers_for(recording), "recording_unanswered", recording, at)


def _dates_moved(consent: Record, event: Event, at: datetime) -> None:
    """A yes to what is kept was said anew, or ends another day than it did."""
    for recording in Recording.objects.kept().resting_on(cast(Consent, consent)).order_by("pk"):
        refresh_deadlines(RECORDINGS, recording, at=at)


def _ended(consent: Record, event: Event, at: datetime) -> None:
    """What was recorded on it must go; what is planned waits for another yes (handbook sections 3.3 and 9)."""
    ended = cast(Consent, consent)
    known_at = ended.withdrawal_recorded_at or at
    seal(_reached(ended, at), since=at, at=known_at)


def _not_valid(consent: Record, event: Event, at: datetime) -> None:
    """What was bound to it must go. What rests on another yes of theirs stays: that one holds as it did."""
    never_held = cast(Consent, consent)
    planned, bound = Q(state=State.PLANNED), Q(participants__consent=never_held)
    found = Recording.objects.resting_on(never_held).filter(planned | bound)
    seal(found.select_related("service__manager", "lead"), since=at, at=never_held.invalidated_at or at)


def _refused(consent: Record, event: Event, at: datetime) -> None:
    """A no to a session takes back any yes to it, however that yes was worded."""
    said_no = cast(Consent, consent)
    seal(_reached(said_no, at), since=at, at=max(at, said_no.created_at))


def _reached(consent: Consent, at: datetime) -> list[Recording]:
    """Those that a consent is for, but where they said yes to the same again since."""
    found = Recording.objects.resting_on(consent).select_related("service__manager", "lead")
    return [each for each in found if not _said_yes_since(each, consent, at)]


def _said_yes_since(recording: Recording, consent: Consent, at: datetime) -> bool:
    bound = recording.participants.filter(person=consent.person_id).select_related("consent").first()
    newer = None if bound is None or bound.consent_id == consent.pk else bound.consent
    return newer is not None and newer.last_yes_at is not None and newer.last_yes_at > at


def _exclusion_changed(exclusion: Record, event: Event, at: datetime) -> None:
    """What falls due leaves the desk of whoever knows somebody in it, and comes back to it."""
    theirs = Recording.objects.filter(participants__person=cast(AccessExclusion, exclusion).person_id)
    for recording in theirs.exclude(state__in=[State.DELETED, State.CANCELLED]).order_by("id"):
        refresh_deadlines(RECORDINGS, recording, at=at)


def _resting_on(record: Record) -> list[Dependant]:
    """Recordings that a consent is for; none of them is anything that was shared."""
    if not isinstance(record, Consent):
        return []
    found = Recording.objects.resting_on(record).exclude(state__in=[State.DELETED, State.CANCELLED])
    return [
        Dependant(
            RECORDINGS.name,
            each.reference,
            f"{each.get_medium_display()}: {each.shown_state.label.lower()}",
            RECORDINGS.url(each),
        )
        for each in found.order_by("id")
    ]


_REACTIONS: dict[tuple[str, str], Reaction] = {
    ("consents", "withdraw"): _ended,
    ("consents", "invalidate"): _not_valid,
    ("consents", "refuse"): _refused,
    ("consents", "outgrow"): _ends_by_itself,
    **{
        ("consents", verb): _dates_moved
        for verb in ("give", "reconfirm", "shorten", "lengthen", "set_end", "fall_back")
    },
    ("exclusions", "report"): _exclusion_changed,
    ("exclusions", "end"): _exclusion_changed,
}
RECORDINGS = enter(
    Register(
        name="recordings",
        prefix="REC",
        model=Recording,
        machine=MACHINE,
        verbs={
            "plan": Verb("plan", "Plan a recording", permissions.may_plan),
            "edit": Verb("edit", "Change the plan", permissions.may_work),
            "hand_over": Verb("hand_over", "Hand it to somebody else", permissions.may_hand_on),
            "add": Verb("add", "Add somebody", permissions.may_work),
            "remove": Verb("remove", "Take somebody out", permissions.may_work),
            "agree": Verb("agree", "I say yes to this recording", permissions.may_answer),
            "take_back": Verb("take_back", "I take my yes back", permissions.may_answer),
            "record": Verb("record", "Record it", permissions.may_work),
            "report_wrong": Verb(
                "report_wrong", "It must not have been recorded", permissions.may_report_wrong
            ),
            "note_incident": Verb("note_incident", "Note the incident", permissions.may_note_incident),
            "cancel": Verb("cancel", "It is not recorded", permissions.may_work),
            "store": Verb("store", "It is in the secure store", permissions.may_work),
            "keep": Verb("keep", "Keep the file here", permissions.may_keep),
            "shorten": Verb("shorten", "Delete it sooner", permissions.may_shorten),
            "lengthen": Verb("lengthen", "Keep it longer", permissions.may_lengthen),
            "hold": Verb("hold", "Hold it", permissions.may_hold),
            "review_hold": Verb("review_hold", "The hold goes on", permissions.may_look_at_hold),
            "release": Verb("release", "Release the hold", permissions.may_look_at_hold),
            "delete": Verb("delete", "It is deleted", permissions.may_delete),
            "still_there": Verb("still_there", "A copy is still there", permissions.may_confirm),
            "confirm_deletion": Verb("confirm_deletion", "I saw that it is gone", permissions.may_confirm),
        },
        visible=lambda user, at: Recording.objects.visible_to(user, at),
        dues=dues,
        desk=_desk,
        service_id=lambda recording: recording.service_id,
        blocked=_blocked,
        card=card,
        happened=HAPPENED,
        related=("service", "lead", "device"),
        held=holds(
            lambda person: Recording.objects.filter(participants__person=person).select_related("service"),
            also="state medium planned_for recorded_on delete_by deleted_on",
            mind=lambda recording: (
                "Others may be seen or heard in it: the recording itself is looked at by hand."
            ),
        ),
        reactions=_REACTIONS,
        dependants=_resting_on,
    )
)

DEVICES = enter(
    Register(
        name="recording_devices",
        prefix="DEV",
        model=Device,
        machine=DEVICE_MACHINE,
        verbs={
            "enter": Verb("enter", "Enter a device", permissions.may_enter),
            "hand_over": Verb("hand_over", "Hand it over", permissions.may_hand_over),
            "give_back": Verb("give_back", "It is back in its store", permissions.may_handle),
            "wipe": Verb("wipe", "It is wiped", permissions.may_handle),
            "lose": Verb("lose", "It is lost", permissions.may_lose),
            "find": Verb("find", "It is found", permissions.may_handle),
            "retire": Verb("retire", "Take it out of use", permissions.may_retire),
        },
        visible=lambda user, at: Device.objects.visible_to(user, at),
        service_id=lambda device: device.service_id,
        happened=DEVICE_HAPPENED,
        reference_digits=4,
        related=("service", "holder"),
    )
)

for kind, words in (
    ("recording_must_go", "A recording must go, since somebody in it took back their yes"),
    ("recording_not_ready", "Somebody says no to a session that is to be recorded"),
    ("recording_asks_you", "A session that you take part in is to be recorded: say yes or no"),
    ("recording_handed_over", "A recording was handed to you: it is yours to look after now"),
    ("recording_unanswered", "A yes to a recording has ended: ask whoever is in it, or delete it"),
    ("recording_wrong", "A recording that must not have been made"),
    ("recording_not_gone", "A recording that was deleted is still there"),
    ("recording_held", "A recording is held: it must not be deleted now"),
    ("recording_released", "The hold on a recording was released"),
    ("device_found", "A recording device was found again: wipe what is on it still"),
    ("device_lost", "A recording device is lost: look whether it is an incident"),
):
    about(kind, words)
