"""The forms of concerns: what anyone fills in, what staff write down, and one a verb. They validate and never save."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms

from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.errors import Verdict
from governance.fields import DateField
from governance.records.columns import LONGEST_LINE, LONGEST_TEXT
from governance.workflow.once import OnceForm
from governance.workflow.open_forms import OpenForm
from incidents.concerns import rules
from incidents.concerns.models import Concern
from incidents.concerns.permissions import may_be_old
from incidents.concerns.rules import About, Outcome, Reach, Route, Told


def _text(label: str, help_text: str = "", *, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(
        max_length=LONGEST_TEXT,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


def _line(label: str, help_text: str = "", **options: Any) -> forms.CharField:
    return forms.CharField(max_length=LONGEST_LINE, label=label, help_text=help_text, **options)


def _radios(label: str, choices: Any, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **options)


def _service(label: str) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Service.objects.order_by("name"),
        label=label,
        empty_label="None of them, or not known",
        required=False,
    )


class RaiseForm(OpenForm):
    """What anyone fills in. Only what happened, what about, and how we reach them are needed."""

    words = _text(
        "What happened?",
        "Say when and where it was, if you know. You do not have to give names",
        rows=8,
    )
    about = _radios("What is it about?", About.choices)
    service = _service("Which of our services is it about?")
    kept_from_manager = forms.BooleanField(
        required=False, label="The manager of that service must not read this, because it is about them"
    )
    wants = _text("What do you want us to do? (If you like)", rows=3, required=False)
    name = _line(
        "Your name (if you like)",
        "You do not have to say who you are",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    reach = _radios("How do you want to hear from us?", Reach.choices)
    contact = _line("Your telephone number, email or address, if you chose one of these", required=False)
    safe_contact = _line(
        "When and how is it safe to reach you? (If we need to know)",
        "For example: only in the morning. Do not leave a message",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        _look_at_contact(self, typed)
        return typed


class RecordForm(OnceForm):
    """What staff write down of a call, a letter or a talk, for the person and in their words."""

    route = _radios("How did it come?", [each for each in Route.choices if each[0] != Route.PAGE])
    received_on = DateField(label="On which day did it come?")
    words = _text("What happened, in their words?", rows=8)
    about = _radios("What is it about?", About.choices)
    service = _service("Which service is it about?")
    kept_from_manager = forms.BooleanField(
        required=False, label="The manager of that service must not read this, because it is about them"
    )
    wants = _text("What do they want us to do? (If they said)", rows=3, required=False)
    name = _line("Their name (if they gave it)", "Nobody has to say who they are", required=False)
    reach = _radios("How do they want to hear from us?", Reach.choices)
    contact = _line("Their telephone number, email or address, if it is one of these", required=False)
    safe_contact = _line(
        "When and how is it safe to reach them? (If they said)",
        "For example: only in the morning. Do not leave a message",
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, user: User, at: datetime) -> None:
        super().__init__(data, initial={"received_on": local_day(at)})
        self.at, self.user = at, user

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        _look_at_contact(self, typed)
        if (day := typed.get("received_on")) is not None:
            old = may_be_old(self.user)
            _look(self, "received_on", rules.received_allowed(day, local_day(self.at), however_old=old))
        return typed


class MessageForm(OpenForm):
    """What they write to us on the page that they follow."""

    words = _text("Write to us", "We read it, and answer you here")


class StepForm(OnceForm):
    """The base of a step: the version that was read, and the key of the form."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        concern: Concern,
        at: datetime,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        held = {"read_version": concern.version, "form_key": uuid4()}
        super().__init__(data, initial={**held, **(initial or {})})
        self.concern, self.at = concern, at


TO_THEM = "They read it as you write it. Use plain words, and name nobody else"


class TellForm(StepForm):
    """Words to the person, and the way in which they got them."""

    keeps = True

    words = _text("What do you tell them?", TO_THEM, rows=6)
    how = _radios("How do they get it?", Told.choices)

    def __init__(self, *args: Any, concern: Concern, **options: Any) -> None:
        super().__init__(*args, concern=concern, **options)
        self.initial["how"] = concern.reach


class AcknowledgeForm(TellForm):
    """That we have it; after the law's last day also why it is late."""

    late_because = _line("The law’s last day is over. Why is it late?")

    field_order = ["late_because", "words", "how"]

    def __init__(self, *args: Any, concern: Concern, at: datetime, **options: Any) -> None:
        super().__init__(*args, concern=concern, at=at, **options)
        if local_day(at) <= concern.acknowledge_by:
            del self.fields["late_because"]
        self.initial["words"] = (
            "Thank you for telling us. We have read it, and we are sorry that you had to write to us. We look into it "
            f"now, and tell you how far we are by {rules.progress_by(local_day(at), concern.nation):%-d %B %Y} at the "
            "latest."
        )


class AnswerForm(TellForm):
    """What came of it."""

    outcome = _radios("What came of it?", [each for each in Outcome.choices if each[0] != Outcome.NO_CONCERN])

    field_order = ["outcome", "words", "how"]


class HearForm(StepForm):
    """What they told us on another way than their page."""

    keeps = True

    words = _text("What did they tell us, in their words?", rows=6)
    how = _radios("How did they tell us?", [each for each in Told.choices if each[0] != Told.PAGE])


class CloseForm(StepForm):
    """What we learned."""

    keeps = True

    learned = _text(
        "What did we learn, and what do we do otherwise now?", "If it is nothing, say why", rows=6
    )


class ReasonForm(StepForm):
    """Why."""

    reason = _text("Why?", rows=3)


class EditForm(StepForm):
    """Where it belongs, put right. What they said stays as they said it."""

    about = _radios("What is it about?", About.choices)
    service = _service("Which service is it about?")
    received_on = DateField(label="On which day did it come?")
    kept_from_manager = forms.BooleanField(
        required=False, label="The manager of that service must not read it, because it is about them"
    )
    reason = _text("Why do you correct it?", rows=2)

    def __init__(self, *args: Any, concern: Concern, **options: Any) -> None:
        names = ("about", "service", "received_on", "kept_from_manager")
        held = {name: getattr(concern, name) for name in names}
        super().__init__(*args, concern=concern, initial=held, **options)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if (day := typed.get("received_on")) is not None:
            # Only the IG team corrects it, and theirs may be old.
            _look(self, "received_on", rules.received_allowed(day, local_day(self.at), however_old=True))
        return typed


def _look_at_contact(form: forms.Form, typed: Mapping[str, Any]) -> None:
    if typed.get("reach"):
        _look(form, "contact", rules.contact_allowed(Reach(typed["reach"]), typed.get("contact", "")))


def _look(form: forms.Form, field: str, verdict: Verdict) -> None:
    if not verdict and field not in form.errors:
        form.add_error(field, f"{verdict.reason} {verdict.next_step}")
