"""The forms in which an answer is written down: who said what about which sharing, and how. They never save."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from consent.capacity.models import Assessment
from consent.consents.actions import Proof
from consent.consents.forms import SignedForm
from consent.consents.models import Consent
from consent.consents.rules import AGAINST, CHECKLIST, EXTRA_CARE, Giver, State, method_allowed
from consent.evidence.forms import UploadField
from consent.evidence.models import Evidence
from consent.items import DataItem
from consent.kinds import KINDS, ORAL, Channel, Kind, Method
from consent.parts import Part, part
from consent.purposes import CHOICES, OF_KIND
from consent.purposes import Purpose as Aim
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose, Use
from consent.wording.versions import text
from governance.calendar import Nation, local_day
from governance.fields import DateField, DateTimeField, FormKeyField, YesOrNo
from governance.organisations.models import Organisation
from governance.people.models import Case
from governance.privacy_notices.in_force import given_in
from governance.workflow.forms import nothing_hidden

CHECKS = {f"check_{check.key}": check for check in CHECKLIST}
# The checks that are about the talk, and not about one sharing: the next answer of the same talk takes them over.
OF_THE_TALK = ("free", "can_withdraw", "no_pressure", "understandable")
SAID = "giver giver_name authority_seen said_at identity_check privacy_notice"
# What each kind asks about the sharing, in two parts: who gets it and why, and what.
ABOUT: Mapping[Kind, tuple[str, str]] = {
    Kind.SHARE_CARE: ("organisation recipient relationship aim purpose", "items not_to_share"),
    Kind.SHARE_FAMILY: ("recipient relationship aim purpose", "items not_to_share"),
    Kind.NATIONAL_RETURN: ("organisation recipient purpose", "items not_to_share"),
    Kind.RESEARCH: ("named organisation recipient purpose ends_on", "items not_to_share"),
    Kind.MEDIA: ("named purpose ends_on", "channels items not_to_share"),
    Kind.RECORDING_VIDEO: ("named recipient purpose", "not_to_share"),
    Kind.RECORDING_AUDIO: ("named recipient purpose", "not_to_share"),
    Kind.GROUP_MESSAGING: ("named purpose", "items not_to_share"),
}
# What goes without asking for a kind.
GIVEN: Mapping[Kind, Mapping[str, Any]] = {
    Kind.MEDIA: {"recipient": "The public"},
    Kind.RECORDING_VIDEO: {"items": [DataItem.RECORDING]},
    Kind.RECORDING_AUDIO: {"items": [DataItem.RECORDING]},
    Kind.GROUP_MESSAGING: {"recipient": "Everyone in the group"},
}
OF_CARE = [
    item
    for item in DataItem
    if item not in (DataItem.NAME, DataItem.STORY, DataItem.IMAGE, DataItem.RECORDING, DataItem.EMPLOYMENT)
]
# What may be shared, where it is not what care knows about a person.
ITEMS: Mapping[Kind, list[DataItem]] = {
    Kind.MEDIA: [DataItem.NAME, DataItem.IMAGE, DataItem.STORY],
    Kind.GROUP_MESSAGING: [DataItem.NAME, DataItem.CONTACT],
}
# The question that a kind puts in its own words.
LABELS: Mapping[Kind, Mapping[str, str]] = {
    Kind.NATIONAL_RETURN: {"recipient": "Who collects the figures?"},
    Kind.RESEARCH: {"recipient": "Who runs the study?", "purpose": "What is the study to find out?"},
    Kind.MEDIA: {"purpose": "What is it to be used for?", "items": "What may be shown?"},
    Kind.RECORDING_VIDEO: {"recipient": "Who may watch it?", "purpose": "Why is it recorded?"},
    Kind.RECORDING_AUDIO: {"recipient": "Who may listen to it?", "purpose": "Why is it recorded?"},
    Kind.GROUP_MESSAGING: {"purpose": "What is the group for?", "items": "What will the group see?"},
}
# What the words are asked as, by how they answer.
WORDS = {
    Method.PAPER: "Which form did they sign?",
    Method.E_FORM: "Which words did they read?",
}
# An organisation that is not offered is linked by typing its name.
OFFERED_ORGANISATIONS = 50
LATELY = 1_000
# Most talks are written down within this time. The words of an older one are offered once its day was sent.
WRITTEN_DOWN_WITHIN = timedelta(weeks=4)
NONE_OF_THESE = "none"
UNCHANGED = "Yes, and everything is as it was"
NO_WORDS = "No words for this are approved yet. Ask the IG team for them"
# How somebody is known who has said yes to us before, where the way was not written down.
KNOWN = "Known to us from before"


class CaseField(forms.ModelChoiceField):
    def label_from_instance(self, case: Case) -> str:
        return f"{case.service.name} ({case.service.get_nation_display()})"


class WordingField(forms.ModelChoiceField):
    """The words that were used; each choice shows its text."""

    class Radios(forms.RadioSelect):
        template_name = "consents/wording.html"

    widget = Radios

    def label_from_instance(self, version: WordingVersion) -> Any:
        return Words(
            version.label,
            version.title,
            text(version, under=3),
            version.wording.language,
            local_day(version.retired_at) if version.retired_at else None,
        )


@dataclass(frozen=True)
class Words:
    """One choice of words, with its text."""

    label: str
    title: str
    html: str
    language: str
    # The last day on which it was in use, if that is over.
    until: date | None


class HowForm(SignedForm):
    """Who answered, and how: what the law calls evidence. Only what belongs to the way they answered is asked."""

    method = forms.ChoiceField(choices=Method, widget=forms.HiddenInput)
    form_key = FormKeyField()
    wording = WordingField(WordingVersion.objects.none(), required=False, empty_label=None)
    giver = forms.ChoiceField(
        choices=Giver, widget=forms.RadioSelect, label="Who answered?", initial=Giver.SELF
    )
    giver_name = forms.CharField(
        max_length=120, required=False, label="Name of who answered", help_text="Only if it was someone else"
    )
    authority_seen = forms.BooleanField(
        required=False, label="I have seen the paper that lets them decide for the person"
    )
    said_at = DateTimeField(required=False, label="When did they answer?")
    identity_check = forms.CharField(
        max_length=200,
        required=False,
        label="How did you check who they are?",
        help_text="For example: known to me, or date of birth and address",
    )
    answer_words = forms.CharField(
        max_length=300,
        required=False,
        label="What did they say?",
        help_text="In their own words",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    assessment = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        label="Somebody has checked whether they can decide. Was it about this?",
        help_text="Each check is for one decision only",
    )
    why_no_finding = forms.CharField(
        max_length=300,
        required=False,
        label="If none was about this: why not?",
        help_text="For example: they were asked about money, and were sober by the evening",
    )
    upload = UploadField(
        required=False,
        help_text="A PDF, JPEG or PNG file, up to 15 MB and 20 pages. Until it is there, this stays a draft",
    )
    # Which of these belong to which way of answering; the others belong to all.
    only: ClassVar[Mapping[str, frozenset[Method]]] = {
        "said_at": frozenset(Method) - {Method.E_FORM},
        "identity_check": ORAL,
        "answer_words": ORAL,
        "upload": frozenset({Method.PAPER}),
        "signature": frozenset({Method.E_FORM}),
        "right_name": frozenset({Method.E_FORM}),
    }

    def __init__(
        self, data: Any = None, files: Any = None, *, consent: Consent, at: datetime, how: str = ""
    ) -> None:
        self.about = Kind(consent.kind)
        asked = data.get("method") if data else how
        self.how = Method(asked if asked in self._methods(data) else consent.method or self.usual_method)
        super().__init__(data, files, consent=consent, at=at)
        for name, methods in self.only.items():
            if self.how not in methods:
                self.fields.pop(name, None)
        if "said_at" in self.fields and self.how == Method.PAPER:
            self.fields["said_at"].label = "When did they sign it?"
        self.fields["wording"].queryset = self._words()  # type: ignore[attr-defined]
        self.fields["wording"].label = WORDS.get(self.how, "Which words did you read out?")
        self._ask_for_finding()

    @property
    def asked_at(self) -> datetime:
        """When they were asked, as far as is known before the form is filled in."""
        return self.consent.said_at or self.at

    def _methods(self, data: Any) -> Collection[str]:
        """The ways that may be asked for; what is sent is judged as a whole, with the rule's own words."""
        return Method.values if data else KINDS[self.about].methods

    @property
    def usual_method(self) -> Method:
        """A talk, where that is enough."""
        return Method.IN_PERSON_VERBAL if KINDS[self.about].methods >= ORAL else Method.E_FORM

    @property
    def other_methods(self) -> list[Method]:
        """The other ways in which this kind may be answered."""
        return [method for method in Method if method in KINDS[self.about].methods and method != self.how]

    def possible_cases(self) -> Iterable[Case]:
        """The cases that this answer may belong to."""
        return [self.consent.case]

    def chosen_case(self) -> Case | None:
        """The case that it belongs to, once that is known."""
        return self.consent.case

    def begin(self) -> dict[str, Any]:
        return {"said_at": self.at, "form_key": uuid4(), "method": self.how, "wording": self._usual_words()}

    def clean_said_at(self) -> datetime | None:
        return self.possible("said_at", self.consent.said_allowed)

    def clean_assessment(self) -> Assessment | None:
        typed = self.cleaned_data["assessment"]
        return next((each for each in self.assessments if str(each.pk) == typed), None)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        giver = facts.get("giver")
        if giver and giver != Giver.SELF and not facts.get("giver_name"):
            self.add_error("giver_name", "Write the name of who answered for the person")
        if giver == Giver.SELF:
            facts["giver_name"], facts["authority_seen"] = "", False
        self.ask_about_name(giver or "", facts.get("giver_name", ""))
        wording = facts.get("wording")
        proved = facts.get("upload") or facts.get("signature")
        # A proof is of the words that were shown.
        if proved and not wording and "wording" not in self.errors and self._words().exists():
            self.add_error("wording", "Choose which words they signed")
        self._check_words(facts)
        return facts

    @property
    def proof(self) -> Proof:
        """What was handed over with the answer."""
        return Proof(self.cleaned_data.get("upload"), self.cleaned_data.get("signature"))

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, as `actions` takes it."""
        apart = ("read_version", "upload", "signature", "right_name")
        facts = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        return {**facts, "proof": self.proof}

    def _words(self) -> QuerySet[WordingVersion]:
        """The words that are offered: those of the day; of a paper form any that was ever in use.

        A talk may be written down later, so of scripts also those of late, and those of the day that is typed.
        """
        if self.how == Method.PAPER:
            forms_to_sign = {"wording__kind": self.about, "wording__purpose": Purpose.FORM}
            ours = WordingVersion.objects.fixed().filter(**forms_to_sign)
            nations = Q(wording__nation=None) | Q(wording__nation__in=self._nations())
            return ours.filter(nations).select_related("wording").order_by("-approved_at", "-id")
        found = self._in_use(local_day(self.asked_at))
        if self.how in ORAL:
            today = local_day(self.at)
            found |= self._in_use(today, since=today - WRITTEN_DOWN_WITHIN)
            if (typed := self._typed_day()) is not None:
                found |= self._in_use(typed)
        return found

    def _in_use(self, on: date, *, since: date | None = None) -> QuerySet[WordingVersion]:
        """The words that were in use on a day, in any of the nations."""
        purpose = Purpose.SCRIPT if self.how in ORAL else Purpose.FORM
        found = WordingVersion.objects.none()
        for nation in self._nations():
            found |= WordingVersion.objects.in_use(self.about, purpose, nation, on, since=since)
        return found

    def _typed_day(self) -> date | None:
        """The day on which they answered, as it was sent; None while nothing is, or where it is no day."""
        if not self.is_bound:
            return None
        field, name = self.fields["said_at"], self.add_prefix("said_at")
        try:
            moment = field.clean(field.widget.value_from_datadict(self.data, self.files, name))
        except ValidationError:
            return None
        return local_day(moment) if moment else None

    def _check_words(self, facts: dict[str, Any]) -> None:
        """The words that were chosen must be some that can have been used when they answered."""
        wording, case = facts.get("wording"), self.chosen_case()
        if wording is None or case is None or "said_at" in self.errors:
            return
        said_at = (facts.get("said_at") if "said_at" in self.fields else self.asked_at) or self.at
        purpose = Purpose.SCRIPT if self.how in ORAL else Purpose.FORM
        nation, printed = Nation(case.service.nation), self.how == Method.PAPER
        verdict = wording.fits(Use(self.about, purpose, nation, local_day(said_at), printed))
        if not verdict:
            self.add_error("wording", f"{verdict.reason} {verdict.next_step}")

    def _usual_words(self) -> int | None:
        """The newest of the same words as last time; or the only ones there are."""
        offered = list(self._words() if self.how == Method.PAPER else self._in_use(local_day(self.asked_at)))
        last = self.consent.wording
        same = [each for each in offered if last is not None and each.wording_id == last.wording_id]
        chosen = same or (offered if len(offered) == 1 else [])
        return chosen[0].pk if chosen else None

    def _ask_for_finding(self) -> None:
        """Which assessment it rests on, where there is one to choose."""
        found: dict[tuple[int, str], Assessment] = {}
        against = False
        for case in self.possible_cases():
            standing = Assessment.objects.standing(case.person_id, case.service_id, self.at)
            for each in standing.select_related("service"):
                found.setdefault((each.service_id, each.decision.upper()), each)
                # One that was settled since still stood when an answer of before that was given.
                against |= each.finding in AGAINST
        self.assessments = list(found.values())
        if not against:
            del self.fields["why_no_finding"]
        if not self.assessments:
            del self.fields["assessment"]
            return
        choices = [
            (
                str(each.pk),
                f"{each.decision}: {each.finding.label.lower()}, {local_day(each.assessed_at):%-d %B %Y}",
            )
            for each in self.assessments
        ]
        self.fields["assessment"].choices = [*choices, (NONE_OF_THESE, "None of these was about this")]  # type: ignore[attr-defined]
        rests_on = self.consent.assessment
        if rests_on is not None:
            same = [each for each in self.assessments if each.decision.upper() == rests_on.decision.upper()]
            self.initial["assessment"] = str(same[0].pk) if same else None

    def check_finding(self, facts: dict[str, Any]) -> None:
        """A yes says which finding of its service was about this; or that none was, and why if they were not able."""
        case, about = self.chosen_case(), facts.get("assessment")
        ours = [each for each in self.assessments if case is not None and each.service_id == case.service_id]
        if case is None or not ours or "assessment" in self.errors:
            return
        if about is not None:
            facts["why_no_finding"] = ""
            if about not in ours:
                self.add_error("assessment", f"This was not checked for {case.service.name}")
        elif not self.data.get("assessment"):
            self.add_error("assessment", "Choose one. If none was about this, say so")
        elif any(each.finding in AGAINST for each in ours) and facts.get("why_no_finding") == "":
            self.add_error("why_no_finding", "Write why none of these was about this")

    def _nations(self) -> list[Nation]:
        return sorted({Nation(case.service.nation) for case in self.possible_cases()})


class ReconfirmForm(HowForm):
    """They say yes again to the same; for anything else there is a new record. What they need not say is filled in.

    Once it has run out, they must have said so before: then the moment is asked for, and nobody signs here.
    """

    unchanged = forms.TypedChoiceField(
        choices=[("yes", UNCHANGED), ("no", "No, or something has changed")],
        coerce=lambda typed: typed == "yes",
        widget=forms.RadioSelect,
        label="Do they still say yes?",
        help_text="Ask about all of it: who gets it, why, what may be shared, and what must not be",
    )
    field_order = (
        *("unchanged", "assessment", "why_no_finding", "wording"),
        *("signature", "right_name", "upload", "said_at", "giver"),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, consent: Consent, at: datetime, how: str = ""
    ) -> None:
        self.late = consent.state_at(at) == State.EXPIRED
        if self.late and not how and consent.method == Method.E_FORM:
            how = Method.PAPER
        super().__init__(data, files, consent=consent, at=at, how=how)
        # What they could decide when they last said yes, they may not be able to decide now.
        self.initial.pop("assessment", None)
        if self.late:
            self.fields["unchanged"].label = "Did they say yes to all of it again?"
            self.fields["unchanged"].help_text = ""
        if "answer_words" in self.fields:
            self.fields["answer_words"].help_text = "In their own words. Leave it empty if they only said yes"

    @property
    def asked_at(self) -> datetime:
        """Now: the words that were in use when they first said yes are not read out again."""
        return self.at

    def begin(self) -> dict[str, Any]:
        last = {name: getattr(self.consent, name) for name in ("giver", "giver_name", "authority_seen")}
        start = {**super().begin(), **last, "identity_check": self.consent.identity_check or KNOWN}
        return {**start, "said_at": None} if self.late else start

    @property
    def other_methods(self) -> list[Method]:
        """As for any answer; what was said before cannot be signed on the screen now."""
        return [each for each in super().other_methods if not (self.late and each == Method.E_FORM)]

    def clean_said_at(self) -> datetime | None:
        return self.possible("said_at", self.consent.yes_again_allowed)

    def clean_unchanged(self) -> bool:
        if self.cleaned_data["unchanged"] is not True:
            raise ValidationError(
                "Then record what they say now as a new answer, from the person’s page. It replaces this one."
            )
        return True

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("unchanged") and facts.get("answer_words") == "":
            facts["answer_words"] = UNCHANGED
        self.check_finding(facts)
        if self.late and not facts.get("said_at") and "said_at" not in self.errors:
            self.add_error("said_at" if "said_at" in self.fields else None, "Write when they said yes again")
        # There is no draft of a yes said again, so it can wait for nothing.
        if not facts.get("wording") and "wording" not in self.errors:
            there = self.fields["wording"].queryset.exists()  # type: ignore[attr-defined]
            self.add_error("wording", "Choose the words that were used" if there else NO_WORDS)
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "unchanged"}


class AnswerForm(HowForm):
    """The whole of an answer: who gets what and why, what they said and how, the ten checks, extra care."""

    keeps = True

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
        help_text="The name of the person, team or organisation",
    )
    relationship = forms.CharField(
        max_length=80,
        required=False,
        label="Who are they to the person?",
        help_text="For example: mother, GP, social worker",
    )
    named = forms.CharField(max_length=160)
    ends_on = DateField(
        required=False, help_text="Leave this empty if nobody knows yet. For example, 27 3 2027"
    )
    channels = forms.MultipleChoiceField(
        choices=Channel,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="Where may it be shown?",
        help_text="Only the places that they agree to. If they say no, leave this empty",
    )
    aim = forms.ChoiceField(
        choices=Aim,
        widget=forms.RadioSelect,
        required=False,
        label="What is it for?",
        help_text="It may be used for this only",
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

    def __init__(
        self, data: Any = None, files: Any = None, *, consent: Consent, at: datetime, how: str = ""
    ) -> None:
        super().__init__(data, files, consent=consent, at=at, how=how)
        for name, check in CHECKS.items():
            self.fields[name] = YesOrNo(label=f"{check.number}. {check.question}", required=False)
        self._ask_about()
        self.children = [
            case for case in self.possible_cases() if self._is_young(case, consent.said_at or at)
        ]
        if self.children:
            for name, question in EXTRA_CARE:
                self.fields[name] = forms.CharField(
                    max_length=200, label=question, required=False, validators=[nothing_hidden]
                )
        self.order_fields([field.name for each in self.parts() for field in each.fields])

    def begin(self) -> dict[str, Any]:
        consent, start = self.consent, super().begin()
        typed = {name: getattr(consent, name) for name in self.base_fields if hasattr(consent, name)}
        checks = {name: consent.checklist.get(check.key) for name, check in CHECKS.items()}
        panel = {name: getattr(consent, name) for name, _ in EXTRA_CARE}
        started = {name: start[name] for name in ("form_key", "method", "wording")}
        typed["aim"] = consent.aim or OF_KIND.get(self.about)
        if consent.wording_id is not None:
            started["wording"] = consent.wording_id
        return {**typed, **checks, **panel, **started, "said_at": consent.said_at or self.at, "answer": None}

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        organisation, family = facts.get("organisation"), self.about == Kind.SHARE_FAMILY
        if family and not facts.get("relationship") and "relationship" not in self.errors:
            self.add_error("relationship", "Write who they are to the person, for example: mother")
        if facts.get("aim") == "":
            facts["aim"] = CHOICES[self.about][0].value
        typed = facts.get("recipient")
        if typed:
            # Two spaces for one would make another recipient of it.
            typed = facts["recipient"] = " ".join(typed.split())
        if typed and not organisation and "organisation" in self.fields:
            facts["organisation"] = organisation = Organisation.objects.named(typed).first()
            facts["recipient"] = organisation.name if organisation else typed
        if typed == "":
            if organisation:
                facts["recipient"] = organisation.name
            else:
                missing = "Write who gets it, or choose an organisation"
                self.add_error("recipient", missing if "organisation" in self.fields else "Write who gets it")
        if facts.get("answer"):
            self._clean_yes(facts)
        return facts

    def _clean_yes(self, facts: dict[str, Any]) -> None:
        """What only a yes needs."""
        for name, missing in (
            ("items", "Choose what may be shared"),
            ("channels", "Choose where it may be shown"),
        ):
            if name in facts and not facts[name]:
                self.add_error(name, missing)
        self.check_finding(facts)
        if self.chosen_case() in self.children:
            for name, question in EXTRA_CARE:
                if name in facts and not facts[name]:
                    self.add_error(name, f"This is a child, so answer this too: {question}")

    @property
    def facts(self) -> dict[str, Any]:
        facts = {name: value for name, value in super().facts.items() if name not in CHECKS}
        answered = {check.key: self.cleaned_data[name] for name, check in CHECKS.items()}
        facts["checklist"] = {key: value for key, value in answered.items() if value is not None}
        return {**GIVEN.get(self.about, {}), **facts}

    def parts(self) -> Iterator[Part]:
        """The form in its numbered parts."""
        who, what = ABOUT[self.about]
        yield part(self, "Who gets it, and why", "", f"case {who}")
        yield part(self, "What may be shared", "", what)
        yield part(self, "The words you used", self._words_hint(), "wording")
        yield part(
            self,
            "Their answer",
            "A no is as good as a yes. It changes nothing about their support.",
            "answer signature right_name upload giver giver_name authority_seen said_at identity_check answer_words"
            " privacy_notice assessment why_no_finding",
        )
        yield part(
            self,
            "Ten checks",
            "If they said yes, answer all ten. If one is a no, this is kept as a draft. "
            "If they said no, leave this part out.",
            " ".join(CHECKS),
        )
        if self.children:
            yield part(
                self,
                "Extra care for a child",
                self._extra_care_hint(),
                " ".join(name for name, _ in EXTRA_CARE),
            )

    def _ask_about(self) -> None:
        """Only what this kind is about, in its words."""
        asked = " ".join(ABOUT[self.about]).split()
        for name in (
            "organisation",
            "recipient",
            "relationship",
            "aim",
            "named",
            "ends_on",
            "channels",
            "items",
        ):
            if name not in asked:
                del self.fields[name]
        if "aim" in self.fields:
            self.fields["aim"].choices = [(aim.value, aim.label) for aim in CHOICES[self.about]]  # type: ignore[attr-defined]
        its = KINDS[self.about].named
        if its is not None:
            self.fields["named"].label = its.question
            if "ends_on" in self.fields:
                self.fields["ends_on"].label = f"When does the {its.word} end?"
        if "items" in self.fields:
            offered = ITEMS.get(self.about, OF_CARE)
            self.fields["items"].choices = [(item.value, item.label) for item in offered]  # type: ignore[attr-defined]
        for name, label in LABELS.get(self.about, {}).items():
            self.fields[name].label = label
        if "organisation" in self.fields:
            self.fields["organisation"].queryset = self._organisations()  # type: ignore[attr-defined]
            self.fields["recipient"].help_text += ". You can leave it empty if you chose one above"

    def _organisations(self) -> QuerySet[Organisation]:
        """Those that these services have shared with most of late, filled up from the start of the alphabet."""
        services = [case.service_id for case in self.possible_cases()]
        lately = Consent.objects.filter(service__in=services).order_by("-id")
        used = Counter(filter(None, lately.values_list("organisation", flat=True)[:LATELY]))
        offered = [organisation for organisation, _ in used.most_common(OFFERED_ORGANISATIONS)]
        others = Organisation.objects.remaining().exclude(pk__in=offered).order_by(Upper("name"))
        offered += others.values_list("pk", flat=True)[: OFFERED_ORGANISATIONS - len(offered)]
        chosen = Q(pk__in=offered) | Q(pk=self.consent.organisation_id)
        return Organisation.objects.remaining().filter(chosen).order_by(Upper("name"))

    def _words_hint(self) -> str:
        if self.fields["wording"].queryset.exists():  # type: ignore[attr-defined]
            return ""
        return f"{NO_WORDS}. You can write down what the person says, and it stays a draft."

    def _extra_care_hint(self) -> str:
        nations = sorted({case.service.get_nation_display() for case in self.children})
        return f"In {' and '.join(nations)} they count as a child. If they said yes, answer all four."

    def _is_young(self, case: Case, at: datetime) -> bool:
        return Consent(person=self.consent.person, service=case.service).needs_extra_care(local_day(at))


class RecordForm(AnswerForm):
    """A new answer. Its key makes that sending it twice records it once.

    before: an answer of the same talk, whose who, how and when need not be typed again.
    scan: what the same worker kept for a form that was then left: this is that form, with the same key.
    """

    kind = forms.ChoiceField(choices=Kind, widget=forms.HiddenInput)
    case = CaseField(
        Case.objects.none(), label="Which service is this for?", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        consent: Consent,
        cases: list[Case],
        at: datetime,
        how: str = "",
        before: Consent | None = None,
        scan: Evidence | None = None,
    ) -> None:
        self._cases, self._before, self._scan = cases, before, scan
        super().__init__(data, files, consent=consent, at=at, how=how)
        field = self.fields["case"]
        field.queryset = Case.objects.filter(pk__in=[case.pk for case in cases]).select_related("service")  # type: ignore[attr-defined]
        if len(cases) == 1:
            field.widget = forms.HiddenInput()

    def begin(self) -> dict[str, Any]:
        only = self._cases[0] if len(self._cases) == 1 else None
        start = {**super().begin(), "kind": self.about, "giver": Giver.SELF, "said_at": self.at}
        if only is not None:
            # What their service gives out today; whoever got another one has it changed.
            start |= {"case": only.pk, "privacy_notice": given_in(only.service_id)}
        if self._scan is not None:
            start |= {"form_key": self._scan.form_key, "case": self._scan.case_id}
        if self._before is None:
            return start
        said = {name: getattr(self._before, name) for name in (*SAID.split(), *dict(EXTRA_CARE))}
        checks = {f"check_{key}": self._before.checklist.get(key) for key in OF_THE_TALK}
        return {**start, **said, **checks, "case": self._before.case_id}

    @property
    def facts(self) -> dict[str, Any]:
        talk = self._before.talk if self._before else None
        return {**super().facts, "talk": talk or self.cleaned_data["form_key"]}

    def possible_cases(self) -> Iterable[Case]:
        return self._cases

    def chosen_case(self) -> Case | None:
        return self.cleaned_data.get("case")


class StartForm(forms.Form):
    """What is asked about, and how they answer; the form that follows asks only what belongs to these."""

    kind = forms.ChoiceField(widget=forms.RadioSelect, label="What are you asking about?")
    how = forms.ChoiceField(choices=Method, widget=forms.RadioSelect, label="How do they answer?")

    def __init__(
        self,
        data: Any = None,
        *,
        kinds: list[Kind],
        before: Consent | None = None,
        scan: Evidence | None = None,
    ) -> None:
        how = Method.PAPER if scan else before.method if before else None
        super().__init__(data, initial={"how": how} if how else None)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if "kind" in facts and "how" in facts:
            verdict = method_allowed(Kind(facts["kind"]), Method(facts["how"]))
            if not verdict:
                self.add_error("how", f"{verdict.reason} {verdict.next_step} ({verdict.code})")
        return facts
