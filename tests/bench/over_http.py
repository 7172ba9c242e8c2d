"""Pages over HTTP, for information: the server as it runs in life, and browsers that never wait.

Server, database and browsers share the machine, so this says less than the figures that are measured by turns.
"""

import http.client
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from governance.config import embedded
from tests.bench.figures import Figure
from tests.bench.requests import Visitor
from tests.bench.stories import Charity

SECONDS = 4.0
BROWSERS = 8
PROCESSES = 2


def figures(charity: Charity, policy: str) -> Iterator[Figure]:
    with serving() as port:
        cookie = Visitor(charity.three).cookie
        for words, path, sent in (
            ("public policy page", policy, ""),
            ("consents list, 3 services", "/consents/", cookie),
        ):
            with ThreadPoolExecutor(BROWSERS) as browsers:
                end = time.perf_counter() + SECONDS
                answers = [browsers.submit(_browse, port, path, sent, end) for _ in range(BROWSERS)]
            times = [taken for answer in answers for taken in answer.result()]
            late = statistics.quantiles(times, n=20)[-1]
            shown = f"{len(times) / SECONDS:,.0f} a second, 95 % in {late:.0f} ms"
            yield Figure(
                f"over HTTP: {words}",
                f"{BROWSERS} browsers, {PROCESSES} processes",
                "",
                shown,
                None,
                statistics.median(times),
            )


@contextmanager
def serving() -> Iterator[int]:
    """The server, answering at the port that is given, until the end of the block."""
    port = embedded.free_port()
    server = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("gunicorn")),
            "governance.config.wsgi",
            f"--bind=127.0.0.1:{port}",
            "--worker-class=gthread",
            f"--workers={PROCESSES}",
            "--threads=4",
            "--no-control-socket",
            "--log-level=error",
        ],
        # Or it would go on serving when the measuring is killed.
        preexec_fn=embedded.ending_with_us(signal.SIGTERM),
    )
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _browse(port: int, path: str, cookie: str, end: float) -> list[float]:
    """Ask again and again until the end; how long each answer took, in milliseconds."""
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    times = []
    while (begun := time.perf_counter()) < end:
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}")
        times.append((time.perf_counter() - begun) * 1000)
    return times


def _wait(port: int) -> None:
    """Until it answers. Raises RuntimeError after half a minute."""
    for _ in range(300):
        time.sleep(0.1)
        with suppress(OSError):
            connection = http.client.HTTPConnection("localhost", port, timeout=1)
            connection.request("GET", "/health/live")
            if connection.getresponse().status == 200:
                return
    raise RuntimeError("The server does not answer.")
