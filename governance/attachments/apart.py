"""Runs `cleaning` in a process of its own, so that a hostile file harms nobody but itself."""

import signal
import subprocess
import sys
from pathlib import Path

from governance.attachments.cleaning import FAULTY, SECONDS, Fault, Faulty
from governance.attachments.first_look import MOST_PAGES

# What a parser does to itself.
CRASHES = {signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE, signal.SIGILL, signal.SIGXCPU}
PROGRAM = Path(__file__).with_name("cleaning.py")


def cleaned(content: bytes, media: str, *, drawn: bool) -> bytes:
    """The file written anew; raises Faulty with why it is refused.

    A parser that crashes, takes too long or too much memory has met a file that is refused. Raises
    RuntimeError where something else stopped it, so that it is tried again.
    """
    try:
        # Nothing of our environment: in it is where the database is.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(PROGRAM), media, "drawn" if drawn else "scan", str(MOST_PAGES)],
            input=content,
            capture_output=True,
            env={},
            timeout=2 * SECONDS,
            check=False,
            # Whoever stops the worker with its group does not thereby say that the file is bad.
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        raise Faulty(Fault.DAMAGED) from None
    if done.returncode == 0 and done.stdout:
        return done.stdout
    if done.returncode == FAULTY:
        raise Faulty(Fault(done.stderr.decode()))
    if -done.returncode in CRASHES:
        raise Faulty(Fault.DAMAGED)
    raise RuntimeError(f"cleaning came to no end: {done.returncode}")
