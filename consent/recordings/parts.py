"""What a file of a recording is by its first bytes, and which part of it a player asks for. Pure."""

import re

from consent.recordings.rules import Medium

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
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class NotThere(ValueError):
    """The part that was asked for lies beyond the end of the file."""


def content_type(head: bytes, medium: Medium) -> str | None:
    """What kind of film or sound this is, or None where it is neither. The name of a file is not asked."""
    if head[4:8] == b"ftyp":
        if head[8:10] == b"qt":
            return "video/quicktime"
        sound = head[8:11] == b"M4A" or medium is Medium.SOUND
        return "audio/mp4" if sound else "video/mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if medium is Medium.VIDEO else "audio/webm"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    return "audio/mpeg" if head.startswith(MPEG_SOUND) else None


def asked_for(header: str, size: int) -> tuple[int, int] | None:
    """From which byte up to which, as the Range header says; None for the whole. Raises NotThere beyond the end.

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
        raise NotThere
    return start, stop
