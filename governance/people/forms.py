"""One form a verb, for people, cases and exclusions. They validate and never save."""

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.accounts.access import sight
from governance.accounts.models import Service, Team, User
from governance.accounts.roles import May
from governance.calendar import local_day
from governance.fields import DateField
from governance.people.models import Case, Kind, Person
from governance.workflow.forms import VerbForm

OLDEST = 130
WEIGHTS = range(10, 1, -1)


def _proved(text: str, message: str) -> str:
    """Ten digits whose last one proves the others, as NHS and CHI numbers have; raises ValidationError."""
    digits = text.replace(" ", "").replace("-", "")
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise ValidationError(message)
    proof = 11 - sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False)) % 11
    if proof % 11 != int(digits[9]):
        raise ValidationError(message)
    return digits


def nhs_number(text: str) -> str:
    """An NHS number as ten digits, or nothing; raises ValidationError."""
    return _proved(text, "Enter a real NHS number: 10 numbers, for example 943 476 5919")


def chi_number(text: str, born_on: date | None) -> str:
    """A CHI number, which begins with the birth date, as ten digits, or nothing; raises ValidationError."""
    digits = _proved(text, "Enter a real CHI number: 10 numbers")
    if digits and born_on is not None and digits[:6] != f"{born_on:%d%m%y}":
        raise ValidationError("A CHI number starts with the date of birth, and this one does not match")
    return digits


class DetailsForm(VerbForm):
    """What we hold about a person."""

    name = forms.CharField(
        max_length=120, label="Name", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    born_on = DateField(label="Date of birth", required=False, help_text="Leave empty if you do not know it")
    plainly_adult = forms.BooleanField(
        required=False,
        label="We do not know the date of birth, but this is plainly an adult",
        help_text="Without this, we take the same care as with a child",
    )
    kind = forms.ChoiceField(choices=Kind, label="Who this is", initial=Kind.SERVICE_USER)
    nhs_number = forms.CharField(max_length=20, required=False, label="NHS number (England)")
    chi_number = forms.CharField(max_length=20, required=False, label="CHI number (Scotland)")
    communication_needs = forms.CharField(
        max_length=500,
        required=False,
        label="How they like to be talked to",
        help_text="For example large print, an interpreter, or easy words",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    safe_contact = forms.CharField(
        max_length=500,
        required=False,
        label="How to contact them safely",
        help_text="For example: text only, never leave a message",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    keep_from_parents = forms.ChoiceField(
        choices=[(True, "Yes"), (False, "No")],
        required=False,
        widget=forms.RadioSelect,
        label="Did they ask us not to tell their parents?",
        help_text="Then nobody here says, sends or gives anything to their parents",
    )
    died_on = DateField(label="Date of death", required=False, help_text="Only if they have died")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = local_day(at)

    def clean_born_on(self) -> date | None:
        born = self.cleaned_data["born_on"]
        if born and born > self.on:
            raise ValidationError("The date of birth must be in the past")
        if born and self.on.year - born.year > OLDEST:
            raise ValidationError("Check the year of birth: it is very long ago")
        return born  # type: ignore[no-any-return]

    def clean_keep_from_parents(self) -> bool:
        return bool(self.cleaned_data["keep_from_parents"] == "True")

    def clean_nhs_number(self) -> str:
        return nhs_number(self.cleaned_data["nhs_number"])

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        born, died = facts.get("born_on"), facts.get("died_on")
        if died and died > self.on:
            self.add_error("died_on", "The date of death cannot be in the future")
        if born and died and died < born:
            self.add_error("died_on", "The date of death must be after the date of birth")
        try:
            facts["chi_number"] = chi_number(facts.get("chi_number", ""), born)
        except ValidationError as error:
            self.add_error("chi_number", error)
        return facts


class EditForm(DetailsForm):
    """What we hold about a person, corrected."""

    reason = forms.CharField(max_length=300, label="Why do you change it?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A form that leaves it out must not take back what they asked for.
        self.fields["keep_from_parents"].required = True


class CaseForm(VerbForm):
    """In which of one's own services a case is opened, and on whose desk its tasks land."""

    service = forms.ModelChoiceField(Service.objects.none(), label="Service", empty_label="Choose a service")
    team = forms.ModelChoiceField(Team.objects.none(), label="Team", required=False, empty_label="No team")
    key_worker = forms.ModelChoiceField(
        User.objects.none(), label="Key worker", required=False, empty_label="Nobody yet: the manager"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        view = sight(user, "people", May.CREATE)
        in_team = Team.objects.filter(pk__in=view.teams)
        services = Service.objects.filter(pk__in=view.services) | Service.objects.filter(teams__in=in_team)
        self.fields["service"].queryset = services.distinct()  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.filter(service__in=view.services) | in_team  # type: ignore[attr-defined]
        colleagues = User.objects.filter(memberships__service__in=services, is_active=True).distinct()
        self.fields["key_worker"].queryset = colleagues  # type: ignore[attr-defined]
        if len(services) == 1:
            self.initial.setdefault("service", services[0])

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        service, team, worker = facts.get("service"), facts.get("team"), facts.get("key_worker")
        if service and team and team.service_id != service.pk:
            self.add_error("team", "This team belongs to another service")
        if service and worker and not worker.memberships.filter(service=service).exists():
            self.add_error("key_worker", "Choose someone who works in this service")
        return facts


class CreateForm(CaseForm, DetailsForm):
    """A new person with a first case. The key makes sending it twice the same as sending it once."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    field_order = ["name", "born_on", "plainly_adult", "kind", "service", "team", "key_worker"]


class CloseCaseForm(VerbForm):
    """The day a case ended."""

    closed_on = DateField(label="When did the case close?")

    def __init__(self, *args: Any, case: Case, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.on = case, local_day(at)

    def clean_closed_on(self) -> date:
        closed: date = self.cleaned_data["closed_on"]
        if closed > self.on:
            raise ValidationError("The case cannot close in the future")
        if closed < self.case.opened_on:
            raise ValidationError(
                f"The case opened on {self.case.opened_on:%-d %B %Y}, so it cannot close before that"
            )
        return closed


class AssignForm(VerbForm):
    """Whose desk a case's tasks land on."""

    key_worker = forms.ModelChoiceField(
        User.objects.none(), label="Key worker", required=False, empty_label="Nobody: the manager"
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(memberships__service=case.service_id, is_active=True).distinct()
        out = case.person.exclusions.in_force().values("worker")
        self.fields["key_worker"].queryset = colleagues.exclude(pk__in=out)  # type: ignore[attr-defined]


class ReportForm(VerbForm):
    """Who of us knows this person, and how."""

    worker = forms.ModelChoiceField(
        User.objects.none(), label="Who knows this person?", empty_label="Choose someone"
    )
    relationship = forms.CharField(
        max_length=120, label="How do they know them?", help_text="For example: cousin, neighbour, friend"
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        out = person.exclusions.in_force().values("worker")
        self.fields["worker"].queryset = User.objects.filter(is_active=True).exclude(pk__in=out)  # type: ignore[attr-defined]


class KnowForm(VerbForm):
    """Whom one knows, by the reference somebody mentioned."""

    reference = forms.CharField(
        max_length=20, label="Reference of the person", help_text="For example PER-2026-000123"
    )
    relationship = forms.CharField(
        max_length=120, label="How do you know them?", help_text="For example: cousin, neighbour, friend"
    )


class EndForm(VerbForm):
    """Why the worker may come back."""

    reason = forms.CharField(
        max_length=500, label="Why does the exclusion end?", widget=forms.Textarea(attrs={"rows": 3})
    )
