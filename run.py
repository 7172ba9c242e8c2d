#!/usr/bin/env python3
"""Starts, tests, checks and measures Sharewell. It needs Python 3.11 and nothing else.

    python3 run.py               start everything here, and print the address
    python3 run.py test [ARGS]   the whole test suite; ARGS go to pytest
    python3 run.py check         format, lint, types, imports, migrations, deployment
    python3 run.py bench [ARGS]  the benchmarks

What it makes is under `var/`. `docs/operations/start.md` says which variables it heeds.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(f"Sharewell needs Python 3.11 or newer, and this is {sys.version.split()[0]}.")

import hashlib
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from governance.config import embedded, machine
from governance.config.embedded import Server
from governance.config.machine import PROGRAMS, PROJECT, Problem, say

# What this installation writes, apart from its programs.
STATE = Path(os.environ.get("VAR_DIR", PROJECT / "var")).resolve()
SERVERS = STATE / "servers"
RUNNING = STATE / "running"
SIGN_INS = (
    "frontline",
    "manager",
    "data",
    "data2",
    "dpo",
    "ig",
    "comms",
    "guardian",
    "siro",
    "doctor",
    "auditor",
)
PATIENCE = 60.0
# A worker for each processor, which takes tests from another when it has none left. One more was no faster.
AT_ONCE = ["-n", "logical", "--dist", "worksteal"]


def main(arguments: list[str]) -> int:
    """Do what the first argument says; returns the exit code."""
    commands: dict[str, Callable[[list[str]], int]] = {
        "": start,
        "test": test,
        "check": check,
        "bench": bench,
    }
    command = commands.get(arguments[0] if arguments else "")
    if command is None:
        say(__doc__ or "")
        return 2
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    os.chdir(PROJECT)
    try:
        return command(arguments[1:])
    except KeyboardInterrupt:
        return 130
    except (Problem, embedded.ServerError) as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1


# --- Start --------------------------------------------------------------------


def start(_arguments: list[str]) -> int:
    """Everything that Sharewell is, on this machine, until Ctrl-C."""
    say("Starting Sharewell")
    if os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_OWNER_URL"):
        raise Problem(
            "DATABASE_URL is set and DATABASE_OWNER_URL is not. Migrations need it: the same database, as "
            "the role that owns the tables. docs/operations/deploy.md says how to make both roles."
        )
    running: list[Server] = []
    try:
        claimed = claim_state()
        machine.install("local")
        machine.build_frontend()
        environment = {
            "DEMO": "1",
            **os.environ,
            "VAR_DIR": str(STATE),
            "PYTHONUNBUFFERED": "1",
            "DB_ROLE": "app",
        }
        if not machine.provide(machine.PANGO):
            environment["PDF"] = "0"
        # What follows writes keys and people's records.
        os.umask(0o077)
        environment["SECRET_KEY"] = environment.get("SECRET_KEY") or kept("secret_key", embedded.secret_key)
        environment["FILES_KEY"] = environment.get("FILES_KEY") or kept("files_key", embedded.files_key)

        for variable, start_server in [
            ("DATABASE_URL", embedded.start_postgresql),
            ("REDIS_URL", embedded.start_valkey),
        ]:
            if not environment.get(variable):
                running.append(start_server(SERVERS, machine.wheels(), claimed=claimed))
                environment |= running[-1].environment
        prepare_data(environment)
        # From here on nothing may log in as the owner of the tables.
        del environment["DATABASE_OWNER_URL"]

        port = choose_port(int(environment.get("PORT", "8000")))
        address = f"http://localhost:{port}"
        environment.setdefault("BASE_URL", address)
        for name, command in services(port).items():
            log = STATE / f"log/{name}.log"
            running.append(embedded.spawn(name, command, log, claimed, cwd=PROJECT, env=environment))
        wait_until_ready(port, running)
        RUNNING.write_text(f"{os.getpid()} It is at {address}")
        welcome(address, demonstration=environment["DEMO"] == "1")
        watch(running)
    except KeyboardInterrupt:
        say("\nStopping")
        return 0
    finally:
        # A second Ctrl-C must not cut the stopping short.
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, signal.SIG_IGN)
        for server in reversed(running):
            server.stop()


def services(port: int) -> dict[str, list[str]]:
    """What makes up the application, and the command of each."""
    gunicorn = [str(PROGRAMS / "gunicorn"), "governance.config.wsgi", f"--bind=127.0.0.1:{port}"]
    celery = [str(PROGRAMS / "celery"), "-A", "governance.config.celery"]
    return {
        "web": [
            *gunicorn,
            *("--worker-class=gthread", "--workers=2", "--threads=4"),
            # Whoever searches for ten thousand letters is told so in words.
            "--limit-request-line=0",
            # It would be in the home folder, where another clone's may be.
            "--no-control-socket",
        ],
        "worker": [*celery, "worker", "--pool=threads", "--concurrency=4", "--loglevel=INFO"],
        "beat": [*celery, "beat", "--loglevel=INFO"],
    }


def claim_state() -> int:
    """Make the state folder ours. Raises Problem while another start has it."""
    deadline = time.monotonic() + PATIENCE
    while (claimed := embedded.claim(STATE)) is None:
        starter, _, address = RUNNING.read_text().partition(" ") if RUNNING.exists() else ("", "", "")
        if starter and alive(int(starter)):
            raise Problem(f"Sharewell runs from this folder already. {address}")
        # It was killed, and what it started needs a moment to end.
        if time.monotonic() > deadline:
            raise Problem(f"Something that an earlier start left in {STATE} does not end.")
        time.sleep(0.2)
    RUNNING.write_text(str(os.getpid()))
    return claimed


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def kept(name: str, make: Callable[[], str]) -> str:
    """A key of this installation's own, made once, for its owner's eyes only."""
    place = STATE / name
    if not place.exists() or not place.read_text():
        place.touch(mode=0o600)
        place.write_text(make())
    return place.read_text()


def choose_port(wanted: int) -> int:
    """The wanted port, or the next free one, said aloud."""
    port = embedded.free_port(wanted)
    if port != wanted:
        say(f"  Port {wanted} is busy, so this takes {port}")
    return port


def prepare_data(environment: Mapping[str, str]) -> None:
    """Tables, static files and, once for each database, the demonstration."""
    say("  Preparing the database")
    manage("migrate", "--no-input", environment={**environment, "DB_ROLE": "owner"})
    sources = [*machine.files_of(PROJECT / "static"), PROJECT / "requirements/local.txt"]
    if machine.changed(stamp := STATE / "static-of", now := machine.digest(sources)):
        manage("collectstatic", "--no-input", "--clear", environment=environment)
        stamp.write_text(now)
    database = hashlib.sha256(os.environ.get("DATABASE_URL", "").encode()).hexdigest()
    if environment["DEMO"] == "1" and machine.changed(stamp := SERVERS / "demonstration-in", database):
        say("  Loading the demonstration")
        manage("demo", environment=environment)
        SERVERS.mkdir(exist_ok=True)
        stamp.write_text(database)


def manage(command: str, *arguments: str, environment: Mapping[str, str]) -> None:
    """Run one of Django's commands. Raises Problem with what it said."""
    complaint = complaints(
        [PROGRAMS / "python", "manage.py", command, *arguments, "--verbosity=0"], environment
    )
    if complaint:
        raise Problem(f"manage.py {command} failed:\n{complaint}")


def wait_until_ready(port: int, running: list[Server]) -> None:
    """Until the application says that it is well. Raises Problem."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        stop_if_one_ended(running)
        if ready(port):
            return
        time.sleep(0.1)
    raise Problem(f"The application does not say that it is ready. Its logs are in {STATE / 'log'}.")


def ready(port: int) -> bool:
    """What the application says of itself."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def watch(running: list[Server]) -> NoReturn:
    """Until a signal ends us, or one of them ends by itself. Raises Problem."""
    while True:
        stop_if_one_ended(running)
        time.sleep(0.5)


def stop_if_one_ended(running: list[Server]) -> None:
    for server in running:
        code = server.process.poll()
        if code is not None:
            raise Problem(
                f"{server.name} ended by itself ({code}). Its log, {server.log}, ends:\n{server.last_words()}"
            )


def welcome(address: str, *, demonstration: bool) -> None:
    say(f"\nSharewell is at {address}")
    if demonstration:
        say("Sign in as any of these, with the password: demo")
        say("\n".join(f"    {name}@example.org" for name in SIGN_INS))
    say(f"Logs are in {STATE / 'log'}. Ctrl-C stops everything.")


# --- Test, check, bench -------------------------------------------------------


def test(arguments: list[str]) -> int:
    """The whole suite, journeys in a real browser included, on servers of its own.

    A database that is given is one, so nothing is run beside anything else there.
    """
    machine.install("dev")
    machine.build_frontend(tests=True)
    environment = dict(os.environ)
    if not machine.provide(machine.PANGO):
        environment["PDF"] = "0"
    machine.provide(machine.CHROMIUM)
    machine.provide(machine.NGINX)
    at_once = [] if "DATABASE_URL" in environment else AT_ONCE
    become("pytest", arguments or at_once, environment)


def bench(arguments: list[str]) -> int:
    """The benchmarks, each beside its yardstick."""
    machine.install("dev")
    machine.build_frontend(tests=True)
    become("tests.bench", arguments, os.environ)


def become(module: str, arguments: list[str], environment: Mapping[str, str]) -> NoReturn:
    """Go on as a Python module, so that it gets its signals and exit code are its own."""
    python = str(PROGRAMS / "python")
    sys.stdout.flush()
    os.execve(python, [python, "-m", module, *arguments], environment)


def check(_arguments: list[str]) -> int:
    """Every check, all of them even when one fails."""
    machine.install("dev")
    machine.build_frontend(tests=True)
    with embedded.throwaway(machine.wheels()) as servers:
        production = {
            "HTTPS": "1",
            "BASE_URL": "https://sharewell.example.org",
            "ALLOWED_HOSTS": "sharewell.example.org",
            "DEMO": "0",
            "DEBUG": "0",
        }
        environment = {**os.environ, **servers, **production}
        failed = []
        for name, complain in checks(environment).items():
            complaint = complain()
            say(f"{name}: {'FAILED' if complaint else 'ok'}")
            if complaint:
                say(complaint)
                failed.append(name)
    say(f"\nFailed: {', '.join(failed)}" if failed else "\nEvery check passed.")
    return 1 if failed else 0


def checks(environment: Mapping[str, str]) -> dict[str, Callable[[], str]]:
    """Each check by name; what it returns is its complaints."""

    def tool(name: str, *arguments: str, **more: str) -> Callable[[], str]:
        return lambda: complaints([PROGRAMS / name, *arguments], {**environment, **more})

    return {
        "format": tool("ruff", "format", "--check", "--output-format=concise", "."),
        "lint": tool("ruff", "check", "--output-format=concise", "."),
        "types": tool("mypy", "."),
        "import contracts": tool("lint-imports", "--no-logo"),
        "locks": lambda: "\n".join(machine.missing_from_locks()),
        "missing migrations": tool("python", "manage.py", "makemigrations", "--check", "--dry-run"),
        "migrations": tool("python", "manage.py", "migrate", "--no-input", DB_ROLE="owner"),
        "deployment": tool(
            *("python", "manage.py", "check", "--deploy", "--fail-level=WARNING", "--database=default")
        ),
        "roles page": tool("python", "manage.py", "roles_page", "--check"),
        "state diagrams": tool("python", "manage.py", "state_diagrams", "--check"),
        "compose file": tool(
            "check-jsonschema", "--builtin-schema=vendor.compose-spec", "docker-compose.yml"
        ),
    }


def complaints(command: list[str | Path], environment: Mapping[str, str]) -> str:
    """What a command said if it failed; nothing if it did not."""
    done = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout.strip() or f"exit code {done.returncode}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
