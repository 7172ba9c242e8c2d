"""`python3 run.py` as a newcomer meets it, and as it ends."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener

import pytest

from governance.config import embedded

PROJECT = Path(__file__).resolve().parents[2]
OF_THESE_TESTS = (
    *("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"),
    *("SECRET_KEY", "FILES_KEY", "DJANGO_SETTINGS_MODULE"),
)


class Run:
    """One `python3 run.py` with a state of its own."""

    def __init__(self, state: Path, **more: str) -> None:
        self.state = state
        environment = {name: value for name, value in os.environ.items() if name not in OF_THESE_TESTS}
        self.process = subprocess.Popen(
            [sys.executable, "run.py"],
            cwd=PROJECT,
            env={**environment, "VAR_DIR": str(state), **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def said(self) -> str:
        """All it says until it is up; or until it ends, if that is sooner."""
        assert self.process.stdout
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if "Ctrl-C stops everything" in line:
                break
        return "".join(lines)

    def ends_by(self, ending: signal.Signals) -> int:
        """Its exit code after a signal, once nothing that it started is left."""
        self.process.send_signal(ending)
        self.ends()
        return self.process.returncode

    def ends(self) -> str:
        """What it said last, once nothing that it started is left."""
        said, _ = self.process.communicate(timeout=60)
        for _ in range(150):
            claimed = embedded.claim(self.state)
            if claimed is not None and not self.processes():
                os.close(claimed)
                return said
            time.sleep(0.1)
        pytest.fail(f"Still running: {self.processes()}")

    def processes(self) -> dict[int, str]:
        """The command of every process of this run, found by its environment."""
        mark = f"VAR_DIR={self.state}".encode()
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    found[int(process.name)] = (process / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue
        return found


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "state"
    if (tmp_path / "state/servers").exists():
        embedded.remove(tmp_path / "state/servers")


@pytest.fixture
def browser_like() -> OpenerDirector:
    return build_opener(ProxyHandler({}), HTTPCookieProcessor(http.cookiejar.CookieJar()))


def sign_in(browser_like: OpenerDirector, address: str, email: str) -> None:
    form = browser_like.open(f"{address}/accounts/login/", timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token
    fields = {"csrfmiddlewaretoken": token[1], "login": email, "password": "demo"}
    browser_like.open(f"{address}/accounts/login/", urlencode(fields).encode(), timeout=20)


def test_it_starts_beside_a_busy_port_stops_whole_and_remembers(
    state: Path, browser_like: OpenerDirector
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        busy = other.getsockname()[1]
        # The role may be left over in the shell from a migration by hand.
        first = Run(state, PORT=str(busy), DB_ROLE="owner")
        said = first.said()

    address = re.search(r"Sharewell is at (http://localhost:\d+)", said)
    assert address, said
    assert f"Port {busy} is busy" in said
    assert "frontline@example.org" in said
    sign_in(browser_like, address[1], "frontline@example.org")
    assert browser_like.open(f"{address[1]}/desk/", timeout=20).geturl() == f"{address[1]}/desk/"

    second_in_the_same_folder = Run(state)
    assert f"runs from this folder already. It is at {address[1]}" in second_in_the_same_folder.said()

    assert first.ends_by(signal.SIGTERM) == 0

    again = Run(state, PORT=address[1].rpartition(":")[2])
    said = again.said()
    assert address[0] in said
    assert "demonstration" not in said.lower()
    # Still signed in: the session, and the key that signs it, were kept.
    assert browser_like.open(f"{address[1]}/desk/", timeout=20).geturl() == f"{address[1]}/desk/"

    assert again.ends_by(signal.SIGKILL) == -signal.SIGKILL

    third = Run(state)
    assert "Sharewell is at" in third.said()
    (beat,) = (pid for pid, command in third.processes().items() if " beat " in command)
    os.kill(beat, signal.SIGKILL)
    assert "beat ended by itself" in third.ends()
    assert third.process.returncode == 1


def test_a_database_without_its_owner_is_refused_in_words(state: Path) -> None:
    run = Run(state, DATABASE_URL="postgres://sharewell_app@localhost/sharewell")

    assert "DATABASE_URL is set and DATABASE_OWNER_URL is not" in run.said()
    assert run.process.wait() == 1
