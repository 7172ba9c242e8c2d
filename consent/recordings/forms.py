"""The forms of recordings and of devices: one a step. They validate and never save."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from consent.recordings.models import LONGEST_LINE, LONGEST_TEXT, Device, Recording
from consent.recordings.permissions import could_lead
from consent.recordings.rules import Copy, Medium, Method, Place, Wrong
from consent.recordings.states import DeviceState
from governance.accounts.models import Service, User
from governance.attachments import films
from governance.attachments.films import MOST_BYTES
from governance.calendar import local_day
from governance.fields import DateField, DateTimeField, FormKeyField
from governance.people.models import Case
from governance.workflow.forms import VerbForm
from governance.workflow.once import OnceForm

NAME_NOBODY = "Write no names"
PICTURE_IN_SOUND = (
    "There is a picture in this file, and they said yes to sound only. If a picture was recorded, report that it must "
    "not have been. If not, save the sound alone, for example as MP3"
)
NOT_LISTED = "A personal device, or one that is not in this list"


def _text(label: str, help_text: str = "", *, most: int = LONGEST_TEXT, **options: Any) -> forms.CharField:
    return forms.CharField(
        max_length=most,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        **options,
    )


class DeviceField(forms.ModelChoiceField):
    """One of the devices of a service that can be used, with who has it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Device.objects.none(), **options)

    def offer(self, services: Iterable[Service], planned: int | None = None) -> None:
        """One that is lost is offered too, and so is the one that was planned: the rule says why it cannot be."""
        known = Device.objects.filter(service__in=services)
        known = known.exclude(~Q(pk=planned), state=DeviceState.RETIRED)
        self.queryset = known.select_related("holder").order_by("name", "asset_number")

    def label_from_instance(self, device: Any) -> str:
        where = device.holder or "in its store"
        return f"{device} ({where if device.state == DeviceState.IN_USE else device.get_state_display().lower()})"


class PlanForm(VerbForm):
    """What is to be recorded, for which training, when, and with what."""

    service = forms.ModelChoiceField(Service.objects.none(), label="In which service?", empty_label=None)
    title = forms.CharField(
        max_length=LONGEST_LINE,
        label="What is the session called?",
        help_text=f"For example: Third talk in May. Everybody’s consent names it so. {NAME_NOBODY}",
    )
    purpose = forms.CharField(
        max_length=200,
        label="Which training is it for?",
        help_text="For example: Counselling course, second year",
    )
    medium = forms.ChoiceField(
        choices=Medium, label="What is recorded?", widget=forms.RadioSelect, initial=Medium.SOUND
    )
    planned_for = DateField(label="When is it?")
    device = DeviceField(
        label="With which device?", required=False, empty_label="That is not known yet", help_text=""
    )
    form_key = FormKeyField()

    def __init__(self, data: Any = None, *, services: list[Service], at: datetime) -> None:
        super().__init__(data, initial={"form_key": uuid4(), "planned_for": local_day(at)})
        field: Any = self.fields["service"]
        field.queryset = Service.objects.filter(pk__in=[each.pk for each in services]).order_by("name")
        if len(services) == 1:
            field.initial, field.widget = services[0].pk, forms.HiddenInput()
        devices: Any = self.fields["device"]
        devices.offer(services)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        device, service = facts.get("device"), facts.get("service")
        if device is not None and service is not None and device.service_id != service.pk:
            self.add_error("device", f"This device is of {device.service}. Choose one of the service")
        return facts


class ReportForm(VerbForm):
    """Something that nobody planned was recorded, and must not have been."""

    service = forms.ModelChoiceField(Service.objects.none(), label="In which service?", empty_label=None)
    wrong = forms.ChoiceField(choices=Wrong, label="What was wrong?", widget=forms.RadioSelect)
    wrong_words = _text("What happened?", f"Who is in it is not asked here. {NAME_NOBODY}")
    medium = forms.ChoiceField(choices=Medium, label="What was recorded?", widget=forms.RadioSelect)
    started_at = DateTimeField(label="When was it recorded?")
    form_key = FormKeyField()

    def __init__(self, data: Any = None, *, services: list[Service], at: datetime) -> None:
        super().__init__(data, initial={"form_key": uuid4(), "started_at": at})
        field: Any = self.fields["service"]
        field.queryset = Service.objects.filter(pk__in=[each.pk for each in services]).order_by("name")
        if len(services) == 1:
            field.initial, field.widget = services[0].pk, forms.HiddenInput()


class StepForm(OnceForm):
    """A step that asks for nothing besides. at: now. cases: of those whom the user may add."""

    def __init__(
        self, data: Any = None, files: Any = None, *, recording: Recording, at: datetime, cases: list[Case]
    ) -> None:
        super().__init__(data, files, initial={"read_version": recording.version, "form_key": uuid4()})
        self.recording, self.at = recording, at
        self.begin(cases)

    def begin(self, cases: list[Case]) -> None:
        """What depends on the recording."""


class EditForm(StepForm):
    title = PlanForm.base_fields["title"]
    purpose = PlanForm.base_fields["purpose"]
    medium = PlanForm.base_fields["medium"]
    planned_for = PlanForm.base_fields["planned_for"]
    device = DeviceField(label="With which device?", required=False, empty_label="That is not known yet")

    def begin(self, cases: list[Case]) -> None:
        for name in ("title", "purpose", "medium", "planned_for", "device"):
            self.initial[name] = getattr(self.recording, name)
        self.fields["device"].offer([self.recording.service], self.recording.device_id)  # type: ignore[attr-defined]


class HandOnForm(StepForm):
    """Somebody else who looks after it."""

    lead = forms.ModelChoiceField(
        User.objects.none(), label="Who looks after it from now on?", empty_label="Choose"
    )

    def begin(self, cases: list[Case]) -> None:
        self.fields["lead"].queryset = could_lead(self.recording).order_by("name")  # type: ignore[attr-defined]


class _CaseField(forms.ModelChoiceField):
    def label_from_instance(self, case: Any) -> str:
        return f"{case.person.name}, {case.person.reference}"


class AddForm(StepForm):
    """Somebody who takes part: one of one's own, anybody by reference, or a colleague."""

    case = _CaseField(
        Case.objects.none(),
        label="One of the people you work with",
        required=False,
        empty_label="Nobody of these",
    )
    reference = forms.CharField(
        max_length=20,
        required=False,
        label="Or somebody else’s reference",
        help_text="It stands on their page, for example PER-2026-000001",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    staff = forms.ModelChoiceField(
        User.objects.none(), label="Or a colleague", required=False, empty_label="No colleague"
    )

    def begin(self, cases: list[Case]) -> None:
        inside = self.recording.participants
        there = set(inside.exclude(person=None).values_list("person_id", flat=True))
        self.cases = [each for each in cases if each.person_id not in there]
        mine: Any = self.fields["case"]
        mine.queryset = Case.objects.filter(pk__in=[each.pk for each in self.cases]).select_related("person")
        colleagues = User.objects.filter(memberships__service=self.recording.service_id, is_active=True)
        staff: Any = self.fields["staff"]
        staff.queryset = colleagues.exclude(recorded_in__recording=self.recording).distinct().order_by("name")

    def offer(self, own: list[Case]) -> None:
        """Only those of one's own caseload stand in the list; the others are found by their reference."""
        mine: Any = self.fields["case"]
        mine.queryset = mine.queryset.filter(pk__in=[each.pk for each in own]).order_by("person__name")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        reference = facts.pop("reference", "").strip().upper()
        if reference:
            found = next((each for each in self.cases if each.person.reference == reference), None)
            if found is None:
                self.add_error(
                    "reference", "Nobody with an open case here has this reference, or they take part already"
                )
            elif facts.get("case") is None:
                facts["case"] = found
        chosen = [facts.get("case"), facts.get("staff")]
        if not self.errors and sum(each is not None for each in chosen) != 1:
            raise ValidationError("Choose one person, or one colleague")
        return facts


class RecordForm(StepForm):
    """It is switched on: when, and with which device."""

    started_at = DateTimeField(label="When did it begin?")
    device = DeviceField(label="With which device?", required=False, empty_label=NOT_LISTED)

    def begin(self, cases: list[Case]) -> None:
        self.initial.update(started_at=self.at, device=self.recording.device)
        self.fields["device"].offer([self.recording.service], self.recording.device_id)  # type: ignore[attr-defined]


class WrongForm(StepForm):
    """What was planned, or made, must not have been."""

    wrong = ReportForm.base_fields["wrong"]
    wrong_words = ReportForm.base_fields["wrong_words"]
    started_at = DateTimeField(label="When was it recorded?")

    def begin(self, cases: list[Case]) -> None:
        if self.recording.started_at is not None:
            del self.fields["started_at"]
        else:
            self.initial["started_at"] = self.at


class IncidentForm(StepForm):
    incident = forms.CharField(
        max_length=40, label="Under which reference is the incident dealt with?", help_text=NAME_NOBODY
    )


class CancelForm(StepForm):
    cancel_reason = _text("Why is it not recorded?", NAME_NOBODY, most=300)


class StoreForm(StepForm):
    """It lies in the secure store, and the device is wiped."""

    location = forms.CharField(
        max_length=LONGEST_LINE,
        label="Where in the secure store is it?",
        help_text="For example: encrypted server, folder 12. If its file is kept here, write: Sharewell",
    )
    wiped = forms.BooleanField(required=False, label="The device is wiped, and back in its own store")

    def begin(self, cases: list[Case]) -> None:
        device = self.recording.device
        if device is None or device.is_lost or self.recording.shares_its_device:
            self.fields["wiped"].widget = forms.HiddenInput()


class KeepForm(StepForm):
    """The file of a recording, which is encrypted while it arrives."""

    file = forms.FileField(
        label="The film or sound file",
        help_text="MP4, MOV, WebM, M4A, MP3, OGG or WAV, up to 2 GB. It is encrypted while it arrives",
        widget=forms.FileInput(attrs={"accept": "video/*,audio/*"}),
        allow_empty_file=True,
        error_messages={"required": "Choose the file"},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.size:
            raise ValidationError("The file is empty. Choose the recording itself")
        if file.size > MOST_BYTES:
            raise ValidationError(
                "The file is larger than 2 GB. Cut it into parts, and keep each of them here"
            )
        try:
            self.kind = films.taken(file.under_way, sound=self.recording.medium == Medium.SOUND)
        except ValidationError as fault:
            if fault.code == "picture":
                raise ValidationError(PICTURE_IN_SOUND, code="picture") from None
            raise
        return file

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, with the file as it is sealed."""
        facts = super().facts
        return facts | {"under_way": facts.pop("file").under_way, "content_type": self.kind}


class ShortenForm(StepForm):
    delete_by = DateField(label="By when is it deleted?")
    delete_by_because = _text("Why?", "You can leave this open", most=300, required=False)


class LengthenForm(StepForm):
    delete_by = DateField(label="Until when is it kept?")
    delete_by_because = _text("Why must it be kept longer?", NAME_NOBODY, most=300)


class HoldForm(StepForm):
    reason = _text("Why must it not be deleted now?", f"A legal claim, or an investigation. {NAME_NOBODY}")


class LookForm(StepForm):
    looked_words = _text("Why is it held still?", NAME_NOBODY)


class ReleaseForm(StepForm):
    released_because = _text("Why is it released?", NAME_NOBODY)


class DeleteForm(StepForm):
    """The evidence: when, how, and what became of the copies in each place."""

    deleted_on = DateField(label="When was it deleted?")
    deletion_method = forms.ChoiceField(choices=Method, label="How?", widget=forms.RadioSelect)
    deletion_words = _text(
        "What proves that it is gone?",
        "For example: I looked in the folder, and the list of last night’s backup has it no more",
    )
    field_order = ("deleted_on", "deletion_method", *Place.values, "deletion_words")

    def begin(self, cases: list[Case]) -> None:
        self.initial["deleted_on"] = local_day(self.at)
        lost = self.recording.device is not None and self.recording.device.is_lost
        for place in Place:
            known = [each for each in Copy if each is not Copy.LOST or (lost and place is Place.DEVICE)]
            self.fields[place.value] = forms.ChoiceField(
                choices=[(each.value, each.label) for each in known],
                label=f"The copies {place.label[0].lower()}{place.label[1:]}",
                widget=forms.RadioSelect,
            )
        self.order_fields(self.field_order)

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, the places together."""
        facts = super().facts
        return facts | {"deletion_copies": {place: facts.pop(place) for place in Place.values}}


class StillThereForm(StepForm):
    reason = _text("Where is a copy still?", NAME_NOBODY)


class ConfirmForm(StepForm):
    sure = forms.BooleanField(label="I looked in each of these places myself, and it is gone")

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "sure"}


# --- Devices ------------------------------------------------------------------------------


class EnterForm(VerbForm):
    """A device that belongs to a service."""

    service = forms.ModelChoiceField(
        Service.objects.none(), label="Which service is it for?", empty_label=None
    )
    name = forms.CharField(max_length=80, label="What is it?", help_text="For example: Sound recorder")
    asset_number = forms.CharField(max_length=40, label="Which number stands on it?")
    location = forms.CharField(
        max_length=LONGEST_LINE, label="Where is it kept?", help_text="For example: safe in room 2"
    )
    ours = forms.BooleanField(required=False, label="It belongs to us")
    encrypted = forms.BooleanField(required=False, label="It encrypts what it records")
    form_key = FormKeyField()

    def __init__(self, data: Any = None, *, services: list[Service]) -> None:
        super().__init__(data, initial={"form_key": uuid4()})
        field: Any = self.fields["service"]
        field.queryset = Service.objects.filter(pk__in=[each.pk for each in services]).order_by("name")
        if len(services) == 1:
            field.initial, field.widget = services[0].pk, forms.HiddenInput()


class DeviceForm(OnceForm):
    """A step of a device that asks for nothing besides."""

    def __init__(self, data: Any = None, *, device: Device) -> None:
        super().__init__(data, initial={"read_version": device.version, "form_key": uuid4()})
        self.device = device
        self.begin()

    def begin(self) -> None:
        """What depends on the device."""


class HandOverForm(DeviceForm):
    holder = forms.ModelChoiceField(
        User.objects.none(), label="Who has it from now on?", empty_label="Choose"
    )

    def begin(self) -> None:
        field: Any = self.fields["holder"]
        here = User.objects.filter(memberships__service=self.device.service_id, is_active=True)
        field.queryset = here.distinct().order_by("name")


class GiveBackForm(DeviceForm):
    location = forms.CharField(max_length=LONGEST_LINE, label="Where does it lie?")

    def begin(self) -> None:
        self.initial["location"] = self.device.location


class WhyForm(DeviceForm):
    reason = _text("What happened?", NAME_NOBODY, most=300)
