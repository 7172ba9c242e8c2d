"""One form a verb of capacity. They validate and never save."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms

from consent.ability import Finding
from consent.capacity import rules
from consent.capacity.card import care_title
from consent.capacity.models import Assessment
from consent.capacity.questions import CARE, PRINCIPLES, Cause, Help, Kind, Lasting, questions
from consent.parts import Part, part
from governance.accounts.models import User
from governance.calendar import Nation, local_day
from governance.errors import Verdict
from governance.fields import DateField, DateTimeField, FormKeyField, YesOrNo
from governance.people.models import Case
from governance.workflow.forms import VerbForm, nothing_hidden

ENGLAND = ("impairment", "cause", "lasting", "link")
SCOTLAND = ("causes", "cause", "aids")


def words(label: str, *, longest: int = 500, help_text: str = "") -> forms.CharField:
    """A box for free text. Whether it is needed depends on the finding."""
    return forms.CharField(
        max_length=longest,
        required=False,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[nothing_hidden],
    )


class AssessmentForm(VerbForm):
    """One assessment, in the order of its test."""

    decision = forms.CharField(
        max_length=300,
        label="What is the one decision?",
        help_text="For example: whether we may tell their GP about their medicines",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    assessed_at = DateTimeField(label="When did you assess them?")
    doubt = words(
        "What made you check?",
        help_text="They count as able to decide until the contrary is shown. Looks, age or a choice that "
        "seems unwise are no reason",
    )
    explained = words("How did you explain the choice?", help_text="Words, pictures, time, a quiet place")
    helped = forms.MultipleChoiceField(
        choices=Help,
        widget=forms.CheckboxSelectMultiple,
        label="Who or what helped them to decide?",
        help_text="Choose all that did",
    )
    impairment = YesOrNo(
        required=False,
        label="Does something affect how their mind or brain works?",
        help_text="For example an illness, an injury, a learning disability, alcohol or drugs",
    )
    causes = forms.MultipleChoiceField(
        choices=Cause,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Why can they not do it?",
        help_text="Choose all that are so. Dependence on alcohol or drugs alone is not enough",
    )
    cause = words("What is it?", longest=300)
    lasting = forms.ChoiceField(
        choices=Lasting, required=False, widget=forms.RadioSelect, label="How long is it likely to last?"
    )
    link = words(
        "How does this stop them from deciding?",
        help_text="If what affects their mind or brain is not the reason, leave this empty",
    )
    aids = words(
        "If it is a disability: which aids did you try, and why did they not work?",
        help_text="For example signs, pictures, a computer, someone who knows how they talk",
    )
    evidence = forms.CharField(
        max_length=2000,
        required=False,
        label="What did you see and hear that shows it?",
        help_text="In their own words where you can",
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[nothing_hidden],
    )
    outcome = forms.ChoiceField(widget=forms.RadioSelect, label="What did you find?")
    reassess_on = DateField(
        required=False,
        label="If not today: when will you look again?",
        help_text="Today or later. For example, 27 3 2027",
    )
    trained_on = DateField(
        required=False,
        label="When were you last trained in this?",
        help_text="Leave empty if never. For example, 27 3 2026",
    )
    form_key = FormKeyField()

    def __init__(
        self,
        data: Any = None,
        *,
        case: Case,
        kind: Kind,
        user: User,
        at: datetime,
        decision: str = "",
    ) -> None:
        self.case, self.kind, self.user, self.at = case, kind, user, at
        self.nation = Nation(case.service.nation)
        before = Assessment.objects.filter(assessed_by=user).order_by("-id").first()
        initial = {
            "assessed_at": at,
            "form_key": uuid4(),
            "trained_on": before.trained_on if before else None,
            "decision": decision,
        }
        super().__init__(data, initial=initial)
        self.fields["outcome"].choices = [(each.value, each.label) for each in rules.outcomes(kind)]  # type: ignore[attr-defined]
        # Looking again is about the same decision, so its words stay.
        self.fields["decision"].disabled = bool(decision)
        for question in questions(kind, self.nation):
            self.fields[f"able_{question.key}"] = YesOrNo(label=question.words, required=False)
            seen = words("What did you see or hear?", longest=300)
            # Each of them reads the same: who listens to the page needs to hear which question it is about.
            seen.widget.attrs["aria-label"] = f"{seen.label} {question.words}"
            self.fields[f"seen_{question.key}"] = seen
        if kind == Kind.CAPACITY:
            for question in CARE[self.nation]:
                self.fields[f"care_{question.key}"] = words(question.words)
        for name in self._not_asked():
            del self.fields[name]
        self.order_fields([field.name for each in self.parts() for field in each.fields])

    def _not_asked(self) -> set[str]:
        """The fields that this test has no use for."""
        asked: tuple[str, ...] = ()
        if self.kind == Kind.CAPACITY:
            asked = ENGLAND if self.nation == Nation.ENG else SCOTLAND
        not_asked = {*ENGLAND, *SCOTLAND} - set(asked)
        if not self._draft(assessed_at=self.at).is_presumed_able(local_day(self.at)):
            not_asked.add("doubt")
        return not_asked

    def parts(self) -> Iterator[Part]:
        """The form in its numbered parts."""
        capacity, england = self.kind == Kind.CAPACITY, self.nation == Nation.ENG
        guidance = PRINCIPLES[self.nation] if capacity else ()
        yield part(self, "The decision", "One decision at a time.", "decision assessed_at doubt", guidance)
        yield part(self, "Help to decide", "Give all the help you can first.", "explained helped")
        asked = " ".join(f"able_{each.key} seen_{each.key}" for each in questions(self.kind, self.nation))
        hint = "For each, say what you saw or heard. If the answer is “not today”, you may leave some open."
        yield part(self, "Can they do this?" if capacity else "What they understand", hint, asked)
        if capacity and england:
            hint = "Only if they cannot do one of the above."
            yield part(self, "What affects their mind or brain", hint, "impairment cause lasting")
            yield part(self, "How the one causes the other", hint, "link")
        elif capacity:
            yield part(self, "What causes it", "Only if they cannot do one of the above.", " ".join(SCOTLAND))
        yield part(self, "What you found", "", "outcome reassess_on evidence")
        if capacity:
            asked = " ".join(f"care_{each.key}" for each in CARE[self.nation])
            yield part(self, care_title(self.nation), "Only if you found that they cannot decide.", asked)
        yield part(self, "Your training", "", "trained_on")

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        moment: datetime | None = facts.get("assessed_at")
        if moment is not None:
            on, draft = local_day(moment), self._draft(assessed_at=moment)
            self._beside("assessed_at", draft.moment_allowed(moment, self.at))
            self._beside("trained_on", rules.trained_allowed(facts.get("trained_on"), on))
        if helped := facts.get("helped"):
            self._beside("helped", rules.helped_allowed(frozenset(Help(each) for each in helped)))
        if "outcome" in facts:
            self._what_is_missing()
        return facts

    def _what_is_missing(self) -> None:
        """Ask for all that the finding needs at once, whatever else is wrong with what was typed."""
        facts = {"assessed_at": self.at, **self.facts}
        if "reassess_on" in facts:
            day: date | None = facts["reassess_on"]
            today = local_day(self.at)
            self._beside(
                "reassess_on", rules.reassess_allowed(self.kind, Finding(facts["outcome"]), day, today)
            )
        for name, what in self._draft(**facts).missing().items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, what)

    def _beside(self, name: str, verdict: Verdict) -> None:
        """Show a refusal beside its field, with its code where a rule carries one."""
        if not verdict:
            code = f" ({verdict.code.value})" if verdict.code else ""
            self.add_error(name, f"{verdict.reason}{code} {verdict.next_step}".strip())

    def _draft(self, **facts: Any) -> Assessment:
        case = self.case
        facts.pop("case", None)
        return Assessment(
            **{"person": case.person, "case": case, "service": case.service, "kind": self.kind} | facts
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed and is right, as `actions.record` takes it, without what the finding has no use for."""
        typed = self.cleaned_data
        facts = {name: typed[name] for name in self.base_fields if name in typed and name != "read_version"}
        facts["answers"] = {
            question.key: {"yes": yes, "what": typed.get(f"seen_{question.key}", "")}
            for question in questions(self.kind, self.nation)
            if (yes := typed.get(f"able_{question.key}")) is not None
        }
        if facts["outcome"] != Finding.DEFER:
            facts["reassess_on"] = None
        if facts["outcome"] == Finding.LACKS_CAPACITY:
            facts["care"] = {each.key: typed.get(f"care_{each.key}", "") for each in CARE[self.nation]}
        return {"case": self.case, "kind": self.kind, **facts}


class CorrectForm(VerbForm):
    """What was wrong with the record."""

    reason = forms.CharField(
        max_length=500,
        label="What is wrong with it?",
        help_text="For example: it was about somebody else. Name nobody",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
