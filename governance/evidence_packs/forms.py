"""The period of an evidence pack. It validates and never saves."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.calendar import local_day
from governance.evidence_packs.rules import LONGEST_MONTHS, period_allowed
from governance.fields import DateField


class AskForm(forms.Form):
    """From which day, and until when."""

    first = DateField(label="The first day")
    last = DateField(
        label="The last day", help_text=f"Today or before, and up to {LONGEST_MONTHS} months in all"
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = local_day(at)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("first") and facts.get("last"):
            allowed = period_allowed(facts["first"], facts["last"], self.on)
            if not allowed:
                self.add_error("last", ValidationError(f"{allowed.reason} {allowed.next_step}"))
        return facts
