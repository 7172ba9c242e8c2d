"""`python3 run.py bench [--size 100k]`: a million people, each figure beside its yardstick.

Each size gets servers of its own, which leave nothing behind; a database that the environment names is never
touched. Prints the table and what a person costs, and writes both to `var/`.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from governance.config import embedded
from tests.bench import report

PROJECT = Path(__file__).resolve().parents[2]
RESULTS = PROJECT / "var"
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
# Measured, with some to spare: what a person leaves on the disk, and what the servers take besides.
DISK_A_PERSON, DISK_BESIDES = 16_000, 6_000_000_000
MEMORY_A_PERSON, MEMORY_BESIDES = 1_500, 1_500_000_000
# As docs/operations/deploy.md advises for a server of this size.
TUNED = {"shared_buffers": "1GB", "max_wal_size": "4GB"}
# Django must be set up before the models that the rest imports.
CHILD = """
import sys, django
django.setup()
from tests.bench import one_size
one_size.main(int(sys.argv[1]), sys.argv[2])
"""


def main(arguments: list[str]) -> int:
    """Measure every size up to the one asked for; exit code 1 if a reach is missed or there is no room."""
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="1m", help="the largest number of people")
    largest = SIZES[parser.parse_args(arguments).size]
    if complaint := no_room(largest):
        print(complaint, file=sys.stderr)
        return 1
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        results = [measure(people) for people in SIZES.values() if people <= largest]
    except KeyboardInterrupt:
        print("\nInterrupted. Nothing is left behind.", file=sys.stderr)
        return 130
    except subprocess.CalledProcessError as failure:
        print(f"\nThe benchmark failed ({failure.returncode}); what it said is above.", file=sys.stderr)
        return 1
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "bench.json").write_text(json.dumps({"machine": report.machine(), "sizes": results}, indent=1))
    words = report.words(results)
    (RESULTS / "bench.md").write_text(words)
    (RESULTS / "bench-plans.md").write_text(report.plans(results[-1]))
    print(f"\n{words}")
    return 0 if report.reached(results) else 1


def no_room(people: int) -> str:
    """What is missing on this machine for so many people, or nothing."""
    folder = embedded.ROOTS_PLACE.parent if os.geteuid() == 0 else Path(tempfile.gettempdir())
    complaints = []
    for what, needed, there in (
        (f"disk at {folder}", DISK_BESIDES + people * DISK_A_PERSON, shutil.disk_usage(folder).free),
        ("memory", MEMORY_BESIDES + people * MEMORY_A_PERSON, free_memory()),
    ):
        if there < needed:
            complaints.append(
                f"{people:,} people need {needed / 1e9:.0f} GB of {what}; {there / 1e9:.1f} GB are free."
            )
    if complaints:
        complaints.append("Nothing was started. Choose fewer: run.py bench --size 100k")
    return "\n".join(complaints)


def free_memory() -> int:
    """Bytes that processes may still take, as Linux sees it; in a container no more than that may have."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    available = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    limit = Path("/sys/fs/cgroup/memory.max")
    given = limit.read_text().strip() if limit.exists() else "max"
    return available if given == "max" else min(available, int(given))


def measure(people: int) -> dict:
    """One size, in processes of its own; what `one_size` wrote."""
    print(f"{people:,} people", flush=True)
    wheels = Path(sysconfig.get_path("purelib"))
    with embedded.throwaway(wheels, given={}, durable=True, tuned=TUNED) as servers:
        environment = {
            **os.environ,
            **servers,
            "DB_ROLE": "app",
            "DEMO": "0",
            "DEBUG": "0",
            "HTTPS": "0",
            "ALLOWED_HOSTS": "testserver,localhost",
            "DJANGO_SETTINGS_MODULE": "governance.config.settings",
        }
        result = Path(servers["VAR_DIR"]).with_name("result.json")
        for command, role in (
            (["manage.py", "migrate", "--no-input", "-v0"], "owner"),
            (["manage.py", "collectstatic", "--no-input", "-v0"], "app"),
            (["-c", CHILD, str(people), str(result)], "app"),
        ):
            subprocess.run(
                [sys.executable, *command], cwd=PROJECT, env={**environment, "DB_ROLE": role}, check=True
            )
        return json.loads(result.read_text())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
