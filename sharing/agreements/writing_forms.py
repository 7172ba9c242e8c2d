"""What is asked while an agreement is written. Nothing is required to save a step; what is wrong in form is said."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import May, Reach
from governance.fields import DateField, Explained, FormKeyField, YesOrNo
from governance.organisations.forms import PERSONAL
from governance.organisations.models import ContactRole, Organisation, RouteKind
from governance.workflow.forms import VerbForm, nothing_hidden
from sharing.agreements.content import content, label
from sharing.agreements.models import LONGEST_TITLE, Agreement, Item, Party
from sharing.agreements.querysets import reads
from sharing.agreements.ready_made import READY
from sharing.agreements.rules import Controllers, Type, dates_allowed
from sharing.agreements.states import OPEN_TO_CHANGE, State
from sharing.agreements.steps import Step, grounds_of, is_asked, schedule1_of, settled
from sharing.ladder import Rung
from sharing.locks import HELP, Basis, Condition, Footing
from sharing.opt_out import OptOut

NOTHING, COPY = "nothing", "copy"
SERVICE = "Which service is it for?"
TYPES = {
    Type.ISA: "What is shared with one or several partners, why, and how it is kept safe. Usually the right one.",
    Type.MOU: "How we work together. It counts for sharing only if it says what is shared, or has a protocol.",
    Type.DSP: "The daily detail under an agreement or a memorandum that is there already.",
}
# What helps to answer, where the question alone does not.
HINTS: Mapping[str, str] = {
    "title": "For example: Care with Elm Surgery",
    "our_role": "Usually separate: joint is when we decide with them why and how it is used",
    "purposes": "Choose all that apply. Something is covered only if its purpose is among them",
    "purpose": "What is done with it, in a sentence or two that the people concerned could follow",
    "benefits": "For the people it is about, for us, for everybody",
    "necessity": "What would go wrong without it, and why less would not do",
    "people_words": "For example: adults in treatment in Harbour, about forty a year",
    "legal_power": "The law, contract or duty that lets us share, and the one that lets them",
    "law": "For example: Children Act 2004, section 11",
    "balancing": "What we gain, what it could do to the person, and why ours weighs more",
    "crime_authority": "For example: Data Protection Act 2018, Schedule 1, paragraph 18",
    "has_sharing_section": "If not, the memorandum covers nothing until it has a protocol that is active",
    "privacy_information": "The notice or leaflet, and what is said to each person",
    "opt_out": "In England people can say no to uses of their health record beyond their own care",
    "dpia": "Screen every new sharing. High risks, children or health on a large scale need an assessment",
    "dpia_reference": "If it has one yet. One of ours, such as DPI-2026-0004, must be approved before this is",
    "routes": "Choose all that may be used. Ordinary email and message apps are not safe",
    "incident_notice": "Whom each tells, how, and within how many hours",
    "overseas_safeguards": "Which country, and the contract or decision that protects it there",
    "retention": "How long each keeps it, and what it goes by",
    "starts_on": "For example, 1 4 2027",
    "ends_on": "At most 36 months later. For example, 31 3 2029",
    "ending": "For example: three months’ notice in writing",
    "detail": "For example: the plan and its last review, no notes of talks. You can leave it empty",
    "signatory": "Somebody who may sign for them. Give the name as they write it: only they can use the link",
    "signatory_email": "Their own address at work",
}
OPT_OUT_HELP = {
    OptOut.NOT_APPLICABLE: "It is for each person’s own care, shows nothing of health, or is about Scotland only.",
    OptOut.EXEMPT: "Such as a law that says we must, a clear yes from everybody, or figures nobody can be found in.",
    OptOut.APPLIES: "The Data Protection Officer checks, before approving, that their whole records are taken out.",
}
SENTENCES: Mapping[str, Mapping[Any, str]] = {
    "basis": HELP[Basis],
    "condition": HELP[Condition],
    "footing": HELP[Footing],
    "opt_out": OPT_OUT_HELP,
}
RUNG_HELP = {
    Rung.AGGREGATED: "For example: 40 people came in May.",
    Rung.ANONYMISED: "Line by line, but nobody could work out who is meant.",
    Rung.PSEUDONYMISED: "Only we can tell who is behind a code. It is still about people.",
    Rung.IDENTIFIABLE: "A name, or enough to know whose it is.",
}


def fields_of(
    model: type[models.Model], names: Iterable[str], chosen: Mapping[str, Any]
) -> dict[str, forms.Field]:
    """A form field for each of these fields of a model, none of them required. chosen: name → its own choices."""
    return {name: _field(model, name, chosen.get(name)) for name in names}


def _field(model: type[models.Model], name: str, choices: Any) -> forms.Field:
    field: Any = model._meta.get_field(name)
    words = label(name) if model is Agreement else field.verbose_name[:1].upper() + field.verbose_name[1:]
    asked: dict[str, Any] = {"label": words, "help_text": HINTS.get(name, ""), "required": False}
    if isinstance(field, ArrayField):
        offered = [each for each in field.base_field.choices or () if each[0] != RouteKind.UNSORTED]
        return forms.MultipleChoiceField(choices=offered, widget=forms.CheckboxSelectMultiple, **asked)
    if isinstance(field, models.BooleanField):
        return YesOrNo(**asked)
    if isinstance(field, models.DateField):
        return DateField(**asked)
    if field.choices:
        offered = choices or field.choices
        return forms.ChoiceField(choices=offered, widget=Explained(SENTENCES.get(name, {})), **asked)
    if isinstance(field, models.EmailField):
        return forms.EmailField(validators=[nothing_hidden], **asked)
    widget = forms.Textarea(attrs={"rows": 4}) if isinstance(field, models.TextField) else forms.TextInput
    return forms.CharField(max_length=field.max_length, widget=widget, validators=[nothing_hidden], **asked)


def services_for(user: User) -> forms.ModelChoiceField:
    """Which service it is of: of those that the user writes for; the whole charity for who writes for all."""
    seen = sight(user, "agreements", May.EDIT)
    whole = seen.reach is Reach.ALL
    offered = Service.objects.order_by("name")
    return forms.ModelChoiceField(
        offered if whole else offered.filter(pk__in=seen.services),
        label=SERVICE,
        widget=forms.RadioSelect,
        required=not whole,
        blank=whole,
        empty_label="The whole charity" if whole else None,
    )


class _Above(forms.ModelChoiceField):
    def label_from_instance(self, obj: Agreement) -> str:
        return f"{obj.title} ({obj.log_number or obj.reference})"


def above_for(user: User, at: datetime, *, required: bool, now: int | None = None) -> forms.ModelChoiceField:
    """Which agreement a protocol stands under: one that is active or being written; `now` is the one it has."""
    written = models.Q(state__in=OPEN_TO_CHANGE) | reads(State.ACTIVE, at) | models.Q(pk=now)
    offered = Agreement.objects.visible_to(user, at).filter(written, type__in=(Type.ISA, Type.MOU))
    return _Above(
        offered.order_by("title", "id"),
        label=label("parent"),
        help_text="An agreement or a memorandum that is active or being written",
        required=required,
        empty_label="Choose one",
    )


class StartForm(forms.Form):
    """What kind of agreement, and what to start from."""

    type = forms.ChoiceField(
        choices=Type, label="What is it?", widget=Explained({each: TYPES[each] for each in Type})
    )
    start = forms.ChoiceField(
        label="What do you start from?",
        choices=[
            *((key, ready.title) for key, ready in READY.items()),
            (COPY, "A copy of another agreement"),
            (NOTHING, "Nothing: an empty one"),
        ],
        widget=Explained(
            {
                **{key: ready.hint for key, ready in READY.items()},
                COPY: "You look for it on the next page. Its dates are not copied.",
            }
        ),
    )


class DraftForm(VerbForm):
    """A new agreement: what it is called, of which service it is, and what a protocol stands under.

    Its key makes that sending it twice begins one.
    """

    title = forms.CharField(max_length=LONGEST_TITLE, label="What is it called?", help_text=HINTS["title"])
    form_key = FormKeyField()

    def __init__(
        self, data: Any, *, user: User, at: datetime, type: Type, above: Agreement | None = None
    ) -> None:
        super().__init__(data, initial={"form_key": uuid4(), "parent": above})
        self.fields["service"] = services = services_for(user)
        if services.required and len(mine := list(services.queryset or ())) == 1:
            services.initial = mine[0]
        if type == Type.DSP:
            self.fields["parent"] = above_for(user, at, required=True)


class RenewForm(VerbForm):
    """That a renewal is begun; sent twice it begins one."""

    form_key = FormKeyField()

    def __init__(self, data: Any) -> None:
        super().__init__(data, initial={"form_key": uuid4()})


class WritingForm(VerbForm):
    """Something of an agreement. What was typed is kept also where nothing can be changed any more."""

    keeps = True

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        # A browser ends lines otherwise than what was saved before, and that alone is no change.
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in facts.items()
        }


class StepForm(WritingForm):
    """One step: what it asks of this agreement, as far as what is said already lets it be asked."""

    def __init__(self, data: Any, *, step: Step, agreement: Agreement, user: User, at: datetime) -> None:
        self.step, self.agreement, self.said = step, agreement, content(agreement)
        asked = [name for name in step.fields if is_asked(name, self.said)]
        chosen = {
            "schedule1": [(each.value, each.label) for each in schedule1_of(self.said)],
            "opt_out_ground": [(each.value, each.label) for each in grounds_of(self.said)],
        }
        initial = {name: getattr(agreement, name) for name in asked}
        super().__init__(data, initial={**initial, "read_version": agreement.version})
        own = {
            "service": lambda: services_for(user),
            "parent": lambda: above_for(user, at, required=False, now=agreement.parent_id),
        }
        plain = fields_of(Agreement, [name for name in asked if name not in own], chosen)
        self.fields |= {name: own[name]() if name in own else plain[name] for name in asked}
        if "title" in self.fields:
            self.fields["title"].required = True

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        for name, value in facts.items():
            if isinstance(value, list):
                order = [key for key, _ in self.fields[name].choices]  # type: ignore[attr-defined]
                facts[name] = sorted(value, key=order.index)
        first, last = facts.get("starts_on"), facts.get("ends_on")
        if isinstance(first, date) and isinstance(last, date):
            allowed = dates_allowed(first, last)
            if not allowed:
                self.add_error("ends_on", f"{allowed.reason} {allowed.next_step}")
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """What differs from what is there, with what follows from it."""
        typed = super().facts
        typed |= settled(self.step, self.said | typed)
        return {name: value for name, value in typed.items() if getattr(self.agreement, name) != value}

    @property
    def asks_more(self) -> bool:
        """Whether what was answered brings up a question that was not asked."""
        said = self.said | super().facts
        return any(is_asked(name, said) and name not in self.fields for name in self.step.fields)


class PartForm(WritingForm):
    """A partner, or a kind of information; `part` is the one that is changed."""

    def __init__(self, data: Any, *, agreement: Agreement, part: Any = None, **begin: Any) -> None:
        self.part = part
        initial = {name: getattr(part, name) for name in self.names} if part else begin
        super().__init__(data, initial={**initial, "read_version": agreement.version})

    names: tuple[str, ...] = ()

    def is_there(self, part: Any) -> bool:
        """Whether it says of a part what it says already."""
        return part is not None and all(getattr(part, name) == value for name, value in self.facts.items())


class PartyForm(PartForm):
    """How a partner decides, whom to ask there, and who signs."""

    names = ("role", "contact", "dpo", "signatory", "signatory_post", "signatory_email")

    def __init__(
        self, data: Any, *, agreement: Agreement, organisation: Organisation, on: date, part: Any = None
    ) -> None:
        super().__init__(data, agreement=agreement, part=part, **_known(organisation, on))
        self.fields |= fields_of(Party, self.names, {})

    def clean_signatory_email(self) -> str:
        address: str = self.cleaned_data["signatory_email"]
        if address.rpartition("@")[2].lower() in PERSONAL:
            raise ValidationError("This is a personal account. Give an address of their organisation")
        return address


def _known(organisation: Organisation, on: date) -> dict[str, str]:
    """What its address book offers: the first of each kind who is there."""
    there = list(organisation.contacts.there_on(on).order_by("id"))
    daily, dpo, signs = (
        next((each for each in there if each.role == role), None)
        for role in (ContactRole.DAILY, ContactRole.DPO, ContactRole.SIGNATORY)
    )
    return {
        "role": Controllers.SEPARATE.value,
        "contact": _reach(daily),
        "dpo": _reach(dpo),
        "signatory": signs.name if signs else "",
        "signatory_email": signs.email if signs else "",
    }


def _reach(contact: Any) -> str:
    return ", ".join(filter(None, (contact.name, contact.email, contact.telephone))) if contact else ""


class ItemForm(PartForm):
    """One kind of information: why it is needed, and the least that will do."""

    names = ("item", "detail", "necessity", "rung", "why_not_lower")

    def __init__(
        self, data: Any, *, agreement: Agreement, taken: Iterable[str] = (), part: Any = None
    ) -> None:
        super().__init__(data, agreement=agreement, part=part, rung=Rung.AGGREGATED.value)
        listed = set(taken) - {part.item if part else ""}
        left = [
            (value, words) for value, words in Item._meta.get_field("item").flatchoices if value not in listed
        ]
        self.fields |= fields_of(Item, self.names, {"item": left})
        self.fields["rung"].widget = Explained(RUNG_HELP)
        self.fields["rung"].choices = Rung.choices  # type: ignore[attr-defined]
        self.fields["rung"].help_text = "Start with the first, and go on only where less will not do"
        self.fields["why_not_lower"].help_text = "Needed from the second on: what could not be done with less"
        for name in ("item", "necessity", "rung"):
            self.fields[name].required = True

    def clean_rung(self) -> Rung:
        return Rung(int(self.cleaned_data["rung"]))

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        rung = facts.get("rung")
        if rung is not None and rung > Rung.AGGREGATED and not facts.get("why_not_lower"):
            self.add_error("why_not_lower", f"Say why less than “{rung.label}” would not do")
        if rung == Rung.AGGREGATED:
            facts["why_not_lower"] = ""
        return facts


class RemoveForm(WritingForm):
    """That a part is taken out."""

    def __init__(self, data: Any, *, agreement: Agreement) -> None:
        super().__init__(data, initial={"read_version": agreement.version})
