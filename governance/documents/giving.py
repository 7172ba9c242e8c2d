"""How a file leaves for the browser of whoever may have it."""

from typing import IO

from django.http import FileResponse

PDF = "application/pdf"
# Never kept on the way, and never taken for another kind of file than it says.
PRIVATE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}


def given(file: IO[bytes], name: str, content_type: str = PDF, *, saved: bool = True) -> FileResponse:
    """A file under a name, with its ending, that says nothing about anybody. saved: to be saved, and not shown."""
    return FileResponse(file, as_attachment=saved, filename=name, content_type=content_type, headers=PRIVATE)
