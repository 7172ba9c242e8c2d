"""What is asked about an organisation. It validates and never saves."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from governance.fields import DateField, YesOrNo
from governance.organisations.models import (
    ICO_NUMBER,
    AssuranceKind,
    ContactRole,
    Kind,
    Organisation,
    RouteKind,
)
from governance.workflow.forms import VerbForm

# What handbook section 5 refuses, and why. They can be chosen, so that whoever would use them is told.
REFUSED: Mapping[str, tuple[str, str]] = {
    "email": (
        "Ordinary email",
        "Ordinary email can be read on its way. Ask them for secure email, or choose another way",
    ),
    "fax": ("Fax", "A fax lies open where it comes out. Choose another way"),
    "messaging": (
        "WhatsApp, text or another message app",
        "Message apps keep copies that we cannot control. Choose another way",
    ),
    "cloud": (
        "Dropbox, Google Drive or another shared folder of their own",
        "We do not know who can open such a folder. Choose another way",
    ),
    "media": (
        "USB stick or disc without encryption",
        "Whoever finds it can read it. Encrypt it, and send the password apart",
    ),
}
# Addresses that people have for themselves.
PERSONAL = frozenset(
    {
        *(
            "gmail.com",
            "googlemail.com",
            "hotmail.com",
            "hotmail.co.uk",
            "outlook.com",
            "live.com",
            "live.co.uk",
        ),
        *("msn.com", "yahoo.com", "yahoo.co.uk", "ymail.com", "icloud.com", "me.com", "aol.com", "sky.com"),
        *("btinternet.com", "talktalk.net", "virginmedia.com", "protonmail.com", "proton.me", "gmx.com"),
    }
)
BY_EMAIL = (RouteKind.SECURE_EMAIL, RouteKind.ENCRYPTED_EMAIL)
FUTURE = "This date must be today or before"


def reason(help_text: str) -> forms.CharField:
    """A change says why it is made (handbook section 0)."""
    return forms.CharField(
        max_length=1000,
        label="Why do you change it?",
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class OrganisationForm(VerbForm):
    """A new organisation, or what has changed about `organisation`.

    `same` is the one that is there already, where the name or the ICO number is taken.
    """

    name = forms.CharField(
        max_length=160, label="Name", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    kind = forms.ChoiceField(choices=Kind, label="What it is", widget=forms.RadioSelect)
    public_body = YesOrNo(
        required=False,
        label="Is it a public body?",
        help_text="The NHS, a council, the police or a government department is. A charity or a company is not,"
        " even where one of these pays it. Leave it open if you do not know.",
    )
    ico_number = forms.CharField(
        max_length=20,
        required=False,
        label="ICO registration number",
        help_text="For example Z1234567 or ZA123456. You find it on the ICO’s register of fee payers.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.same: Organisation | None = None

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if other := self._other(Organisation.objects.named(name)):
            raise ValidationError(f"We have an organisation with this name already: {other.reference}")
        return name

    def clean_ico_number(self) -> str:
        number = "".join(self.cleaned_data["ico_number"].split()).upper()
        if not number:
            return ""
        if not ICO_NUMBER.fullmatch(number):
            raise ValidationError(
                "An ICO number is Z and seven numbers, or Z, a letter and six numbers, for example ZA123456"
            )
        if other := self._other(Organisation.objects.remaining().filter(ico_number=number)):
            raise ValidationError(f"Another organisation has this number: {other.reference}")
        return number

    def _other(self, found: Any) -> Organisation | None:
        other: Organisation | None = found.exclude(
            pk=self.organisation.pk if self.organisation else None
        ).first()
        self.same = self.same or other
        return other


class EditForm(OrganisationForm):
    """What has changed about an organisation, and why."""

    reason = reason("For example: they moved, or the number was wrong")


class PartForm(VerbForm):
    """A contact, an assurance or a route; `on` is today. To change one, `reason` is asked as well."""

    def __init__(self, *args: Any, on: date, part: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.part = on, part
        if part is None:
            for name in self.only_to_change:
                del self.fields[name]

    only_to_change: tuple[str, ...] = ("reason",)

    def _not_in_future(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day is not None and day > self.on:
            raise ValidationError(FUTURE)
        return day


class ContactForm(PartForm):
    """Who somebody there is, and how to reach them."""

    only_to_change = ("left_on", "reason")

    name = forms.CharField(max_length=120, label="Name", help_text="A name or a post")
    role = forms.ChoiceField(choices=ContactRole, label="What they do", widget=forms.RadioSelect)
    email = forms.EmailField(required=False, label="Email")
    telephone = forms.CharField(max_length=40, required=False, label="Telephone")
    left_on = DateField(required=False, label="When did they leave?")
    reason = reason("For example: a new number, or they left")

    def clean_left_on(self) -> date | None:
        return self._not_in_future("left_on")


class AssuranceForm(PartForm):
    """A certificate or the like that you have looked at."""

    only_to_change = ("ended_on", "reason")

    kind = forms.ChoiceField(choices=AssuranceKind, label="What it is", widget=forms.RadioSelect)
    document = forms.CharField(
        max_length=120, required=False, label="Its number, or where the paper is", help_text="If it has one"
    )
    issued_on = DateField(label="When was it issued?")
    expires_on = DateField(label="What is its last good day?")
    ended_on = DateField(
        required=False,
        label="If it ended before that: its last good day",
        help_text="If it never counted, give the day before it was issued. For example, 27 3 2026",
    )
    note = forms.CharField(
        max_length=300,
        required=False,
        label="What else should we know?",
        help_text="For example: it covers one of their sites only",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.BooleanField(label="I have looked at it, or found it on the issuer’s own list")
    reason = reason("For example: a wrong date, or they lost it")

    def clean_issued_on(self) -> date | None:
        return self._not_in_future("issued_on")

    def clean_ended_on(self) -> date | None:
        return self._not_in_future("ended_on")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        issued, expires, ended = (facts.get(name) for name in ("issued_on", "expires_on", "ended_on"))
        if issued and expires and expires < issued:
            self.add_error("expires_on", "The last good day must not be before the day it was issued")
        if expires and ended and ended > expires:
            self.add_error("ended_on", "It had run out by then. Give an earlier day, or leave this empty")
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "seen"}


class RouteForm(PartForm):
    """A way to send to them that the handbook allows."""

    only_to_change = ("withdrawn_on", "reason")

    kind = forms.ChoiceField(
        label="How do you send to them?",
        widget=forms.RadioSelect,
        choices=[
            *((kind.value, kind.label) for kind in RouteKind if kind is not RouteKind.UNSORTED),
            *((code, f"{label} (not safe)") for code, (label, _) in REFUSED.items()),
        ],
    )
    address = forms.CharField(
        max_length=200,
        label="The address, or what to do",
        help_text="For example, a secure email address, the address of their portal, or whom to hand it to",
    )
    verified_on = DateField(
        required=False,
        label="When did one of us make sure that it is theirs?",
        help_text="By a number or address that you found yourself, not one that came with the request."
        " Leave it empty if nobody did. For example, 27 3 2026",
    )
    withdrawn_on = DateField(required=False, label="If it is not used any more: since when?")
    reason = reason("For example: a new address, or we checked it again")

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind in REFUSED:
            raise ValidationError(REFUSED[kind][1])
        return kind

    def clean_verified_on(self) -> date | None:
        return self._not_in_future("verified_on")

    def clean_withdrawn_on(self) -> date | None:
        return self._not_in_future("withdrawn_on")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        kind, address = facts.get("kind"), (facts.get("address") or "").lower()
        if kind in BY_EMAIL and address:
            try:
                validate_email(address)
            except ValidationError:
                self.add_error("address", "Give the email address, for example team@example.nhs.net")
            else:
                if address.rpartition("@")[2] in PERSONAL:
                    self.add_error(
                        "address", "This is a personal account. Give an address of their organisation"
                    )
        if "http://" in address:
            self.add_error(
                "address", "An address that begins with http:// is not safe. Ask them for one with https://"
            )
        return facts


class MergeForm(VerbForm):
    """Which record remains. The duplicate's own page asks."""

    into = forms.CharField(
        max_length=160,
        label="Which record is the one that remains?",
        help_text="Its reference, for example ORG-2026-000123, or its whole name",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        max_length=1000,
        label="How do you know that they are the same?",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sure = forms.BooleanField(label="I am sure. This cannot be taken back")

    def __init__(self, *args: Any, duplicate: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duplicate = duplicate

    def clean_into(self) -> Organisation:
        typed = " ".join(self.cleaned_data["into"].split())
        everyone = Organisation.objects.all()
        found = everyone.filter(reference=typed.upper()).first() or everyone.named(typed).first()
        if found is None:
            raise ValidationError(
                "There is no organisation with this reference or name. Copy it from its page"
            )
        if found.pk == self.duplicate.pk:
            raise ValidationError("This is the record itself. Give the reference of the other one")
        if found.merged_into is not None:
            raise ValidationError(f"That one was merged itself. Use {found.merged_into.reference}")
        return found

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "sure"}
