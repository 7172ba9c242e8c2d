"""The name of a saved view; and a form that asks nothing, for a press of a button."""

from django import forms

from governance.errors import Verdict
from governance.exports.models import LONGEST_NAME


class NameForm(forms.Form):
    """What to call it."""

    name = forms.CharField(
        label="What do you want to call it?",
        max_length=LONGEST_NAME,
        help_text=f"Up to {LONGEST_NAME} letters. Do not use the name of a person. Only you see it",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def refuse(self, verdict: Verdict) -> None:
        """Show beside the name why it can't be used."""
        self.add_error("name", " ".join(filter(None, (verdict.reason, verdict.next_step))))


class PressForm(forms.Form):
    """Nothing to fill in."""
