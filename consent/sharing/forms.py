"""Which moment the card is asked for. It goes by GET, so it asks for nothing that names a person."""

from datetime import datetime
from typing import Any

from django import forms

from consent.consents import rules
from governance.fields import DateTimeField
from governance.people.models import Person


class MomentForm(forms.Form):
    """A day and a time in the past; left empty it means today."""

    moment = DateTimeField(
        required=False,
        label="Show it as it was at",
        help_text="A day and a time, for example 27 3 2026 at 14:30",
    )

    def __init__(self, data: Any, *, person: Person, at: datetime) -> None:
        super().__init__(data)
        self._person, self._at = person, at

    def clean_moment(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["moment"]
        if moment is not None:
            allowed = rules.moment_allowed(moment, self._person.born_on, self._at)
            if not allowed:
                raise forms.ValidationError(f"{allowed.reason} {allowed.next_step}")
        return moment
