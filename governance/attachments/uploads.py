"""Stops an upload that is too large while it arrives, so that it fills neither memory nor disk."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from governance.attachments.first_look import MOST_BYTES

# A few files in one form; whatever sends more than this is no form of ours.
MOST_IN_A_REQUEST = 4 * MOST_BYTES


class Limit(FileUploadHandler):
    """Passes on no more than a little over the limit, which the form then refuses in words.

    First in `FILE_UPLOAD_HANDLERS`. What comes after the limit is read and forgotten, so that the other
    fields of the form are there still.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Refuses a request that says itself that it is far too large; raises RequestDataTooBig."""
        if content_length > MOST_IN_A_REQUEST:
            raise RequestDataTooBig("The upload is far too large.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one make the file."""
