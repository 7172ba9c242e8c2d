"""One form a verb, for resources. They validate and never save."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from governance.attachments.forms import AttachmentField
from governance.errors import Verdict
from governance.fields import DateField, FormKeyField
from governance.policies.forms import UserField
from governance.policies.models import Policy
from governance.resources import sections
from governance.resources.blanks import BLANKS
from governance.resources.kinds import Kind
from governance.resources.models import (
    LONGEST_REASON,
    LONGEST_SUMMARY,
    LONGEST_TEXT,
    LONGEST_TITLE,
    Resource,
)
from governance.resources.rules import HOLDS, LONGEST_ADDRESS, Content, may_hold, may_lead_to, may_wait_until
from governance.workflow.forms import VerbForm

STAFF, EVERYONE = "staff", "everyone"
# Which field holds what.
FIELDS = {content: content.value for content in Content}


class WriteForm(VerbForm):
    """What it says of itself, and the one thing that it is made of."""

    title = forms.CharField(max_length=LONGEST_TITLE, label="Title", help_text="What people look for it by")
    kind = forms.ChoiceField(label="What is it?", choices=[("", "Choose one"), *Kind.choices])
    summary = forms.CharField(
        max_length=LONGEST_SUMMARY,
        label="What is it for?",
        help_text="One or two sentences",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    staff_only = forms.TypedChoiceField(
        label="Who is it for?",
        choices=[(STAFF, "Staff only"), (EVERYONE, "Everyone, on our public pages too")],
        coerce=lambda typed: typed == STAFF,
        widget=forms.RadioSelect,
        initial=STAFF,
    )
    section = forms.ChoiceField(
        required=False,
        label="Which policy section does it belong to?",
        help_text="Leave it if it belongs to none",
    )
    owner = UserField(
        label="Email of who answers for it",
        help_text="They are told when it must be looked at again. Anyone with an account here",
    )
    text = forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        label="The text",
        help_text="Of a how-to guide or a leaflet. A line with # in front is a heading, a line with - in front is a "
        "point in a list",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "true", "autocomplete": "off"}),
    )
    address = forms.CharField(
        required=False,
        max_length=LONGEST_ADDRESS,
        label="Or its address on the web",
        help_text="Of e-learning or a link. It begins with https://",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    blank = forms.ChoiceField(
        required=False,
        label="Or a form or template that Sharewell makes",
        help_text="It is always as the screens are now. Only staff get it",
    )
    file = AttachmentField(required=False, label="Or a file")

    def __init__(self, *args: Any, resource: Resource | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.resource = resource
        self.places = sections.there_are()
        self.fields["section"].choices = self._sections()  # type: ignore[attr-defined]
        made = [(each.key, each.title) for each in BLANKS.values()]
        if resource is not None and resource.blank and resource.blank not in BLANKS:
            made.append((resource.blank, f"{resource.blank}, which is not made any more"))
        self.fields["blank"].choices = [("", "None of them"), *sorted(made)]  # type: ignore[attr-defined]
        if resource is not None and resource.content == Content.FILE:
            self.fields["file"].label = "Or another file in the place of the one that it has"

    def _sections(self) -> list[Any]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for value, place in self.places.items():
            groups.setdefault(place.title, []).append((value, place.heading or "The whole policy"))
        held = sections.of(self.resource) if self.resource is not None else ""
        kept = [(held, f"{held}, which is not in force now")] if held and held not in self.places else []
        return [("", "None"), *kept, *groups.items()]

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        if address:
            _accept(may_lead_to(address))
        return address

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        # What is wrong with one of them is told there.
        if not {"kind", "staff_only", *FIELDS.values()} & set(self.errors):
            self._choose(Kind(facts["kind"]))
        return facts

    def _choose(self, kind: Kind) -> None:
        """Which of the fields it is made of, or what is wrong with them."""
        filled = [content for content, field in FIELDS.items() if self.cleaned_data.get(field)]
        keeps_file = self.resource is not None and self.resource.content == Content.FILE
        if not filled and keeps_file:
            filled = [Content.FILE]
        if not filled:
            wanted = HOLDS[kind][0]
            self.add_error(FIELDS[wanted], f"“{kind.label}” needs {wanted.label}")
        elif len(filled) > 1:
            self.add_error(FIELDS[filled[1]], f"Keep one of them: {filled[0].label} or {filled[1].label}")
        elif not (verdict := may_hold(kind, filled[0], staff_only=self.cleaned_data["staff_only"])):
            self.add_error(FIELDS[filled[0]], _words(verdict))
        else:
            self.cleaned_data["content"] = filled[0]

    @property
    def facts(self) -> dict[str, Any]:
        facts = super().facts
        upload, (slug, _, anchor) = facts.pop("file"), facts.pop("section").partition("#")
        policy = Policy.objects.filter(slug=slug).first() if slug else None
        return facts | {"kind": Kind(facts["kind"]), "policy": policy, "anchor": anchor, "upload": upload}


class AddForm(WriteForm):
    """The same, and until when it holds."""

    review_on = DateField(
        label="When must it be looked at again?",
        help_text="This day at the latest, in three years at most. For example, 27 3 2027",
    )
    form_key = FormKeyField(initial=uuid4)
    field_order = ("title", "kind", "summary", "staff_only", "section", "owner", "review_on")

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on = on

    def clean_review_on(self) -> date:
        return _in_time(self.cleaned_data["review_on"], self.on)


class UntilForm(VerbForm):
    """Until when it holds."""

    review_on = DateField(
        label="When must it be looked at again?",
        help_text="This day at the latest, in three years at most. For example, 27 3 2027",
    )

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on = on

    def clean_review_on(self) -> date:
        return _in_time(self.cleaned_data["review_on"], self.on)


class WithdrawForm(VerbForm):
    """Why nobody is to use it any more."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label="Why is nobody to use it any more?",
        help_text="Staff read this",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _in_time(review_on: date, on: date) -> date:
    _accept(may_wait_until(review_on, on))
    return review_on


def _accept(verdict: Verdict) -> None:
    if not verdict:
        raise ValidationError(_words(verdict))


def _words(verdict: Verdict) -> str:
    return f"{verdict.reason} {verdict.next_step}".strip().rstrip(".")
