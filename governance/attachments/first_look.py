"""What the first bytes and the size of a file say, so that the answer is there at once.

Nothing is parsed here: that is for `cleaning`, in a process of its own.
"""

from enum import StrEnum
from typing import IO

from django.core.exceptions import ValidationError

MOST_BYTES = 15 * 1024 * 1024
MOST_PAGES = 20
# A PDF may begin, and the directory of a zip file may end, within so many bytes.
HEAD, TAIL = 1024, 65_557

AGAIN = "Scan it again as a PDF, or take a new photograph of it"


class Media(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"

    @property
    def ending(self) -> str:
        return {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}[self.value]


BEGINNINGS = {b"\xff\xd8\xff": Media.JPEG, b"\x89PNG\r\n\x1a\n": Media.PNG, b"%PDF-": Media.PDF}


def first_look(file: IO[bytes], size: int) -> Media:
    """What kind of file it is; raises ValidationError, with what to do, where it is none that we take.

    size: how many bytes it has. The name of the file is not asked: it proves nothing.
    """
    if size == 0:
        raise ValidationError(f"The file is empty. {AGAIN}", code="empty")
    if size > MOST_BYTES:
        raise ValidationError(
            "The file is larger than 15 MB. Scan it in black and white, or take the photograph in a smaller size",
            code="large",
        )
    file.seek(0)
    head = file.read(HEAD)
    file.seek(max(0, size - TAIL))
    tail = file.read(TAIL)
    file.seek(0)
    media = next((media for begins, media in BEGINNINGS.items() if head.startswith(begins)), None)
    if media is None:
        raise ValidationError(_not_taken(head), code="kind")
    # A file that is two things at once shows one face to us and another to whoever opens it.
    if b"PK\x05\x06" in tail or (media is not Media.PDF and b"%PDF-" in head):
        raise ValidationError(f"There is another file hidden in this one. {AGAIN}", code="two_files")
    return media


def _not_taken(head: bytes) -> str:
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif"}:
        return (
            "This is a HEIC photograph, which we cannot open. On the phone, choose Settings, Camera, Formats, "
            "Most Compatible, and take it again"
        )
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return "This is a document or a zip file. Save it as a PDF, and choose that"
    return (
        "We take PDF, JPEG and PNG files, and this is none of them. Scan the paper as a PDF or photograph it"
    )
