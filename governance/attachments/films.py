"""Films and sounds that are kept encrypted: what one is, and how it is given to a player, which asks for it a part at a
time."""

import re

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from governance.attachments import sealed
from governance.attachments.models import SealedFile
from governance.attachments.sealing import Sealing
from governance.attachments.tracks import only_sound
from governance.documents.giving import PRIVATE

MOST_BYTES = 2 * 1024**3
ENDINGS = {
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "audio/mp4": "m4a",
    "audio/webm": "webm",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
}
MPEG_SOUND = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
# The same container holds photographs of telephones.
PICTURE_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif", b"avif"}
NEITHER = "This is no film and no sound that we can play. Save it as MP4 or MP3"
HAS_PICTURE = (
    "There is a picture in this file, or room for one, and it may hold sound only. Save the sound alone, for example "
    "as MP3"
)
NOT_TOLD = (
    "We cannot tell what is in this file: it may be cut off or damaged. Save it again, for example as MP3"
)
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class BeyondTheEnd(ValueError):
    """The part that was asked for lies beyond the end of the file."""


def content_type(head: bytes, *, sound: bool) -> str | None:
    """What kind of film or sound begins like this; None where it is neither. The name of a file is not asked.

    sound: it is to be a sound. Whether it is one, where it may hold either, `taken` tells.
    """
    if head[4:8] == b"ftyp" and head[8:12] not in PICTURE_BRANDS:
        if sound or head[8:11] in (b"M4A", b"M4B"):
            return "audio/mp4"
        return "video/quicktime" if head[8:10] == b"qt" else "video/mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm" if sound else "video/webm"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    return "audio/mpeg" if head.startswith(MPEG_SOUND) else None


def taken(under_way: Sealing, *, sound: bool) -> str:
    """What kind of film or sound has arrived. sound: nothing with a picture is taken.

    Raises ValidationError, with what to do, for what is neither, has a picture, or does not say what it has.
    """
    found = content_type(under_way.head, sound=sound)
    if found is None:
        raise ValidationError(NEITHER, code="kind")
    if not found.startswith("audio/"):
        return found
    only = only_sound(under_way.read, under_way.size)
    if only is None:
        raise ValidationError(NOT_TOLD, code="tracks")
    if not only and sound:
        raise ValidationError(HAS_PICTURE, code="picture")
    return found


def asked_for(header: str, size: int) -> tuple[int, int] | None:
    """From which byte up to which, as the Range header says; None for the whole. Raises BeyondTheEnd.

    A header that is none, or asks for several parts at once, asks for the whole.
    """
    found = RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), size if not last else min(int(last) + 1, size)
        if last and int(last) < start:
            return None
    if start >= stop:
        raise BeyondTheEnd
    return start, stop


def streamed(request: HttpRequest, file: SealedFile, content_type: str, name: str) -> HttpResponseBase:
    """The file, or the part of it that a player asks for. name: with its ending.

    Raises Denied where it is not whole.
    """
    try:
        wanted = asked_for(request.headers.get("Range", ""), file.size)
    except BeyondTheEnd:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
    start, stop = wanted or (0, file.size)
    headers = {
        **PRIVATE,
        "Accept-Ranges": "bytes",
        "Content-Length": str(stop - start),
        "Content-Disposition": f'inline; filename="{name}"',
    }
    if wanted is not None:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{file.size}"
    return StreamingHttpResponse(
        sealed.read(file, start=start, stop=stop),
        content_type=content_type,
        status=200 if wanted is None else 206,
        headers=headers,
    )
