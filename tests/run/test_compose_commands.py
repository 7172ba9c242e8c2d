"""The commands of docker-compose.yml themselves, started by hand on PostgreSQL and Valkey given by URL."""

import os
import re
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from ruamel.yaml import YAML

from governance.config import embedded

PROJECT = Path(__file__).resolve().parents[2]
WHEELS = Path(sysconfig.get_path("purelib"))
SERVICES: dict[str, Any] = YAML(typ="safe").load(PROJECT / "docker-compose.yml")["services"]
ASKED_FOR = re.compile(r"\$\{(\w+):\?\}")
ANSWERS = {
    "HOST": "sharewell.example.org",
    "SECRET_KEY": "long enough to be one " * 3,
    "FILES_KEY": "A" * 43 + "=",
    "EMAIL_URL": "smtp://localhost",
}


class Deployment:
    """The services of docker-compose.yml, each as a process of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = embedded.free_port()
        self.addresses = {"PORT": str(self.port)}
        self.running: list[embedded.Server] = []
        claimed = embedded.claim(folder)
        assert claimed is not None
        self.claimed = claimed
        for start in (embedded.start_postgresql, embedded.start_valkey):
            self.running.append(start(folder, WHEELS, claimed=claimed, durable=False))
            self.addresses |= self.running[-1].environment

    def stop(self) -> None:
        for server in reversed(self.running):
            server.stop()
        os.close(self.claimed)
        embedded.remove(self.folder)

    def environment(self, service: str) -> dict[str, str]:
        """What docker-compose.yml gives the service, with this machine's addresses."""
        given = {}
        for name, value in SERVICES[service]["environment"].items():
            answered = ASKED_FOR.sub(lambda asked: ANSWERS.get(asked[1], "secret"), value)
            given[name] = self.addresses.get(name, answered)
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        return {**given, "PATH": path, "HOSTNAME": socket.gethostname(), "VAR_DIR": str(self.folder / "var")}

    def run(self, service: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=PROJECT, env=self.environment(service), capture_output=True, text=True, check=False
        )

    def start(self, service: str) -> None:
        log = self.folder / f"{service}.log"
        command = SERVICES[service]["command"]
        server = embedded.spawn(
            service, command, log, self.claimed, cwd=PROJECT, env=self.environment(service)
        )
        self.running.append(server)

    def becomes_healthy(self, service: str) -> bool:
        """Whether its own health check in docker-compose.yml passes within half a minute."""
        kind, *command = SERVICES[service]["healthcheck"]["test"]
        command = [part.replace(":8000", f":{self.port}").replace("$$", "$") for part in command]
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.run(service, command if kind == "CMD" else ["sh", "-c", *command]).returncode == 0:
                return True
        return False

    def log(self, service: str) -> str:
        return (self.folder / f"{service}.log").read_text()

    def get(self, path: str, **headers: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={"Host": "sharewell.example.org", **headers})
        status = connection.getresponse().status
        connection.close()
        return status


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Migrated as its owner, its static files collected as the Dockerfile does, then started."""
    deployed = Deployment(tmp_path_factory.mktemp("deployment") / "servers")
    try:
        for service, command in [
            ("migrate", SERVICES["migrate"]["command"]),
            ("web", ["python", "manage.py", "collectstatic", "--no-input"]),
        ]:
            done = deployed.run(service, command)
            assert done.returncode == 0, done.stderr
        for service in ("web", "worker", "beat"):
            deployed.start(service)
        yield deployed
    finally:
        deployed.stop()


@pytest.mark.parametrize("service", ["web", "worker"])
def test_each_passes_its_own_health_check(deployment: Deployment, service: str) -> None:
    assert deployment.becomes_healthy(service)


def test_pages_come_over_tls_and_no_other_way(deployment: Deployment) -> None:
    assert deployment.becomes_healthy("web")

    assert deployment.get("/health/ready") == 200
    assert deployment.get("/", **{"X-Forwarded-Proto": "https"}) == 200, deployment.log("web")
    assert deployment.get("/") == 301


def test_beat_hands_out_work_and_the_worker_does_it(deployment: Deployment) -> None:
    with psycopg.connect(deployment.addresses["DATABASE_URL"], autocommit=True) as application:
        application.execute(
            "INSERT INTO documents_document"
            " (effect_key, kind, register, record_id, file, sha256, next_try_at, attempts)"
            " VALUES ('trial:1:1', 'trial', 'trial', 1, '', '', now(), 0)"
        )
        for _ in range(300):
            if application.execute("SELECT attempts FROM documents_document").fetchone() != (0,):
                return
            time.sleep(0.1)
    pytest.fail("The worker did nothing in half a minute.")


def test_all_of_them_stay(deployment: Deployment) -> None:
    assert {server.name: server.process.poll() for server in deployment.running} == dict.fromkeys(
        ["PostgreSQL", "Valkey", "web", "worker", "beat"]
    )


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_only_the_migration_may_log_in_as_owner(service: str) -> None:
    assert "DATABASE_OWNER_URL" not in SERVICES[service]["environment"]
    assert "OWNER_PASSWORD" not in str(SERVICES[service]["environment"])


def test_no_password_is_written_in_the_file() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name or "SECRET" in name or name.endswith("_URL"):
                assert ASKED_FOR.search(value), name


def test_the_image_runs_as_an_ordinary_user_on_the_locked_packages() -> None:
    image = (PROJECT / "Dockerfile").read_text().rpartition("FROM ")[2]
    assert re.findall(r"^USER (\w+)$", image, re.MULTILINE)[-1] == "sharewell"
    assert "pip install --no-cache-dir --require-hashes -r requirements/base.txt" in image


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_what_is_written_while_it_runs_has_a_volume_and_the_rest_is_read_only(service: str) -> None:
    """Django's own settings say where files and the heads of the ledger go."""
    kept = {volume.partition(":")[2] for volume in SERVICES[service]["volumes"]}
    written = {settings.MEDIA_ROOT, settings.LEDGER_HEADS.parent}
    assert SERVICES[service]["read_only"]
    ours = {f"/app/var/{folder.relative_to(settings.VAR_DIR)}" for folder in written}
    # What is uploaded lies there while it arrives, and not in the memory that `/tmp` is in.
    arriving = SERVICES[service]["environment"].get("TMPDIR")
    assert kept == ours | ({arriving} if arriving else set())
    assert bool(arriving) is (service == "web")
    image = (PROJECT / "Dockerfile").read_text()
    assert f"var/{settings.LEDGER_HEADS.parent.name}" in image


def test_the_database_keeps_the_values_of_rows_out_of_its_log() -> None:
    program, *options = SERVICES["db"]["command"]
    assert program == "postgres"
    assert options == [f"--{name}={value}" for name, value in embedded.DISCREET.items()]
