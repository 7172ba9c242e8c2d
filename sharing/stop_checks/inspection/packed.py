"""Reads the parts of a packed workbook as a stream, and stops before they fill the memory.

Nothing that the file says of its own size is believed: what is unpacked is counted while it is unpacked.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.parsers import expat

from sharing.stop_checks.inspection.faults import (
    DEEPEST,
    LONGEST_TOKEN,
    MOST_DIRECTORY,
    MOST_PARTS,
    MOST_RATIO,
    MOST_UNPACKED,
    SMALL_PART,
    Fault,
    Faulty,
)

BLOCK = 64 * 1024
# The end of the list of parts: its mark, and the longest comment that may follow.
END, LONGEST_END, SHORTEST_END = b"PK\x05\x06", 65_558, 22
# What large files have besides, just before it.
LARGE_END, LARGE_END_PLACE, LARGE_LENGTH, PLACE_LENGTH = b"PK\x06\x06", b"PK\x06\x07", 56, 20

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class Package:
    """A packed file, its parts by name. unpacked: bytes so far, of everything."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        _look_at_the_list(file, size)
        file.seek(0)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, RuntimeError, struct.error):
            raise Faulty(Fault.DAMAGED) from None
        self.unpacked = 0
        self.parts: dict[str, zipfile.ZipInfo] = {}
        for part in self._zip.infolist():
            name = part.filename.lower().lstrip("/")
            # Two parts of one name: which of them is seen depends on the program.
            if name in self.parts:
                raise Faulty(Fault.DAMAGED)
            if part.flag_bits & 1:
                raise Faulty(Fault.LOCKED)
            if part.file_size > SMALL_PART and part.file_size > MOST_RATIO * max(1, part.compress_size):
                raise Faulty(Fault.BOMB)
            self.parts[name] = part
        if sum(part.file_size for part in self.parts.values()) > MOST_UNPACKED:
            raise Faulty(Fault.BOMB)

    @property
    def has_words_behind(self) -> bool:
        """Whether something is written behind the last part."""
        return bool(self._zip.comment)

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def size(self, name: str) -> int:
        """How many bytes a part has, as the file says."""
        return self.parts[name].file_size

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of a part; raises Faulty for a damaged one and for one that bursts."""
        part = self.parts[name]
        there = 0
        try:
            with self._zip.open(part) as opened:
                while block := opened.read(BLOCK):
                    there += len(block)
                    self.unpacked += len(block)
                    if self.unpacked > MOST_UNPACKED or (
                        there > SMALL_PART and there > MOST_RATIO * max(1, part.compress_size)
                    ):
                        raise Faulty(Fault.BOMB)
                    yield block
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            RuntimeError,
            OSError,
            ValueError,
        ):
            raise Faulty(Fault.DAMAGED) from None

    def parse(self, name: str, start: Start, end: End | None = None, text: Text | None = None) -> None:
        """Read a part as XML. Names come as `namespace name`. Raises Faulty."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.buffer_size = BLOCK
        depth = 0

        def deeper(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > DEEPEST:
                raise Faulty(Fault.DAMAGED)
            start(tag, attributes)

        def back(tag: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(tag)

        parser.StartElementHandler = deeper
        parser.EndElementHandler = back
        if text is not None:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        fed = 0
        try:
            for block in self.blocks(name):
                parser.Parse(block, False)
                fed += len(block)
                # A name or attribute without an end would wait in memory.
                if fed - parser.CurrentByteIndex > LONGEST_TOKEN:
                    raise Faulty(Fault.DAMAGED)
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, UnicodeError):
            raise Faulty(Fault.DAMAGED) from None


def _look_at_the_list(file: IO[bytes], size: int) -> None:
    """Before the list of parts is read, which by itself could fill the memory."""
    file.seek(max(0, size - LONGEST_END))
    tail = file.read(LONGEST_END)
    # Looked for as `zipfile` does, so that it is the same list.
    place = len(tail) - SHORTEST_END
    if place < 0 or not (tail[place:].startswith(END) and tail.endswith(b"\0\0")):
        place = tail.rfind(END)
    if place < 0 or len(tail) < place + SHORTEST_END:
        raise Faulty(Fault.DAMAGED)
    parts, length = struct.unpack("<HI", tail[place + 10 : place + 16])
    before = place - PLACE_LENGTH
    if before >= LARGE_LENGTH and tail[before:].startswith(LARGE_END_PLACE):
        record = tail[before - LARGE_LENGTH : before]
        if not record.startswith(LARGE_END):
            raise Faulty(Fault.DAMAGED)
        parts, length = struct.unpack("<QQ", record[32:48])
    if parts > MOST_PARTS or length > MOST_DIRECTORY:
        raise Faulty(Fault.BOMB)


def _refuse(*told: Any) -> None:
    raise Faulty(Fault.ENTITIES)
