"""Checks a file while its form is being sent, so that whoever chose a bad one is told beside the field.

It is the check that the worker makes, in a process of its own too. Where it takes too long, or too many files are
being checked already, the file is kept unchecked and left to the worker.
"""

from threading import BoundedSemaphore
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile

from governance.attachments.apart import TooSlow, cleaned

# In seconds. On two busy processors a drawing takes 0.4, a scanned page in a PDF 0.5 and a photograph of
# 12 megapixels 1.2; a whole page in colour as a PNG can take 5, and is left to the worker.
LONGEST_WAIT = 3.0
# Half the threads of a web process: the others answer everybody else meanwhile.
AT_ONCE = 2
_places = BoundedSemaphore(AT_ONCE)


class CheckedUpload(UploadedFile):  # type: ignore[type-arg]
    """A file that came with a form and is good. copy: what was written anew of it; empty, if the worker must."""

    def __init__(self, came: "UploadedFile[Any]", copy: bytes) -> None:
        super().__init__(came.file, came.name, came.content_type, came.size, came.charset)
        self.copy = copy


def copy_at_once(file: IO[bytes], media: str, *, drawn: bool = False) -> bytes:
    """The file written anew, or nothing where it is left to the worker; raises Faulty with why it is refused."""
    if not _places.acquire(blocking=False):
        return b""
    try:
        file.seek(0)
        return cleaned(file.read(), media, drawn=drawn, wait=LONGEST_WAIT)
    except (TooSlow, RuntimeError, OSError):
        # Stopped, or not even begun: that says nothing about the file.
        return b""
    finally:
        _places.release()
        file.seek(0)


def made_at_once(upload: "UploadedFile[Any]") -> bytes:
    """The copy that was made while the form was sent, or nothing."""
    return upload.copy if isinstance(upload, CheckedUpload) else b""
