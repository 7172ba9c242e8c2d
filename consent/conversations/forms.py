"""The form of the one verb: they were asked, and have not decided. It validates and never saves."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consent.conversations.models import Conversation
from governance.errors import Verdict
from governance.fields import DateField, DateTimeField
from governance.workflow.forms import VerbForm


class UndecidedForm(VerbForm):
    """When they were asked, what was explained, and when to ask again."""

    asked_at = DateTimeField(label="When did you ask them?")
    explained = forms.CharField(
        max_length=300,
        label="What did you explain, and how?",
        help_text="For example: who we would like to tell and why, with the picture leaflet",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    ask_again_on = DateField(
        required=False,
        label="When will you ask again?",
        help_text="We put it on your desk. Leave it empty if they will come to you. For example, 27 3 2027",
    )

    def __init__(self, data: Any = None, *, conversation: Conversation, at: datetime) -> None:
        super().__init__(data, initial={"asked_at": at, "read_version": conversation.version})
        self.conversation, self.at = conversation, at

    def clean_asked_at(self) -> datetime:
        asked: datetime = self.cleaned_data["asked_at"]
        _demand(self.conversation.asked_allowed(asked, self.at))
        return asked

    def clean_ask_again_on(self) -> date | None:
        day: date | None = self.cleaned_data["ask_again_on"]
        _demand(self.conversation.again_allowed(day, self.at))
        return day


def _demand(verdict: Verdict) -> None:
    if not verdict:
        raise ValidationError(f"{verdict.reason} {verdict.next_step}")
