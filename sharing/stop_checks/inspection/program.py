"""Inspects the file on standard input. Run as a process of its own.

A hostile file attacks whoever parses it. So this runs without the database's address or any other secret, may write no
file and may use only so much memory and time. Arguments: the name of the file, the rung of the ladder, the day. It
writes a line of JSON for each thing it has to tell; the last is the report, or the fault for which it is refused.
"""

import json
import resource
import sys
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from sharing.stop_checks.inspection.faults import Fault, Faulty
from sharing.stop_checks.inspection.inspecting import inspect

SECONDS, MEMORY = 240, 800_000_000


def tell(**what: Any) -> None:
    """One line for whoever waits."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Tells of the file until its end or its fault."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    # The first limit tells of itself; at the second, it would look as if somebody had stopped us.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
    name, rung, on = sys.argv[1:4]
    try:
        report = inspect(
            sys.stdin.buffer,
            name,
            int(rung),
            on=date.fromisoformat(on),
            progress=lambda rows, about: tell(rows=rows, about=about),
            people=lambda numbers: tell(people=numbers),
        )
    except Faulty as found:
        tell(fault=found.fault, row=found.row)
    except MemoryError:
        tell(fault=Fault.LARGE, row=0)
    except Exception:
        # Whatever a parser stumbles over, the file is not one that can be relied on.
        tell(fault=Fault.DAMAGED, row=0)
    else:
        tell(report=report.as_json())


if __name__ == "__main__":
    main()
