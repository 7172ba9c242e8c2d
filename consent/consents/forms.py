"""One form a verb of consent. They validate and never save."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from consent.consents.models import Consent, DataItem, Route
from consent.consents.rules import CHECKLIST, EXTRA_CARE, OFFERED, Giver
from consent.kinds import Kind, Method
from governance.calendar import local_day
from governance.errors import Verdict
from governance.fields import DateTimeField
from governance.organisations.models import Organisation
from governance.people.models import Case
from governance.workflow.forms import VerbForm, nothing_hidden

YES_OR_NO = [("yes", "Yes"), ("no", "No")]
CHECKS = {f"check_{check.key}": check for check in CHECKLIST}
HOW = (
    "giver giver_name authority_seen method said_at identity_check script_version answer_words"
    " scan_reference scan_held"
)
# An organisation that is not offered is linked by typing its name.
OFFERED_ORGANISATIONS = 50
LATELY = 1_000


class YesOrNo(forms.TypedChoiceField):
    """Two radios with nothing chosen beforehand: True, False, or None where left open."""

    class Radios(forms.RadioSelect):
        template_name = "consents/yes_no.html"

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=YES_OR_NO,
            coerce=lambda typed: typed == "yes",
            empty_value=None,
            widget=self.Radios,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return ("yes" if value else "no") if isinstance(value, bool) else value


class CaseField(forms.ModelChoiceField):
    def label_from_instance(self, case: Case) -> str:
        return f"{case.service.name} ({case.service.get_nation_display()})"


class Part(NamedTuple):
    """One numbered part of a long form."""

    title: str
    hint: str
    fields: list[forms.BoundField]


class StepForm(VerbForm):
    """The form of a verb on a consent that is there already."""

    def __init__(self, data: Any = None, *, consent: Consent, at: datetime) -> None:
        self.consent, self.at = consent, at
        super().__init__(data, initial={"read_version": consent.version, **self.begin()})

    def begin(self) -> dict[str, Any]:
        """What stands in the form at first."""
        return {}

    def possible(self, name: str, allowed: Callable[[datetime, datetime], Verdict]) -> datetime | None:
        """The moment typed in this field, which must be `allowed` now."""
        moment: datetime | None = self.cleaned_data[name]
        if moment is not None and not (verdict := allowed(moment, self.at)):
            raise ValidationError(verdict.reason)
        return moment


class SaidForm(StepForm):
    """When they said it."""

    said_at = DateTimeField(label="When did they say it?")

    def begin(self) -> dict[str, Any]:
        return {"said_at": self.consent.said_at or self.at}

    def clean_said_at(self) -> datetime | None:
        return self.possible("said_at", self.consent.said_allowed)


class HowForm(StepForm):
    """Who answered, and how: what the law calls evidence."""

    giver = forms.ChoiceField(
        choices=Giver, widget=forms.RadioSelect, label="Who answered?", initial=Giver.SELF
    )
    giver_name = forms.CharField(
        max_length=120, required=False, label="Name of who answered", help_text="Only if it was someone else"
    )
    authority_seen = forms.BooleanField(
        required=False, label="I have seen the paper that lets them decide for the person"
    )
    method = forms.ChoiceField(choices=Method, widget=forms.RadioSelect, label="How did they answer?")
    said_at = DateTimeField(
        required=False,
        label="When did they answer?",
        help_text="For a paper form, when it was signed. For example, 27 3 2026 at 14:30",
    )
    identity_check = forms.CharField(
        max_length=200,
        required=False,
        label="If they spoke: how did you check who they are?",
        help_text="For example: known to me, or date of birth and address",
    )
    script_version = forms.CharField(
        max_length=40,
        required=False,
        label="If they spoke: which version of the script did you read?",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )
    answer_words = forms.CharField(
        max_length=300,
        required=False,
        label="If they spoke: what did they say?",
        help_text="In their own words",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    scan_reference = forms.CharField(
        max_length=200,
        required=False,
        label="If it is on paper: where is the scan?",
        help_text="Give its reference in the case record",
    )
    scan_held = YesOrNo(
        required=False,
        label="If it is on paper: have you seen that the scan is there?",
        help_text="Until it is there, this stays a draft. The paper in a folder is not enough",
    )

    def begin(self) -> dict[str, Any]:
        return {"said_at": self.at}

    def clean_said_at(self) -> datetime | None:
        return self.possible("said_at", self.consent.said_allowed)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        giver = facts.get("giver")
        if giver and giver != Giver.SELF and not facts.get("giver_name"):
            self.add_error("giver_name", "Write the name of who answered for the person")
        if giver == Giver.SELF:
            facts["giver_name"], facts["authority_seen"] = "", False
        return facts


class ReconfirmForm(HowForm):
    """They say yes again to the same; for anything else there is a new record."""

    unchanged = YesOrNo(
        label="Is everything else as it was?",
        help_text="Who gets it, why, what may be shared, and what must not be",
    )
    field_order = ["unchanged", *HOW.split()]

    def clean_unchanged(self) -> bool:
        if self.cleaned_data["unchanged"] is not True:
            raise ValidationError(
                "Then record what they say now as a new answer, from the person’s page. It replaces this one."
            )
        return True

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in HOW.split()}


class AnswerForm(HowForm):
    """The whole of an answer: who gets what and why, what they said and how, the ten checks, extra care."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in OFFERED],
        widget=forms.RadioSelect,
        label="What is this about?",
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        required=False,
        label="Organisation",
        empty_label="None of these",
        help_text="The ones we share with most. If yours is not here, type its name below",
    )
    recipient = forms.CharField(
        max_length=160,
        required=False,
        label="Who gets it?",
        help_text="The name of the person, team or organisation. You can leave it empty if you chose one above",
    )
    relationship = forms.CharField(
        max_length=80,
        required=False,
        label="Who are they to the person?",
        help_text="For example: mother, GP, social worker",
    )
    purpose = forms.CharField(
        max_length=200, label="Why do they get it?", help_text="One reason. Each reason has its own answer"
    )
    items = forms.MultipleChoiceField(
        choices=DataItem,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="What may be shared?",
        help_text="If they say no, leave this empty",
    )
    not_to_share = forms.CharField(
        max_length=300,
        required=False,
        label="What must not be shared?",
        help_text="Anything they asked to keep back",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    answer = YesOrNo(label="What is their answer?")
    privacy_notice = forms.CharField(
        max_length=40,
        required=False,
        label="Which privacy notice did they get?",
        help_text="For example: England, version 4",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )

    def __init__(self, data: Any = None, *, consent: Consent, at: datetime) -> None:
        super().__init__(data, consent=consent, at=at)
        for name, check in CHECKS.items():
            self.fields[name] = YesOrNo(label=f"{check.number}. {check.question}", required=False)
        self.fields["organisation"].queryset = self._organisations()  # type: ignore[attr-defined]
        self.children = [
            case for case in self.possible_cases() if self._is_young(case, consent.said_at or at)
        ]
        if self.children:
            for name, question in EXTRA_CARE:
                self.fields[name] = forms.CharField(
                    max_length=200, label=question, required=False, validators=[nothing_hidden]
                )
        self.order_fields([field.name for part in self.parts() for field in part.fields])

    def possible_cases(self) -> Iterable[Case]:
        """The cases that this answer may belong to."""
        return [self.consent.case]

    def chosen_case(self) -> Case | None:
        """The case that it belongs to, once that is known."""
        return self.consent.case

    def begin(self) -> dict[str, Any]:
        consent = self.consent
        typed = {name: getattr(consent, name) for name in self.base_fields if hasattr(consent, name)}
        checks = {name: consent.checklist.get(check.key) for name, check in CHECKS.items()}
        panel = {name: getattr(consent, name) for name, _ in EXTRA_CARE}
        return {**typed, **checks, **panel, "answer": None}

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        organisation, family = facts.get("organisation"), facts.get("kind") == Kind.SHARE_FAMILY
        if family and organisation:
            self.add_error("organisation", "Choose no organisation for family or a friend")
        if family and not facts.get("relationship"):
            self.add_error("relationship", "Write who they are to the person, for example: mother")
        typed = facts.get("recipient")
        if typed:
            # Two spaces for one would make another recipient of it.
            typed = facts["recipient"] = " ".join(typed.split())
        if typed and not organisation and not family:
            facts["organisation"] = organisation = Organisation.objects.named(typed).first()
            facts["recipient"] = organisation.name if organisation else typed
        if facts.get("answer") and "items" in facts and not facts["items"]:
            self.add_error("items", "Choose what may be shared")
        if typed == "":
            if organisation:
                facts["recipient"] = organisation.name
            else:
                self.add_error("recipient", "Write who gets it, or choose an organisation")
        case = self.chosen_case()
        if facts.get("answer") and case in self.children:
            for name, question in EXTRA_CARE:
                if name in facts and not facts[name]:
                    self.add_error(name, f"This is a child, so answer this too: {question}")
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, as `actions` takes it."""
        left_out = {"read_version", *CHECKS}
        facts = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        answered = {check.key: self.cleaned_data[name] for name, check in CHECKS.items()}
        facts["checklist"] = {key: value for key, value in answered.items() if value is not None}
        return facts

    def parts(self) -> Iterator[Part]:
        """The form in its numbered parts."""
        yield self._part("Who gets it, and why", "", "case kind organisation recipient relationship purpose")
        yield self._part("What may be shared", "", "items not_to_share")
        yield self._part(
            "Their answer",
            "A no is as good as a yes. It changes nothing about their support.",
            f"answer {HOW} privacy_notice",
        )
        yield self._part(
            "Ten checks",
            "If they said yes, answer all ten. If one is a no, this is kept as a draft. "
            "If they said no, leave this part out.",
            " ".join(CHECKS),
        )
        if self.children:
            yield self._part(
                "Extra care for a child", self._extra_care_hint(), " ".join(name for name, _ in EXTRA_CARE)
            )

    def _organisations(self) -> QuerySet[Organisation]:
        """Those that these services have shared with most of late, filled up from the start of the alphabet."""
        services = [case.service_id for case in self.possible_cases()]
        lately = Consent.objects.filter(service__in=services).order_by("-id")
        used = Counter(filter(None, lately.values_list("organisation", flat=True)[:LATELY]))
        offered = [organisation for organisation, _ in used.most_common(OFFERED_ORGANISATIONS)]
        others = Organisation.objects.exclude(pk__in=offered).order_by(Upper("name"))
        offered += others.values_list("pk", flat=True)[: OFFERED_ORGANISATIONS - len(offered)]
        chosen = Q(pk__in=offered) | Q(pk=self.consent.organisation_id)
        return Organisation.objects.filter(chosen).order_by(Upper("name"))

    def _part(self, title: str, hint: str, names: str) -> Part:
        shown = [self[name] for name in names.split() if name in self.fields]
        return Part(title, hint, [field for field in shown if not field.is_hidden])

    def _extra_care_hint(self) -> str:
        nations = sorted({case.service.get_nation_display() for case in self.children})
        return f"In {' and '.join(nations)} they count as a child. If they said yes, answer all four."

    def _is_young(self, case: Case, at: datetime) -> bool:
        return Consent(person=self.consent.person, service=case.service).needs_extra_care(local_day(at))


class RecordForm(AnswerForm):
    """A new answer. Its key makes that sending it twice records it once."""

    case = CaseField(
        Case.objects.none(), label="Which service is this for?", widget=forms.RadioSelect, empty_label=None
    )
    form_key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, consent: Consent, cases: list[Case], at: datetime) -> None:
        self._cases = cases
        super().__init__(data, consent=consent, at=at)
        field = self.fields["case"]
        field.queryset = Case.objects.filter(pk__in=[case.pk for case in cases]).select_related("service")  # type: ignore[attr-defined]
        if len(cases) == 1:
            field.widget = forms.HiddenInput()

    def begin(self) -> dict[str, Any]:
        only = self._cases[0].pk if len(self._cases) == 1 else None
        return {"giver": Giver.SELF, "said_at": self.at, "case": only, "form_key": uuid4()}

    def possible_cases(self) -> Iterable[Case]:
        return self._cases

    def chosen_case(self) -> Case | None:
        return self.cleaned_data.get("case")

    def clean_form_key(self) -> UUID:
        try:
            return UUID(self.cleaned_data["form_key"])
        except ValueError:
            return uuid4()


class WithdrawForm(StepForm):
    """When they said that they take it back, and how they told us. Nothing else is asked."""

    withdrawn_at = DateTimeField(label="When did they say it?", help_text="Change this if it was earlier")
    withdrawal_route = forms.ChoiceField(
        choices=Route, widget=forms.RadioSelect, label="How did they tell us?", initial=Route.IN_PERSON
    )

    def begin(self) -> dict[str, Any]:
        return {"withdrawn_at": self.at}

    def clean_withdrawn_at(self) -> datetime | None:
        return self.possible("withdrawn_at", self.consent.said_allowed)


class ToldForm(StepForm):
    """When the last of the recipients was told."""

    told_at = DateTimeField(
        label="When were they told?", help_text="If nothing had been shared yet, leave this as it is"
    )

    def begin(self) -> dict[str, Any]:
        return {"told_at": self.at}

    def clean_told_at(self) -> datetime | None:
        return self.possible("told_at", self.consent.told_allowed)


class InvalidateForm(StepForm):
    """What was found."""

    reason = forms.CharField(
        max_length=500,
        label="Why was it not valid?",
        help_text="Which of the ten checks was not met, and how you found out. Name nobody",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
