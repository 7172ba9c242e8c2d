"""One form a verb, for policies. They validate and never save."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from governance.accounts.models import User
from governance.policies import reading
from governance.workflow.forms import VerbForm

LARGEST_FILE = 1_000_000


class TextForm(VerbForm):
    """The text of a policy, typed or as a file. A fault names its line, and what was sent is kept to mend."""

    file = forms.FileField(
        required=False,
        label="A Markdown file",
        help_text="Up to 1 MB",
        widget=forms.FileInput(attrs={"accept": ".md,.txt,text/markdown,text/plain"}),
    )
    text = forms.CharField(
        required=False,
        # Line numbers must be those that the author sees.
        strip=False,
        label="Or type or paste the text",
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true", "autocomplete": "off"}),
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
        file, text = facts.pop("file"), facts["text"].replace("\r\n", "\n")
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


class SendBackForm(VerbForm):
    """Why a version goes back."""

    reason = forms.CharField(
        max_length=1000, label="What has to change?", widget=forms.Textarea(attrs={"rows": 4})
    )


class AppointForm(VerbForm):
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
