"""One door to PDF: closed to every address and file, tagged for screen readers, made once."""

import hashlib
from base64 import b64decode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from pypdf import PdfReader

from governance.documents import door, tasks
from governance.documents.models import Document
from tests.cast import NOON
from tests.threads import together

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]

# A red square of four pixels.
SQUARE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAA"
    "EElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg=="
)
PICTURE = b64decode(SQUARE.partition(",")[2])
Write = Callable[[str], door.Source]


@pytest.fixture
def write(tmp_path: Path, settings: Any) -> Write:
    """A source whose body is this HTML."""
    (tmp_path / "templates").mkdir()
    (project,) = settings.TEMPLATES
    settings.TEMPLATES = [{**project, "DIRS": [tmp_path / "templates", *project["DIRS"]]}]

    def source(body: str, head: str = "") -> door.Source:
        (tmp_path / "templates/trial.html").write_text(
            f'<!doctype html><html lang="en-GB"><head><title>{{{{ title }}}}</title>{head}</head>'
            f"<body><h1>{{{{ title }}}}</h1>{body}</body></html>"
        )
        return door.Source("trial.html", {"title": "How we share"})

    return source


@pytest.fixture
def visits() -> Iterator[tuple[str, list[str]]]:
    """The address of a web server, and which of its pages were asked for."""
    asked: list[str] = []

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(PICTURE)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Pages) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def pages(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def pictures(content: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(BytesIO(content)).pages)


def test_it_is_tagged_and_says_its_language_and_title(write: Write) -> None:
    read = PdfReader(BytesIO(door.pdf(write("<p>We ask first.</p>"))))
    catalogue = read.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"].value  # type: ignore[index]
    assert "/StructTreeRoot" in catalogue
    assert (catalogue["/Lang"], read.metadata.title) == ("en-GB", "How we share")  # type: ignore[index,union-attr]
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"].value  # type: ignore[index]
    assert b"pdfuaid:part" in read.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    assert "We ask first." in read.pages[0].extract_text()


def test_a_picture_inside_the_template_is_drawn(write: Write) -> None:
    assert pictures(door.pdf(write(f'<img src="{SQUARE}" alt="A square">'))) == 1


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<p>Words.</p><img src="{address}" alt="">', ""),
        ('<p>Words.</p><object data="{address}"></object>', ""),
        ('<p>Words. <a rel="attachment" href="{address}">File</a></p>', ""),
        ("<p>Words.</p>", '<link rel="attachment" href="{address}">'),
        ("<p>Words.</p>", '<link rel="stylesheet" href="{address}">'),
        ("<p>Words.</p>", "<style>@import url({address}); p {{ background: url({address}) }}</style>"),
        (
            "<p>Words.</p>",
            "<style>@font-face {{ font-family: x; src: url({address}) }} p {{ font: 1em x }}</style>",
        ),
    ],
)
@pytest.mark.parametrize("scheme", ["file", "http"])
def test_no_file_and_no_address_gets_in(
    write: Write, visits: tuple[str, list[str]], tmp_path: Path, body: str, head: str, scheme: str
) -> None:
    address, asked = visits
    (tmp_path / "secret.png").write_bytes(PICTURE)
    wanted = f"file://{tmp_path}/secret.png" if scheme == "file" else f"{address}/secret.png"
    content = door.pdf(write(body.format(address=wanted), head.format(address=wanted)))
    read = PdfReader(BytesIO(content))
    assert "Words." in pages(content)
    assert (pictures(content), dict(read.attachments), asked) == (0, {}, [])


# --- Ordered, made, found -----------------------------------------------------------------------


@pytest.fixture
def kind(write: Write, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> str:
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setitem(door._SOURCES, "trial", lambda record_id: write(f"<p>Record {record_id}.</p>"))
    return "trial"


def order(kind: str, record_id: int = 5, version: int = 1) -> None:
    with transaction.atomic():
        door.want(kind, register="policies", record_id=record_id, version=version, at=NOON)


def test_ordering_twice_is_one_order_and_another_version_is_another(kind: str) -> None:
    order(kind)
    order(kind)
    assert Document.objects.count() == 1
    order(kind, version=2)
    assert Document.objects.count() == 2


def test_it_is_found_when_it_is_made_with_the_hash_of_what_is_kept(kind: str) -> None:
    order(kind)
    assert door.find(kind, 5, 1) is None
    assert tasks.render(Document.objects.get().pk) is True
    made = door.find(kind, 5, 1)
    assert made is not None
    with made.file.open() as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == made.sha256
    assert "Record 5." in pages(content)
    # No word of the record in the name of the file.
    assert made.file.name == f"documents/{made.sha256}.pdf"
    assert door.find(kind, 5, 2) is None


def test_a_failure_leaves_the_order_waiting(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    order(kind)
    pk = Document.objects.get().pk
    with monkeypatch.context() as broken:
        broken.setitem(door._SOURCES, kind, lambda record_id: door.Source("missing.html", {}))
        with pytest.raises(Exception, match=r"missing\.html"):
            tasks.render(pk)
    assert Document.objects.get().done_at is None
    assert tasks.render(pk) is True


@pytest.mark.django_db(transaction=True)
def test_made_by_two_workers_at_once_it_is_one_file(kind: str, tmp_path: Path) -> None:
    order(kind)
    pk = Document.objects.get().pk
    results = together(*[lambda: tasks.render(pk)] * 3)
    assert sorted(results) == [False, False, True]
    assert len(list((tmp_path / "files/documents").iterdir())) == 1
    assert tasks.render(pk) is False


@pytest.mark.django_db(transaction=True)
def test_while_it_is_rendered_no_transaction_is_open(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long one would hold up the sealing of the ledger, and be killed after a minute for ever."""
    open_meanwhile: list[bool] = []

    def slow(source: door.Source) -> bytes:
        open_meanwhile.append(connection.in_atomic_block)
        return b"%PDF"

    monkeypatch.setattr(door, "pdf", slow)
    order(kind)
    assert tasks.render(Document.objects.get().pk) is True
    assert open_meanwhile == [False]


def test_without_pango_orders_wait_untouched(kind: str, settings: Any) -> None:
    settings.PDF = False
    order(kind)
    assert tasks.relay() == 0
    assert Document.objects.get().attempts == 0
