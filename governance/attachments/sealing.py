"""Encrypts a file a chunk at a time, as it comes, so that a two-hour video never lies anywhere in the clear.

Each file has a key of its own. The nonce of a chunk is its number and whether it is the last, so that no chunk can
be changed, moved, taken out or cut off unnoticed (the STREAM construction, with AES-256-GCM).
"""

import hashlib
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 64 * 1024
TAG = 16
# So much of the beginning, in the clear, to tell what kind of file it is.
HEAD = 1024


class Damaged(Exception):
    """The file is not what was sealed."""


class Sealing:
    """A file on its way: `feed` it in pieces of any length, then `finish`. What is written is encrypted already."""

    def __init__(self) -> None:
        self.key = AESGCM.generate_key(256)
        self.sealed: IO[bytes] = TemporaryFile()  # noqa: SIM115 - whoever keeps the file closes it
        self.head, self.size = b"", 0
        self._cipher, self._digest = AESGCM(self.key), hashlib.sha256()
        self._waiting, self._number = bytearray(), 0
        # The last chunk that was read, by its number: the next bytes asked for are mostly in it.
        self._read: tuple[int, bytes] = (-1, b"")

    def feed(self, piece: bytes) -> None:
        """The next piece of the file."""
        self.head = (self.head + piece[:HEAD])[:HEAD]
        self.size += len(piece)
        self._digest.update(piece)
        self._waiting += piece
        # The last chunk is marked as such, so one is always held back.
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def finish(self) -> "Sealing":
        """No more comes."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()
        self.sealed.seek(0)
        return self

    def read(self, start: int, length: int) -> bytes:
        """So many bytes of the finished file in the clear, from there; fewer at its end."""
        stop = min(start + length, self.size)
        if start >= stop:
            return b""
        first, last = start // CHUNK, (stop - 1) // CHUNK
        found = b"".join(self._chunk(number) for number in range(first, last + 1))
        return found[start - first * CHUNK : stop - first * CHUNK]

    @property
    def sha256(self) -> str:
        """Of the file in the clear."""
        return self._digest.hexdigest()

    def _chunk(self, number: int) -> bytes:
        if self._read[0] != number:
            begins = number * CHUNK
            chunks = unsealed(self.sealed, self.key, self.size, start=begins, stop=begins + CHUNK)
            self._read = number, b"".join(chunks)
            self.sealed.seek(0)
        return self._read[1]

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self.sealed.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1


def sealing(file: IO[bytes]) -> Sealing:
    """Seal a file that lies in the clear."""
    under_way = Sealing()
    file.seek(0)
    while piece := file.read(CHUNK):
        under_way.feed(piece)
    return under_way.finish()


def unsealed(
    file: IO[bytes], key: bytes, size: int, *, start: int = 0, stop: int | None = None
) -> Iterator[bytes]:
    """The bytes from `start` up to `stop` of a sealed file whose size in the clear is `size`, a chunk at a time.

    Raises Damaged at the first chunk that is not what was sealed.
    """
    stop = size if stop is None else min(stop, size)
    cipher, last = AESGCM(key), max(0, (size - 1) // CHUNK)
    for number in range(start // CHUNK, max(0, (stop - 1) // CHUNK) + 1):
        file.seek(number * (CHUNK + TAG))
        try:
            chunk = cipher.decrypt(_nonce(number, last=number == last), file.read(CHUNK + TAG), None)
        except (InvalidTag, ValueError):
            raise Damaged from None
        begins = number * CHUNK
        yield chunk[max(0, start - begins) : stop - begins]


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
