"""One door to PDF: closed to every address and file, tagged for screen readers, made once."""

import hashlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from pypdf import PdfReader

from governance.documents import door, tasks
from governance.documents.models import Document
from tests.cast import NOON
from tests.documents.conftest import PICTURE, SQUARE, Write
from tests.threads import together

pytestmark = [pytest.mark.pdf, pytest.mark.django_db]


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
    rendered = count(1)
    monkeypatch.setitem(
        door._SOURCES, "trial", lambda record_id: write(f"<p>Record {record_id}, time {next(rendered)}.</p>")
    )
    return "trial"


def order(kind: str, record_id: int = 5, version: int = 1) -> None:
    with transaction.atomic():
        door.want(kind, register="policies", record_id=record_id, version=version, at=NOON)


def kept(kind: str, version: int = 1) -> bytes:
    """The file as it is kept."""
    made = door.find(kind, 5, version)
    assert made is not None
    file = door.opened(made)
    assert file is not None
    with file:
        return file.read()


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
    made, content = door.find(kind, 5, 1), kept(kind)
    assert made is not None
    assert hashlib.sha256(content).hexdigest() == made.sha256
    assert "Record 5, time 1." in pages(content)
    # No word of the record in the name of the file.
    assert made.file.name == f"documents/{made.sha256}.pdf"
    assert door.find(kind, 5, 2) is None


def test_ordered_again_it_is_the_same_file_and_not_made_anew(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks.render, "delay", tasks.render)
    order(kind)
    assert tasks.relay() == 1
    first = kept(kind)
    order(kind)
    assert (tasks.relay(), tasks.render(Document.objects.get().pk)) == (0, False)
    assert kept(kind) == first
    order(kind, version=2)
    assert tasks.relay() == 1
    assert "time 2." in pages(kept(kind, version=2))
    assert kept(kind) == first
    assert len(list((tmp_path / "files/documents").iterdir())) == 2


def test_a_lost_file_is_lost_and_no_other_is_put_in_its_place(kind: str, tmp_path: Path) -> None:
    order(kind)
    tasks.render(Document.objects.get().pk)
    made = Document.objects.get()
    Path(made.file.path).unlink()
    order(kind)
    assert (tasks.relay(), door.opened(made)) == (0, None)
    assert Document.objects.get() == made


def test_bytes_are_ours_only_as_we_made_them(kind: str) -> None:
    order(kind)
    assert door.check(b"") is None
    tasks.render(Document.objects.get().pk)
    content = kept(kind)
    order(kind, version=2)
    tasks.render(Document.objects.get(done_at=None).pk)
    assert door.check(content) == door.find(kind, 5, 1)
    assert door.check(kept(kind, version=2)) == door.find(kind, 5, 2)
    for other in (content + b"\n", content[:-1], content.replace(b"PDF-1.7", b"PDF-1.6"), b"", b"%PDF"):
        assert door.check(other) is None


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
