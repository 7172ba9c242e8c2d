"""Runs whatever reads a file in a process of its own, so that a hostile file harms nobody but itself."""

import signal
import subprocess
import sys
from pathlib import Path

from governance.attachments.cleaning import FAULTY, SECONDS, Fault, Faulty
from governance.attachments.first_look import MOST_PAGES

# What a parser does to itself.
CRASHES = {signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE, signal.SIGILL, signal.SIGXCPU}
PROGRAM = Path(__file__).with_name("cleaning.py")


class Broken(Exception):
    """The program that reads a file crashed over it, or took too long."""


class TooSlow(Broken):
    """It was still at work when nobody could wait for it any longer."""


def run(
    program: Path, *arguments: str, content: bytes, seconds: float, wait: float | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """What a program of ours says to a file that it is given on standard input; raises Broken, TooSlow among it.

    seconds: what it may take on the processor. wait: the seconds on the clock after which it is stopped, twice as
    many unless given.
    """
    try:
        # Nothing of our environment: in it is where the database is.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(program), *arguments],
            input=content,
            capture_output=True,
            env={},
            timeout=2 * seconds if wait is None else wait,
            check=False,
            # Whoever stops the worker with its group does not thereby say that the file is bad.
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise TooSlow from None
    if -done.returncode in CRASHES:
        raise Broken
    return done


def cleaned(content: bytes, media: str, *, drawn: bool, wait: float | None = None) -> bytes:
    """The file written anew; raises Faulty with why it is refused.

    A parser that crashes, takes too long or too much memory has met a file that is refused. Raises
    RuntimeError where something else stopped it, so that it is tried again, and TooSlow only after a shorter
    `wait` in seconds, which says nothing about the file.
    """
    kind = "drawn" if drawn else "scan"
    try:
        done = run(PROGRAM, media, kind, str(MOST_PAGES), content=content, seconds=SECONDS, wait=wait)
    except Broken as broken:
        if wait is not None and isinstance(broken, TooSlow):
            raise
        raise Faulty(Fault.DAMAGED) from None
    if done.returncode == 0 and done.stdout:
        return done.stdout
    if done.returncode == FAULTY:
        raise Faulty(Fault(done.stderr.decode()))
    raise RuntimeError(f"cleaning came to no end: {done.returncode}")
