"""What is asked where no register says it. It validates and never saves."""

from typing import Any

from django import forms

from governance.processing.models import Note
from governance.records.columns import LONGEST_TEXT
from governance.workflow.forms import VerbForm
from sharing.locks import Basis, Condition


def _text(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WriteForm(VerbForm):
    """Every part may stay empty: then it is shown as missing, or the whole charity's words stand."""

    purposes = _text("What is it for?", "For example: to support people who drink or use drugs")
    basis = forms.ChoiceField(
        label="The legal basis", choices=[("", "Not said"), *Basis.choices], required=False
    )
    condition = forms.ChoiceField(
        label="The condition for health data", choices=[("", "Not said"), *Condition.choices], required=False
    )
    people = _text("Whose information is it?", "The groups of people, never one person’s name")
    information = _text("What sorts of information?")
    recipients = _text(
        "Who else gets it, or works with it for us?",
        "Partners with an agreement are there already: name the others, such as who runs our computers",
    )
    transfers = _text("Does it leave the United Kingdom, and what protects it there?")
    retention = _text("How long is it kept?")
    security = _text("How is it kept safe, in short?")

    def __init__(self, *args: Any, note: Note | None, **kwargs: Any) -> None:
        written = {
            name: getattr(note, name) for name in self.base_fields if note is not None and hasattr(note, name)
        }
        kwargs["initial"] = {**written, "read_version": note.version if note is not None else 0}
        super().__init__(*args, **kwargs)
