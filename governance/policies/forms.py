"""One form a verb, for policies. They validate and never save."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from governance.accounts.models import User
from governance.calendar import is_overdue
from governance.errors import Verdict
from governance.fields import DateField
from governance.policies import reading
from governance.policies.lines import tidy
from governance.policies.models import PolicyVersion
from governance.policies.permissions import may_wait_until
from governance.workflow.forms import VerbForm

LARGEST_FILE = 1_000_000


class TextField(forms.Field):
    """The text of a policy as it is typed. What is wrong in it is for the reader to say, with its line."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return tidy(value or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"spellcheck": "true", "autocomplete": "off"}


class TextForm(VerbForm):
    """The text of a policy, typed or as a file. A fault names its line, and what was sent is kept to mend."""

    file = forms.FileField(
        required=False,
        label="A Markdown file",
        help_text="Up to 1 MB",
        widget=forms.FileInput(attrs={"accept": ".md,.txt,text/markdown,text/plain"}),
    )
    text = TextField(
        required=False, label="Or type or paste the text", widget=forms.Textarea(attrs={"rows": 18})
    )

    def clean_file(self) -> str:
        """The text of the file, or nothing."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if (file.size or 0) > LARGEST_FILE:
            raise ValidationError("The file is larger than 1 MB. A policy is a text file without pictures")
        try:
            return decoded(file.read())
        except reading.Unreadable as fault:
            raise ValidationError(str(fault)) from None

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if self.errors:
            return facts
        file, text = tidy(facts.pop("file")), facts["text"]
        if file and text.strip() and file != text:
            self.add_error("text", "Choose a file or type the text, not both")
        elif not file and not text.strip():
            self.add_error("file", "Choose a file, or type the text below")
        else:
            self._read(file or text)
        return facts

    def _read(self, text: str) -> None:
        self.cleaned_data["text"] = text
        try:
            reading.read(text)
        except reading.Unreadable as fault:
            # A browser forgets the file that was chosen: its text stays, ready to be mended.
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("text")] = text  # type: ignore[index]
            self.add_error("text", str(fault))


class UserField(forms.EmailField):
    """The address of someone who has an account, whatever their role; gives the user."""

    widget = forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> User | None:
        email = super().clean(value)
        if not email:
            return None
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise ValidationError(f"Nobody with the address {email} has an account. Check how it is spelt")
        return user


class ImportForm(TextForm):
    """A new policy, or a new version of one."""

    sponsor = UserField(
        required=False,
        label="Email of the sponsor",
        help_text="They publish it, whatever their role. Leave it empty to keep the sponsor the policy has",
    )


class WriteForm(VerbForm):
    """A whole text, typed. A fault names its line, and what was typed is kept whatever happens.

    held: the review date that the draft has already. `found` is what the reader made of a text without fault.
    """

    text = TextField(
        label="The text",
        help_text="The facts stand at the top, between two rows of three dashes. A heading starts with #. "
        "A heading “→ Resources:” starts a box that only staff see.",
        error_messages={"required": "Type the text of the policy"},
        widget=forms.Textarea(attrs={"rows": 32}),
    )

    def __init__(self, *args: Any, on: date, held: date | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.on, self.held = on, held
        self.found: reading.PolicyText | None = None

    def clean_text(self) -> str:
        """The text, which the reader can read and whose review is to come."""
        text: str = self.cleaned_data["text"]
        try:
            found = reading.read(text)
        except reading.Unreadable as fault:
            raise ValidationError(str(fault)) from None
        if found.review_on < self.on and found.review_on != self.held:
            raise ValidationError(
                f"Line {found.lines['review']}: the review date is past. Say when it must be looked at next"
            )
        self.found = found
        return text

    def refuse(self, verdict: Verdict) -> None:
        """Where somebody else was first, say what became of what was typed, and not to type it anew."""
        if self.conflict:
            self.add_error(None, f"{verdict.reason} What you typed is below. It is not saved yet.")
        else:
            super().refuse(verdict)


class StepForm(VerbForm):
    """The form of one step of a version, at a moment."""

    def __init__(self, *args: Any, version: PolicyVersion, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.version, self.at = version, at


class OverdueForm(StepForm):
    """Asks of a text whose review is past whether that is meant."""

    overdue_known = forms.BooleanField(
        label="Yes, its review is overdue, and it comes in as it is",
        error_messages={"required": "Tick the box if that is so, or put the next review into the text first"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_overdue(self.version.review_on, at=self.at):
            del self.fields["overdue_known"]
        else:
            self.fields["overdue_known"].help_text = f"It was due by {self.version.review_on:%-d %B %Y}."


class NewerForm(StepForm):
    """Asks of a text that takes the place of another whether staff are to read it."""

    small = forms.BooleanField(
        required=False,
        label="It is a small correction, and staff need not read it again",
        help_text="Without this tick, everyone on the staff is asked to read it.",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.version.policy.versions.published().exists():
            del self.fields["small"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        facts["read_again"] = not facts.pop("small", False)
        return facts


class PublishForm(OverdueForm, NewerForm):
    """Asks both."""


class ScheduleForm(NewerForm):
    """Asks for the day besides, which is never after the review."""

    field_order = ("publish_on", "small")
    publish_on = DateField(
        label="Publish on", help_text="From the first minute of that day. For example, 27 3 2027"
    )

    def clean_publish_on(self) -> date:
        day: date = self.cleaned_data["publish_on"]
        if not (verdict := may_wait_until(self.version, day, self.at)):
            raise ValidationError(f"{verdict.reason} {verdict.next_step}".rstrip("."))
        return day


class SendBackForm(StepForm):
    """Why a version goes back."""

    reason = forms.CharField(
        max_length=1000, label="What has to change?", widget=forms.Textarea(attrs={"rows": 4})
    )


class AppointForm(StepForm):
    """Who answers for the policy."""

    sponsor = UserField(
        label="Email of the sponsor", help_text="Anyone with an account here, whatever their role"
    )


def decoded(content: bytes) -> str:
    """The text of a file; raises Unreadable at the line whose letters cannot be read."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise reading.Unreadable(
            line, "there is a letter here that cannot be read. Save the file as UTF-8."
        ) from None
