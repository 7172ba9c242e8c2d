"""How a file is given to whoever may have it: to be saved, not shown."""

from collections.abc import Callable
from typing import IO

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from governance.attachments.first_look import Media
from governance.attachments.forms import OriginalForm
from governance.attachments.models import CheckedFile
from governance.documents.giving import given
from governance.workflow.forms import attempt
from governance.workflow.register import Register


def attached(file: IO[bytes], record: CheckedFile, name: str, content_type: str) -> FileResponse:
    """A file to be saved, whose name says nothing about anybody. name: without its ending."""
    return given(file, f"{name}-{record.reference}.{Media(record.media_type).ending}", content_type)


def original_page(
    request: HttpRequest,
    record: CheckedFile,
    opened: Callable[[str], IO[bytes]],
    *,
    register: Register,
    back_url: str,
) -> HttpResponseBase:
    """Asks why someone needs the file as it came, then gives it. opened: gives it for a reason, or raises Denied."""
    form = OriginalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        file = attempt(
            register,
            form,
            lambda: opened(reason),
            reference=record.reference,
            person_id=register.person_id(record),
            verb="original",
        )
        if file is not None:
            # Nothing may open it by itself.
            return attached(file, record, "original", "application/octet-stream")
    context = {
        "form": form,
        "title": "Open the file as it came",
        "caption": record.reference,
        "intro": "Nobody has made this file safe. Open it only on a computer that is set up for that.",
        "button": "Download the file as it came",
        "back_url": back_url,
    }
    return render(request, "staff/form.html", context)
