"""What is asked about help with a choice, and of the DPO. The forms validate and never save."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from governance.accounts.models import Service
from governance.calendar import local_day
from governance.errors import Verdict
from governance.fields import DateField, FormKeyField
from governance.people.models import Case
from governance.workflow.forms import VerbForm
from sharing.opt_outs import rules
from sharing.opt_outs.models import Help, Statement
from sharing.opt_outs.rules import About, Leaflet


class HelpForm(VerbForm):
    """What somebody asked and what they were given. There is no question about what they chose."""

    about = forms.ChoiceField(choices=About, label="What did they ask about?", widget=forms.RadioSelect)
    question = forms.CharField(
        max_length=300,
        required=False,
        label="What did they ask?",
        help_text="A few words, if there is more to say. Never write whether they opted out: that is theirs alone,"
        " and we do not keep it. Write no names.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    leaflet = forms.ChoiceField(
        choices=Leaflet, label="Which leaflet did you give them?", widget=forms.RadioSelect
    )
    helped_on = DateField(label="When did you help?")

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = local_day(at)

    def clean_helped_on(self) -> date:
        day: date = self.cleaned_data["helped_on"]
        _demand(rules.day_allowed(day, self.on))
        return day

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        about = facts.get("about")
        if about and "question" in facts:
            try:
                _demand(rules.question_allowed(About(about), facts["question"]))
            except ValidationError as error:
                self.add_error("question", error)
        return facts


class RecordForm(HelpForm):
    """New help: in a case of the person, or in a service where nobody is named. One place is not asked for."""

    form_key = FormKeyField()
    place = forms.ChoiceField(label="In which service?", widget=forms.RadioSelect)

    field_order = ["place", "about", "question", "leaflet", "helped_on"]

    def __init__(self, *args: Any, places: Sequence[Case] | Sequence[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, Case | Service] = {str(place.pk): place for place in places}
        field = self.fields["place"]
        field.choices = [  # type: ignore[attr-defined]
            (pk, str(place.service if isinstance(place, Case) else place))
            for pk, place in self.places.items()
        ]
        if len(places) == 1:
            field.initial, field.widget = str(places[0].pk), forms.HiddenInput()

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, with the case and the service in the place of the number that was chosen."""
        facts = super().facts
        place = self.places[facts.pop("place")]
        case = place if isinstance(place, Case) else None
        return facts | {"case": case, "service": place.service if isinstance(place, Case) else place}


class CorrectForm(HelpForm):
    """What was written down, put right, and why."""

    reason = forms.CharField(
        max_length=500,
        label="Why do you correct it?",
        help_text="For example: the wrong day",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, help: Help, at: datetime) -> None:
        held = {name: getattr(help, name) for name in HelpForm.base_fields if name != "read_version"}
        super().__init__(data, initial=held | {"read_version": help.version}, at=at)


class ConfirmForm(VerbForm):
    """The statement and its short words; how it fits, where the opt-out applies to some agreements."""

    words = forms.CharField(
        max_length=2000,
        label="What we state",
        help_text="Staff read this. Change it if it is not true any more.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    in_short = forms.CharField(
        max_length=300,
        label="The same in short, for everybody",
        help_text="It stands on the public page about choices. Use words that a child of nine can read.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    despite = forms.CharField(
        max_length=1000,
        required=False,
        label="The opt-out applies to some agreements. How is the statement true all the same?",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(label="I have looked at what it rests on, and it is true today")

    def __init__(
        self, data: Any = None, *, statement: Statement, before: Statement | None, applies: int
    ) -> None:
        said = {
            "words": before.words if before else rules.POSITION,
            "in_short": before.in_short if before else rules.IN_SHORT,
        }
        super().__init__(data, initial=said | {"read_version": statement.version})
        self.applies = applies
        if not applies:
            del self.fields["despite"]

    def clean_despite(self) -> str:
        despite: str = self.cleaned_data["despite"]
        _demand(rules.despite_allowed(self.applies, despite))
        return despite

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "sure"}


def _demand(verdict: Verdict) -> None:
    if not verdict:
        raise ValidationError(f"{verdict.reason} {verdict.next_step}")
