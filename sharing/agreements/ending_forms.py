"""What is asked when an agreement is reviewed or ended, and about what must be returned or deleted."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django import forms

from governance.attachments.forms import AttachmentField
from governance.calendar import add_months, local_day
from governance.errors import Verdict
from governance.fields import DateField, DateTimeField, FormKeyField
from governance.records.columns import LONGEST_LINE, LONGEST_TEXT
from governance.workflow.forms import VerbForm
from sharing.agreements import rules
from sharing.agreements.content import parties
from sharing.agreements.ending import OVER, Wanted, began_on, ended_on, reviewable_since
from sharing.agreements.models import Agreement, AtEnd, Duty, Party
from sharing.agreements.rules import Direction

KINDS = [(AtEnd.RETURN.value, "Give it back"), (AtEnd.DELETE.value, "Delete it")]
NOTHING = ("", "Nothing")
WITHIN_MONTHS = 1


class EndingForm(VerbForm):
    """The form of a verb on an agreement that began once."""

    def __init__(
        self, data: Any = None, files: Any = None, *, agreement: Agreement, at: datetime, **initial: Any
    ) -> None:
        self.agreement, self.at = agreement, at
        super().__init__(data, files, initial={"read_version": agreement.version, **initial})

    def possible(self, name: str, allowed: Callable[[Any], Verdict]) -> Any:
        """What was typed in this field, which must be `allowed`."""
        typed = self.cleaned_data[name]
        if typed is not None and not (verdict := allowed(typed)):
            raise forms.ValidationError(f"{verdict.reason} {verdict.next_step}".strip())
        return typed


class ReviewForm(EndingForm):
    """That it was looked at and is still right."""

    done_on = DateField(label="When was it reviewed?")
    words = forms.CharField(
        max_length=LONGEST_TEXT,
        label="What did you look at, and what did you find?",
        help_text="For example: what is sent each month is what it lists, and nobody else gets it",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    next_on = DateField(
        required=False,
        label="If it is to be reviewed again in less than 12 months: by when?",
        help_text="Leave it empty for 12 months. For example, 27 3 2026",
    )

    def clean_done_on(self) -> Any:
        since, on = reviewable_since(self.agreement), local_day(self.at)
        return self.possible("done_on", lambda done_on: rules.review_allowed(done_on, since, on))

    def clean_next_on(self) -> Any:
        done_on, ends_on = self.cleaned_data.get("done_on"), self.agreement.ends_on
        if done_on is None or ends_on is None:
            return self.cleaned_data["next_on"]
        return self.possible("next_on", lambda next_on: rules.next_review_allowed(next_on, done_on, ends_on))


class DutiesForm(EndingForm):
    """What each of us must return or delete: one question for each, what it is, and until when."""

    what = forms.CharField(
        max_length=LONGEST_LINE,
        required=False,
        label="If something must be given back or deleted: what?",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    due_on = DateField(required=False, label="And by when?")

    def __init__(self, *args: Any, agreement: Agreement, at: datetime, **initial: Any) -> None:
        initial |= {
            "what": "Everything that was shared under this agreement",
            "due_on": add_months(local_day(at), WITHIN_MONTHS),
        }
        super().__init__(*args, agreement=agreement, at=at, **initial)
        self.holders: dict[str, Party | None] = {"ours": None}
        self.holders |= {f"party_{each.pk}": each for each in parties(agreement)}
        asked = {name: self._question(party) for name, party in self.holders.items()}
        last = {name: self.fields.pop(name) for name in ("what", "due_on")}
        self.fields |= asked | last
        if "sure" in self.fields:
            self.fields["sure"] = self.fields.pop("sure")

    def _question(self, party: Party | None) -> forms.ChoiceField:
        """What the agreement says about its end, for whoever received something under it."""
        got = Direction.IN if party is None else Direction.OUT
        holds = self.agreement.direction in (got, Direction.BOTH) and self.agreement.at_end != AtEnd.KEEP
        return forms.ChoiceField(
            choices=[NOTHING, *KINDS],
            required=False,
            initial=self.agreement.at_end if holds else "",
            label=f"What must {party.name if party else 'we'} do with what was shared?",
            widget=forms.RadioSelect,
        )

    def clean_due_on(self) -> Any:
        over = self.agreement.state_at(self.at) in OVER
        ended = ended_on(self.agreement) if over else None
        if ended is None:
            return self.cleaned_data["due_on"]
        return self.possible("due_on", lambda due_on: rules.duty_due_allowed(due_on, ended))

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.wants:
            for name, missing in (("what", "Say what it is"), ("due_on", "Say by when it must be done")):
                if not typed.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return typed

    @property
    def wants(self) -> bool:
        """Whether anything must be returned or deleted."""
        return any(self.cleaned_data.get(name) for name in self.holders)

    @property
    def duties(self) -> list[Wanted]:
        """What must be returned or deleted, by whom and until when."""
        return list(self._wanted())

    def _wanted(self) -> Iterator[Wanted]:
        typed = self.cleaned_data
        for name, party in self.holders.items():
            if typed.get(name):
                yield Wanted(typed["what"], AtEnd(typed[name]), typed["due_on"], party)

    @property
    def facts(self) -> dict[str, Any]:
        asked = {name: value for name, value in super().facts.items() if name in ("ended_at", "reason")}
        return {**asked, "duties": self.duties}


class TerminateForm(DutiesForm):
    """When it ended before its last day, or is to end by notice; why, and what follows."""

    ended_at = DateTimeField(
        label="When did it end, or when will it?",
        help_text="For a day to come you give notice: it counts until then, and the notice can be taken back.",
    )
    reason = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Why was it ended?",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(label="I am sure. Once it has ended, this cannot be taken back")
    field_order = ("ended_at", "reason")

    def clean_ended_at(self) -> Any:
        ours = self.agreement
        began_at, first, last = ours.began_at or self.at, ours.starts_on or date.max, ours.ends_on or date.max
        return self.possible(
            "ended_at", lambda moment: rules.end_allowed(moment, began_at, first, last, self.at)
        )

    @property
    def is_notice(self) -> bool:
        """Whether the moment is still to come."""
        return bool(self.cleaned_data["ended_at"] > self.at)

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        ended_at, due_on = typed.get("ended_at"), typed.get("due_on")
        if self.wants and ended_at and due_on:
            verdict = rules.duty_due_allowed(due_on, local_day(ended_at))
            if not verdict:
                self.add_error("due_on", f"{verdict.reason} {verdict.next_step}")
        return typed


class TakeBackNoticeForm(EndingForm):
    """Why it goes on after all."""

    reason = forms.CharField(
        max_length=LONGEST_TEXT, label="Why does it go on?", widget=forms.Textarea(attrs={"rows": 3})
    )


class WindUpForm(DutiesForm):
    """What follows from an agreement that has run out."""

    sure = forms.BooleanField(label="It is not renewed, and nothing else is left to do but this")


class AddDutyForm(EndingForm):
    """One more thing that must be returned or deleted."""

    holder = forms.ChoiceField(label="Who must do it?", widget=forms.RadioSelect)
    kind = forms.ChoiceField(choices=KINDS, label="What must they do?", widget=forms.RadioSelect)
    what = forms.CharField(
        max_length=LONGEST_LINE, label="What is it?", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    due_on = DateField(label="By when must it be done?")

    def __init__(self, *args: Any, agreement: Agreement, at: datetime, **initial: Any) -> None:
        super().__init__(*args, agreement=agreement, at=at, **initial)
        self.parties = {str(each.pk): each for each in parties(agreement)}
        choices = [("ours", "We"), *((pk, each.name) for pk, each in self.parties.items())]
        self.fields["holder"].choices = choices  # type: ignore[attr-defined]

    def clean_due_on(self) -> Any:
        ended = ended_on(self.agreement)
        return self.possible("due_on", lambda due_on: rules.duty_due_allowed(due_on, ended or due_on))

    @property
    def wanted(self) -> Wanted:
        typed = self.cleaned_data
        return Wanted(typed["what"], AtEnd(typed["kind"]), typed["due_on"], self.parties.get(typed["holder"]))


class FinishDutyForm(EndingForm):
    """That something was returned or deleted, and how we know."""

    done_on = DateField(label="When was it done?")
    evidence = forms.CharField(
        max_length=LONGEST_LINE, label="How do you know?", widget=forms.Textarea(attrs={"rows": 2})
    )
    upload = AttachmentField(required=False, label="A letter or certificate that shows it, if there is one")
    form_key = FormKeyField()

    def __init__(self, *args: Any, duty: Duty, **initial: Any) -> None:
        super().__init__(*args, form_key=uuid4(), **initial)
        asked = self.fields["evidence"]
        if duty.party is not None:
            asked.label = f"What did {duty.party.name} write, and when?"
            asked.help_text = "Their written word is needed: a letter or an email. Where is it kept?"
        else:
            asked.help_text = "For example: the log of the deletion, and who looked at it"

    def clean_done_on(self) -> Any:
        began, on = began_on(self.agreement), local_day(self.at)
        return self.possible("done_on", lambda done_on: rules.duty_done_allowed(done_on, began, on))
