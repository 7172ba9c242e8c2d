"""The form of a summary: which year."""

from typing import Any

from django import forms

from governance.workflow.forms import VerbForm


class MakeForm(VerbForm):
    year = forms.TypedChoiceField(coerce=int, label="Which year?", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, years: list[tuple[str, str]]) -> None:
        super().__init__(data)
        field: Any = self.fields["year"]
        field.choices = years
