"""The forms of disclosures: one a verb. They validate and never save."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.db.models.functions import Upper
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from consent.capacity.models import Assessment
from consent.items import DataItem
from consent.parts import Part, part
from consent.purposes import Purpose
from governance.attachments.forms import AttachmentField
from governance.fields import DateField, DateTimeField, Explained
from governance.organisations.models import Organisation
from governance.people.models import Case
from governance.records.columns import LONGEST_LINE, LONGEST_TEXT
from governance.workflow.once import OnceForm
from sharing.disclosing import ALWAYS, EMERGENCIES, RULES, NotTold, Paper, Reason
from sharing.disclosures import diseases
from sharing.disclosures.diseases import Disease
from sharing.disclosures.models import Disclosure
from sharing.disclosures.recipients import Unlisted, unknown
from sharing.disclosures.words import label
from sharing.ladder import Rung
from sharing.locks import HELP, Basis, Condition
from sharing.routes import Route

# A key has fewer digits than this.
LONGEST_KEY = 18
# So many organisations are offered; others are linked by typing their name.
OFFERED = 100
WHO = "organisation recipient unlisted verified"
WHAT = "items what rung route"
TOLD, TELLING = "told", "telling told_how not_told_because"
HINTS = {
    "what": "So that the person can read it later. For example: the letter of 3 May; or what you said, in a sentence",
    "verified": "For example: I rang back on the number of their website",
    "what_happened": "Facts, not guesses. Who saw or said it",
    "consent_sought": "Ask where you can. If they said no, write that: weigh it, it does not stand in the way",
    "less_intrusive": "For example: could they tell it themselves, or with you?",
    "minimum": "Why less would not help",
    "commanded": "Read the order, and choose only what it names",
    "advice": "Who helped you to decide. Write “nobody” if so",
    "follow_up": "Who does what next, and when",
    "law": "For example: Children Act 1989, section 47",
    "power": "Ask them which law lets them ask. They may have none: then it is up to us",
}


class CaseForm(OnceForm):
    """A form about one person, in one of their cases."""

    case = forms.ModelChoiceField(
        Case.objects.none(), label="Which service is this for?", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(
        self, *args: Any, cases: Sequence[Case], initial: dict[str, Any] | None = None, **options: Any
    ) -> None:
        only = cases[0].pk if len(cases) == 1 else None
        super().__init__(*args, initial={"case": only, "form_key": uuid4(), **(initial or {})}, **options)
        field: Any = self.fields["case"]
        field.queryset = Case.objects.filter(pk__in=[case.pk for case in cases]).select_related(
            "person", "service"
        )
        field.label_from_instance = lambda case: str(case.service)
        if len(cases) == 1:
            field.widget = forms.HiddenInput()


# The press on another page that begins a form here: by POST, so that nothing it says stands in an address.
BEGIN = "begin"
# What that page may fill in beforehand.
BEGUN = (
    *("case", "organisation", "recipient", "unlisted", "purpose", "rung", "route", "disease"),
    "significant_harm",
)


def begun(sent: QueryDict) -> dict[str, Any]:
    """What another page asked already and sends along, as the beginning of a form: nothing is typed twice.

    It is only shown in the form, and is looked at like all that is typed when that is sent.
    """
    start: dict[str, Any] = {name: sent[name] for name in BEGUN if sent.get(name)}
    if items := [item for item in sent.getlist("items") if item in DataItem.values]:
        start["items"] = items
    if sent.get("reason") in Reason.values:
        start["reason"] = sent["reason"]
    try:
        suspected_at = parse_datetime(sent.get("suspected_at", ""))
    except ValueError:
        suspected_at = None
    return {**start, "suspected_at": suspected_at} if suspected_at is not None else start


def _chosen(initial: dict[str, Any] | None) -> int | None:
    """The organisation that was chosen beforehand, which is offered whatever else is."""
    chosen = str((initial or {}).get("organisation", ""))
    return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < LONGEST_KEY else None


class ReasonForm(forms.Form):
    """Why it is shared without asking; the form that follows asks only what belongs to this reason."""

    reason = forms.ChoiceField(
        choices=Reason,
        label="Why do you share without their consent?",
        widget=Explained(
            {
                reason: f"{rule.approver.value[0].upper()}{rule.approver.value[1:]} decides."
                for reason, rule in RULES.items()
            }
        ),
    )


class RecipientMixin(forms.Form):
    """Who gets it and what: the same for every form about something that is shared."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        required=False,
        label="Which organisation gets it?",
        empty_label="None of these",
    )
    recipient = forms.CharField(
        max_length=160,
        required=False,
        label="Who gets it?",
        help_text="The name of the person or body. You can leave it empty if you chose an organisation",
    )
    unlisted = forms.ChoiceField(
        choices=[("", "They are on the list"), *Unlisted.choices],
        required=False,
        widget=forms.RadioSelect,
        label="If the name is not on our list: what are they?",
        help_text="With an organisation we make an agreement. With a relative or friend we do not",
    )
    items = forms.MultipleChoiceField(
        choices=DataItem, widget=forms.CheckboxSelectMultiple, label="What is shared? Choose all"
    )
    # Asked before it is written down; what has happened is written down first, and then said.
    asks_who = True
    # That we know nobody by the name that was typed, in words.
    unknown = ""

    def offer_organisations(self, services: Iterable[int], chosen: int | None = None) -> None:
        """Those that these services have shared with, filled up from the start of the alphabet."""
        lately = Disclosure.objects.filter(service__in=list(services), organisation__isnull=False).order_by(
            "-id"
        )
        used = list(dict.fromkeys(lately.values_list("organisation", flat=True)[: 5 * OFFERED]))[:OFFERED]
        others = Organisation.objects.remaining().exclude(pk__in=used).order_by(Upper("name"))
        offered = [*used, *others.values_list("pk", flat=True)[: OFFERED - len(used)]]
        found = (
            Organisation.objects.remaining().filter(Q(pk__in=offered) | Q(pk=chosen)).order_by(Upper("name"))
        )
        self.fields["organisation"].queryset = found  # type: ignore[attr-defined]

    def call(self, organisation: str, recipient: str, items: str) -> None:
        """The three questions in other words, for what has happened already or does not."""
        for name, words in (("organisation", organisation), ("recipient", recipient), ("items", items)):
            self.fields[name].label = words

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        organisation, typed = facts.get("organisation"), " ".join((facts.get("recipient") or "").split())
        if typed and organisation is None:
            organisation = Organisation.objects.named(typed).first()
        if not typed and organisation is None and "recipient" not in self.errors:
            self.add_error("recipient", "Write who gets it, or choose an organisation")
        unlisted = facts.pop("unlisted", "")
        if organisation is not None:
            unlisted = ""
        elif typed and not unlisted:
            self.unknown = unknown(typed)
        if self.unknown and self.asks_who:
            self.add_error("recipient", f"{self.unknown} If the name is right, say below what they are.")
        facts["private_person"] = unlisted == Unlisted.PERSON
        facts["organisation"], facts["recipient"] = (
            organisation,
            typed or (organisation.name if organisation else ""),
        )
        return facts


class TellingMixin(forms.Form):
    """Whether the person was told: the default; only two things excuse it."""

    telling = forms.ChoiceField(
        choices=[
            (TOLD, "Yes, I told them"),
            *((each.value, f"No: {each.label[0].lower()}{each.label[1:]}") for each in NotTold),
        ],
        widget=forms.RadioSelect,
        label="Did you tell the person?",
        help_text="Tell them, unless one of these two things is true",
    )
    told_how = forms.CharField(
        max_length=LONGEST_LINE,
        required=False,
        label="If you told them, how?",
        help_text="For example: by phone",
    )
    not_told_because = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        label="If not, what would happen if they were told, or why can they not be reached?",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        telling = facts.get("telling")
        if telling == TOLD and not facts.get("told_how"):
            self.add_error("told_how", "Write how you told them")
        if telling and telling != TOLD and not facts.get("not_told_because"):
            self.add_error("not_told_because", "Write why they are not told")
        return facts


def told(facts: dict[str, Any]) -> dict[str, Any]:
    """What was typed about telling, as the fields of a disclosure."""
    if "telling" not in facts:
        return facts
    rest, telling = dict(facts), facts["telling"]
    del rest["telling"]
    yes = telling == TOLD
    rest["told_how"] = rest["told_how"] if yes else ""
    rest["not_told_because"] = "" if yes else rest["not_told_because"]
    return {**rest, "not_told": "" if yes else telling}


def fact(name: str, *, required: bool) -> forms.Field:
    """The field for one fact of section 6."""
    common: dict[str, Any] = {"required": required, "label": label(name), "help_text": HINTS.get(name, "")}
    match name:
        case "commanded":
            return forms.MultipleChoiceField(choices=DataItem, widget=forms.CheckboxSelectMultiple, **common)
        case "suspected_at":
            return DateTimeField(required=required, label=common["label"])
        case "assessment":
            return forms.ModelChoiceField(
                Assessment.objects.none(), empty_label=None, widget=forms.RadioSelect, **common
            )
    longest = Disclosure._meta.get_field(name).max_length or LONGEST_TEXT  # type: ignore[union-attr]
    widget = forms.Textarea(attrs={"rows": 2}) if longest > LONGEST_LINE else forms.TextInput()
    return forms.CharField(max_length=longest, widget=widget, **common)


class DraftForm(RecipientMixin, CaseForm):
    """What is to be shared about one person: with consent where `reason` is None, or else with all its facts."""

    verified = forms.CharField(
        max_length=LONGEST_LINE, required=False, label=label("verified"), help_text=HINTS["verified"]
    )
    purpose = forms.ChoiceField(choices=Purpose, label="What is it for?")
    what = forms.CharField(
        max_length=LONGEST_TEXT,
        label=label("what"),
        help_text=HINTS["what"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    rung = forms.TypedChoiceField(
        # On the others nobody shows, which is never so of one person.
        choices=[each for each in Rung.choices if Rung(each[0]).is_personal],
        coerce=int,
        initial=Rung.IDENTIFIABLE.value,
        label="How much of the person shows?",
    )
    route = forms.ChoiceField(choices=[("", "Choose one"), *Route.choices], label="How is it sent?")

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        reason: Reason | None,
        cases: Sequence[Case],
        held: Disclosure | None = None,
        findings: Sequence[Assessment] = (),
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.reason = reason
        start = _held(held) if held is not None else dict(initial or {})
        if reason is Reason.MEDICAL_EMERGENCY or reason is Reason.NOTIFIABLE_DISEASE:
            start.setdefault("purpose", Purpose.CARE)
        elif reason is not None:
            usual = Purpose.LEGAL if RULES[reason].compels else Purpose.SAFEGUARDING
            start.setdefault("purpose", usual)
        super().__init__(data, files, cases=cases, initial=start)
        self.offer_organisations(
            [case.service_id for case in cases], held.organisation_id if held else _chosen(initial)
        )
        if held is None:
            # It goes with the form and stands in no address: for a disease it would be about somebody's health.
            self.fields["reason"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=reason.value if reason else ""
            )
        for name in self.names():
            self._add(name, findings, kept=held)
        if held is not None:
            self.fields["read_version"].initial = held.version

    def _add(self, name: str, findings: Sequence[Assessment], *, kept: Disclosure | None) -> None:
        if name == "order":
            there = kept is not None and bool(kept.order)
            self.fields["upload"] = AttachmentField(
                # Of a letter or a request nothing is kept: it is no order, and that is said first.
                required=not there and self.data.get("paper", Paper.ORDER) == Paper.ORDER,
                label="The order, as a scan or a PDF" + (": it is kept already" if there else ""),
            )
        elif name == "disease":
            self.fields[name] = forms.ChoiceField(
                choices=[("", "Choose one"), *Disease.choices], label=label(name)
            )
        elif name == "paper":
            self.fields[name] = forms.ChoiceField(choices=Paper, widget=forms.RadioSelect, label=label(name))
        elif name == "significant_harm":
            self.fields[name] = forms.BooleanField(required=False, label=label(name).capitalize())
        else:
            # What is not written yet can follow; it must be there before anybody decides.
            self.fields[name] = fact(name, required=name in ("what_happened", "suspected_at", "assessment"))
        if name == "assessment":
            self.fields[name].queryset = Assessment.objects.filter(pk__in=[each.pk for each in findings])  # type: ignore[attr-defined]

    def names(self) -> list[str]:
        """The facts that this reason asks for, in order."""
        if self.reason is None:
            return []
        own = list(RULES[self.reason].facts)
        if self.reason is Reason.COURT_ORDER:
            own = ["paper", *own]
        if self.reason is Reason.NOTIFIABLE_DISEASE:
            own = [*own, "significant_harm"]
        return [*own, *ALWAYS]

    def parts(self) -> Iterator[Part]:
        """The form in its numbered parts."""
        yield part(self, "Who gets it", "", f"case {WHO}")
        yield part(self, "What, and how", "The least that helps.", f"purpose {WHAT}")
        if self.reason is None:
            return
        own = [name for name in self.names() if name not in ALWAYS]
        if own:
            names = " ".join("upload" if name == "order" else name for name in own)
            yield part(self, self.reason.label, _own_hint(self.reason), names)
        yield part(
            self,
            "Why it is right to share",
            "You can leave some empty and come back. All must be there before it is shared.",
            " ".join(ALWAYS),
        )

    @property
    def facts(self) -> dict[str, Any]:
        return {**super().facts, "reason": self.reason.value if self.reason else ""}


def _held(disclosure: Disclosure) -> dict[str, Any]:
    names = {
        *["organisation", "recipient", "verified", "purpose", "items", "what", "rung", "route"],
        *ALWAYS,
        "paper",
        "disease",
    }
    names |= {"significant_harm", *(name for rule in RULES.values() for name in rule.facts)} - {"order"}
    unlisted = Unlisted.PERSON if disclosure.private_person else Unlisted.BODY
    return {
        **{name: getattr(disclosure, name) for name in names},
        "unlisted": "" if disclosure.organisation_id else unlisted,
    }


def _own_hint(reason: Reason) -> str:
    if reason is Reason.NOTIFIABLE_DISEASE:
        return " ".join(f"{nation.label}: {whom}." for nation, whom in diseases.WHOM.items())
    if reason is Reason.SERIOUS_CRIME:
        return "Ask them what they need, why, and by which power. It is up to us, unless a court orders it."
    return ""


class EmergencyForm(TellingMixin, RecipientMixin, CaseForm):
    """What was shared in an emergency, in two minutes; the rest may follow within the 24 hours."""

    asks_who = False
    sent_at = DateTimeField(label="When did you share it?")
    reason = forms.ChoiceField(
        choices=[(reason.value, reason.label) for reason in EMERGENCIES],
        widget=forms.RadioSelect,
        label="Why could it not wait?",
    )
    route = forms.ChoiceField(choices=[("", "Choose one"), *Route.choices], label="How did you share it?")
    what = forms.CharField(
        max_length=LONGEST_TEXT, label="What exactly did you share?", widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self,
        data: Any = None,
        *,
        cases: Sequence[Case],
        at: datetime,
        held: Disclosure | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        start: dict[str, Any] = {"sent_at": at, **(initial or {})}
        if held is not None:
            start = {"sent_at": held.sent_at, "read_version": held.version}
        super().__init__(data, cases=cases, initial=start)
        self.offer_organisations([case.service_id for case in cases], _chosen(initial))
        self.call("Which organisation got it?", "Who got it?", "What did you share? Choose all")
        for name in ("at_risk", "how_badly", "how_soon"):
            self.fields[name] = fact(name, required=True)
        for name in ALWAYS:
            self.fields[name] = fact(name, required=False)

    def parts(self) -> Iterator[Part]:
        """The short part, and the rest."""
        yield part(
            self,
            "What you shared",
            "",
            "case reason sent_at organisation recipient unlisted route items what",
        )
        yield part(self, "Who was in danger", "", "at_risk how_badly how_soon")
        yield part(self, "Telling the person", "", TELLING)

    def rest(self) -> list[forms.BoundField]:
        """What may follow within the 24 hours."""
        return [self[name] for name in ALWAYS]

    @property
    def facts(self) -> dict[str, Any]:
        care = self.cleaned_data.get("reason") == Reason.MEDICAL_EMERGENCY
        return {**told(super().facts), "purpose": Purpose.CARE if care else Purpose.SAFEGUARDING}


class DeclineForm(RecipientMixin, CaseForm):
    """What somebody asked of us, and why we do not share it."""

    purpose = forms.ChoiceField(choices=Purpose, label="What did they want it for?")
    route = forms.ChoiceField(choices=Route, label="How was it to be sent?", initial=Route.SECURE_EMAIL)
    paper = forms.ChoiceField(
        choices=[("", "Nothing in writing"), *Paper.choices],
        required=False,
        label="What did they bring?",
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        choices=[("", "None of these"), *Reason.choices],
        required=False,
        label="Did they say that we may, or must, for one of these reasons?",
    )
    decline_reason = forms.CharField(
        max_length=LONGEST_TEXT, label="Why do we not share it?", widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, data: Any = None, *, cases: Sequence[Case], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, cases=cases, initial=initial)
        self.offer_organisations([case.service_id for case in cases], _chosen(initial))
        self.call(
            "Which organisation asked for it?", "Who asked for it?", "What did they ask for? Choose all"
        )
        for name in ("why_asked", "power"):
            self.fields[name] = fact(name, required=False)

    def parts(self) -> Iterator[Part]:
        yield part(
            self, "What was asked of us", "", "case organisation recipient unlisted purpose items route"
        )
        hint = "For the police, a court, a solicitor or an official body. Leave it empty for anybody else."
        yield part(self, "By what right", hint, "paper reason why_asked power")
        yield part(self, "What we decided", "", "decline_reason")

    @property
    def facts(self) -> dict[str, Any]:
        return {**super().facts, "rung": Rung.IDENTIFIABLE}


# --- The steps of one disclosure ----------------------------------------------------------------


class StepForm(OnceForm):
    """A form about one disclosure as it stands."""

    def __init__(self, data: Any = None, *, disclosure: Disclosure, at: datetime) -> None:
        self.disclosure, self.at = disclosure, at
        super().__init__(
            data, initial={"read_version": disclosure.version, "form_key": uuid4(), **self.begin()}
        )

    def begin(self) -> dict[str, Any]:
        """What stands in the form beforehand."""
        return {}


class SendForm(TellingMixin, StepForm):
    """It is shared now: to whom, made sure how, and whether the person was told."""

    verified = forms.CharField(max_length=LONGEST_LINE, label=label("verified"), help_text=HINTS["verified"])

    def __init__(self, data: Any = None, *, disclosure: Disclosure, at: datetime) -> None:
        super().__init__(data, disclosure=disclosure, at=at)
        if not disclosure.reason:
            # Who said yes knows of it.
            for name in TELLING.split():
                del self.fields[name]

    def begin(self) -> dict[str, Any]:
        return {"verified": self.disclosure.verified}

    field_order = ["verified"]

    @property
    def facts(self) -> dict[str, Any]:
        return told(super().facts)


def why_form(name: str, question: str, hint: str = "") -> type[StepForm]:
    """The form of a step that asks one thing."""
    field = forms.CharField(
        max_length=LONGEST_TEXT, label=question, help_text=hint, widget=forms.Textarea(attrs={"rows": 3})
    )
    return type("WhyForm", (StepForm,), {name: field})


class ApproveForm(StepForm):
    """The decision to share. The basis is asked where the table suggests more than one."""

    basis = forms.ChoiceField(choices=(), label="Lock 1: the legal basis")
    condition = forms.ChoiceField(choices=(), label="Lock 2: the condition")

    def __init__(self, data: Any = None, *, disclosure: Disclosure, at: datetime) -> None:
        super().__init__(data, disclosure=disclosure, at=at)
        rule = RULES[Reason(disclosure.reason)]
        offered: dict[str, tuple[Any, list[Any]]] = {
            "basis": (Basis, list(rule.bases)),
            "condition": (Condition, [condition for condition, _ in rule.conditions]),
        }
        for name, (kind, values) in offered.items():
            if len(values) < 2:
                del self.fields[name]
                continue
            choices = [(each.value, each.label) for each in values]
            hints = {each.value: HELP[kind][each] for each in values}
            self.fields[name] = forms.ChoiceField(
                choices=choices,
                label=self.fields[name].label,
                widget=Explained(hints),
                initial=getattr(disclosure, name),
            )


class TellForm(TellingMixin, StepForm):
    """The person was told now, or why they are not; of a group, whether they were."""

    told_at = DateTimeField(required=False, label="If you told them, when?")
    field_order = ["telling", "told_at", "told_how", "not_told_because"]

    def __init__(self, data: Any = None, *, disclosure: Disclosure, at: datetime) -> None:
        super().__init__(data, disclosure=disclosure, at=at)
        if disclosure.person_id is None:
            self.fields["telling"].label = "Did you tell each of them?"
            self.fields["told_how"].help_text = "For example: by a letter, or a notice that each of them got"

    def begin(self) -> dict[str, Any]:
        return {"told_at": self.at}

    @property
    def facts(self) -> dict[str, Any]:
        return told(super().facts)


class ReportForm(StepForm):
    """By telephone, in writing, or both."""

    oral_told_at = DateTimeField(required=False, label="When did you report it by telephone?")
    written_told_on = DateField(required=False, label="On which day did you report it in writing?")

    def begin(self) -> dict[str, Any]:
        return {
            "oral_told_at": self.disclosure.oral_told_at,
            "written_told_on": self.disclosure.written_told_on,
        }


class WriteUpForm(StepForm):
    """What the short form of an emergency did not ask for."""

    def __init__(self, data: Any = None, *, disclosure: Disclosure, at: datetime) -> None:
        super().__init__(data, disclosure=disclosure, at=at)
        for name in ALWAYS:
            self.fields[name] = fact(name, required=False)
            self.fields[name].initial = getattr(disclosure, name)
