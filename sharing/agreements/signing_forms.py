"""The forms of signing: our own, a partner's link, the copy on paper, and the check of a copy."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from governance.attachments.first_look import MOST_BYTES
from governance.attachments.forms import AttachmentField
from governance.fields import DateField
from governance.records.columns import LONGEST_LINE
from governance.workflow.forms import VerbForm
from governance.workflow.once import OnceForm
from sharing.agreements.models import Agreement, Invitation, Party


class SignForm(OnceForm):
    """Our own signature under what stands above the button, to the letter."""

    content_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    name = forms.CharField(max_length=120, label="Your full name", help_text="Typing it is your signature")
    agree = forms.BooleanField(label="I have read the whole agreement, and I sign it")

    def __init__(self, data: Any, *, agreement: Agreement) -> None:
        initial = {"read_version": agreement.version, "content_hash": agreement.content_hash}
        super().__init__(data, initial=initial)


class PartyForm(OnceForm):
    """For which partner; one who waits alone is chosen already."""

    party = forms.ChoiceField(widget=forms.RadioSelect, label="Which partner?")

    def __init__(
        self, *args: Any, agreement: Agreement, parties: list[Party], chosen: str, **options: Any
    ) -> None:
        self._parties = {str(each.pk): each for each in parties}
        if len(self._parties) == 1:
            chosen = next(iter(self._parties))
        initial = {"read_version": agreement.version, "party": chosen, **options.pop("initial", {})}
        super().__init__(*args, initial=initial, **options)
        self.fields["party"].choices = [  # type: ignore[attr-defined]
            (key, f"{each.name}: {each.signatory}, {each.signatory_email}")
            for key, each in self._parties.items()
        ]

    def clean_party(self) -> Party:
        return self._parties[self.cleaned_data["party"]]


class CopyForm(PartyForm):
    """What a partner signed on paper."""

    name = forms.CharField(max_length=120, label="Who signed it?", help_text="The name under the signature")
    signed_on = DateField(label="On which day?")
    upload = AttachmentField(label="The signed copy, as a scan, a photograph or a PDF")
    looked = forms.BooleanField()
    content_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, agreement: Agreement, parties: list[Party], on: date, **options: Any
    ) -> None:
        initial = {"content_hash": agreement.content_hash}
        super().__init__(*args, agreement=agreement, parties=parties, initial=initial, **options)
        named = parties[0].signatory if len(parties) == 1 else "whoever is named for this partner"
        self.fields["looked"].label = f"I have looked: it is signed by {named}"
        self._on = on

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, without the tick: nothing goes on without it."""
        return {name: value for name, value in super().facts.items() if name != "looked"}

    def clean_signed_on(self) -> date:
        signed_on: date = self.cleaned_data["signed_on"]
        if signed_on > self._on:
            raise ValidationError("This day is in the future. Enter the day beside the signature")
        return signed_on


class RevokeForm(VerbForm):
    """Which link is taken back, and why."""

    invitation = forms.ChoiceField(widget=forms.RadioSelect, label="Which link?")
    reason = forms.CharField(max_length=LONGEST_LINE, label="Why?")

    def __init__(self, data: Any, *, agreement: Agreement, links: list[Invitation], chosen: str) -> None:
        self._links = {str(each.pk): each for each in links}
        if len(self._links) == 1:
            chosen = next(iter(self._links))
        super().__init__(data, initial={"read_version": agreement.version, "invitation": chosen})
        self.fields["invitation"].choices = [  # type: ignore[attr-defined]
            (key, f"{each.name}, for {each.party.name}") for key, each in self._links.items()
        ]

    def clean_invitation(self) -> Invitation:
        return self._links[self.cleaned_data["invitation"]]


class CheckForm(forms.Form):
    """A copy of a signed agreement that somebody holds."""

    copy = forms.FileField(
        label="The copy, as a PDF",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        # An empty file is none of ours, which is said below.
        allow_empty_file=True,
        error_messages={"required": "Choose the copy"},
    )

    def clean_copy(self) -> "UploadedFile[Any]":
        copy: UploadedFile[Any] = self.cleaned_data["copy"]
        if not copy.size:
            raise ValidationError("The file is empty, so it is none of ours. Choose another")
        if (copy.size or 0) > MOST_BYTES:
            raise ValidationError("The file is larger than 15 MB, so it is none of ours. Choose another")
        return copy


class CodeForm(VerbForm):
    """The code that somebody was told by telephone."""

    code = forms.CharField(
        max_length=40,
        label="Your code",
        help_text="Eight numbers, which we told you by telephone",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class GuestForm(OnceForm):
    """A partner's signature."""

    name = forms.CharField(max_length=120, label="Your full name", help_text="Typing it is your signature")
    agree = forms.BooleanField(label="I have read the whole agreement, and I sign it")
    entitled = forms.BooleanField()

    def __init__(self, data: Any, *, partner: str) -> None:
        super().__init__(data)
        self.fields["entitled"].label = f"I may sign for {partner}"
