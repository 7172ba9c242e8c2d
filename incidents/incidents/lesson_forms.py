"""The forms of what is learnt, and of closing."""

from typing import Any

from django import forms

from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.fields import DateField
from incidents.incidents.forms import NAME_NOBODY, StepForm, long
from incidents.incidents.models import Incident, Lesson
from incidents.incidents.permissions import may_write
from incidents.incidents.sorts import Cause


def _owners(incident: Incident) -> Any:
    """Who may be asked: those named on a restricted one, or else whoever works here and does more than read."""
    found = User.objects.filter(is_active=True).exclude(role=Role.AUDITOR).order_by("name")
    if incident.restricted:
        return found.filter(named_in_incidents__incident=incident, named_in_incidents__ended_at=None)
    return found


class _LessonField(forms.ModelChoiceField):
    def label_from_instance(self, lesson: Any) -> str:
        return f"{lesson.number}: {lesson.action}"


class LessonForm(StepForm):
    keeps = True
    cause = forms.ChoiceField(choices=Cause, label="Why could it happen?", widget=forms.RadioSelect)
    factors = long("What made it likelier?", NAME_NOBODY, required=False)
    action = long("What is done, so that it does not happen again?", NAME_NOBODY)
    owner = forms.ModelChoiceField(User.objects.none(), label="Who does it?")
    due_on = DateField(label="By when?")

    def begin(self) -> None:
        self.initial["cause"] = self.incident.cause
        field: Any = self.fields["owner"]
        field.queryset = _owners(self.incident)


class _OneLessonForm(StepForm):
    lesson = _LessonField(
        Lesson.objects.none(), label="Which one?", widget=forms.RadioSelect, empty_label=None
    )

    def begin(self) -> None:
        field: Any = self.fields["lesson"]
        field.queryset = self.meant()
        if (only := field.queryset[:2]) and len(only) == 1:
            self.initial["lesson"] = only[0].pk

    def meant(self) -> Any:
        return self.incident.lessons.filter(done_at=None).order_by("number")


class ChangeLessonForm(_OneLessonForm):
    owner = forms.ModelChoiceField(User.objects.none(), label="Who does it?")
    due_on = DateField(label="By when?")
    reason = long("Why?", NAME_NOBODY)

    def begin(self) -> None:
        super().begin()
        field: Any = self.fields["owner"]
        field.queryset = _owners(self.incident)
        only = self.meant().filter(pk=self.initial.get("lesson") or 0).first()
        if only is not None:
            self.initial.update(owner=only.owner_id, due_on=only.due_on)


class SettleLessonForm(_OneLessonForm):
    evidence = long("How do we know that it is done?", NAME_NOBODY)

    def meant(self) -> Any:
        found = super().meant()
        return found if may_write(self.user, self.incident, self.at) else found.filter(owner=self.user)


class NoLessonsForm(StepForm):
    because = long("Why is there nothing to learn?", NAME_NOBODY)


class CloseForm(StepForm):
    keeps = True
    closing_words = long("What came of it?", f"Two or three sentences. {NAME_NOBODY}", rows=4)
