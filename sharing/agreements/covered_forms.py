"""The question whether an agreement covers a sharing: about whom we share with, and about nobody else."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consent.items import DataItem
from consent.purposes import Purpose
from governance.fields import DateTimeField
from governance.organisations.models import Organisation
from governance.workflow.forms import nothing_hidden
from sharing.agreements.rules import Direction, Sharing
from sharing.ladder import Rung

# So many are named where the name that was typed is nobody's.
MEANT = 5


class CoveredForm(forms.Form):
    """One sharing, asked about for now or for a moment in the past. Its address can be kept and sent on."""

    partner = forms.CharField(
        max_length=160,
        label="Who is it shared with?",
        help_text="The name of the organisation, or its reference",
        widget=forms.TextInput(attrs={"list": "partners", "autocomplete": "off", "spellcheck": "false"}),
        validators=[nothing_hidden],
    )
    direction = forms.ChoiceField(
        choices=[(each.value, each.label) for each in (Direction.OUT, Direction.IN)],
        label="Which way does it go?",
        widget=forms.RadioSelect,
        initial=Direction.OUT.value,
    )
    purpose = forms.ChoiceField(choices=[("", "Choose one"), *Purpose.choices], label="What is it for?")
    items = forms.MultipleChoiceField(
        choices=DataItem.choices, label="What is to be shared?", widget=forms.CheckboxSelectMultiple
    )
    rung = forms.TypedChoiceField(
        choices=Rung.choices,
        coerce=int,
        label="How much of the person can be seen?",
        help_text="Start with the first, and go up only if you must",
        widget=forms.RadioSelect,
    )
    moment = DateTimeField(
        required=False,
        label="If it was in the past: when?",
        help_text="Leave it empty to ask about now. For example, 27 3 2026 at 14:30",
    )

    def __init__(self, data: Any, *, at: datetime, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.at = at

    def clean_partner(self) -> Organisation:
        typed = " ".join(self.cleaned_data["partner"].split())
        everyone = Organisation.objects.all()
        found = everyone.filter(reference=typed.upper()).first() or everyone.named(typed).first()
        if found is not None:
            return found.merged_into or found
        like = [str(each) for each in everyone.named_like(typed).order_by("name")[:MEANT]]
        meant = (
            f"Did you mean: {'; '.join(like)}?" if like else "Look it up under Organisations, and copy it."
        )
        raise ValidationError(f"We know no organisation of this name. {meant}")

    def clean_moment(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["moment"]
        if moment is not None and moment > self.at:
            raise ValidationError("This is still to come. Ask about now, and ask again before you share")
        return moment

    @property
    def sharing(self) -> Sharing:
        facts = self.cleaned_data
        return Sharing(
            recipient=facts["partner"].pk,
            purpose=Purpose(facts["purpose"]),
            items=frozenset(facts["items"]),
            rung=Rung(facts["rung"]),
            direction=Direction(facts["direction"]),
        )
