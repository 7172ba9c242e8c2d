"""Has `reading` read a file in a process of its own."""

import json
from pathlib import Path

from governance.attachments.apart import Broken, run
from sharing.agreements.bringing_in.reading import FAULTY, SECONDS, Fault, Faulty, Sheet, Table

PROGRAM = Path(__file__).with_name("reading.py")


def table_in(content: bytes) -> Table:
    """What the file holds; raises Faulty with why it is refused.

    Raises RuntimeError where something else than the file stopped it, so that it is tried again.
    """
    try:
        done = run(PROGRAM, content=content, seconds=SECONDS)
    except Broken:
        raise Faulty(Fault.DAMAGED) from None
    if done.returncode == FAULTY:
        found = json.loads(done.stderr)
        raise Faulty(Fault(found["fault"]), found["row"])
    if done.returncode != 0:
        raise RuntimeError(f"reading came to no end: {done.returncode}")
    found = json.loads(done.stdout)
    sheets = [Sheet(name, [(number, cells) for number, cells in rows]) for name, rows in found["sheets"]]
    return Table(sheets, found["encoding"])
