"""The servers that start where none is given: closed to others, kept, and never left behind."""

import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from governance.config import embedded

WHEELS = Path(sysconfig.get_path("purelib"))
STARTER = """
import signal, sys, time
from pathlib import Path
from governance.config import embedded
# A shell in the background hands on that Ctrl-C is to be ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
with embedded.throwaway(Path(sys.argv[1])) as environment:
    print(environment["VAR_DIR"], flush=True)
    time.sleep(60)
"""


@contextmanager
def postgresql(folder: Path) -> Iterator[dict[str, str]]:
    claimed = embedded.claim(folder)
    assert claimed is not None
    server = embedded.start_postgresql(folder, WHEELS, claimed=claimed)
    try:
        yield dict(server.environment)
    finally:
        server.stop()
        os.close(claimed)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    yield home / "servers"
    embedded.remove(home / "servers")


@pytest.fixture(scope="module")
def urls(folder: Path) -> Iterator[dict[str, str]]:
    """One server, started twice: the second start is the one that the tests meet."""
    with postgresql(folder) as first, psycopg.connect(first["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE kept AS SELECT 'from before' AS words")
        owner.execute("GRANT SELECT ON kept TO sharewell_app")
    with postgresql(folder) as second:
        yield second


@pytest.fixture
def app(urls: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as connection:
        yield connection


@pytest.fixture
def owner(urls: dict[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(urls["DATABASE_OWNER_URL"], autocommit=True) as connection:
        yield connection


def test_a_second_start_keeps_the_data(app: psycopg.Connection) -> None:
    assert app.execute("SELECT words FROM kept").fetchone() == ("from before",)


def test_a_home_folder_stays_closed(urls: dict[str, str], folder: Path) -> None:
    assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert (folder / "postgresql").resolve().stat().st_mode & 0o777 == 0o700
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "passwords.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("role", ["sharewell_app", "sharewell_owner", "postgres"])
def test_nobody_comes_in_without_the_password(urls: dict[str, str], role: str) -> None:
    port = psycopg.conninfo.conninfo_to_dict(urls["DATABASE_URL"])["port"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host="127.0.0.1", port=port, user=role, password="guessed", dbname="sharewell")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "CREATE EXTENSION citext",
        "DELETE FROM kept",
        "SET session_replication_role = replica",
        "SET ROLE sharewell_owner",
    ],
)
def test_the_application_may_only_what_it_is_granted(app: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


def test_a_transaction_of_the_application_ends_within_a_minute(app: psycopg.Connection) -> None:
    assert app.execute("SHOW transaction_timeout").fetchone() == ("1min",)


def test_before_postgresql_17_each_statement_and_pause_ends_within_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tmp_path / "roles.sql"
    older.write_text(embedded.ROLES.read_text().replace(">= 170000", ">= 999999"))
    monkeypatch.setattr(embedded, "ROLES", older)
    folder = tmp_path / "servers"
    try:
        with postgresql(folder) as urls, psycopg.connect(urls["DATABASE_URL"], autocommit=True) as app:
            for name, limit in [
                ("statement_timeout", "1min"),
                ("idle_in_transaction_session_timeout", "1min"),
                ("transaction_timeout", "0"),
            ]:
                assert app.execute(f"SHOW {name}").fetchone() == (limit,), name
    finally:
        embedded.remove(folder)


def test_the_log_of_the_server_holds_no_row_and_no_statement(owner: psycopg.Connection, folder: Path) -> None:
    owner.execute("CREATE TABLE people (name text PRIMARY KEY)")
    owner.execute("INSERT INTO people VALUES ('Sam Rivers')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner.execute("INSERT INTO people VALUES ('Sam Rivers')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner.execute("INSERT INTO people VALUES (%s)", ["Sam Rivers"])
    log = (folder / "postgresql.log").read_text()
    assert "people_pkey" in log
    assert "Sam" not in log


def test_the_owner_makes_test_databases_with_search_in_them(
    owner: psycopg.Connection, urls: dict[str, str]
) -> None:
    owner.execute("CREATE DATABASE made_by_a_test")
    with psycopg.connect(urls["DATABASE_OWNER_URL"], dbname="made_by_a_test") as made:
        assert made.execute("SELECT similarity('Aisha', 'Ayesha') > 0.1").fetchone() == (True,)


@pytest.mark.parametrize("statement", ["CREATE ROLE mine", "ALTER ROLE sharewell_owner SUPERUSER"])
def test_the_owner_is_no_superuser(owner: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute(statement)


def test_the_ledger_can_tell_clusters_and_transactions_apart(owner: psycopg.Connection) -> None:
    row = owner.execute(
        "SELECT system_identifier, pg_current_xact_id(), pg_snapshot_xmin(pg_current_snapshot())"
        " FROM pg_control_system()"
    ).fetchone()
    assert row is not None
    assert all(row)


def test_capital_letters_are_known_beyond_english(app: psycopg.Connection) -> None:
    assert app.execute("SELECT upper('siân')").fetchone() == ("SIÂN",)


def test_a_folder_has_one_user_at_a_time(tmp_path: Path) -> None:
    first = embedded.claim(tmp_path)
    assert first is not None
    assert embedded.claim(tmp_path) is None
    os.close(first)
    assert embedded.claim(tmp_path) is not None


def test_a_busy_port_is_passed_over() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        busy = other.getsockname()[1]
        assert embedded.free_port(busy) > busy


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_servers_end_with_whoever_started_them(ending: signal.Signals) -> None:
    without = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(WHEELS)],
        env=without,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert starter.stdout
    folder = Path(starter.stdout.readline().strip()).parent
    assert embedded.claim(folder) is None

    starter.send_signal(ending)
    starter.wait(30)
    starter.stdout.close()

    if ending == signal.SIGKILL:
        # Nobody was left to remove the folder: the next one to start servers does.
        wait_until_unclaimed(folder)
        long_ago = time.time() - 3600
        os.utime(folder, (long_ago, long_ago))
        with embedded.throwaway(WHEELS):
            pass
    assert not folder.exists()


def wait_until_unclaimed(folder: Path) -> None:
    for _ in range(100):
        claimed = embedded.claim(folder)
        if claimed is not None:
            os.close(claimed)
            return
        time.sleep(0.1)
    pytest.fail("A process outlives the one that started it.")
