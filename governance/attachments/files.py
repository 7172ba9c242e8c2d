"""Where files are: in private storage, in a folder for each register, under a random name, by the day they came.

No name of a file says anything, and the web server serves none of them.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import IO, NamedTuple

from django.core.files.base import File
from django.core.files.storage import default_storage

from governance.errors import Denied, no

# A transaction lasts a minute at most: a file of this age without a row is one whose row was never saved.
LEFT_BEHIND = timedelta(hours=1)
# How far back to look for such files: further than a worker is ever away.
DAYS = 14
BLOCK = 64 * 1024
NOT_WHOLE = no(
    "The file is not there, or it is not what was kept.",
    next_step="Tell the IG team at once: what was kept must never change.",
)


class Kept(NamedTuple):
    """A file that is in storage: its name there, the SHA-256 of its content, and how many bytes it has."""

    name: str
    sha256: str
    size: int


class _Hashed(File):  # type: ignore[type-arg]
    """Hashes what passes through on its way into storage."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self.source = file
        self.digest, self.passed = hashlib.sha256(), 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        self.source.seek(0)
        while block := self.source.read(chunk_size or BLOCK):
            self.digest.update(block)
            self.passed += len(block)
            yield block


def keep(file: IO[bytes], folder: str, *, on: date) -> Kept:
    """Write a file into storage, whole or not at all; raises OSError where there is no room."""
    name = f"{folder}/{on:%Y-%m-%d}/{secrets.token_hex(16)}"
    content = _Hashed(file)
    try:
        default_storage.save(name, content)
        # The row that names it is on the disk once it is committed, and so must the file be.
        with default_storage.open(name) as kept:
            os.fsync(kept.fileno())
    except BaseException:
        default_storage.delete(name)
        raise
    return Kept(name, content.digest.hexdigest(), content.passed)


def is_whole(name: str, sha256: str) -> bool:
    """Is the file in storage, and is it what it was when it was kept?"""
    try:
        with default_storage.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def open_whole(name: str, sha256: str) -> IO[bytes]:
    """A file in storage, open for reading; raises Denied where it is lost, or not what was kept."""
    if not is_whole(name, sha256):
        raise Denied(NOT_WHOLE)
    return default_storage.open(name)


def left_behind(folder: str, at: datetime) -> list[str]:
    """Files of the last days that are old enough to have had their row saved, if it was."""
    try:
        folders, _ = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    oldest = f"{at - timedelta(days=DAYS):%Y-%m-%d}"
    recent = [day for day in folders if re.fullmatch(r"\d{4}-\d\d-\d\d", day) and day >= oldest]
    names = [
        f"{folder}/{day}/{name}" for day in recent for name in default_storage.listdir(f"{folder}/{day}")[1]
    ]
    return [name for name in names if default_storage.get_modified_time(name) < at - LEFT_BEHIND]
