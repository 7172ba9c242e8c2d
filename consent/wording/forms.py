"""One form a verb, for consent wording. They validate and never save."""

from typing import Any

from django import forms

from consent.kinds import Kind
from consent.wording.models import LONGEST_BODY, LONGEST_NOTE, LONGEST_TITLE, a_language
from consent.wording.rules import ENGLISH, Purpose, Style
from governance.calendar import Nation
from governance.workflow.forms import VerbForm


class TextForm(VerbForm):
    """The words themselves."""

    title = forms.CharField(max_length=LONGEST_TITLE, label="Title", help_text="People read this first")
    body = forms.CharField(
        max_length=LONGEST_BODY,
        label="The text",
        help_text="Short words and short sentences. A line with ## in front is a heading, "
        "a line with - in front is a point in a list",
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true", "autocomplete": "off"}),
    )
    what_changed = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="What changed, and why?",
        help_text="Leave it empty for a first version only",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_body(self) -> str:
        # The hash is of the text, not of the browser that sent it.
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")


class DraftForm(TextForm):
    """A new text: what it is for, whom it is for, and the words."""

    kind = forms.ChoiceField(label="What does it ask for?", choices=[("", "Choose one"), *Kind.choices])
    purpose = forms.ChoiceField(label="What is it?", choices=Purpose, widget=forms.RadioSelect)
    style = forms.ChoiceField(
        label="How is it written?",
        choices=Style,
        initial=Style.STANDARD,
        widget=forms.RadioSelect,
        help_text="Easy read has one idea on each line",
    )
    language = forms.CharField(
        label="Language",
        max_length=20,
        initial=ENGLISH,
        validators=[a_language],
        help_text="A code: en is English, cy Welsh, gd Gaelic, pl Polish",
    )
    nation = forms.ChoiceField(
        required=False, label="Where is it used?", choices=[("", "England and Scotland"), *Nation.choices]
    )
    field_order = ("kind", "purpose", "style", "language", "nation", "title", "body", "what_changed")

    def clean_nation(self) -> str | None:
        return self.cleaned_data["nation"] or None


class ApproveForm(VerbForm):
    """Carries the hash of the text that stood on the page."""

    content_hash = forms.CharField(required=False, widget=forms.HiddenInput)


class ReasonForm(VerbForm):
    """A step that needs its reason."""

    question = "Why?"
    reason = forms.CharField(max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = self.question


class SendBackForm(ReasonForm):
    question = "What has to change?"


class RetireForm(ReasonForm):
    question = "Why is it no longer used?"
