"""While its form is sent, a file is checked for a moment, a few at a time; else it is left to the worker."""

from io import BytesIO
from pathlib import Path
from time import monotonic

import pytest

from governance.attachments import apart, at_once
from governance.attachments.at_once import AT_ONCE, copy_at_once
from governance.attachments.cleaning import Fault, Faulty
from tests.attachments import papers
from tests.threads import together

PDF = "application/pdf"
SLOW = "import time; time.sleep(60)"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What checks the file in these tests, in the place of ours."""
    program = tmp_path / "program.py"
    monkeypatch.setattr(apart, "PROGRAM", program)
    monkeypatch.setattr(at_once, "LONGEST_WAIT", 0.4)
    return program


def look(content: bytes = papers.pdf()) -> bytes:
    return copy_at_once(BytesIO(content), PDF)


def test_a_good_file_is_written_anew_and_a_bad_one_refused_for_what_it_is() -> None:
    file = BytesIO(papers.pdf())
    assert copy_at_once(file, PDF).startswith(b"%PDF-")
    # Whoever keeps it reads it from its beginning.
    assert file.tell() == 0
    with pytest.raises(Faulty) as refused:
        look(papers.locked_pdf())
    assert refused.value.fault is Fault.LOCKED


def test_what_takes_too_long_is_not_waited_for(program: Path) -> None:
    program.write_text(SLOW)
    began = monotonic()
    assert look() == b""
    # Half a second to begin and to end on a busy computer.
    assert monotonic() - began < at_once.LONGEST_WAIT + 1


@pytest.mark.parametrize(
    "ending",
    ["import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "raise SystemExit(7)"],
    ids=["stopped", "broken"],
)
def test_a_check_that_came_to_no_end_says_nothing_about_the_file(program: Path, ending: str) -> None:
    program.write_text(ending)
    assert look() == b""


def test_a_parser_that_crashes_has_met_a_file_that_is_refused(program: Path) -> None:
    program.write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    with pytest.raises(Faulty):
        look()


def test_where_no_process_can_be_begun_the_file_is_left_to_the_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart.sys, "executable", "/nowhere/python")
    assert look() == b""


def test_no_more_than_a_few_are_checked_at_once_and_nobody_waits_for_a_place(
    program: Path, tmp_path: Path
) -> None:
    program.write_text(
        f"open({str(tmp_path)!r} + '/' + str(__import__('os').getpid()) + '.ran', 'w')\n{SLOW}"
    )
    began = monotonic()
    assert together(*[look] * (AT_ONCE + 3)) == [b""] * (AT_ONCE + 3)
    assert monotonic() - began < 2 * at_once.LONGEST_WAIT + 1
    assert len(list(tmp_path.glob("*.ran"))) <= AT_ONCE
    # Each place is free again.
    program.write_text("import sys; sys.stdout.write('copy')")
    assert [look() for _ in range(AT_ONCE + 1)] == [b"copy"] * (AT_ONCE + 1)
