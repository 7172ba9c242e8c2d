"""`python3 run.py bench`: figures beside their yardsticks, from the same run, on throw-away servers.

A figure without a yardstick says more about the machine than about the code, so each row is a ratio of two
medians that were measured turn by turn.
"""

import json
import os
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from governance.config import embedded

ROUNDS = 30
WARM_UP = 5
PROJECT = Path(__file__).resolve().parents[2]


class Row(NamedTuple):
    """One line of the table: what was measured, beside what, and how many times as long it may take."""

    operation: str
    yardstick: str
    reach: float
    measured: Callable[[], object]
    beside: Callable[[], object]


class Figure(NamedTuple):
    operation: str
    yardstick: str
    milliseconds: float
    yardstick_milliseconds: float
    ratio: float
    reach: float


def main() -> int:
    """Measure everything, print the table and write `var/bench.json`; exit code 1 if a reach is missed."""
    with embedded.throwaway(Path(sysconfig.get_path("purelib"))) as servers:
        os.environ.update(
            servers, DEMO="1", ALLOWED_HOSTS="testserver", DJANGO_SETTINGS_MODULE="governance.config.settings"
        )
        owner = {**os.environ, "DB_ROLE": "owner"}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=PROJECT, env=owner, check=True)

        import django

        django.setup()
        figures = [measure(row) for row in rows()]
    print_table(figures)
    kept = PROJECT / "var" / "bench.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps([figure._asdict() for figure in figures], indent=1))
    return 0 if all(figure.ratio <= figure.reach for figure in figures) else 1


def rows() -> list[Row]:
    """What is measured, on the demonstration."""
    from django.core.management import call_command
    from django.test import Client
    from django.urls import include, path

    from governance.accounts.models import User
    from governance.config import urls
    from governance.policies.models import Policy
    from tests.bench.bare import view

    call_command("demo", verbosity=0)
    urls.urlpatterns.append(path("bare/", include([path("", view)])))
    policy = f"/policies/{Policy.objects.order_by('slug').last().slug}/"
    visitor, worker = Client(), Client()
    worker.force_login(
        User.objects.get(email="frontline@example.org"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    etag = visitor.get(policy).headers["ETag"]
    return [
        Row(
            "public policy page, warm",
            "bare view",
            3,
            lambda: visitor.get(policy),
            lambda: visitor.get("/bare/"),
        ),
        Row(
            "the same, conditional",
            "bare view",
            2,
            lambda: visitor.get(policy, headers={"If-None-Match": etag}),
            lambda: visitor.get("/bare/"),
        ),
        Row(
            "consents list, 25 rows",
            "bare view",
            40,
            lambda: worker.get("/consents/"),
            lambda: visitor.get("/bare/"),
        ),
    ]


def measure(row: Row) -> Figure:
    """Both by turns, so that whatever else the machine does falls on both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(WARM_UP + ROUNDS):
        for kept, work in zip(times, (row.measured, row.beside), strict=True):
            begun = time.perf_counter()
            work()
            if turn >= WARM_UP:
                kept.append((time.perf_counter() - begun) * 1000)
    measured, beside = (statistics.median(kept) for kept in times)
    return Figure(row.operation, row.yardstick, measured, beside, measured / beside, row.reach)


def print_table(figures: list[Figure]) -> None:
    line = "{:<28} {:>10}   {:<18} {:>10} {:>8} {:>8}"
    print(line.format("operation", "ms", "beside", "ms", "ratio", "reach"))
    for figure in figures:
        words = f"{figure.ratio:.2f}" + (" MISSED" if figure.ratio > figure.reach else "")
        print(
            line.format(
                figure.operation,
                f"{figure.milliseconds:.2f}",
                figure.yardstick,
                f"{figure.yardstick_milliseconds:.2f}",
                words,
                f"{figure.reach:g}",
            )
        )


if __name__ == "__main__":
    sys.exit(main())
