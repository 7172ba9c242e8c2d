"""Taking a whole list away: beside PostgreSQL's own way of writing the same columns, and what it holds in memory."""

import ctypes
import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from governance.accounts.models import User
from governance.exports.actions import download
from governance.exports.comma_separated import BLOCK
from governance.exports.lists import find
from governance.records.actor import SHAREWELL, acting_as
from tests.bench.figures import Figure, compare
from tests.bench.stories import Charity

# The columns of the list as they are stored: no words for the codes, no local time, no guard, no permission.
BARE = """
COPY (
    SELECT c.reference, p.reference, p.name, s.name, c.kind, c.state, c.review_on, c.expires_on, c.recipient, o.name,
           c.relationship, c.purpose, c.named, c.items, c.not_to_share, c.giver, c.method, c.given_at,
           c.reconfirmed_at, c.refused_at, c.withdrawn_at, c.recipients_told_at, c.acknowledged_at
      FROM consents_consent c
      JOIN people_person p ON p.id = c.person_id
      JOIN accounts_service s ON s.id = c.service_id
      LEFT JOIN organisations_organisation o ON o.id = c.organisation_id
) TO STDOUT (FORMAT csv)
"""
MOST_MEMORY = 16
CHILD = """
import sys, django
django.setup()
from tests.bench import exporting
exporting.weigh(int(sys.argv[1]))
"""


def figures(charity: Charity) -> Iterator[Figure]:
    yield compare(
        "export of every consent as CSV",
        lambda: _export(charity.overseer, {}),
        "a bare COPY of the same columns",
        _bare,
        at_most=1.5,
        rounds=5,
    )
    more = _weighed(charity.overseer)
    yield Figure(
        "memory that this export adds",
        "a process that has exported before",
        f"≤ {MOST_MEMORY} MB",
        f"{more:.1f} MB",
        more <= MOST_MEMORY,
    )


def _export(user: User, filters: dict[str, str]) -> int:
    with acting_as(user.pk):
        return sum(map(len, download(find("consents"), filters, by=user, at=timezone.now())))


@transaction.atomic
def _bare() -> None:
    with connection.cursor() as cursor, cursor.copy(BARE) as copied:
        block = bytearray()
        for row in copied:
            block += row
            if len(block) >= BLOCK:
                bytes(block)
                block.clear()


def _weighed(user: User) -> float:
    """Megabytes, as a process of its own says that does nothing else."""
    child = [sys.executable, "-c", CHILD, str(user.pk)]
    return float(subprocess.run(child, check=True, capture_output=True, text=True).stdout)


def weigh(pk: int) -> None:
    """Print by how many megabytes the most that this process ever held exceeds what it held before the export."""
    with acting_as(SHAREWELL):
        user = User.objects.get(pk=pk)
    # Everything is loaded and connected, and nothing has been exported.
    little = _export(user, {"state": "DRAFT"})
    # What starting up has used and freed goes back first, or the export would hide in it; the peak begins anew.
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")
    before = _kilobytes("VmRSS")
    if _export(user, {}) < little + BLOCK:
        raise RuntimeError("There was hardly anything to export, so its memory says nothing.")
    print((_kilobytes("VmHWM") - before) / 1024)


def _kilobytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
