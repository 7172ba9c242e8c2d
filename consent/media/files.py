"""Which files are taken for a picture, film, sound or story. A picture and a paper are written anew, without what the
camera added; a film and a sound are kept as they came."""

from collections.abc import Mapping
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from consent.media.models import Kind
from governance.attachments import films
from governance.attachments.apart import Broken, cleaned
from governance.attachments.cleaning import Faulty
from governance.attachments.first_look import BEGINNINGS, MOST_BYTES, Media
from governance.attachments.models import WORDS
from governance.attachments.sealing import Sealing, sealing, unsealed
from governance.attachments.uploads import SealedUpload

# In seconds: a photograph of 12 megapixels takes about one.
LONGEST_WAIT = 20.0
ENDINGS: Mapping[str, str] = {**{media.value: media.ending for media in Media}, **films.ENDINGS}
TAKEN: Mapping[Kind, tuple[str, ...]] = {
    Kind.PHOTO: (Media.JPEG.value, Media.PNG.value),
    Kind.VIDEO: ("video/mp4", "video/quicktime", "video/webm"),
    Kind.SOUND: ("audio/mpeg", "audio/mp4", "audio/wav", "audio/ogg", "audio/webm"),
    Kind.STORY: (Media.PDF.value,),
}
NAMED: Mapping[Kind, str] = {
    Kind.PHOTO: "a JPEG or PNG picture, up to 15 MB",
    Kind.VIDEO: "an MP4, MOV or WebM film, up to 2 GB",
    Kind.SOUND: "an MP3, M4A, WAV or OGG file, up to 2 GB",
    Kind.STORY: "a PDF, up to 15 MB",
}


class Came:
    """A file that is taken: encrypted, with what kind it is."""

    def __init__(self, under_way: Sealing, media_type: str, sent: str) -> None:
        self.under_way, self.media_type = under_way, media_type
        # The hash of what was sent, and of what is kept of it.
        self.hashes = {sent, under_way.sha256}


def media_type(under_way: Sealing, kind: Kind) -> str:
    """What kind of file it is; empty for one that is not known. Its name is not asked: it proves nothing.

    Raises ValidationError for a sound that has a picture in it, or may have.
    """
    head = under_way.head
    paper = next((media.value for begins, media in BEGINNINGS.items() if head.startswith(begins)), "")
    if paper or films.content_type(head, sound=kind is Kind.SOUND) is None:
        return paper
    return films.taken(under_way, sound=kind is Kind.SOUND)


def take(upload: "UploadedFile[bytes]", kind: Kind) -> Came:
    """An upload as it is kept; raises ValidationError, with what to do, for one that is not taken."""
    under_way = upload.under_way if isinstance(upload, SealedUpload) else sealing(upload)
    if under_way.size == 0:
        raise ValidationError("The file is empty. Choose it again", code="empty")
    found = media_type(under_way, kind)
    if found not in TAKEN[kind]:
        raise ValidationError(f"Choose {NAMED[kind]}", code="kind")
    if found not in set(Media):
        if under_way.size > films.MOST_BYTES:
            raise ValidationError(
                "The film or sound is larger than 2 GB. Save it in a smaller size", code="large"
            )
        return Came(under_way, found, under_way.sha256)
    if under_way.size > MOST_BYTES:
        raise ValidationError("The file is larger than 15 MB. Save it in a smaller size", code="large")
    return Came(_written_anew(under_way, found), found, under_way.sha256)


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
