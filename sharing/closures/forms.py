"""The forms of service closures: one a step. They validate and never save."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Upper

from consent.items import DataItem
from consent.kinds import Kind
from consent.purposes import CHOICES, Purpose
from governance.accounts.models import Service, User
from governance.accounts.roles import Role
from governance.fields import DateField, FormKeyField
from governance.organisations.models import Organisation
from governance.people.names import shown_name
from governance.records.columns import LONGEST_TEXT
from governance.workflow.forms import VerbForm, nothing_hidden
from governance.workflow.once import OnceForm
from sharing.agreements.ourselves import is_us
from sharing.closures.actions_receiving import Receipt
from sharing.closures.models import Closure
from sharing.closures.permissions import may_begin_in
from sharing.closures.querysets import ROW
from sharing.closures.rules import Came, Decided, Said, Unlisted, last_day
from sharing.stop_checks.forms import outside

MOST_PEOPLE = 10_000_000
# So many are offered to be chosen one by one.
MOST_CHOSEN = 100
PURPOSES = [(each.value, each.label) for each in CHOICES[Kind.SHARE_CARE]]


def _text(label: str, help_text: str = "", **options: Any) -> forms.CharField:
    return forms.CharField(
        max_length=LONGEST_TEXT,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[nothing_hidden],
        **options,
    )


class _Named(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class StepForm(OnceForm):
    """A step that asks for nothing more."""

    def __init__(self, data: Any, *, closure: Closure, user: User, **options: Any) -> None:
        initial = {"read_version": closure.version, "form_key": uuid4(), **options.pop("initial", {})}
        super().__init__(data, initial=initial, **options)


class ReasonForm(StepForm):
    """A step with a reason."""

    reason = _text("Why?", "It is kept with it. Name nobody whom we support")


class ClosureForm(VerbForm):
    """What a closure says: of which service, to whom, by when, for what, and who leads it."""

    keeps = True
    service = _Named(
        Service.objects.none(), label="Which service closes?", widget=forms.RadioSelect, empty_label=None
    )
    provider = _Named(
        Organisation.objects.none(),
        label="Who is the new provider?",
        help_text="Only organisations that we have a record of are here",
        empty_label="Choose one",
    )
    closes_on = DateField(label="What is the last day of the service with us?")
    purpose = forms.ChoiceField(
        choices=PURPOSES,
        widget=forms.RadioSelect,
        label="What is it for?",
        help_text="People said yes to a purpose. A yes to another one does not count",
    )
    items = forms.MultipleChoiceField(
        choices=DataItem.choices,
        widget=forms.CheckboxSelectMultiple,
        label="What goes to them?",
        help_text="All that is in any of the files. Whoever said yes to less is not covered",
    )
    why = _text(
        "Why does it go to them?", "For example: the council gave the contract to them from 1 January"
    )
    recipient = forms.CharField(
        max_length=160, label="Who there signs for it?", help_text="Their name, and what they do there"
    )
    recipient_email = forms.EmailField(
        label="Their email at work", help_text="The link to sign goes there", validators=[nothing_hidden]
    )
    verified = _text(
        "How did you make sure that it is them?", "For example: I rang back on the number of their website"
    )
    lead = _Named(
        User.objects.none(),
        label="Who leads it?",
        help_text="They put in the files and send them. Somebody else seals it, signs the receipt and sees our copies "
        "destroyed",
        empty_label="Choose one",
    )
    form_key = FormKeyField()

    def __init__(self, data: Any, *, user: User, on: date, closure: Closure | None = None) -> None:
        """on: the day on which it is begun, or was."""
        self._begun = on
        services = Service.objects.filter(pk__in=may_begin_in(user)).order_by("name", "pk")
        if closure is not None:
            names = (
                *("provider", "closes_on", "purpose", "items", "why"),
                *("recipient", "recipient_email", "verified", "lead"),
            )
            initial = {name: getattr(closure, name) for name in names}
            initial |= {"read_version": closure.version, "form_key": uuid4()}
        else:
            only = services[0] if len(services) == 1 else None
            initial = {"form_key": uuid4(), "service": only, "purpose": Purpose.CARE, "lead": user.pk}
        super().__init__(data, initial=initial)
        fields: Mapping[str, Any] = self.fields
        fields["service"].queryset = services
        fields["provider"].queryset = Organisation.objects.remaining().order_by(Upper("name"), "pk")
        within = [closure.service_id] if closure is not None else list(may_begin_in(user))
        working = Q(role__in=[Role.FRONTLINE, Role.MANAGER], memberships__service__in=within)
        leads = User.objects.filter(working | Q(role=Role.DATA), is_active=True).distinct()
        fields["lead"].queryset = leads.order_by(Upper("name"), "pk")
        if closure is not None:
            del self.fields["service"]

    def clean_closes_on(self) -> date:
        closes_on: date = self.cleaned_data["closes_on"]
        if not (good := last_day(closes_on, self._begun)):
            raise ValidationError(f"{good.reason} {good.next_step}")
        return closes_on

    def clean_recipient_email(self) -> str:
        return outside(self.cleaned_data["recipient_email"])

    def clean_provider(self) -> Organisation:
        provider: Organisation = self.cleaned_data["provider"]
        if is_us(provider.name):
            raise ValidationError("This is ourselves. Choose who takes over")
        return provider


class ListForm(StepForm):
    """The list is made, or made anew."""


class SettleForm(StepForm):
    """What becomes of the records of those who are not covered."""

    people = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Whom do you mean?"
    )
    everybody = forms.BooleanField(required=False, label="Everybody of whom nothing is said yet")
    decided = forms.ChoiceField(
        choices=Decided.choices, widget=forms.RadioSelect, label="What becomes of their records?"
    )

    def __init__(self, data: Any, *, closure: Closure, user: User) -> None:
        super().__init__(data, closure=closure, user=user)
        apart = closure.people.filter(covered=False).shown_to(user).select_related("person")
        lines = list(apart.order_by("decided", "person__name", "pk")[:MOST_CHOSEN])
        field: Any = self.fields["people"]
        field.choices = [
            (
                str(line.person_id),
                f"{shown_name(line.person, user, ROW)}: "
                f"{line.get_decided_display().lower() if line.decided else 'nothing said yet'}",
            )
            for line in lines
        ]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("people") and not typed.get("everybody") and "people" not in self.errors:
            self.add_error("people", "Choose whom you mean, or everybody of whom nothing is said yet")
        return typed

    @property
    def facts(self) -> dict[str, Any]:
        typed = dict(super().facts)
        chosen = [int(each) for each in typed.pop("people")]
        return {**typed, "people": None if typed.pop("everybody") else chosen}


class FileForm(StepForm):
    """One more file."""

    keeps = True
    what = forms.CharField(
        max_length=120, label="What is the file?", help_text="For example: care plans. Name nobody"
    )
    items = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label="What is in it?")

    def __init__(self, data: Any, *, closure: Closure, user: User) -> None:
        super().__init__(data, closure=closure, user=user)
        field: Any = self.fields["items"]
        field.choices = [(each, DataItem(each).label) for each in closure.items]
        field.initial = closure.items


class AccountForm(StepForm):
    """Where those are who are covered, and whom no file shows."""

    unlisted = forms.ChoiceField(choices=Unlisted.choices, widget=forms.RadioSelect, label="Where are they?")
    because = _text(
        "Why?", "For example: the letters are scans, in folders by day. Name nobody whom we support"
    )

    def __init__(self, data: Any, *, closure: Closure, user: User) -> None:
        said = {"unlisted": closure.unlisted, "because": closure.unlisted_because}
        super().__init__(data, closure=closure, user=user, initial=said)


class SealForm(StepForm):
    """Somebody else looked."""

    looked = forms.BooleanField(
        label="I looked at the list, at who stands apart, and at each file",
        error_messages={"required": "Look at them, then say that you did"},
    )

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "looked"}


class CountersignForm(StepForm):
    """Our own signature."""

    name = forms.CharField(max_length=120, label="Your full name", help_text="Typing it is your signature")

    def __init__(self, data: Any, *, closure: Closure, user: User) -> None:
        super().__init__(data, closure=closure, user=user)
        self._user = user

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if not _same(typed, self._user.name):
            raise ValidationError(f"Type your name as it stands here: {self._user.name}")
        return typed

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "name"}


class DestroyForm(StepForm):
    """How each copy was destroyed."""

    how = _text(
        "How was each copy destroyed?",
        "Each place where one lay: the shared drive and its bin, a laptop, a printout, the backup",
    )
    on = DateField(label="On which day was the last one destroyed?")

    def __init__(self, data: Any, *, closure: Closure, user: User) -> None:
        said: dict[str, str | date | None] = {"how": closure.destroyed_how, "on": closure.destroyed_on}
        super().__init__(data, closure=closure, user=user, initial=said)


class CertifyForm(StepForm):
    """What the second person saw."""

    saw = _text("What did you see?", "For example: the empty folder and its empty bin, on 3 January")


def _same(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


class TakenOverForm(forms.Form):
    """What the provider's person says of each file, and their signature."""

    def __init__(self, data: Any, *, closure: Closure) -> None:
        super().__init__(data)
        self._numbers = [line["number"] for line in closure.manifest or ()]
        for number in self._numbers:
            self.fields[f"came_{number}"] = forms.ChoiceField(
                choices=Came.choices, widget=forms.RadioSelect, label=f"File {number}: did it come?"
            )
            self.fields[f"people_{number}"] = forms.IntegerField(
                required=False,
                min_value=1,
                max_value=MOST_PEOPLE,
                label=f"File {number}: about how many people is it?",
                widget=forms.NumberInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
            )
        self.fields["name"] = forms.CharField(
            max_length=120,
            label="Your full name",
            help_text="Typing it is your signature",
            validators=[nothing_hidden],
        )
        self.fields["role"] = forms.CharField(
            max_length=120, label="What you do there", validators=[nothing_hidden]
        )
        self.fields["entitled"] = forms.BooleanField(
            label=f"I may sign for {closure.provider.name}",
            error_messages={"required": "Only somebody who may sign for them can sign. Tick it if you may"},
        )
        self.fields["form_key"] = FormKeyField(initial=uuid4)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for number in self._numbers:
            came, field = typed.get(f"came_{number}"), f"people_{number}"
            if came and came != Came.MISSING and typed.get(field) is None and field not in self.errors:
                self.add_error(field, f"Count the people in file {number}, and write how many")
        return typed

    @property
    def receipt(self) -> Receipt:
        typed = self.cleaned_data
        return Receipt(
            name=typed["name"],
            role=typed["role"],
            files={
                number: Said(Came(typed[f"came_{number}"]), typed.get(f"people_{number}"))
                for number in self._numbers
            },
        )
