"""Real processes to kill: a Celery worker, beat, and a small mail server that they deliver to."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from governance.config import embedded, env
from governance.config.celery import app
from tests.faults.mail import MailServer

Start = Callable[..., embedded.Server]


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.answer.set()
        server.shutdown()


@pytest.fixture
def empty_broker() -> None:
    """Nothing is left over from other tests in the broker."""
    wipe_broker()


def wipe_broker() -> None:
    """What a broker without persistence has after it was killed: nothing."""
    with app.connection_for_write() as connection:
        connection.default_channel.client.flushall()


@pytest.fixture
def process(
    mail_server: MailServer, empty_broker: None, transactional_db: None, tmp_path: Path
) -> Iterator[Start]:
    """Start `worker` or `beat` on the test's servers; what still lives at the end is killed."""
    address = urlsplit(os.environ["DATABASE_URL"])
    environment = {
        **os.environ,
        "DATABASE_URL": address._replace(path=f"/{settings.DATABASES['default']['NAME']}").geturl(),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
    }
    options = {
        "worker": ["--pool=threads", "--concurrency=4", "--without-mingle", "--without-gossip"],
        "beat": [f"--schedule={tmp_path / 'beat'}", "--pidfile="],
    }
    with ExitStack() as stack:
        claimed = embedded.claim(tmp_path / "claim")
        assert claimed is not None
        stack.callback(os.close, claimed)

        def begin(kind: str) -> embedded.Server:
            command = [sys.executable, "-m", "celery", "-A", "governance.config.celery", kind, *options[kind]]
            log = tmp_path / f"{kind}.log"
            server = embedded.spawn(kind, command, log, claimed, cwd=env.PROJECT, env=environment)
            stack.callback(kill, server)
            return server

        yield begin


def kill(server: embedded.Server) -> None:
    """What a power cut does: no farewell."""
    server.process.kill()
    server.process.wait()


def eventually(truth: Callable[[], Any], *, seconds: float = 20) -> None:
    """Wait until it is true; fail when it does not become so."""
    end = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
