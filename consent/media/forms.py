"""The forms of media: one a verb. They validate and never save."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from consent.consents.models import Consent
from consent.kinds import Channel
from consent.media.files import NAMED, TAKEN, Came, take
from consent.media.models import LONGEST_EVIDENCE, MOST_PEOPLE, Asset, Kind
from consent.media.rules import THE_SAME
from consent.media.said import asked, offered_for, taken_back
from governance.accounts.models import Service, User
from governance.fields import DateField, Explained, FormKeyField
from governance.organisations.models import Organisation
from governance.people.models import Person
from governance.people.names import shown_name
from governance.records.columns import LONGEST_LINE
from governance.workflow.forms import VerbForm, nothing_hidden
from governance.workflow.once import OnceForm

NAME_NOBODY = "Name nobody who is in it"
OTHER_PEOPLES = "other"


def _text(label: str, help_text: str = "", *, rows: int = 3, **options: Any) -> forms.CharField:
    return forms.CharField(
        max_length=LONGEST_EVIDENCE,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[nothing_hidden],
        **options,
    )


def _line(label: str, help_text: str = "", *, longest: int = LONGEST_LINE, **options: Any) -> forms.CharField:
    return forms.CharField(max_length=longest, label=label, help_text=help_text, **options)


class AboutForm(VerbForm):
    """What it is, for which campaign, and how many can be recognised in it."""

    title = _line("What does it show?", f"For example: Two people in our garden. {NAME_NOBODY}", longest=120)
    service = forms.ModelChoiceField(
        Service.objects.order_by("name"),
        label="In which service was it made?",
        empty_label="In none, or in several",
        required=False,
    )
    shown = forms.IntegerField(
        min_value=0,
        max_value=MOST_PEOPLE,
        label="How many people can be recognised in it?",
        help_text="By their face, their voice, their name or their story. It is used only when each of them says yes",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
        error_messages={
            "min_value": "Write 0 where nobody can be recognised, or how many can",
            "max_value": f"Write {MOST_PEOPLE} where there are more than that",
        },
    )
    ends_on = DateField(label="When is the campaign to end? (If you know)", required=False)


class BeginForm(AboutForm):
    """A new one."""

    kind = forms.ChoiceField(
        choices=Kind.choices,
        label="What is it?",
        widget=Explained({kind.value: f"The file is {NAMED[kind]}." for kind in Kind}),
    )
    campaign = _line("Which campaign is it for?", longest=160)
    made_by = _line("Who made it?", "The photographer, or who wrote it down. Not who is in it", longest=120)
    made_on = DateField(label="When was it made?")
    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        label="The file",
        help_text="It is kept encrypted. A picture is made anew, so that it does not say where it was taken. "
        "A film and a sound are kept as they came",
    )
    location = _line(
        "If the file is not kept here: where is it?",
        "For example: the picture library, folder Open day 2026",
        required=False,
    )
    form_key = FormKeyField()

    def __init__(
        self,
        data: Any,
        files: Any = None,
        *,
        campaigns: list[str],
        initial: dict[str, Any] | None = None,
        follows: Asset | None = None,
    ) -> None:
        super().__init__(data, files, initial={"form_key": uuid4(), **(initial or {})})
        known = f" So far: {'; '.join(campaigns)}" if campaigns else ""
        self.fields["campaign"].help_text = f"As it is called on their consent forms.{known}"
        order = "title kind campaign service made_by made_on shown ends_on file location"
        self.order_fields(order.split())

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        upload, kind = typed.get("file"), typed.get("kind")
        if upload and kind:
            _take(self, upload, Kind(kind))
        elif not upload and not typed.get("location"):
            self.add_error("file", "Choose the file, or say below where it is")
        return typed

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, with the file as it is kept."""
        typed = super().facts
        came = typed.pop("file", None)
        kept = {"file": came.under_way, "media_type": came.media_type} if isinstance(came, Came) else {}
        return {**typed, "kind": Kind(typed["kind"]), **kept}


class EditForm(AboutForm):
    """Change what it says."""

    location = _line("If the file is not kept here: where is it?", required=False)

    def __init__(self, data: Any, files: Any = None, *, asset: Asset, user: User, at: datetime) -> None:
        names = ("title", "service", "shown", "ends_on", "location")
        said = {name: getattr(asset, name) for name in names}
        super().__init__(data, files, initial={**said, "read_version": asset.version, "form_key": uuid4()})
        self._kept = asset.file_id is not None

    form_key = FormKeyField()

    def clean_location(self) -> str:
        typed: str = self.cleaned_data["location"]
        if not typed and not self._kept:
            raise ValidationError("Say where the file is")
        return typed


class ActForm(OnceForm):
    """A step that asks for nothing more."""

    def __init__(self, data: Any, files: Any = None, *, asset: Asset, user: User, at: datetime) -> None:
        super().__init__(data, files, initial={"read_version": asset.version, "form_key": uuid4()})
        self.asset = asset


class FileForm(ActForm):
    """Its file."""

    file = forms.FileField(
        allow_empty_file=True, label="The file", error_messages={"required": "Choose the file"}
    )

    def __init__(self, data: Any, files: Any = None, *, asset: Asset, user: User, at: datetime) -> None:
        super().__init__(data, files, asset=asset, user=user, at=at)
        kind = Kind(asset.kind)
        self.fields["file"].help_text = f"Choose {NAMED[kind]}. It is kept encrypted"
        self.fields["file"].widget.attrs["accept"] = ",".join(TAKEN[kind])

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("file"):
            _take(self, typed["file"], Kind(self.asset.kind))
        return typed

    @property
    def facts(self) -> dict[str, Any]:
        typed = super().facts
        came: Came = typed.pop("file")
        return {**typed, "file": came.under_way, "media_type": came.media_type}


class PersonForm(ActForm):
    """A person in it: by their consent to this campaign, or without one so far."""

    consent = forms.ChoiceField(
        label="Who is it?",
        help_text="These said yes to this campaign",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who it is"},
    )
    reference = _line(
        "If somebody else: the reference of the person, or of an answer of theirs",
        "For example PER-2026-000012. Only somebody who was asked about publicity before. If nobody has asked them "
        "yet, their worker does",
        longest=20,
        required=False,
    )

    def __init__(self, data: Any, files: Any = None, *, asset: Asset, user: User, at: datetime) -> None:
        super().__init__(data, files, asset=asset, user=user, at=at)
        good = offered_for(asset, user, at)
        self._seen = asked(asset, user, at)
        self._known = {each.reference: each for each in good}
        field: Any = self.fields["consent"]
        field.choices = [
            *((each.reference, _as_choice(each, user)) for each in good),
            (OTHER_PEOPLES, "Somebody else"),
        ]
        if not good:
            field.help_text = "Nobody else has said yes to this campaign"

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("consent") == OTHER_PEOPLES:
            typed["person"] = self._other(typed.get("reference", ""))
        elif typed.get("consent"):
            typed["person"] = self._known[typed["consent"]].person
        return typed

    def _other(self, reference: str) -> Person | None:
        wanted = reference.strip().upper()
        if not wanted:
            self.add_error("reference", "Write the reference of the person, for example PER-2026-000012")
            return None
        found = (
            self._seen.filter(person__reference=wanted).first() or self._seen.filter(reference=wanted).first()
        )
        if found is None:
            self.add_error(
                "reference",
                "Nobody with this reference was asked about publicity. Ask their worker to ask them first",
            )
            return None
        person: Person = found.person
        return person

    @property
    def facts(self) -> dict[str, Any]:
        typed = super().facts
        return {
            "person": typed["person"],
            "consent": self._known.get(typed["consent"]),
            "form_key": typed["form_key"],
        }


def _as_choice(consent: Consent, user: User) -> str:
    until = f", until {consent.expires_on:%-d %B %Y}" if consent.expires_on else ""
    where = "; ".join(Channel(each).label for each in consent.channels)
    return f"{shown_name(consent.person, user)} ({consent.reference}{until}): {where}"


class ReasonForm(ActForm):
    """A step with a reason."""

    reason = _line("Why?", f"It is kept with it. {NAME_NOBODY}")


class ShownForm(ActForm):
    """Where it is shown."""

    channel = forms.ChoiceField(choices=Channel.choices, widget=forms.RadioSelect, label="Where is it shown?")
    ours = forms.TypedChoiceField(
        choices=[("yes", "We ourselves"), ("no", "Somebody else")],
        coerce=lambda typed: typed == "yes",
        widget=forms.RadioSelect,
        label="Who shows it?",
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        required=False,
        empty_label="None of these",
        label="If somebody else: a partner that we know",
    )
    publisher = _line(
        "If somebody else: what are they called?",
        "For example: The Harbour Gazette",
        longest=160,
        required=False,
    )
    where = _line("Where exactly?", "Its address, the page, or the place", longest=300)
    from_on = DateField(label="Since when?")
    until_on = DateField(label="Until when? (If you know)", required=False)

    def __init__(self, data: Any, files: Any = None, *, asset: Asset, user: User, at: datetime) -> None:
        super().__init__(data, files, asset=asset, user=user, at=at)
        field: Any = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(merged_into=None).order_by("name")

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("ours") is False:
            body = typed.get("organisation")
            typed["publisher"] = typed.get("publisher") or (body.name[:160] if body else "")
            if not typed["publisher"]:
                self.add_error("publisher", "Write who shows it")
        elif typed.get("ours") is True:
            typed["publisher"], typed["organisation"] = "", None
        if typed.get("until_on") and typed.get("from_on") and typed["until_on"] < typed["from_on"]:
            self.add_error("until_on", "It cannot end before it began")
        return typed

    @property
    def facts(self) -> dict[str, Any]:
        typed = super().facts
        return {**typed, "channel": Channel(typed["channel"])}


class DownForm(ActForm):
    """It is gone from there."""

    down_on = DateField(label="When was it taken down?")
    down_how = _line(
        "What did you look at, to know that it is gone?", "For example: the page, and a search for it"
    )


class NoticeForm(ActForm):
    """The notice was sent."""

    notice_on = DateField(label="When was the notice sent?")
    notice_how = _line(
        "How was it sent?", "For example: by email to their picture desk. No name of a person in it"
    )


class AnswerForm(ActForm):
    """What they answered."""

    answered_on = DateField(label="When did they answer?")
    answer = _line("What did they answer?", f"For example: they took it down. {NAME_NOBODY}")


class TellForm(ActForm):
    """The person was told."""

    told_how = _line("How were they told?", "For example: by telephone, and with the paper")


class DeleteForm(ActForm):
    """The evidence of the deletion."""

    deleted_on = DateField(label="When was it deleted?")
    deleted_how = _text("How was it deleted?")
    deleted_copies = _text(
        "Which copies were there, and is each gone?",
        "The file here, the picture library, cameras and telephones, emails, backups",
    )


class ConfirmForm(ActForm):
    """A second person looked."""

    confirmed_how = _text("Where did you look, to know that it is gone?")


def _take(form: forms.Form, upload: "UploadedFile[Any]", kind: Kind) -> None:
    try:
        came = take(upload, kind)
        # A picture that we gave out ourselves is written anew once more, and would not be known again after that.
        if taken_back(came.hashes):
            raise ValidationError(f"{THE_SAME.reason} {THE_SAME.next_step}".rstrip("."), code="same")
        form.cleaned_data["file"] = came
    except ValidationError as fault:
        form.add_error("file", fault)
