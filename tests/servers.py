"""Throw-away PostgreSQL and Valkey for the tests, started before Django reads its settings.

Loaded by `-p tests.servers`, since a conftest comes too late for that. A server that `DATABASE_URL` or
`REDIS_URL` names is used instead of one of ours. Each worker of a parallel run has servers of its own: what one
test leaves open, or takes down, is nothing to a test beside it.
"""

import os
import signal
import sysconfig
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import pytest

from governance.config import embedded

# What this run started itself, so that its workers, which inherit the environment, do not take it for given.
STARTED = "TESTS_STARTED"
# A test that fills a table looks at plans for it: nobody else tells the planner in between that it is empty.
QUIET = {"autovacuum": "off"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    for name in os.environ.pop(STARTED, "").split():
        del os.environ[name]
    if os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_OWNER_URL"):
        raise pytest.UsageError("With DATABASE_URL, give DATABASE_OWNER_URL: it makes the test database.")
    if os.environ.get("DATABASE_URL") and "PYTEST_XDIST_WORKER" in os.environ:
        raise pytest.UsageError("With DATABASE_URL, leave out -n: one database is made there.")
    # So that what a terminated run started is stopped and removed, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    stack = ExitStack()
    early_config.add_cleanup(stack.close)
    started = stack.enter_context(embedded.throwaway(Path(sysconfig.get_path("purelib")), tuned=QUIET))
    os.environ.update(started)
    os.environ[STARTED] = " ".join(started)
    # Playwright runs a loop in the thread that also asks the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    os.environ.pop("DEMO", None)
    yield
