"""What a film or a sound is by its first bytes, and which part of it a player gets."""

import pytest

from governance.attachments.films import BeyondTheEnd, asked_for, content_type


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", None),
        ("bytes=0-", (0, 100)),
        ("bytes=0-9", (0, 10)),
        ("bytes=90-200", (90, 100)),
        ("bytes=-30", (70, 100)),
        ("bytes=-300", (0, 100)),
        ("bytes=9-3", None),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("lines=0-1", None),
    ],
)
def test_a_part_is_what_the_header_says(header: str, part: tuple[int, int] | None) -> None:
    assert asked_for(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_beyond_the_end_there_is_none(header: str) -> None:
    with pytest.raises(BeyondTheEnd):
        asked_for(header, 100)


@pytest.mark.parametrize(
    ("head", "sound", "kind"),
    [
        (b"\x00\x00\x00\x20ftypisom", False, "video/mp4"),
        (b"\x00\x00\x00\x20ftypisom", True, "audio/mp4"),
        (b"\x00\x00\x00\x20ftypM4A ", False, "audio/mp4"),
        (b"\x00\x00\x00\x14ftypqt  ", False, "video/quicktime"),
        (b"\x1a\x45\xdf\xa3webm", False, "video/webm"),
        (b"OggS\x00", True, "audio/ogg"),
        (b"ID3\x04", True, "audio/mpeg"),
        (b"RIFF\x00\x00\x00\x00WAVE", True, "audio/wav"),
        (b"RIFF\x00\x00\x00\x00AVI ", False, None),
        (b"\x00\x00\x00\x18ftypheic", False, None),
        (b"%PDF-1.7", False, None),
        (b"", False, None),
    ],
)
def test_what_it_is_its_first_bytes_say(head: bytes, sound: bool, kind: str | None) -> None:
    assert content_type(head, sound=sound) == kind
