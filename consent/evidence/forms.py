"""The fields for evidence that other forms include."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from governance.attachments.at_once import copy_at_once
from governance.attachments.cleaning import Fault, Faulty
from governance.attachments.first_look import Media
from governance.attachments.forms import AttachmentField
from governance.attachments.models import WORDS
from governance.workflow.forms import VerbForm, nothing_hidden

LONGEST_NAME = 120
MOST_DRAWN = 500_000
PICTURE = "data:image/png;base64,"
NOT_WHOLE = "The drawing did not arrive whole. Clear it and sign again"


class UploadField(AttachmentField):
    """A scan or photograph of a signed paper: gives the uploaded file, or None where none is required."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Scan or photograph of the signed form")
        kwargs.setdefault("error_messages", {"required": "Choose the scan or photograph of the form"})
        super().__init__(**kwargs)


class Signed(NamedTuple):
    """A signature made here: whose, the drawing (PNG, empty where only the name is typed), and who was there.

    copy: the drawing written anew; empty where that is left to the worker.
    """

    name: str
    drawn: bytes = b""
    present: bool = False
    copy: bytes = b""


class SignatureWidget(forms.Widget):
    """A box for the name, a tick for who was there, and a place to draw: `<field>_name`, `_present`, `_drawn`.

    Without a script, or for who cannot draw, the typed name is the signature.
    """

    template_name = "evidence/signature.html"
    use_fieldset = True
    parts = ("name", "drawn", "present")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str]:
        return {part: data.get(f"{name}_{part}") or "" for part in self.parts}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(f"{name}_{part}" in data for part in self.parts)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_name" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        given = value if isinstance(value, dict) else {}
        context["widget"]["value"] = {part: given.get(part, "") for part in self.parts}
        context["widget"]["id"] = context["widget"]["attrs"].get("id", name)
        context["widget"]["invalid"] = "aria-invalid" in context["widget"]["attrs"]
        return context


class SignatureField(forms.Field):
    """A signature made with the person there: gives `Signed`, or None where none is made nor required."""

    widget = SignatureWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Signature")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Signed | None:
        value = value or {}
        name, drawn = value.get("name", "").strip(), value.get("drawn", "")
        if not name and not drawn and not self.required:
            return None
        if not name:
            raise ValidationError("Type the full name of the person who signs", code="required")
        if len(name) > LONGEST_NAME:
            raise ValidationError(f"The name must be {LONGEST_NAME} letters or fewer", code="long")
        nothing_hidden(name)
        picture = _drawing(drawn)
        if not value.get("present"):
            raise ValidationError(
                "Tick that the person signed while you were with them. If not, use a paper form",
                code="absent",
            )
        return Signed(name, picture, present=True, copy=_checked(picture))


def _drawing(text: str) -> bytes:
    """The picture in what the page sent; raises ValidationError."""
    if not text:
        return b""
    again = ValidationError(NOT_WHOLE, code="drawing")
    if len(text) > MOST_DRAWN:
        raise ValidationError("The drawing is too large. Clear it and sign again", code="drawing")
    if not text.startswith(PICTURE):
        raise again
    try:
        content = b64decode(text.removeprefix(PICTURE), validate=True)
    except (binascii.Error, ValueError):
        raise again from None
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        raise again
    return content


def _checked(picture: bytes) -> bytes:
    """The drawing written anew, or nothing where there is none or the worker does it; raises ValidationError."""
    if not picture:
        return b""
    try:
        return copy_at_once(BytesIO(picture), Media.PNG, drawn=True)
    except Faulty as found:
        words = WORDS[Fault.BLANK].rstrip(".") if found.fault is Fault.BLANK else NOT_WHOLE
        raise ValidationError(words, code="drawing") from None


class DiscardForm(VerbForm):
    """Why a paper that no answer was recorded with is taken away."""

    reason = forms.CharField(
        max_length=500,
        label="Why do you take it away?",
        help_text="For example: it is another person’s form. Name nobody. Your reason is kept for good",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
