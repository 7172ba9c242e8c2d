"""What is asked about an organisation. It validates and never saves."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.organisations.models import Kind, Organisation
from governance.workflow.forms import VerbForm


class OrganisationForm(VerbForm):
    """A new organisation, or what has changed about `organisation`."""

    name = forms.CharField(
        max_length=160, label="Name", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    kind = forms.ChoiceField(choices=Kind, label="What it is", widget=forms.RadioSelect)
    contact_name = forms.CharField(
        max_length=120, required=False, label="Who to ask for", help_text="A name or a post"
    )
    contact_email = forms.EmailField(required=False, label="Email")
    contact_phone = forms.CharField(max_length=40, required=False, label="Phone")
    secure_route = forms.CharField(
        max_length=200,
        required=False,
        label="How to send to them safely",
        help_text="For example: secure email only, or call before you send",
    )

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        others = Organisation.objects.named(name)
        if self.organisation:
            others = others.exclude(pk=self.organisation.pk)
        if other := others.first():
            raise ValidationError(f"We have an organisation with this name already: {other.reference}")
        return name


class EditForm(OrganisationForm):
    """A change says why it is made (handbook section 0)."""

    reason = forms.CharField(
        max_length=1000,
        label="Why do you change it?",
        help_text="For example: they moved, or the number was wrong",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
