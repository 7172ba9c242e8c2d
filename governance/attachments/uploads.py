"""What happens to an upload while it arrives: too large a one is stopped, and a recording is encrypted at once."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

from governance.attachments.first_look import MOST_BYTES
from governance.attachments.sealing import Sealing

# A few files in one form; whatever sends more than this is no form of ours.
MOST_IN_A_REQUEST = 4 * MOST_BYTES
V = TypeVar("V", bound=Callable[..., Any])


def takes(most_bytes: int, *, sealed: bool = False) -> Callable[[V], V]:
    """For a view whose form takes a larger file, from whoever is signed in.

    sealed: its files come to the form as `SealedUpload`, and lie nowhere in the clear.
    """

    def marked(view: V) -> V:
        view.most_bytes, view.sealed = most_bytes, sealed  # type: ignore[attr-defined]
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


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """A file that was encrypted while it arrived. Its content is `under_way`, and nothing else reads it."""

    def __init__(self, under_way: Sealing, *, name: str, content_type: str) -> None:
        super().__init__(under_way.sealed, name, content_type, under_way.size)
        self.under_way = under_way


class Seal(FileUploadHandler):
    """Encrypts the files of a view that `takes` them sealed. After `Limit`, and before whatever writes to the disk."""

    under_way: Sealing | None = None

    def new_file(self, *arguments: Any, **keywords: Any) -> None:
        """Takes the file, so that no other handler begins it, where the view wants it sealed."""
        super().new_file(*arguments, **keywords)
        request: Any = self.request
        match = getattr(request, "resolver_match", None)
        signed_in = getattr(getattr(request, "user", None), "is_authenticated", False)
        self.under_way = None
        if signed_in and match is not None and getattr(match.func, "sealed", False):
            self.under_way = Sealing()
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.under_way is None:
            return raw_data
        self.under_way.feed(raw_data)
        return None

    def file_complete(self, file_size: int) -> SealedUpload | None:
        if self.under_way is None:
            return None
        return SealedUpload(
            self.under_way.finish(), name=self.file_name or "", content_type=self.content_type or ""
        )

    def upload_interrupted(self) -> None:
        if self.under_way is not None:
            self.under_way.sealed.close()
