"""The smallest films and sounds that say what they hold."""

UNKNOWN = b"\x01" + b"\xff" * 7


def box(name: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + name + content


def mp4(*handlers: bytes, brand: bytes = b"isom", moov_last: bool = True) -> bytes:
    """An MP4 with a track for each handler: the list of tracks behind what they hold, as telephones do, or before."""
    traks = [
        box(b"trak", box(b"tkhd", b"\0" * 84) + box(b"mdia", box(b"hdlr", b"\0" * 8 + each + b"\0" * 13)))
        for each in handlers
    ]
    moov = box(b"moov", box(b"mvhd", b"\0" * 100) + b"".join(traks))
    mdat = box(b"mdat", b"what they say " * 10_000)
    return box(b"ftyp", brand + b"\0" * 8) + (mdat + moov if moov_last else moov + mdat)


def element(name: bytes, content: bytes, *, known: bool = True) -> bytes:
    length = (1 << 28 | len(content)).to_bytes(4, "big") if known else UNKNOWN
    return name + length + content


def webm(*kinds: int, known: bool = False) -> bytes:
    """A WebM with a track of each kind (1 picture, 2 sound), its length not known, as browsers record it."""
    tracks = b"".join(
        element(b"\xae", element(b"\xd7", b"\1") + element(b"\x83", bytes([each]))) for each in kinds
    )
    info = element(b"\x15\x49\xa9\x66", b"\0" * 30)
    cluster = element(b"\x1f\x43\xb6\x75", b"what they say " * 1_000, known=known)
    segment = info + element(b"\x16\x54\xae\x6b", tracks) + cluster
    return element(b"\x1a\x45\xdf\xa3", b"\0" * 20) + element(b"\x18\x53\x80\x67", segment, known=known)


def ogg(*packets: bytes) -> bytes:
    """An Ogg whose streams begin with these packets, and then go on."""
    pages = [(2, each) for each in packets] + [(0, b"what they say")]
    return b"".join(
        b"OggS\0" + bytes([flag]) + b"\0" * 20 + b"\1" + bytes([len(packet)]) + packet
        for flag, packet in pages
    )


def mp3(tag: int = 0, frame: bytes = b"\xff\xfb\x90\x00") -> bytes:
    """A sound behind a tag of so many bytes."""
    size = bytes((tag >> 7 * n) & 0x7F for n in (3, 2, 1, 0))
    return (b"ID3\4\0\0" + size + b"\0" * tag if tag else b"") + frame + b"\0" * 400
