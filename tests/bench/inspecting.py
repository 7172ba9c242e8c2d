"""Inspecting a large extract: what the process that does it holds in memory, and what it takes of the processor."""

import csv
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.bench.figures import Figure

ROWS = 100_000
MOST_MEMORY = 150
HEADINGS = [
    *("NHS number", "Forename", "Surname", "Date of birth", "Postcode", "Service"),
    *("Opened", "Closed", "Telephone", "Email", "Visits", "Notes"),
]
WORDS = [
    "walk",
    "talk",
    "home",
    "today",
    "said",
    "well",
    "better",
    "again",
    "visit",
    "family",
    "street",
    "call",
]
# Without Django, as the process that does it in earnest.
CHILD = """
import json, sys, time
from datetime import date
from pathlib import Path
from sharing.stop_checks.inspection.inspecting import inspect
begun, told, listed = time.process_time(), [], []
report = inspect(
    sys.argv[1], "extract", 4, on=date(2026, 11, 22),
    progress=lambda rows, about: told.append(rows), people=lambda numbers: listed.append(len(numbers)),
)
taken = time.process_time() - begun
lines = Path("/proc/self/status").read_text().splitlines()
held = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
print(json.dumps({"rows": report.rows, "told": len(told), "megabytes": held / 1024, "seconds": taken}))
"""


def figures() -> Iterator[Figure]:
    """One row for each kind of file. The same at every size of the database."""
    with tempfile.TemporaryDirectory() as folder:
        sheet, text = Path(folder) / "extract.xlsx", Path(folder) / "extract.csv"
        make(sheet, text)
        for name, file in (("XLSX", sheet), ("CSV", text)):
            found = weigh(file)
            if found["rows"] != ROWS or found["told"] < ROWS / 1_000:
                raise RuntimeError("It did not read every row, or did not tell how far it was.")
            yield Figure(
                f"memory of the process that inspects {ROWS:,} rows of {name}",
                "(it has none)",
                f"≤ {MOST_MEMORY} MB",
                f"{found['megabytes']:.0f} MB",
                found["megabytes"] <= MOST_MEMORY,
                found["seconds"] * 1_000,
            )


def weigh(file: Path) -> dict[str, float]:
    """What a process of its own says that does nothing else: rows read, times told, megabytes, seconds."""
    child = [sys.executable, "-c", CHILD, str(file)]
    found: dict[str, float] = json.loads(
        subprocess.run(child, check=True, capture_output=True, text=True).stdout
    )
    return found


def make(sheet: Path, text: Path) -> None:
    """The same rows as a workbook and as text, hardly a cell of which is like another."""
    book = xlsxwriter.Workbook(sheet)
    page, as_day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_row(0, 0, HEADINGS)
    with text.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(HEADINGS)
        for number, row in enumerate(_rows(), start=1):
            writer.writerow(row)
            for place, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(number, place, datetime(value.year, value.month, value.day), as_day)  # noqa: DTZ001
                else:
                    page.write(number, place, value)
    book.close()


def _rows() -> Iterator[list[Any]]:
    chance = random.Random(5)
    for number in range(ROWS):
        yield [
            str(chance.randrange(10**9, 10**10)),
            f"Forename {number}",
            f"Surname {number}",
            date(1930, 1, 1) + timedelta(days=chance.randrange(30_000)),
            f"LS{number % 20} {number % 9}AB",
            chance.choice(["Harbour", "Quay", "Firth"]),
            date(2020, 1, 1) + timedelta(days=number % 2_000),
            date(2026, 1, 1) + timedelta(days=number % 300),
            f"07700 {number:06}",
            f"person{number}@example.org",
            number % 50,
            " ".join(chance.choices(WORDS, k=8)) + f" {number}",
        ]
