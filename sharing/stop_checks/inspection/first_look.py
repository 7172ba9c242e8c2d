"""What a file is by its bytes, read once from end to end: its hash, its size, and whether it is text and which."""

import codecs
import hashlib
from dataclasses import dataclass
from typing import IO

from sharing.stop_checks.inspection.faults import MOST_BYTES, Fault, Faulty
from sharing.stop_checks.inspection.report import Kind

BLOCK = 256 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What a file with a password and an old spreadsheet have in their list of contents.
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OLD = tuple(name.encode("utf-16-le") + b"\0\0" for name in ("Workbook", "Book"))
_WORD = "WordDocument".encode("utf-16-le")
_BEGINNINGS: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", Kind.PDF),
    (b"{\\rtf", Kind.WORD),
    (b"\x89PNG\r\n\x1a\n", Kind.PICTURE),
    (b"\xff\xd8\xff", Kind.PICTURE),
    (b"GIF8", Kind.PICTURE),
    (b"II*\0", Kind.PICTURE),
    (b"MM\0*", Kind.PICTURE),
    (b"\x1f\x8b", Kind.OTHER),
    (b"7z\xbc\xaf", Kind.OTHER),
    (b"Rar!", Kind.OTHER),
    (b"SQLite format 3\0", Kind.OTHER),
    (b"PAR1", Kind.OTHER),
)
# Text that is no table: a web page, other XML, JSON.
_NO_TABLE = (b"<", b"{", b"[")
_NOT_IN_CP1252 = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))


@dataclass(frozen=True)
class FirstLook:
    """kind: None for a packed file, which must be opened to know. encoding: of text; guessed where nothing says so."""

    sha256: str
    size: int
    kind: Kind | None
    encoding: str = ""
    guessed: bool = False


def first_look(file: IO[bytes]) -> FirstLook:
    """Reads the whole file in blocks, from its beginning; raises Faulty."""
    file.seek(0)
    digest = hashlib.sha256()
    head = file.read(BLOCK)
    if not head:
        raise Faulty(Fault.EMPTY)
    is_ole = head.startswith(OLE)
    marked_16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, has_null, is_cp1252 = True, False, True
    size, lines, bad_line = 0, 1, 0
    in_ole: set[bytes] = set()
    block, before = head, b""
    while block:
        size += len(block)
        if size > MOST_BYTES:
            raise Faulty(Fault.LARGE)
        digest.update(block)
        if is_ole:
            joined = before + block
            in_ole |= {name for name in (_LOCKED, _WORD, *_OLD) if name in joined}
            before = block[-64:]
        else:
            has_null = has_null or b"\0" in block
            if is_utf8:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    is_utf8 = False
            if is_cp1252 and block.translate(None, _NOT_IN_CP1252) != block:
                is_cp1252 = False
                bad_line = lines + min(
                    block[: block.index(bad)].count(b"\n") for bad in _NOT_IN_CP1252 if bad in block
                )
            lines += block.count(b"\n")
        block = file.read(BLOCK)
    sha256 = digest.hexdigest()
    if is_ole:
        return FirstLook(sha256, size, _kind_of_ole(in_ole))
    if head.startswith(b"PK\x03\x04"):
        return FirstLook(sha256, size, None)
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return FirstLook(sha256, size, kind)
    if marked_16:
        return FirstLook(sha256, size, Kind.CSV, "utf-16")
    if head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in _NO_TABLE:
        return FirstLook(sha256, size, Kind.OTHER)
    if has_null:
        raise Faulty(Fault.NULLS)
    if is_utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
    if is_utf8:
        marked = head.startswith(codecs.BOM_UTF8)
        return FirstLook(sha256, size, Kind.CSV, "utf-8-sig" if marked else "utf-8")
    if not is_cp1252:
        raise Faulty(Fault.ENCODING, bad_line)
    return FirstLook(sha256, size, Kind.CSV, "cp1252", guessed=True)


def _kind_of_ole(inside: set[bytes]) -> Kind:
    if _LOCKED in inside:
        raise Faulty(Fault.LOCKED)
    if inside & set(_OLD):
        raise Faulty(Fault.OLD)
    return Kind.WORD if _WORD in inside else Kind.OTHER
