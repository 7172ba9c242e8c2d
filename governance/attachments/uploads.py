"""Stops an upload that is too large while it arrives, so that it fills neither memory nor disk."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from governance.attachments.first_look import MOST_BYTES

# A few files in one form; whatever sends more than this is no form of ours.
MOST_IN_A_REQUEST = 4 * MOST_BYTES
V = TypeVar("V", bound=Callable[..., Any])


def takes(most_bytes: int) -> Callable[[V], V]:
    """For a view whose form takes a larger file, from whoever is signed in."""

    def marked(view: V) -> V:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return marked


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
        # Known by now: the guard against forged forms, which reads what was sent, comes after the address was resolved.
        request: Any = self.request
        match, user = getattr(request, "resolver_match", None), getattr(request, "user", None)
        larger = getattr(match.func, "most_bytes", 0) if match is not None else 0
        self.most = max(MOST_BYTES, larger if user is not None and user.is_authenticated else 0)
        if content_length > max(MOST_IN_A_REQUEST, self.most + MOST_BYTES):
            raise RequestDataTooBig("The upload is far too large.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= self.most else None

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one make the file."""
