"""Throw-away PostgreSQL and Valkey for the tests, started before Django reads its settings.

Loaded by `-p tests.servers`, since a conftest comes too late for that. A server that `DATABASE_URL` or
`REDIS_URL` names is used instead of one of ours.
"""

import os
import signal
import sysconfig
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from governance.config import embedded

FOLDERS = "sharewell-tests-"
WHEELS = Path(sysconfig.get_path("purelib"))


@contextmanager
def throwaway_servers() -> Iterator[None]:
    """Servers for the time of the block, with the environment that leads to them; then nothing is left."""
    if "DATABASE_URL" in os.environ and "DATABASE_OWNER_URL" not in os.environ:
        raise pytest.UsageError("With DATABASE_URL, give DATABASE_OWNER_URL too: it makes the test database.")
    _remove_what_killed_runs_left()
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix=FOLDERS))
        stack.callback(embedded.remove, folder)
        claimed = embedded.claim(folder)
        assert claimed is not None
        stack.callback(os.close, claimed)

        environment = {"SECRET_KEY": "only for tests " * 4, "VAR_DIR": str(folder / "var")}
        for variable, start in [
            ("DATABASE_URL", embedded.start_postgresql),
            ("REDIS_URL", embedded.start_valkey),
        ]:
            if variable not in os.environ:
                server = start(folder, WHEELS, claimed=claimed, durable=False)
                stack.callback(server.stop)
                environment |= server.environment
        # Playwright runs a loop in the thread that also asks the database.
        environment["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

        before = dict(os.environ)
        os.environ.pop("DEMO", None)
        os.environ.update(environment)
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def _remove_what_killed_runs_left() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*"):
        made = folder.stat()
        # A run that begins this very moment has made its folder and not yet claimed it.
        if made.st_uid == os.geteuid() and made.st_mtime < time.time() - 60:
            claimed = embedded.claim(folder)
            if claimed is not None:
                embedded.remove(folder)
                os.close(claimed)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    # Workers of a parallel run inherit what their controller started.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        stack = ExitStack()
        early_config.add_cleanup(stack.close)
        stack.enter_context(throwaway_servers())
    yield
