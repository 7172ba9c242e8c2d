"""What a film or sound holds, by its tracks: only what holds sound and no picture is a sound.

Read a few bytes at a time, wherever they stand: an MP4 may have its list of tracks at its end, after two gigabytes.
"""

from collections.abc import Callable, Collection, Iterator

# From where, how many bytes; fewer at the end.
Read = Callable[[int, int], bytes]

# Of MP4 and QuickTime: sound, and words or times that go with it.
MP4_SOUND: set[object] = {b"soun"}
MP4_BESIDE: set[object] = {b"text", b"sbtl", b"subt", b"clcp", b"meta", b"mdta", b"tmcd", b"hint"}
# Of WebM: sound, subtitles, metadata.
WEBM_SOUND: set[object] = {2}
WEBM_BESIDE: set[object] = {0x11, 0x21}
SEGMENT, TRACKS, TRACK, TRACK_TYPE = 0x18538067, 0x1654AE6B, 0xAE, 0x83
# Of Ogg: how the first packet of a stream of sound begins, and that of what describes the others.
OGG_SOUND = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")
OGG_BESIDE = (b"fishead\x00",)
# Of no file of ours do we have to look at more places than this, all in all, before it is told what it holds.
MOST_READS = 20_000
# Behind a tag with words about it, in bytes: padding.
MOST_PADDING = 64 * 1024


def only_sound(read: Read, size: int) -> bool | None:
    """Whether it holds sound and no picture; None where that cannot be told, so that nobody takes it for either."""
    head, read = read(0, 16), _counted(read)
    try:
        if head[4:8] == b"ftyp":
            return _told(list(_mp4(read, 0, size)), MP4_SOUND, MP4_BESIDE)
        if head.startswith(b"\x1a\x45\xdf\xa3"):
            return _told(_webm(read, size), WEBM_SOUND, WEBM_BESIDE)
        if head.startswith(b"OggS"):
            return _ogg(read, size)
        if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
            return size > len(head) or None
        return _mpeg(read) or None
    except _Unclear:
        return None


class _Unclear(Exception):
    """It is cut off, damaged, or made as we do not know it."""


def _counted(read: Read) -> Read:
    """The same for so long and no longer: whoever made the file does not say how long we look at it."""
    left = MOST_READS

    def counted(start: int, length: int) -> bytes:
        nonlocal left
        left -= 1
        if left < 0:
            raise _Unclear
        return read(start, length)

    return counted


def _told(found: Collection[object], sound: set[object], beside: set[object]) -> bool | None:
    if not found:
        return None
    return set(found) <= sound | beside and not sound.isdisjoint(found)


def _mp4(read: Read, start: int, stop: int, inside: tuple[bytes, ...] = ()) -> Iterator[bytes]:
    """What each track is for, as its handler says."""
    while start < stop:
        head = read(start, 16)
        length, name, begins = int.from_bytes(head[:4], "big"), head[4:8], start + 8
        if length == 1:
            length, begins = int.from_bytes(head[8:16], "big"), start + 16
        elif length == 0:
            length = stop - start
        if len(head) < 8 or start + length > stop or start + length < begins:
            raise _Unclear
        if (*inside, name) in ((b"moov",), (b"moov", b"trak"), (b"moov", b"trak", b"mdia")):
            yield from _mp4(read, begins, start + length, (*inside, name))
        elif (*inside, name) == (b"moov", b"trak", b"mdia", b"hdlr"):
            # Behind the version and what QuickTime writes before it.
            yield read(begins + 8, 4)
        start += length


def _number(read: Read, start: int, *, keep_mark: bool) -> tuple[int, int, bool]:
    """A number of variable length, where the next begins, and whether it says that it is not known."""
    first = read(start, 1)
    if not first or first[0] == 0:
        raise _Unclear
    length = 9 - first[0].bit_length()
    whole = read(start, length)
    if len(whole) < length:
        raise _Unclear
    value = int.from_bytes(whole, "big")
    bare = value & ((1 << 7 * length) - 1)
    return value if keep_mark else bare, start + length, bare == (1 << 7 * length) - 1


def _elements(read: Read, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """Each element: what it is, where its content begins, and where it ends."""
    while start < stop:
        name, start, _ = _number(read, start, keep_mark=True)
        length, start, unknown = _number(read, start, keep_mark=False)
        ends = stop if unknown else start + length
        if ends > stop:
            raise _Unclear
        yield name, start, ends
        start = ends


def _webm(read: Read, size: int) -> list[int]:
    """What each track is for. The list of tracks stands before the first picture or sound."""
    for name, start, stop in _elements(read, 0, size):
        if name != SEGMENT:
            continue
        for part, begins, ends in _elements(read, start, stop):
            if part == TRACKS:
                return [
                    int.from_bytes(read(at, end - at), "big")
                    for track, first, last in _elements(read, begins, ends)
                    if track == TRACK
                    for what, at, end in _elements(read, first, last)
                    if what == TRACK_TYPE and end - at <= 8
                ]
    return []


def _ogg(read: Read, size: int) -> bool | None:
    """Each stream begins with a page of its own, before all others."""
    start, found = 0, False
    while start < size:
        head = read(start, 27)
        if len(head) < 27 or head[:4] != b"OggS":
            raise _Unclear
        if not head[5] & 2:
            return found or None
        lengths = read(start + 27, head[26])
        begins = start + 27 + head[26]
        packet = read(begins, 8)
        if packet.startswith(OGG_SOUND):
            found = True
        elif not packet.startswith(OGG_BESIDE):
            return False
        start = begins + sum(lengths)
    return found or None


def _mpeg(read: Read) -> bool:
    """Whether a frame of sound stands where one has to, behind the words about it."""
    start = 0
    while (tag := read(start, 10))[:3] == b"ID3":
        if len(tag) < 10 or any(each & 0x80 for each in tag[6:]):
            return False
        start += 10 + sum(each << 7 * (3 - n) for n, each in enumerate(tag[6:]))
    rest = read(start, MOST_PADDING)
    frame = rest.lstrip(b"\x00")[:4]
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0:
        return False
    layer, rate, pace = frame[1] & 0x06, frame[2] >> 4, frame[2] & 0x0C
    return layer != 0 and rate not in (0, 15) and pace != 0x0C
