"""A real caching proxy in front: it keeps pages for the public, and never gives out a word for staff."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.policies.samples import STAFF_WORDS, published
from tests.policies.wire import Answer, ask, cookie_of

pytestmark = [pytest.mark.nginx, pytest.mark.django_db(transaction=True)]

CONFIG = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/kept keys_zone=pages:1m use_temp_path=off;
    gzip on;
    gzip_proxied any;
    gzip_min_length 1;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass {behind};
            proxy_set_header Host $http_host;
            proxy_cache pages;
            proxy_cache_key $uri;
            # Keeps, too, whatever says nothing about being kept.
            proxy_cache_valid any 1m;
            {careless}
            add_header X-Cache $upstream_cache_status always;
        }}
    }}
}}
"""
HONEST, CARELESS = "", "proxy_ignore_headers Vary Set-Cookie;"
Start = Callable[[str], str]


@pytest.fixture
def nginx(live_server: object, tmp_path: Path) -> Iterator[Start]:
    """Starts nginx as whoever runs the tests, in a folder of its own, and stops it again."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    running: list[subprocess.Popen[bytes]] = []

    def start(careless: str) -> str:
        folder = tmp_path / str(len(running))
        folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        config = folder / "nginx.conf"
        config.write_text(CONFIG.format(folder=folder, port=port, behind=live_server, careless=careless))
        running.append(
            subprocess.Popen(
                [program, "-p", folder, "-e", folder / "error.log", "-c", config], stderr=subprocess.DEVNULL
            )
        )
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return f"http://127.0.0.1:{port}"
            time.sleep(0.05)
        raise RuntimeError((folder / "error.log").read_text())

    yield start
    for process in running:
        process.terminate()
        process.wait(10)


def staff_words_in(answer: Answer) -> set[str]:
    return {word for word in STAFF_WORDS if word in answer.body.decode().lower()}


@pytest.mark.parametrize("careless", [HONEST, CARELESS])
def test_the_publics_pages_are_kept_and_no_word_for_staff_is(cast: Cast, nginx: Start, careless: str) -> None:
    published(cast)
    cookie = cookie_of(cast.fay)

    def visitor(page: str) -> None:
        assert staff_words_in(ask(page)) == set()

    def visitor_with_an_old_cookie(page: str) -> None:
        assert staff_words_in(ask(page, Cookie="sessionid=long-gone")) == set()

    def staff(page: str) -> None:
        ask(page, Cookie=cookie)

    def staff_head(page: str) -> None:
        ask(page, method="HEAD", Cookie=cookie)

    for order in permutations([visitor, visitor_with_an_old_cookie, staff, staff_head]):
        front = nginx(careless)
        for path in ("/policies/keys-policy/", "/policies/", "/policies/keys-policy/versions/1.0/"):
            for visit in order:
                visit(front + path)
            kept = ask(front + path)
            assert kept.headers["X-Cache"] == "HIT", (path, order)
            assert staff_words_in(kept) == set()
            again = ask(front + path, If_None_Match=kept.headers["ETag"])
            assert (again.status, again.headers["X-Cache"]) == (304, "HIT")


def test_behind_an_honest_cache_staff_always_see_their_boxes(cast: Cast, nginx: Start) -> None:
    published(cast)
    page, cookie = f"{nginx(HONEST)}/policies/keys-policy/", cookie_of(cast.fay)
    tag = ask(page).headers["ETag"]
    for _ in range(2):
        answer = ask(page, Cookie=cookie, If_None_Match=tag)
        assert answer.status == 200
        assert answer.headers["X-Cache"] != "HIT"
        assert staff_words_in(answer) == set(STAFF_WORDS)
        assert ask(page).headers["X-Cache"] == "HIT"


def test_behind_a_careless_cache_the_pages_of_staff_are_not_kept_for_the_public(
    cast: Cast, nginx: Start
) -> None:
    version = published(cast)
    front, cookie = nginx(CARELESS), cookie_of(cast.igor)
    for path in (f"/policies/{version.reference}/", "/policies/drafts/", "/policies/drafts/new/"):
        assert ask(front + path, Cookie=cookie).status == 200
        answer = ask(front + path)
        assert answer.status == 302
        assert staff_words_in(answer) == set()
