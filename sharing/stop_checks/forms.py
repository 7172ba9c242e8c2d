"""The forms of Stop and Check: one a question, one a step. They validate and never save."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Upper

from consent.items import DataItem
from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import May, Role
from governance.fields import Explained, FormKeyField, YesOrNo
from governance.organisations.models import Organisation, SecureRoute
from governance.records.columns import LONGEST_LINE, LONGEST_TEXT
from governance.workflow.forms import VerbForm, nothing_hidden
from governance.workflow.once import OnceForm
from sharing.ladder import Rung
from sharing.locks import HELP, Basis, Condition, Footing
from sharing.outside import is_nobody_of_ours
from sharing.routes import REFUSED, SPOKEN, Route
from sharing.stop_checks.actions_sending import Came
from sharing.stop_checks.extracts import known
from sharing.stop_checks.gates import COMPELLING
from sharing.stop_checks.inspection.faults import MOST_BYTES
from sharing.stop_checks.models import Finding, StopCheck
from sharing.stop_checks.questions import Question

MOST_PEOPLE = 10_000_000
# So many wrong lines are named.
MOST_LINES = 10
HINTS: Mapping[str, str] = {
    "recipient": "Their name, and what they do there",
    "recipient_email": "Their own address at work. The link to say that it came goes there",
    "verified": "For example: I rang back on the number of their website",
    "address": "Only those that we have for this organisation are here",
    "use": "What they do with it, and what they must not do with it",
    "safeguards": "For example: five people in their data team, on their own server, for two years",
    "what": "For example: one row for each person in treatment this year, with age and postcode area",
    "people": "How many different people are in it",
    "study": "Its name, as it stands in the consents. Leave it open if it is no research",
    "why": "What would go wrong without it",
    "ladder_2": "Why would numbers alone not do?",
    "ladder_3": "Why would rows in which nobody can be found not do?",
    "ladder_4": "Why would codes in place of names not do?",
    "law": "For example: Children Act 2004, section 11",
    "balancing": "What we gain, what it could do to the person, and why ours weighs more",
    "crime_authority": "For example: Data Protection Act 2018, Schedule 1, paragraph 18",
    "compelled_by": "Leave it open if an agreement covers it",
    "compelled_law": "Only if one compels us. For example: order of Leeds County Court, K01LS234, 3 November 2026",
    "told": "For example: it stands in our privacy notice, and each of them got a letter",
    "receipt_plan": "For example: they use the link that we mail; then I delete it from our shared drive",
}
SENTENCES: Mapping[str, Mapping[Any, str]] = {
    "basis": HELP[Basis],
    "condition": HELP[Condition],
    "footing": HELP[Footing],
    "rung": {
        Rung.AGGREGATED: "For example: 40 people came in May. No number under 5.",
        Rung.ANONYMISED: "Row by row, but nobody could work out who is meant.",
        Rung.PSEUDONYMISED: "Only we can tell who is behind a code. The key stays here.",
        Rung.IDENTIFIABLE: "A name, or enough to know whose it is.",
    },
}
LADDER = {
    "ladder_2": "Why does step 1 not do?",
    "ladder_3": "Why does step 2 not do?",
    "ladder_4": "Why does step 3 not do?",
}


def _text(label: str, help_text: str = "", *, most: int = LONGEST_TEXT, **options: Any) -> forms.CharField:
    return forms.CharField(
        max_length=most,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[nothing_hidden],
        **options,
    )


class _Named(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class DraftForm(VerbForm):
    """A new one: what it is called, and in which service."""

    title = forms.CharField(
        max_length=120,
        label="What do you call it?",
        help_text="For example: Figures for the council, November. Name nobody",
    )
    service = forms.ModelChoiceField(
        Service.objects.none(), label="Which service is it from?", widget=forms.RadioSelect, empty_label=None
    )
    form_key = FormKeyField()

    def __init__(self, data: Any, *, user: User) -> None:
        services = Service.objects.filter(pk__in=sight(user, "stop_checks", May.CREATE).services).order_by(
            "name"
        )
        only = services[0] if len(services) == 1 else None
        super().__init__(data, initial={"form_key": uuid4(), "service": only})
        self.fields["service"].queryset = services  # type: ignore[attr-defined]


class QuestionForm(VerbForm):
    """One question. Nothing is required to save it; what is still open is said beside it."""

    keeps = True

    def __init__(self, data: Any, *, question: Question, check: StopCheck) -> None:
        said = {name: getattr(check, name) for name in question.fields if not name.startswith("ladder_")}
        ladder = {f"ladder_{step}": words for step, words in check.ladder.items()}
        super().__init__(data, initial={**said, **ladder, "read_version": check.version})
        self._check, self._question = check, question
        for name in question.fields:
            self.fields[name] = _field(name, check)

    def clean_recipient_email(self) -> str:
        return outside(self.cleaned_data["recipient_email"])

    @property
    def facts(self) -> dict[str, Any]:
        """What differs from what it says already."""
        typed = {name: value for name, value in super().facts.items() if name in self._question.fields}
        ladder = {
            name[-1]: typed.pop(name)
            for name in list(typed)
            if name.startswith("ladder_") and typed[name] is not None
        }
        if "rung" in typed:
            # A reason for a step that is not taken any more would only confuse.
            typed["ladder"] = {
                step: words for step, words in ladder.items() if words and int(step) <= (typed["rung"] or 0)
            }
        for name in ("handover", "whole_caseload", "recurring"):
            if name in typed:
                typed[name] = bool(typed[name])
        return {name: value for name, value in typed.items() if getattr(self._check, name) != value}


def outside(email: str) -> str:
    """The address as it was typed. Raises ValidationError where it is one of ours."""
    if not (verdict := is_nobody_of_ours(email)):
        raise ValidationError(f"{verdict.reason} {verdict.next_step}")
    return email


def _field(name: str, check: StopCheck) -> forms.Field:
    if name in LADDER:
        return _text(LADDER[name], HINTS[name], required=False)
    field: Any = StopCheck._meta.get_field(name)
    words = field.verbose_name[:1].upper() + field.verbose_name[1:]
    asked: dict[str, Any] = {"label": words, "help_text": HINTS.get(name, ""), "required": False}
    if name == "organisation":
        everybody = Organisation.objects.remaining().order_by(Upper("name"), "pk")
        return _Named(everybody, empty_label="Choose one", **asked)
    if name == "address":
        theirs = SecureRoute.objects.filter(organisation=check.organisation_id, withdrawn_on=None)
        return forms.ModelChoiceField(
            theirs.order_by("kind", "address"), empty_label="None of these", **asked
        )
    if name == "route":
        # The wrong ones are offered too, so that whoever meant one is told why not, and what to do instead.
        offered = [(each.value, each.label) for each in Route if each not in SPOKEN]
        hints = {each.value: "Not allowed" for each in REFUSED}
        return forms.ChoiceField(choices=offered, widget=Explained(hints), **asked)
    if name == "compelled_by":
        return forms.ChoiceField(
            choices=[("", "Nothing: an agreement covers it"), *COMPELLING], widget=forms.RadioSelect, **asked
        )
    if isinstance(field, ArrayField):
        return forms.MultipleChoiceField(
            choices=DataItem.choices, widget=forms.CheckboxSelectMultiple, **asked
        )
    if isinstance(field, models.BooleanField):
        return YesOrNo(**asked)
    if name == "rung":
        return forms.TypedChoiceField(
            choices=Rung.choices, coerce=int, empty_value=None, widget=Explained(SENTENCES["rung"]), **asked
        )
    if isinstance(field, models.PositiveIntegerField):
        return _people(**asked)
    if field.choices:
        return forms.ChoiceField(choices=field.choices, widget=Explained(SENTENCES.get(name, {})), **asked)
    if isinstance(field, models.EmailField):
        return forms.EmailField(validators=[nothing_hidden], **asked)
    if isinstance(field, models.TextField):
        return _text(words, asked["help_text"], required=False)
    return forms.CharField(max_length=field.max_length, validators=[nothing_hidden], **asked)


def _people(**asked: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"})
    return forms.IntegerField(min_value=1, max_value=MOST_PEOPLE, widget=widget, **asked)


class FileForm(OnceForm):
    """The file itself."""

    keeps = True
    file = forms.FileField(
        label="The file",
        help_text="An XLSX or CSV file, which we look through; or a PDF or another file, which somebody must read. "
        "Up to 100 MB, without a password",
        allow_empty_file=True,
        error_messages={"required": "Choose the file"},
    )
    people = _people(label="About how many people is it?", help_text="Count people, not rows")
    creator = _Named(
        User.objects.none(),
        label="Who made the file?",
        help_text="They never check it, nor do you; nor does anybody who was named here before",
        empty_label="Choose one",
    )
    opened = forms.BooleanField(
        label="I opened it, and looked for hidden rows, hidden sheets, comments and names in its properties",
        error_messages={"required": "Open the file and look, then say that you did"},
    )

    def __init__(self, data: Any, files: Any, *, check: StopCheck, user: User) -> None:
        initial = {
            "form_key": uuid4(),
            "read_version": check.version,
            "people": check.people,
            "creator": (check.creator_id if user.pk == check.sender_id else None) or user.pk,
        }
        super().__init__(data, files, initial=initial)
        staff = User.objects.filter(is_active=True).order_by(Upper("name"), "pk")
        # Whoever the sender named says of nobody else that they made it.
        named = staff if user.pk == check.sender_id else staff.filter(pk=user.pk)
        self.fields["creator"].queryset = named  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.size:
            raise ValidationError("There is nothing in this file. Choose the file that you mean to send")
        if file.size > MOST_BYTES:
            raise ValidationError("The file is larger than 100 MB. Send it in parts")
        return file


class WhoForm(OnceForm):
    """Who is in a file that holds nothing to know people by."""

    keeps = True
    numbers = forms.CharField(
        max_length=1_000_000,
        label="Who is in it?",
        help_text="One number a line: ours (PER-…), the NHS number or the CHI number",
        widget=forms.Textarea(attrs={"rows": 12}),
        validators=[nothing_hidden],
    )

    def __init__(self, data: Any, *, check: StopCheck) -> None:
        super().__init__(data, initial={"read_version": check.version, "form_key": uuid4()})

    def clean_numbers(self) -> list[int]:
        typed = [line.replace(" ", "").upper() for line in self.cleaned_data["numbers"].splitlines()]
        theirs = known(filter(None, typed))
        lines = [place for place, number in enumerate(typed, 1) if number and number not in theirs]
        if lines:
            shown = ", ".join(map(str, lines[:MOST_LINES])) + (" and more" if len(lines) > MOST_LINES else "")
            raise ValidationError(
                f"We know nobody by what stands in line {shown}. Put it right or take it out"
            )
        return sorted(set(theirs.values()))


class StepForm(OnceForm):
    """A step that asks for nothing more."""

    def __init__(self, data: Any, *, check: StopCheck, user: User) -> None:
        super().__init__(data, initial={"read_version": check.version, "form_key": uuid4()})


class ReasonForm(StepForm):
    """A step with a reason."""

    reason = _text("Why?", "It is kept with it, and both read it. Name nobody whom we support")


class SendBackForm(ReasonForm):
    """What to put right."""

    reason = _text("What has to be put right?", "The sender reads this. Name nobody whom we support")


class RecallForm(ReasonForm):
    """Called back."""

    reason = _text("Why is it called back, and what did they answer?", "Name nobody whom we support")


class TakeForm(StepForm):
    """Taking it; somebody of the IG team says why they stand in."""

    fallback_because = _text("Why does the IG team check it?", "Nobody on the Data team can: say why")

    def __init__(self, data: Any, *, check: StopCheck, user: User) -> None:
        super().__init__(data, check=check, user=user)
        if user.role != Role.IG:
            del self.fields["fallback_because"]


class AcceptForm(StepForm):
    """Which of what was found is accepted, and why."""

    findings = forms.ModelMultipleChoiceField(
        Finding.objects.none(), widget=forms.CheckboxSelectMultiple, label="What do you accept?"
    )
    because = forms.CharField(
        max_length=LONGEST_LINE,
        label="Why may it go like this?",
        help_text="What you saw when you looked at it. Name nobody whom we support",
        validators=[nothing_hidden],
    )

    def __init__(self, data: Any, *, check: StopCheck, user: User) -> None:
        super().__init__(data, check=check, user=user)
        extract = check.extract
        waiting = Finding.objects.filter(extract=extract, stops=False, accepted_at=None).order_by("pk")
        field: Any = self.fields["findings"]
        field.queryset = waiting
        field.label_from_instance = lambda each: f"{each.words} {each.where}".strip()

    def clean_findings(self) -> list[int]:
        return [each.pk for each in self.cleaned_data["findings"]]


class VouchForm(StepForm):
    """Why it may go about people of whom we do not know that they said yes."""

    because = _text(
        "How do you know that each of them said yes?",
        "For example: I read the signed form of each. Name nobody whom we support",
    )


class CloseForm(StepForm):
    """How our copy was deleted."""

    how = _text(
        "How was our own copy deleted, and who saw it?", "For example: from the shared drive and its bin"
    )


SAME = (
    ("yes", "Yes, it is the same"),
    ("no", "No, it is another"),
    ("unknown", "We cannot compare it"),
)


class CameForm(forms.Form):
    """What the recipient says that came."""

    name = forms.CharField(max_length=120, label="Your name", validators=[nothing_hidden])
    people = _people(label="About how many people is what you got?")
    same = forms.ChoiceField(
        choices=SAME, widget=forms.RadioSelect, label="Is the SHA-256 of your file the one above?"
    )
    form_key = FormKeyField(initial=uuid4)

    @property
    def came(self) -> Came:
        typed = self.cleaned_data
        same = {"yes": True, "no": False, "unknown": None}[typed["same"]]
        return Came(typed["name"], typed["people"], same)


class ConfirmForm(StepForm):
    """That they confirmed by another way."""

    name = forms.CharField(max_length=120, label="Who confirmed it?", validators=[nothing_hidden])
    people = _people(label="About how many people is what they got?")
    same = forms.ChoiceField(
        choices=SAME, widget=forms.RadioSelect, label="Is their file the same, by its SHA-256?"
    )

    @property
    def facts(self) -> dict[str, Any]:
        typed = dict(super().facts)
        same = {"yes": True, "no": False, "unknown": None}[typed.pop("same")]
        came = Came(typed.pop("name"), typed.pop("people"), same)
        return {**typed, "came": came}
