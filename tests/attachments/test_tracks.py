"""What holds a picture is no sound, wherever the file says so; and what does not say is neither."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from governance.attachments import films
from governance.attachments.sealing import CHUNK, sealing, unsealed
from governance.attachments.tracks import MOST_READS, only_sound
from tests.attachments.films import box, mp3, mp4, ogg, webm


def told(content: bytes) -> bool | None:
    return only_sound(lambda start, length: content[start : start + length], len(content))


@pytest.mark.parametrize(
    ("content", "sound"),
    [
        (mp4(b"soun"), True),
        (mp4(b"soun", moov_last=False), True),
        (mp4(b"soun", b"text"), True),
        (mp4(b"soun", b"vide"), False),
        (mp4(b"vide", b"soun", moov_last=False), False),
        (mp4(b"vide", brand=b"qt  "), False),
        (mp4(b"soun", b"pict"), False),
        (mp4(b"text"), False),
        (mp4(), None),
        (mp4(b"soun")[:-20], None),
        (b"\0\0\0\x20ftypisom" + b"what they look like " * 100, None),
        (box(b"ftyp", b"isom"), None),
        (webm(2), True),
        (webm(2, known=True), True),
        (webm(2, 0x11), True),
        (webm(2, 1), False),
        (webm(1, known=True), False),
        (webm(3), False),
        (webm(), None),
        (webm(2)[:30], None),
        (ogg(b"OpusHead\1"), True),
        (ogg(b"fishead\0", b"\x01vorbis"), True),
        (ogg(b"\x01vorbis", b"\x80theora"), False),
        (ogg(b"fishead\0"), None),
        (b"OggS", None),
        (b"RIFF\0\0\0\0WAVEfmt \0\0\0\0", True),
        (mp3(), True),
        (mp3(300), True),
        (mp3(300, frame=b"\0" * 50 + b"\xff\xfb\x90\x00"), True),
        (mp3(300, frame=b"what"), None),
        (b"ID3", None),
        (b"", None),
    ],
)
def test_a_sound_holds_sound_and_no_picture(content: bytes, sound: bool | None) -> None:
    assert told(content) is sound


@given(
    st.binary(max_size=80),
    st.sampled_from([mp4(b"soun", b"vide")[:200], webm(2, 1), ogg(b"OpusHead"), mp3(9)]),
)
def test_no_file_however_damaged_stops_it_or_takes_long(noise: bytes, content: bytes) -> None:
    for where in (0, 4, len(content) // 2):
        assert told(content[:where] + noise + content[where:]) in (True, False, None)


def test_it_is_read_back_from_what_was_sealed_while_it_came() -> None:
    content = mp4(b"soun", b"vide")
    assert len(content) > 2 * CHUNK
    under_way = sealing(BytesIO(content))
    assert under_way.read(len(content) - 5, 100) == content[-5:]
    assert under_way.read(CHUNK - 3, 6) == content[CHUNK - 3 : CHUNK + 3]
    assert films.taken(under_way, sound=False) == "video/mp4"
    with pytest.raises(ValidationError, match="There is a picture"):
        films.taken(under_way, sound=True)
    assert under_way.sealed.tell() == 0, "it is kept from its beginning"


def test_three_bytes_are_no_sound() -> None:
    for sound in (True, False):
        with pytest.raises(ValidationError, match="cannot tell"):
            films.taken(sealing(BytesIO(b"ID3")), sound=sound)


@pytest.mark.parametrize(
    "content",
    [
        box(b"ftyp", b"isom" + b"\0" * 8) + box(b"moov", box(b"free", b"") * 19_000) * 8,
        b"ID3\4\0\0\0\0\0\0" * 100_000,
    ],
)
def test_a_file_of_nothing_but_beginnings_is_not_looked_at_for_long(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    under_way = sealing(BytesIO(content))
    monkeypatch.setattr(
        "governance.attachments.sealing.unsealed",
        lambda *args, start, stop: opened.append(start) or unsealed(*args, start=start, stop=stop),
    )
    asked = []

    def read(start: int, length: int) -> bytes:
        asked.append(start)
        return under_way.read(start, length)

    assert only_sound(read, under_way.size) is None
    assert len(asked) <= MOST_READS + 1
    # As long as one looks around in it, a chunk is decrypted once.
    assert len(opened) < 20
