"""The benchmark as a command: it looks before it starts, keeps to servers of its own, and clears up."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from governance.config import embedded
from tests.bench import __main__ as bench

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("what", "name"), [("disk_usage", "disk"), ("free_memory", "memory")])
def test_too_little_room_is_said_before_anything_starts(
    what: str, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if what == "disk_usage":
        monkeypatch.setattr(bench.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 1_000_000}))
    else:
        monkeypatch.setattr(bench, "free_memory", lambda: 1_000_000)
    monkeypatch.setattr(bench, "measure", lambda people: pytest.fail("It started."))
    assert bench.main([]) == 1
    said = capsys.readouterr().err
    assert name in said
    assert "Nothing was started. Choose fewer: run.py bench --size 100k" in said


def test_this_machine_says_how_much_memory_is_free() -> None:
    assert bench.free_memory() > 100_000_000


def test_interrupted_it_leaves_nothing_and_never_asks_the_database_that_the_environment_names(
    tmp_path: Path,
) -> None:
    """The named server does not exist: to ask it would end in a failure instead of a start."""
    nowhere = {"DATABASE_URL": "postgres://a:b@127.0.0.1:1/c", "REDIS_URL": "redis://127.0.0.1:1"}
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.bench", "--size", "10k"],
        cwd=PROJECT,
        env={
            **os.environ,
            **nowhere,
            "DATABASE_OWNER_URL": nowhere["DATABASE_URL"],
            "TMPDIR": str(tmp_path),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    # Said when people are being copied.
    line = next(line for line in running.stdout if " people" in line and line.startswith("  "))
    assert int(line.split()[0].replace(",", "")) > 0
    [ours] = tmp_path.glob(f"{embedded.THROWAWAY}*")
    data = (ours / "postgresql").resolve()
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Interrupted. Nothing is left behind." in said
    deadline = time.monotonic() + 10
    while data.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not ours.exists()
    assert not data.exists()
