"""Which files are taken for a picture, film, sound or story. A picture and a paper are written anew, without what the
camera added; a film and a sound are kept as they came."""

from collections.abc import Mapping
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from consent.media.models import Kind
from governance.attachments.apart import Broken, cleaned
from governance.attachments.cleaning import Faulty
from governance.attachments.first_look import MOST_BYTES, Media
from governance.attachments.models import WORDS
from governance.attachments.sealing import Sealing, sealing, unsealed
from governance.attachments.uploads import SealedUpload

MOST = 2 * 1024**3
# In seconds: a photograph of 12 megapixels takes about one.
LONGEST_WAIT = 20.0
ENDINGS: Mapping[str, str] = {
    **{media.value: media.ending for media in Media},
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
}
TAKEN: Mapping[Kind, tuple[str, ...]] = {
    Kind.PHOTO: (Media.JPEG.value, Media.PNG.value),
    Kind.VIDEO: ("video/mp4", "video/quicktime", "video/webm"),
    Kind.SOUND: ("audio/mpeg", "audio/mp4", "audio/wav", "audio/ogg"),
    Kind.STORY: (Media.PDF.value,),
}
NAMED: Mapping[Kind, str] = {
    Kind.PHOTO: "a JPEG or PNG picture, up to 15 MB",
    Kind.VIDEO: "an MP4, MOV or WebM film, up to 2 GB",
    Kind.SOUND: "an MP3, M4A, WAV or OGG file, up to 2 GB",
    Kind.STORY: "a PDF, up to 15 MB",
}
_STARTS = {
    b"\xff\xd8\xff": Media.JPEG.value,
    b"\x89PNG\r\n\x1a\n": Media.PNG.value,
    b"%PDF-": Media.PDF.value,
    b"\x1aE\xdf\xa3": "video/webm",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"\xff\xf3": "audio/mpeg",
    b"OggS": "audio/ogg",
}
_BRANDS = {b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime"}
_PICTURE_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif", b"avif"}


class Came:
    """A file that is taken: encrypted, with what kind it is."""

    def __init__(self, under_way: Sealing, media_type: str) -> None:
        self.under_way, self.media_type = under_way, media_type


def media_type(head: bytes) -> str:
    """What kind of file begins like this; empty for one that is not known. Its name is not asked: it proves nothing."""
    if head[4:8] == b"ftyp":
        return "" if head[8:12] in _PICTURE_BRANDS else _BRANDS.get(head[8:12], "video/mp4")
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    return next((kind for start, kind in _STARTS.items() if head.startswith(start)), "")


def take(upload: "UploadedFile[bytes]", kind: Kind) -> Came:
    """An upload as it is kept; raises ValidationError, with what to do, for one that is not taken."""
    under_way = upload.under_way if isinstance(upload, SealedUpload) else sealing(upload)
    found = media_type(under_way.head)
    if under_way.size == 0:
        raise ValidationError("The file is empty. Choose it again", code="empty")
    if found not in TAKEN[kind]:
        raise ValidationError(f"Choose {NAMED[kind]}", code="kind")
    if found not in set(Media):
        if under_way.size > MOST:
            raise ValidationError(
                "The film or sound is larger than 2 GB. Save it in a smaller size", code="large"
            )
        return Came(under_way, found)
    if under_way.size > MOST_BYTES:
        raise ValidationError("The file is larger than 15 MB. Save it in a smaller size", code="large")
    return Came(_written_anew(under_way, found), found)


def _written_anew(under_way: Sealing, media: str) -> Sealing:
    content = b"".join(unsealed(under_way.sealed, under_way.key, under_way.size))
    under_way.sealed.close()
    try:
        copy = cleaned(content, media, drawn=False, wait=LONGEST_WAIT)
    except Faulty as found:
        raise ValidationError(WORDS[found.fault].rstrip("."), code=found.fault) from None
    except (Broken, RuntimeError):
        raise ValidationError(
            "The file could not be read in time. Send it again, or save it in a smaller size", code="slow"
        ) from None
    return sealing(BytesIO(copy))
