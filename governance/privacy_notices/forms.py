"""One form a verb, for privacy notices and leaflets. They validate and never save."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from consent.purposes import Purpose
from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.accounts.roles import May, Reach
from governance.fields import DateField
from governance.privacy_notices.models import (
    LONGEST_BODY,
    LONGEST_NAME,
    LONGEST_NATIONAL,
    LONGEST_NOTE,
    LONGEST_TITLE,
    LONGEST_WHAT,
    NoticeVersion,
)
from governance.privacy_notices.pages import PICTURES, unknown_pictures
from governance.privacy_notices.rules import Kind, Style
from governance.workflow.forms import VerbForm

an_agreement = RegexValidator(
    r"\A(ISA|MOU|DSP)-\d{4}-\d{4,}\Z", "Enter a reference, for example ISA-2026-0007"
)


class TextForm(VerbForm):
    """What it says."""

    title = forms.CharField(max_length=LONGEST_TITLE, label="Title", help_text="People read this first")
    body = forms.CharField(
        max_length=LONGEST_BODY,
        label="The text",
        help_text="Short words and short sentences. A line with # in front is a heading, a line with - in front is "
        "a point in a list. In easy read, a line such as (picture: lock) puts a picture beside what follows. "
        f"The pictures are: {', '.join(PICTURES)}",
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true", "autocomplete": "off"}),
    )
    national = forms.CharField(
        required=False,
        max_length=LONGEST_NATIONAL,
        label="What is shared for the whole country",
        help_text="For a service: which figures go to the government or the NHS, and whether people can say no. "
        "If nothing does, say so. Leave it empty for a leaflet",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "true"}),
    )
    review_on = DateField(
        label="When must it be looked at again?", help_text="This day at the latest. For example, 27 3 2027"
    )
    what_changed = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="What changed, and why?",
        help_text="Everyone can read this. Leave it empty for a first version only",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_body(self) -> str:
        # The hash is of the text, not of the browser that sent it.
        body = str(self.cleaned_data["body"]).replace("\r\n", "\n")
        if unknown := unknown_pictures(body):
            raise ValidationError(
                f"There is no picture called {', '.join(unknown)}. Choose one from the list"
            )
        return body

    def clean_national(self) -> str:
        return str(self.cleaned_data["national"]).replace("\r\n", "\n")


class DraftForm(TextForm):
    """A new text: of which service, or which leaflet, and what it says."""

    of = forms.ChoiceField(label="What is it?")
    field_order = ("of", "title", "body", "national", "review_on", "what_changed")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {str(each.pk): each for each in _services(user)}
        self.leaflets = _leaflets() if _writes_leaflets(user) else {}
        of_services = [(key, f"Privacy notice, {each.name}") for key, each in self.services.items()]
        of_leaflets = [(key, label) for key, (_, _, label) in self.leaflets.items()]
        self.fields["of"].choices = [("", "Choose one"), *of_services, *of_leaflets]  # type: ignore[attr-defined]

    @staticmethod
    def same(version: NoticeVersion) -> str:
        """Which choice is the notice of this version."""
        notice = version.notice
        return str(notice.service_id) if notice.service_id else f"{notice.kind}-{notice.style}"

    @property
    def facts(self) -> dict[str, Any]:
        facts = super().facts
        of = facts.pop("of")
        if of in self.services:
            return {**facts, "kind": Kind.SERVICE, "service": self.services[of]}
        kind, style, _ = self.leaflets[of]
        return {**facts, "kind": kind, "style": style}


class AddSharingForm(VerbForm):
    """One thing that the service shares as a matter of course."""

    recipient = forms.CharField(
        max_length=LONGEST_NAME,
        label="Who gets it?",
        help_text="Its name, as people know it. An agreement is found by the name that its partner has there",
    )
    purpose = forms.ChoiceField(label="What for?", choices=[("", "Choose one"), *Purpose.choices])
    what = forms.CharField(
        max_length=LONGEST_WHAT, label="What do they get?", help_text="In words that everyone understands"
    )
    agreement = forms.CharField(
        required=False,
        label="The agreement that it stands on",
        help_text="Its reference, for example ISA-2026-0007. Only staff see it",
        validators=[an_agreement],
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "off"}),
    )


class RemoveSharingForm(VerbForm):
    """Which one to take out."""

    place = forms.TypedChoiceField(label="Which one?", widget=forms.RadioSelect, coerce=int)

    def __init__(self, *args: Any, version: NoticeVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (number, f"{each.recipient}: {each.what} ({each.why.lower()})")
            for number, each in enumerate(version.shared)
        ]


class PublishForm(VerbForm):
    """Carries the hash of what stood on the page."""

    content_hash = forms.CharField(required=False, widget=forms.HiddenInput)


class SendBackForm(VerbForm):
    """Why a text goes back."""

    reason = forms.CharField(
        max_length=LONGEST_NOTE, label="What has to change?", widget=forms.Textarea(attrs={"rows": 4})
    )


class ExcuseForm(VerbForm):
    """Why a notice need not say so."""

    reason = forms.CharField(
        max_length=LONGEST_WHAT,
        label="Why need no privacy notice say so?",
        help_text="For example: it was one person, who moved twice",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TakeBackExcuseForm(VerbForm):
    """Why what was written down does not hold."""

    reason = forms.CharField(
        max_length=LONGEST_WHAT,
        label="Why does it not hold?",
        help_text="For example: it goes on, so people must be told of it",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _services(user: User) -> list[Service]:
    """Those whose notice the user may write."""
    seen = sight(user, "privacy_notices", May.EDIT)
    found = Service.objects.order_by("name")
    return list(found if seen.reach is Reach.ALL else found.filter(pk__in=seen.services))


def _writes_leaflets(user: User) -> bool:
    return sight(user, "privacy_notices", May.EDIT).reach is Reach.ALL


def _leaflets() -> dict[str, tuple[Kind, Style, str]]:
    kinds = [kind for kind in Kind if kind is not Kind.SERVICE]
    return {
        f"{kind.value}-{style.value}": (kind, style, f"{kind.label}, {str(style.label).lower()}")
        for kind in kinds
        for style in Style
    }
