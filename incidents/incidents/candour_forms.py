"""The forms of the duty of candour."""

from typing import Any

from django import forms

from governance.fields import DateTimeField, YesOrNo
from incidents.incidents.candour import explains
from incidents.incidents.forms import NAME_NOBODY, StepForm, long
from incidents.incidents.outstanding import candour_of, steps_left
from incidents.incidents.sorts import CandourStep, Harm


class DecideCandourForm(StepForm):
    applies = YesOrNo(
        label="Was somebody hurt in our care or treatment, or did they die, without anybody meaning it?",
        help_text="In what a health professional would think. It is about the care, and not about the data",
    )
    harm = forms.ChoiceField(
        choices=Harm, label="If yes: what happened to them?", widget=forms.RadioSelect, required=False
    )
    because = long("Why, or why not?", f"It is kept with the decision. {NAME_NOBODY}")

    def begin(self) -> None:
        duty = candour_of(self.incident)
        if duty is not None:
            self.initial.update(applies=duty.applies, harm=duty.harm)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("applies") and not facts.get("harm"):
            self.add_error("harm", "Choose what happened to them. If it is none of these, choose no")
        return facts


class StartCandourForm(StepForm):
    opinion_by = forms.CharField(
        max_length=120,
        label="Who gave the opinion, and how are they registered?",
        help_text="Their name and their number, for example Dr Ann Reid, GMC 1234567",
    )
    opinion_at = DateTimeField(label="When?")
    had_no_part = YesOrNo(label="Did they have no part in what happened?")

    def begin(self) -> None:
        self.initial["opinion_at"] = self.at


class CandourStepForm(StepForm):
    step = forms.ChoiceField(label="What was done?", widget=forms.RadioSelect)
    done_at = DateTimeField(label="When?")
    who = forms.CharField(max_length=120, label="Which of us did it?")
    words = long("What was said or done?", "For the result, what was found and what changes")
    explained_late = long(
        "It is more than a month since it happened. How did you explain that?",
        "Only where they are told",
        required=False,
    )

    def begin(self) -> None:
        field: Any = self.fields["step"]
        field.choices = [(step.value, step.label) for step in steps_left(self.incident)]
        self.initial["done_at"], self.initial["who"] = self.at, self.user.name
        if CandourStep.TOLD not in steps_left(self.incident) or not explains(self.incident):
            del self.fields["explained_late"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        late = "explained_late" in self.fields and facts.get("step") == CandourStep.TOLD
        if late and not facts.get("explained_late"):
            self.add_error("explained_late", "Write how you explained that it took so long")
        return facts
