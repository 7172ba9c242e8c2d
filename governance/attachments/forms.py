"""The field for a file that other forms include, and the form for opening a file as it came."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from governance.attachments.at_once import CheckedUpload, copy_at_once
from governance.attachments.cleaning import Faulty
from governance.attachments.first_look import Media, first_look
from governance.attachments.models import WORDS
from governance.workflow.forms import VerbForm


class AttachmentField(forms.FileField):
    """A scan, a photograph or a PDF: gives the uploaded file, checked, or None where none is required.

    One in a form, so that nobody waits for longer than one check may take.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "File")
        kwargs.setdefault("help_text", "A PDF, JPEG or PNG file, up to 15 MB and 20 pages")
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(Media)}))
        kwargs.setdefault("error_messages", {"required": "Choose the file"})
        # An empty file is told of by the first look, with what to do.
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> "UploadedFile[Any] | None":
        file: UploadedFile[Any] | None = super().clean(data, initial)
        if file is None:
            return None
        media = first_look(file, file.size or 0)
        try:
            return CheckedUpload(file, copy_at_once(file, media))
        except Faulty as found:
            raise ValidationError(WORDS[found.fault].rstrip("."), code=found.fault) from None


class OriginalForm(VerbForm):
    """Why someone opens the file as it came."""

    reason = forms.CharField(
        max_length=500,
        label="Why do you need the file as it came?",
        help_text="The safe copy is enough to read it. Your reason is kept for good",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
