"""The forms of an incident: one a step. They validate and never save."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms

from governance.accounts.models import Service, User
from governance.attachments.forms import AttachmentField
from governance.fields import DateTimeField, Explained, FormKeyField, YesOrNo
from governance.people.models import Person
from governance.records.columns import LONGEST_TEXT
from governance.workflow.forms import VerbForm
from governance.workflow.once import OnceForm
from incidents.incidents.clock_rows import terms
from incidents.incidents.models import MOST_PEOPLE, Affected, Incident, Term
from incidents.incidents.permissions import reaches_all, services_for
from incidents.incidents.sorts import Category, Cause, Certainty, Data, Source, Type

NAME_NOBODY = "Write no names"
KNEW = "Not when you write this, but when anybody here first knew. If a firm told us, when it told us"


def long(label: str, help_text: str = "", *, rows: int = 3, **options: Any) -> forms.CharField:
    """A box of several lines."""
    return forms.CharField(
        max_length=LONGEST_TEXT,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


def _several(choices: Any, label: str, **options: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices, label=label, widget=forms.CheckboxSelectMultiple, **options
    )


def _number(label: str, help_text: str = "Leave empty if nobody knows") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )


def _certainty() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=Certainty,
        label="Did it happen?",
        widget=Explained({Certainty.SUSPECTED: "We find out within 24 hours"}),
    )


class ReportForm(VerbForm):
    """What happened, in two minutes. What is not known yet is left empty."""

    certainty = _certainty()
    what_happened = long(
        "What happened?", f"A sentence or two. Facts, not guesses. {NAME_NOBODY} if you can", rows=4
    )
    known_at = DateTimeField(label="When did anybody here first know of it, or suspect it?", help_text=KNEW)
    happened_at = DateTimeField(
        label="When did it happen?", required=False, help_text="Leave empty if nobody knows"
    )
    type = forms.ChoiceField(choices=[("", "Choose one"), *Type.choices], label="What sort of thing is it?")
    data_sorts = _several(Data, "What sort of data is it?")
    people_count = _number("About how many people?")
    contained = YesOrNo(label="Is it stopped, or got back?", required=False)
    source = forms.ChoiceField(choices=Source, label="Who noticed it?", initial=Source.STAFF)
    service = forms.ModelChoiceField(
        Service.objects.none(), label="Which service is it about?", empty_label=None, required=False
    )
    about_staff = forms.BooleanField(
        required=False,
        label="It is about what a colleague did: only few may read it",
    )
    subject = forms.ModelChoiceField(
        User.objects.none(),
        label="If so, which colleague?",
        help_text="They never see it. Leave it empty if you do not know",
        empty_label="Nobody, or I do not know",
        required=False,
    )
    form_key = FormKeyField()

    def __init__(self, data: Any = None, *, user: User, at: datetime) -> None:
        super().__init__(data, initial={"form_key": uuid4(), "known_at": at})
        self._user = user
        known = services_for(user)
        service: Any = self.fields["service"]
        service.queryset = Service.objects.filter(pk__in=[each.pk for each in known]).order_by("name")
        if reaches_all(user):
            service.empty_label = "The whole charity"
        else:
            service.required = True
            if len(known) == 1:
                service.initial, service.widget = known[0].pk, forms.HiddenInput()
        subject: Any = self.fields["subject"]
        subject.queryset = User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("name")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("subject") is not None and not facts.get("about_staff"):
            self.add_error("about_staff", "Tick this too, or choose no colleague")
        return facts


class StepForm(OnceForm):
    """A step that asks for nothing besides."""

    def __init__(
        self, data: Any = None, files: Any = None, *, incident: Incident, user: User, at: datetime
    ) -> None:
        super().__init__(data, files, initial={"read_version": incident.version, "form_key": uuid4()})
        self.incident, self.user, self.at = incident, user, at
        self.begin()

    def begin(self) -> None:
        """What depends on the incident."""


class ReasonForm(StepForm):
    reason = long("Why?", f"It is kept with the incident. {NAME_NOBODY}")


class DraftForm(StepForm):
    """A draft that is an incident."""

    keeps = True
    certainty = _certainty()
    known_at = DateTimeField(label="When did anybody here first know of it, or suspect it?", help_text=KNEW)
    what_happened = long("What happened?", f"Facts, not guesses. {NAME_NOBODY} if you can", rows=4)

    def begin(self) -> None:
        self.initial["what_happened"] = self.incident.what_happened
        self.initial["known_at"] = self.incident.created_at


class ConfirmForm(StepForm):
    known_at = DateTimeField(label="When did anybody here first know that it happened?", help_text=KNEW)

    def begin(self) -> None:
        self.initial["known_at"] = self.at


class AwareForm(StepForm):
    """Since when we knew, or suspected it: earlier than was said."""

    aware_at = DateTimeField(label="When did anybody here first know?", help_text=KNEW)
    reason = long("How do you know?", NAME_NOBODY)
    late_because = long(
        "If by this the regulator was told after the 72 hours: why?", NAME_NOBODY, required=False
    )

    def begin(self) -> None:
        self.initial["aware_at"] = self.incident.aware_at or self.incident.suspected_at
        if self.incident.aware_at is None:
            self.fields["aware_at"].label = "When did anybody here first suspect it?"
        if not self.incident.parts:
            del self.fields["late_because"]


TOLD_FIELDS = (
    *("type", "what_happened", "happened_at", "source", "categories", "data_sorts", "people_count"),
    *("records_count", "vulnerable", "contained", "containment", "consequences", "measures"),
    *("investigation", "cause"),
)


class EditForm(StepForm):
    """All that is known of it by now."""

    keeps = True
    type = ReportForm.base_fields["type"]
    what_happened = long("What happened?", NAME_NOBODY, rows=5)
    happened_at = ReportForm.base_fields["happened_at"]
    source = ReportForm.base_fields["source"]
    categories = _several(Category, "What did it do to the data? Choose all", required=False)
    data_sorts = _several(Data, "What sort of data is it?", required=False)
    people_count = _number("About how many people?")
    records_count = _number("About how many records?")
    vulnerable = YesOrNo(
        label="Is it about anybody who uses our services, a child, or somebody easily hurt?", required=False
    )
    contained = YesOrNo(label="Is it stopped, or got back?", required=False)
    containment = long("What was done to stop it, or to get it back?", required=False)
    consequences = long("What is likely to follow for the people?", required=False)
    measures = long("What else is done, or will be, so that less follows?", required=False)
    investigation = long("What did you find out?", required=False, rows=5)
    cause = forms.ChoiceField(
        choices=[("", "Not known yet"), *Cause.choices], label="Why could it happen?", required=False
    )

    def begin(self) -> None:
        for name in TOLD_FIELDS:
            self.initial[name] = getattr(self.incident, name)

    @property
    def facts(self) -> dict[str, Any]:
        """What differs from what it says already."""
        typed = dict(super().facts)
        if typed.get("vulnerable") is None:
            typed["vulnerable"] = self.incident.vulnerable
        kept = {"form_key"}
        return {
            name: value
            for name, value in typed.items()
            if name in kept or getattr(self.incident, name) != value
        }


class NoteForm(StepForm):
    keeps = True
    words = long("What happened, or was done?", NAME_NOBODY)
    happened_at = DateTimeField(label="When?")
    upload = AttachmentField(required=False)

    def begin(self) -> None:
        self.initial["happened_at"] = self.at


class AffectForm(StepForm):
    """Somebody whom it is about, by the reference that stands on their page."""

    reference = forms.CharField(
        max_length=20,
        label="Their reference",
        help_text="It stands on their page, for example PER-2026-000001",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_reference(self) -> Person:
        typed = self.cleaned_data["reference"].strip().upper()
        found: Person | None = Person.objects.visible_to(self.user, self.at).filter(reference=typed).first()
        if found is None:
            raise forms.ValidationError("You see nobody with this reference. Look at it again")
        return found

    @property
    def facts(self) -> dict[str, Any]:
        typed = dict(super().facts)
        typed["person"] = typed.pop("reference")
        return typed


class _AffectedField(forms.ModelChoiceField):
    def label_from_instance(self, affected: Any) -> str:
        return f"{affected.person.reference}"


class UnaffectForm(StepForm):
    affected = _AffectedField(
        Affected.objects.none(), label="Whom is it not about?", widget=forms.RadioSelect, empty_label=None
    )
    reason = long("Why?", NAME_NOBODY)

    def begin(self) -> None:
        field: Any = self.fields["affected"]
        field.queryset = self.incident.affected.filter(removed_at=None).select_related("person")


class GradeForm(StepForm):
    """The cell was pressed; why, and whom it is about."""

    keeps = True
    severity = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=5)
    likelihood = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=5)
    vulnerable = YesOrNo(
        label="Is it about anybody who uses our services, a child, or somebody easily hurt?",
        help_text="Then neither number is below 2",
    )
    because = long("Why do you grade it so?", NAME_NOBODY)

    def begin(self) -> None:
        self.initial["vulnerable"] = self.incident.vulnerable


class LowerForm(StepForm):
    """A lower grade, or none: then the grade stays and the regulator is left out."""

    severity = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=5, required=False)
    likelihood = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=5, required=False)
    because = long("Why?", f"The Senior Information Risk Owner reads this, and agrees or not. {NAME_NOBODY}")


class BecauseForm(StepForm):
    because = long("Why?", f"It is kept with the decision. {NAME_NOBODY}")


class PhaseForm(StepForm):
    """A part of the report was sent."""

    keeps = True
    sent_at = DateTimeField(label="When did you send it?")
    regulator_case = forms.CharField(
        max_length=60, required=False, label="Which reference did you get?", help_text="If you got one"
    )
    is_last = YesOrNo(
        label="Is that all?",
        help_text="If not, send the rest as soon as you know it. It is a part of its own",
    )
    late_because = long(
        "If the 72 hours were over: why?", "The regulator asks for this too", required=False, rows=3
    )

    def begin(self) -> None:
        self.initial["sent_at"] = self.at
        self.initial["regulator_case"] = self.incident.regulator_case


class CaseForm(StepForm):
    regulator_case = forms.CharField(max_length=60, label="Which reference did you get?")


class CommissionerForm(StepForm):
    term = forms.ModelChoiceField(
        Term.objects.none(), label="Who was told?", widget=forms.RadioSelect, empty_label=None
    )
    told_at = DateTimeField(label="When?")
    words = long("Whom did you tell, and what did they say?", NAME_NOBODY, required=False)

    def begin(self) -> None:
        self.initial["told_at"] = self.at
        told = set(self.incident.commissioners.values_list("term_id", flat=True))
        waiting = [each.pk for each in terms(self.incident) if each.pk not in told]
        field: Any = self.fields["term"]
        field.queryset = Term.objects.filter(pk__in=waiting)
        field.label_from_instance = lambda term: f"{term.commissioner}, within {term.hours} hours"


class RestrictForm(StepForm):
    subject = forms.ModelChoiceField(
        User.objects.none(),
        label="Which colleague is it about?",
        help_text="They never see it, whatever their role",
        empty_label="Nobody knows yet",
        required=False,
    )

    def begin(self) -> None:
        field: Any = self.fields["subject"]
        field.queryset = User.objects.filter(is_active=True).exclude(pk=self.user.pk).order_by("name")


class NameSubjectForm(RestrictForm):
    """Whom a restricted one is about, found out later."""

    def begin(self) -> None:
        super().begin()
        field: Any = self.fields["subject"]
        field.required, field.empty_label = True, "Choose one"
        self.initial["subject"] = self.incident.subject_id


class NameForm(StepForm):
    reader = forms.ModelChoiceField(User.objects.none(), label="Who may read it from now on?")

    def begin(self) -> None:
        there = self.incident.named.filter(ended_at=None).values("user")
        others = User.objects.filter(is_active=True).exclude(pk__in=there)
        field: Any = self.fields["reader"]
        field.queryset = others.exclude(pk=self.incident.subject_id or 0).order_by("name")


class UnnameForm(StepForm):
    reader = forms.ModelChoiceField(User.objects.none(), label="Who need not read it any more?")

    def begin(self) -> None:
        there = self.incident.named.filter(ended_at=None).values("user")
        field: Any = self.fields["reader"]
        field.queryset = User.objects.filter(pk__in=there).order_by("name")


class TermForm(OnceForm):
    """A term of a commissioner."""

    service = forms.ModelChoiceField(Service.objects.order_by("name"), label="Which service?")
    commissioner = forms.CharField(max_length=120, label="Who commissions it?")
    hours = forms.IntegerField(
        label="Within how many hours do they want to hear of an incident?",
        min_value=1,
        max_value=24 * 365,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"form_key": uuid4()})
