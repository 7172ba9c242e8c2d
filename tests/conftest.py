"""Fixtures that every test may use. The database is made by the owner and used as the application's role."""

import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase

from governance.records.actor import SHAREWELL, acting_as

pytest_plugins = ["tests.cast", "tests.processes"]

# Hashed file names would need a collectstatic first.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# Who we are, on what leaves.
settings.CHARITY_NAME, settings.CHARITY_ADDRESS = "Safe Harbour Trust", "1 Quay Street, Leeds, LS1 1AA"
settings.CHARITY_CONTACT = "privacy@example.org, 0113 496 0000"


def pytest_configure() -> None:
    """The folder that WhiteNoise serves from; nothing needs to be in it."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@contextmanager
def as_owner() -> Iterator[None]:
    """Let the owner's role work on the test database: making it, flushing it, tampering with it."""
    import environ

    application = connections["default"]
    application.close()
    if application.pool is not None:
        application.close_pool()
    owner = application.copy("default")
    credentials = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    owner.settings_dict = {
        **application.settings_dict,
        **{name: credentials[name] for name in ("USER", "PASSWORD", "HOST", "PORT")},
        "OPTIONS": {},
    }
    connections["default"] = owner
    try:
        yield
    finally:
        owner.close()
        connections["default"] = application


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: pytest.FixtureRequest,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Generator[None]:
    from django.test.utils import setup_databases, teardown_databases

    # On a server that is given, `--reuse-db` keeps the database for the next run, and migrates it there.
    keep = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with as_owner():
            made = setup_databases(verbosity=0, interactive=False, keepdb=keep)
            name = connections["default"].settings_dict["NAME"]
        connections["default"].settings_dict["NAME"] = name
        settings.DATABASES["default"]["NAME"] = name
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _end_sessions()
        with as_owner():
            _end_sessions()
            made = [(connections["default"], old, destroy) for _, old, destroy in made]
            teardown_databases(made, verbosity=0, keepdb=django_db_keepdb)


def _end_sessions() -> None:
    """End every session of this role: the browser's loop may have opened one that nobody can reach now."""
    # A test may have left a connection that the server has ended.
    connections["default"].close()
    if connections["default"].pool is not None:
        connections["default"].close_pool()
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"
        )
    connections["default"].close()


_flush = TransactionTestCase._fixture_teardown


def _flush_as_owner(self: TransactionTestCase) -> None:
    with as_owner():
        _flush(self)


TransactionTestCase._fixture_teardown = _flush_as_owner  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _acting() -> Generator[None]:
    """Set-up acts as the application itself; a request through the test client as its user."""
    with acting_as(SHAREWELL):
        yield


@pytest.fixture
def owner_sql(transactional_db: None) -> Callable[[str], list[tuple]]:
    """Run SQL as the owner, whom the application never is. With a transactional test."""

    def run(sql: str) -> list[tuple]:
        with as_owner(), connections["default"].cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def unhurried(db: None) -> None:
    """For one long walk: a test is one transaction, which may last longer than one of the application's."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_timeout = 0")


@pytest.fixture(autouse=True)
def _quick_passwords(settings: object) -> None:
    """Hashing passwords slowly is the point of it, but not in tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The system's Chromium, which as root has no sandbox, and asks nothing of the network by itself."""
    quiet = ("background-networking", "component-update", "sync")
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-gpu", "--no-first-run", *(f"--disable-{part}" for part in quiet)],
    }
