"""The forms of the IG team's review."""

from typing import Any

from django import forms

from governance.records.columns import LONGEST_TEXT
from governance.workflow.forms import VerbForm
from governance.workflow.once import OnceForm
from sharing.agreements.content import label
from sharing.agreements.models import Agreement, Comment
from sharing.agreements.steps import STEP_OF
from sharing.opt_out import OptOut


def long_text(label: str, help_text: str = "", **options: Any) -> forms.CharField:
    """A box for some sentences."""
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        max_length=LONGEST_TEXT, label=label, help_text=help_text, widget=widget, **options
    )


class CommentForm(VerbForm):
    """A question, and what it is about."""

    about = forms.ChoiceField(required=False, label="What do you ask about?")
    words = long_text(
        "What do you want to know, or to have changed?", "Whoever wrote the agreement reads this"
    )

    def __init__(self, data: Any, *, agreement: Agreement, about: str) -> None:
        # A made-up name is about the whole.
        initial = {"read_version": agreement.version, "about": about if about in STEP_OF else ""}
        super().__init__(data, initial=initial)
        names = [name for name in STEP_OF if name != "service"]
        self.fields["about"].choices = [("", label("")), *((name, label(name)) for name in names)]  # type: ignore[attr-defined]


class QuestionForm(VerbForm):
    """Which of the open questions; the one that somebody came for is chosen already."""

    question = forms.ChoiceField(widget=forms.RadioSelect, label="Which question?")

    def __init__(self, data: Any, *, agreement: Agreement, questions: list[Comment], chosen: str) -> None:
        super().__init__(data, initial={"read_version": agreement.version, "question": chosen})
        self._questions = {str(each.pk): each for each in questions}
        shown = [(key, f"{label(each.about)}: {each.words}") for key, each in self._questions.items()]
        self.fields["question"].choices = shown  # type: ignore[attr-defined]

    def clean_question(self) -> Comment:
        return self._questions[self.cleaned_data["question"]]


class AnswerForm(QuestionForm):
    """An answer."""

    words = long_text(
        "What is the answer?", "If you changed the agreement because of it, say what you changed"
    )


class ReasonForm(VerbForm):
    """Why something is sent back or rejected."""

    reason = long_text("Why?", "Whoever wrote it reads this")

    def __init__(self, data: Any, *, agreement: Agreement) -> None:
        super().__init__(data, initial={"read_version": agreement.version})


class SendBackForm(ReasonForm):
    """What has to change."""

    reason = long_text("What has to change?", "Whoever wrote it reads this, and the open questions")


class TakeBackForm(ReasonForm):
    """Why nobody is to sign it."""

    reason = long_text("Why?", "Whoever wrote it, approved it, signed it or was to sign it here reads this")


class DiscardForm(ReasonForm):
    """Why nobody wants it."""

    reason = long_text("Why is it not wanted?", "It stays beside the draft")


class ApproveForm(OnceForm):
    """The approval of what stands above the button, to the letter."""

    content_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    opt_out_cleared = long_text(
        "How are people who opted out left out?",
        "The national opt-out applies to this use. Say how their whole records are taken out",
        required=False,
    )

    def __init__(self, data: Any, *, agreement: Agreement) -> None:
        initial = {"read_version": agreement.version, "content_hash": agreement.content_hash}
        super().__init__(data, initial=initial)
        if agreement.opt_out != OptOut.APPLIES:
            del self.fields["opt_out_cleared"]
