"""What somebody chooses about their own desk. Forms validate and never save."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from governance.accounts.models import User
from governance.fields import DateField


class MailForm(forms.Form):
    """How often messages are mailed."""

    how = forms.ChoiceField(
        choices=[("at_once", "A mail for each message, at once"), ("daily", "One mail a day")],
        widget=forms.RadioSelect,
        label="How often do you want mail?",
        help_text="One mail a day comes at 8 in the morning on working days. What runs by the hour, like the 72 hours "
        "of an incident, is always mailed at once.",
        error_messages={"required": "Choose how often you want mail"},
    )


class AwayForm(forms.Form):
    """From when to when somebody is away, and who stands in."""

    starts_on = DateField(label="First day away", error_messages={"required": "Enter the first day"})
    ends_on = DateField(label="Last day away", error_messages={"required": "Enter the last day"})
    cover = forms.ModelChoiceField(
        User.objects.none(),
        label="Who stands in?",
        empty_label="Choose a colleague",
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["cover"].queryset = colleagues  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        starts, ends = facts.get("starts_on"), facts.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "The last day cannot be before the first")
        elif ends and ends < self.on:
            self.add_error("ends_on", "The last day is over already")
        return facts


class HandOverForm(forms.Form):
    """To whom the cases of somebody go, and which of them. The key makes sending it twice the same as once."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Who takes them over?",
        empty_label="Choose a colleague",
    )
    which = forms.ChoiceField(
        choices=[("all", "All of them"), ("some", "Only those that I tick")],
        widget=forms.RadioSelect,
        label="Which cases?",
    )
    cases = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Cases",
    )

    def __init__(
        self, *args: Any, colleagues: QuerySet[User], cases: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["cases"].choices = cases  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.get("which") == "some" and not facts.get("cases") and "cases" not in self.errors:
            self.add_error("cases", "Tick at least one, or choose all of them")
        return facts
