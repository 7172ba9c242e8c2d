"""Recordings of the demonstration: devices, and sessions that are planned, kept, held, taken back and gone."""

import math
import struct
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from uuid import uuid4

from consent.consents import actions as consents
from consent.consents.actions import Proof
from consent.consents.models import Consent
from consent.consents.rules import CHECKLIST
from consent.evidence.forms import Signed
from consent.items import DataItem
from consent.kinds import Method
from consent.recordings import actions, actions_ending, device_actions
from consent.recordings.models import Device, Recording
from consent.recordings.rules import Copy, Medium, Place, Wrong, delete_by
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose, Style
from governance.accounts.models import Service, User
from governance.attachments.sealing import sealing
from governance.calendar import Nation, local_day
from governance.people.models import Case
from governance.records.actor import acting_as

RATE, SECONDS, TONE = 8_000, 3, 440
TRAINING = "Counselling course, second year"
# In the same course, everybody is asked about each session anew.
ENOUGH_YEARS = timedelta(days=18 * 366)


@dataclass
class Desk:
    """Who records, who confirms and who holds, where, and the moment that it should look like."""

    worker: User
    manager: User
    ig: User
    harbour: Service
    at: datetime

    def ago(self, days: float) -> datetime:
        return self.at - timedelta(days=days)


def load(desk: Desk) -> None:
    """Make devices and recordings as they should look at the moment of the desk."""
    recorder = _device(desk, "Sound recorder", "SR-04", days=390)
    camera = _device(desk, "Camera", "CAM-11", days=390)
    lost = _device(desk, "Sound recorder", "SR-02", days=200)
    with acting_as(desk.worker.pk):
        device_actions.hand_over(lost, by=desk.worker, at=desk.ago(150), holder=desk.worker)
        device_actions.lose(lost, by=desk.worker, at=desk.ago(140), reason="It was not in the bag any more")
    first, second, third, fourth, fifth, sixth = _grown_ups(desk)[:6]
    sound, video = Medium.SOUND, Medium.VIDEO

    # A video of that day falls due in a week.
    soon = next(
        n for n in range(365, 340, -1) if delete_by(local_day(desk.ago(n)), video) >= local_day(desk.ago(-7))
    )
    _stored(desk, "Practice interview last year", video, first, camera, days=soon)
    gone = _stored(desk, "Talk in the spring", video, second, camera, days=200)
    _deleted(desk, gone, days=30, confirmed=True)
    _deleted(desk, _stored(desk, "Opening talk", sound, third, recorder, days=120), days=1, confirmed=False)
    held = _stored(desk, "Third talk", sound, fourth, recorder, days=100)
    with acting_as(desk.ig.pk):
        actions_ending.hold(
            held, by=desk.ig, at=desk.ago(80), reason="A complaint about this session is open"
        )
    back = _stored(desk, "Talk about goals", video, fifth, camera, days=40)
    heard = _stored(desk, "Second talk", sound, sixth, recorder, days=9)
    with acting_as(desk.worker.pk):
        tone = sealing(BytesIO(_tone()))
        actions.keep(heard, under_way=tone, content_type="audio/wav", by=desk.worker, at=desk.ago(9))
        yes = Consent.objects.get(person=fifth.person, named=back.title)
        consents.withdraw(yes, by=desk.worker, at=desk.ago(1), withdrawn_at=desk.ago(1.1))
        actions.report_wrong(
            by=desk.worker,
            at=desk.ago(2),
            service=desk.harbour,
            medium=sound,
            started_at=desk.ago(3),
            wrong=Wrong.PERSONAL_DEVICE,
            wrong_words="With my own telephone, since the recorder was not in the safe.",
            form_key=uuid4(),
        )
        device_actions.hand_over(recorder, by=desk.worker, at=desk.ago(0.5), holder=desk.worker)
    _planned(desk, "Fourth talk", sound, [first], recorder, asked=True)
    _planned(desk, "Practice interview", video, [second, third], camera, asked=False)


def _device(desk: Desk, name: str, number: str, *, days: int) -> Device:
    with acting_as(desk.manager.pk):
        return device_actions.enter(
            by=desk.manager,
            at=desk.ago(days),
            service=desk.harbour,
            name=name,
            asset_number=number,
            ours=True,
            encrypted=True,
            location="Safe in the team room",
            form_key=uuid4(),
        )


def _grown_ups(desk: Desk) -> list[Case]:
    cases = Case.objects.filter(service=desk.harbour, closed_on=None, key_worker=desk.worker)
    born = local_day(desk.at - ENOUGH_YEARS)
    early = local_day(desk.ago(380))
    grown = cases.filter(person__born_on__lt=born, opened_on__lt=early)
    return list(grown.select_related("person", "service").order_by("pk"))


def _says_yes(desk: Desk, case: Case, title: str, medium: Medium, at: datetime) -> None:
    kind = medium.consent_kind
    words = WordingVersion.objects.in_use(kind, Purpose.FORM, Nation(case.service.nation), local_day(at))
    with acting_as(desk.worker.pk):
        consents.record(
            case=case,
            by=desk.worker,
            at=at,
            answer=True,
            proof=Proof(signed=Signed(case.person.name, present=True)),
            kind=kind.value,
            method=Method.E_FORM.value,
            said_at=at,
            wording=words.filter(wording__style=Style.STANDARD).first(),
            privacy_notice="Version 4",
            checklist={check.key: True for check in CHECKLIST},
            named=title,
            recipient="The worker’s supervisor",
            purpose=f"So that the worker learns: {TRAINING}",
            items=[DataItem.RECORDING.value],
        )


def _planned(
    desk: Desk,
    title: str,
    medium: Medium,
    cases: list[Case],
    device: Device,
    *,
    asked: bool,
    at: datetime | None = None,
) -> Recording:
    at = at or desk.ago(0.4)
    with acting_as(desk.worker.pk):
        made = actions.plan(
            by=desk.worker,
            at=at,
            service=desk.harbour,
            title=title,
            purpose=TRAINING,
            medium=medium,
            planned_for=local_day(at + timedelta(days=2)) if not asked else local_day(at),
            device=device,
            cases=cases,
            form_key=uuid4(),
        )
        made = actions.agree(made, by=desk.worker, at=at)
    if asked:
        for case in cases:
            _says_yes(desk, case, title, medium, at)
    return made


def _stored(desk: Desk, title: str, medium: Medium, case: Case, device: Device, *, days: int) -> Recording:
    at = desk.ago(days)
    made = _planned(desk, title, medium, [case], device, asked=True, at=at)
    with acting_as(desk.worker.pk):
        device_actions.hand_over(Device.objects.get(pk=device.pk), by=desk.worker, at=at, holder=desk.worker)
        made = actions.record(made, by=desk.worker, at=at)
        evening = at + timedelta(hours=3)
        return actions.store(
            made, by=desk.worker, at=evening, location="Encrypted server, folder 12", wiped=True
        )


def _deleted(desk: Desk, recording: Recording, *, days: int, confirmed: bool) -> None:
    at = desk.ago(days)
    with acting_as(desk.worker.pk):
        copies = dict.fromkeys(Place.values, Copy.GONE.value) | {Place.ELSEWHERE.value: Copy.NEVER.value}
        gone = actions_ending.delete(
            recording,
            by=desk.worker,
            at=at,
            deleted_on=local_day(at),
            deletion_method="wiped",
            deletion_copies=copies,
            deletion_words="Looked in the folder, and in the list of the night’s backup.",
        )
    if confirmed:
        with acting_as(desk.manager.pk):
            actions_ending.confirm_deletion(gone, by=desk.manager, at=at + timedelta(hours=2))


def _tone() -> bytes:
    """A sound that says nothing about anybody."""
    wave = bytes(128 + int(40 * math.sin(2 * math.pi * TONE * n / RATE)) for n in range(RATE * SECONDS))
    shape = struct.pack("<4sIHHIIHH4sI", b"fmt ", 16, 1, 1, RATE, RATE, 1, 8, b"data", len(wave))
    return b"RIFF" + struct.pack("<I4s", 4 + len(shape) + len(wave), b"WAVE") + shape + wave
