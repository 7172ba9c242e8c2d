"""A file is written anew in a process of its own, and what is hostile is refused, whatever it does there."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from governance.attachments import apart
from governance.attachments.apart import cleaned
from governance.attachments.cleaning import Fault, Faulty
from tests.attachments import papers

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"


def fault(content: bytes, media: str, *, drawn: bool = False) -> Fault:
    with pytest.raises(Faulty) as refused:
        cleaned(content, media, drawn=drawn)
    return refused.value.fault


def test_a_photograph_keeps_its_picture_the_right_way_up_and_nothing_of_the_camera() -> None:
    came = papers.photograph()
    assert b"Spy Camera" in came
    copy = cleaned(came + b"and a message behind it", JPEG, drawn=False)
    with Image.open(BytesIO(copy)) as seen:
        assert (seen.format, seen.size, dict(seen.getexif())) == ("JPEG", (40, 60), {})
        # The line along the top is down the right side now.
        assert seen.convert("L").getpixel((34, 30)) < 60
    assert b"Spy Camera" not in copy
    assert b"message" not in copy


def test_a_large_photograph_is_made_smaller() -> None:
    copy = cleaned(papers.picture(size=(8000, 6000)), JPEG, drawn=False)
    with Image.open(BytesIO(copy)) as seen:
        assert seen.size == (3500, 2625)


def test_what_is_transparent_is_white_paper() -> None:
    clear, content = Image.new("RGBA", (40, 20), (0, 0, 0, 0)), BytesIO()
    clear.putpixel((5, 5), (0, 0, 0, 255))
    clear.save(content, "PNG")
    with Image.open(BytesIO(cleaned(content.getvalue(), PNG, drawn=True))) as seen:
        assert (seen.format, seen.getpixel((0, 0)), seen.getpixel((5, 5))) == (
            "PNG",
            (255, 255, 255),
            (0, 0, 0),
        )


@pytest.mark.parametrize("drawn", [True, False])
def test_paper_on_which_nobody_drew_is_no_signature(drawn: bool) -> None:
    content = BytesIO()
    Image.new("RGB", (40, 20), "white").save(content, "PNG")
    if drawn:
        assert fault(content.getvalue(), PNG, drawn=True) is Fault.BLANK
    else:
        assert cleaned(content.getvalue(), PNG, drawn=False)


@pytest.mark.parametrize(
    ("content", "media", "why"),
    [
        (papers.picture("JPEG", (600, 400))[:-300], JPEG, Fault.DAMAGED),
        (papers.picture("PNG", (600, 400))[:-100], PNG, Fault.DAMAGED),
        (b"\xff\xd8\xff", JPEG, Fault.DAMAGED),
        (papers.huge_png(), PNG, Fault.TOO_MANY_PIXELS),
        # As many as are allowed, but hardly any of them there.
        (papers.huge_png(5_000, 6_000), PNG, Fault.DAMAGED),
        (b"%PDF-1.7\nnothing else", PDF, Fault.DAMAGED),
        (papers.pdf(0), PDF, Fault.DAMAGED),
        (papers.pdf(21), PDF, Fault.TOO_MANY_PAGES),
        (papers.locked_pdf(), PDF, Fault.LOCKED),
        # Opens without a password, and may not be printed with one.
        (papers.locked_pdf(user=""), PDF, Fault.LOCKED),
        (papers.pdf(OpenAction=papers.script()), PDF, Fault.ACTIVE),
        (papers.pdf_with_page(AA=Dictionary(O=papers.script())), PDF, Fault.ACTIVE),
        (papers.pdf(AcroForm=Dictionary(Fields=Array(), XFA=String("<xdp/>"))), PDF, Fault.ACTIVE),
        (papers.pdf(OpenAction=Dictionary(S=Name.Launch, F=String("cmd.exe"))), PDF, Fault.ACTIVE),
        (
            papers.pdf_with_page(Annots=Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia)])),
            PDF,
            Fault.ACTIVE,
        ),
        (papers.pdf_with_attachment(), PDF, Fault.ACTIVE),
    ],
)
def test_a_hostile_file_is_refused_for_what_it_is(content: bytes, media: str, why: Fault) -> None:
    assert fault(content, media) is why


def test_a_form_that_was_filled_in_keeps_what_was_typed_on_its_page_and_loses_the_rest() -> None:
    came = BytesIO()
    with pikepdf.new() as made:
        page = made.add_blank_page()
        look = made.make_stream(b"0 0 10 10 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 10, 10])
        box = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("name"),
            V=String("Sam"),
            Rect=[0, 0, 10, 10],
            F=4,
            AP=Dictionary(N=look),
        )
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=[0, 0, 10, 10],
            A=Dictionary(S=Name.URI, URI=String("https://tracker.example/")),
        )
        page.obj.Annots = made.make_indirect(Array([made.make_indirect(box), made.make_indirect(link)]))
        made.Root.AcroForm = Dictionary(Fields=Array([page.obj.Annots[0]]))
        made.docinfo["/Author"] = "Sam Rivers"
        made.save(came)
    copy = cleaned(came.getvalue(), PDF, drawn=False)
    with pikepdf.open(BytesIO(copy)) as seen:
        assert sorted(seen.Root.keys()) == ["/Pages", "/Type"]
        assert "/Annots" not in seen.pages[0].obj
        (drawn,) = seen.pages[0].obj.Resources.XObject.values()
        assert drawn.read_bytes() == b"0 0 10 10 re f"
    assert b"tracker.example" not in copy
    assert b"Sam Rivers" not in copy


def test_twenty_pages_are_kept() -> None:
    with pikepdf.open(BytesIO(cleaned(papers.pdf(20), PDF, drawn=False))) as seen:
        assert len(seen.pages) == 20


@pytest.mark.parametrize(
    ("ending", "what"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", Faulty),
        ("import sys; sys.path; exec('while True: pass')", Faulty),
        # Somebody stopped it: that is not the fault of the file.
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", RuntimeError),
    ],
    ids=["crashes", "never ends", "is stopped"],
)
def test_whatever_becomes_of_the_process_the_worker_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, what: type[Exception]
) -> None:
    program = tmp_path / "program.py"
    program.write_text(ending)
    monkeypatch.setattr(apart, "PROGRAM", program)
    monkeypatch.setattr(apart, "SECONDS", 0.2)
    with pytest.raises(what):
        cleaned(papers.pdf(), PDF, drawn=False)


def test_the_process_knows_no_secret_and_can_write_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "import os, runpy, sys\n"
        f"ours = runpy.run_path({str(apart.PROGRAM)!r})\n"
        "ours['_bound']()\n"
        "try:\n"
        f"    with open({str(tmp_path / 'out')!r}, 'w') as out: out.write('x')\n"
        "    wrote = 'yes'\n"
        "except OSError:\n"
        "    wrote = 'no'\n"
        "sys.stdout.write(wrote + ' ' + ' '.join(sorted(os.environ)))\n"
    )
    monkeypatch.setattr(apart, "PROGRAM", program)
    monkeypatch.setenv("DATABASE_URL", "postgres://app:secret@db/x")
    wrote, _, names = cleaned(b"", PDF, drawn=False).decode().partition(" ")
    assert wrote == "no"
    assert "DATABASE_URL" not in names
