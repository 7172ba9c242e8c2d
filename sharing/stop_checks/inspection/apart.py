"""Has an extract inspected in a process of its own, which tells how far it is and hands on who is listed."""

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import copyfileobj
from typing import IO

from governance.attachments.apart import CRASHES
from sharing.stop_checks.inspection.faults import Fault, Faulty
from sharing.stop_checks.inspection.report import Report

PROGRAM = Path(__file__).with_name("program.py")
# Of the processor; the clock may show twice as many. A hundred thousand rows take ten.
SECONDS = 240
LONGEST_NAME = 255


def inspected(
    file: IO[bytes],
    name: str,
    rung: int,
    *,
    on: date,
    progress: Callable[[int, int], None] | None = None,
    people: Callable[[list[str]], None] | None = None,
    program: Path = PROGRAM,
    wait: float = 2 * SECONDS,
) -> Report:
    """As `inspecting.inspect`, safe from a hostile file; raises Faulty where it is refused.

    A reader that crashes, takes too long or too much memory has met a file that is refused. Raises RuntimeError where
    something else stopped it, so that it is tried again. What `progress` or `people` raises ends it, and is raised.
    wait: seconds on the clock.
    """
    with _on_the_disk(file) as source:
        # Nothing of our environment: in it is where the database is.
        running = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", str(program), _argument(name), str(int(rung)), on.isoformat()],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            # Whoever stops the worker with its group does not thereby say that the file is bad.
            start_new_session=True,
        )
        too_long = threading.Event()

        def stop() -> None:
            too_long.set()
            running.kill()

        watch = threading.Timer(wait, stop)
        watch.start()
        try:
            report = _listen(running, progress, people)
        finally:
            watch.cancel()
            running.kill()
            running.wait()
            if running.stdout is not None:
                running.stdout.close()
    if report is not None:
        return report
    if too_long.is_set():
        raise Faulty(Fault.LARGE)
    if -running.returncode in CRASHES:
        raise Faulty(Fault.LARGE if -running.returncode == signal.SIGXCPU else Fault.DAMAGED)
    raise RuntimeError(f"inspection came to no end: {running.returncode}")


def _listen(
    running: "subprocess.Popen[bytes]",
    progress: Callable[[int, int], None] | None,
    people: Callable[[list[str]], None] | None,
) -> Report | None:
    """What it tells, line by line, until its report; None where it ends without one. Raises Faulty."""
    for line in running.stdout or ():
        told = json.loads(line)
        if "fault" in told:
            raise Faulty(Fault(told["fault"]), told["row"])
        if "report" in told:
            return Report.from_json(told["report"])
        if "people" in told and people is not None:
            people(told["people"])
        if "rows" in told and progress is not None:
            progress(told["rows"], told["about"])
    running.wait()
    return None


def _argument(name: str) -> str:
    """The end of a name, as another process can be told it."""
    return name.replace("\0", "")[-LONGEST_NAME:].encode("utf-8", "replace").decode()


@contextmanager
def _on_the_disk(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """The same bytes where another process can read them; what is only in memory is written to a nameless file."""
    file.seek(0)
    try:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError
        # Opened anew, so that the place in the file is not shared with whoever gave it.
        source: IO[bytes] = open(f"/proc/self/fd/{file.fileno()}", "rb")  # noqa: SIM115
    except OSError:
        source = tempfile.TemporaryFile()  # noqa: SIM115
        copyfileobj(file, source)
        source.seek(0)
        file.seek(0)
    with source:
        yield source
