"""A file is inspected in a process of its own, which tells how far it is; whatever it does there, we go on."""

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sharing.ladder import Rung
from sharing.stop_checks.inspection.apart import inspected
from sharing.stop_checks.inspection.faults import Fault, Faulty
from sharing.stop_checks.inspection.report import Report
from tests.sharing.stop_checks.inspection.extracts import (
    PEOPLE,
    TODAY,
    bomb,
    comma_separated,
    look_into,
    workbook,
)

ROWS = [["Client ID", "Visits"], *([f"A{number}", number] for number in range(2_499))]


def apart(content: bytes, **options: object) -> Report:
    return inspected(io.BytesIO(content), "extract", Rung.IDENTIFIABLE, on=TODAY, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [workbook(PEOPLE), comma_separated(ROWS)], ids=["workbook", "text"])
def test_it_finds_what_is_found_here(content: bytes) -> None:
    assert apart(content) == look_into(content)


def test_it_tells_how_far_it_is_and_who_is_listed() -> None:
    told: list[tuple[int, int]] = []
    people: list[str] = []
    apart(comma_separated(ROWS), progress=lambda *now: told.append(now), people=people.extend)
    assert [rows for rows, _ in told] == [500, 1_000, 1_500, 2_000, 2_500, 2_500]
    assert sorted(people) == sorted(str(row[0]) for row in ROWS[1:])


def test_a_file_on_the_disk_is_read_where_it_is_from_its_beginning(tmp_path: Path) -> None:
    kept = tmp_path / "list.csv"
    kept.write_bytes(comma_separated(ROWS))
    with open(kept, "rb") as file:
        file.read(100)
        kept_name = inspected(file, "list.csv", 4, on=TODAY)
        assert file.tell() == 0 or file.read(1)
    assert kept_name.rows == 2_499


@pytest.mark.parametrize(
    ("content", "fault", "row"),
    [(bomb(), Fault.BOMB, 0), (b'a,b\n"c,d\n', Fault.QUOTES, 2), (b"", Fault.EMPTY, 0)],
    ids=["bomb", "quotes", "empty"],
)
def test_a_refusal_comes_with_its_row(content: bytes, fault: Fault, row: int) -> None:
    with pytest.raises(Faulty) as refused:
        apart(content)
    assert (refused.value.fault, refused.value.row) == (fault, row)


@pytest.mark.parametrize("name", ["Núñez 943 476 5919.csv", "-c", "", "a\0b", "\udcff", "x" * 300_000])
def test_the_file_may_be_called_anything(name: str) -> None:
    report = inspected(io.BytesIO(b"Surname\nBloggs\n"), name, 4, on=TODAY)
    assert ("nhs_number" in {each.kind for each in report.findings}) == ("943" in name)


@pytest.fixture
def reader(tmp_path: Path) -> Callable[[str], Path]:
    """Another program in its place."""

    def write(code: str) -> Path:
        path = tmp_path / "reader.py"
        path.write_text(f"import json, os, resource, signal, sys, time\n{code}\n")
        return path

    return write


def test_a_reader_that_crashes_has_met_a_bad_file(reader: Callable[[str], Path]) -> None:
    with pytest.raises(Faulty) as refused:
        apart(b"a,b", program=reader("os.kill(os.getpid(), signal.SIGSEGV)"))
    assert refused.value.fault is Fault.DAMAGED


def test_a_reader_that_takes_too_long_is_stopped(reader: Callable[[str], Path]) -> None:
    with pytest.raises(Faulty) as refused:
        apart(b"a,b", program=reader("time.sleep(60)"), wait=0.5)
    assert refused.value.fault is Fault.LARGE


def test_a_reader_that_takes_too_much_of_the_processor_is_stopped(reader: Callable[[str], Path]) -> None:
    with pytest.raises(Faulty) as refused:
        apart(b"a,b", program=reader("resource.setrlimit(resource.RLIMIT_CPU, (1, 9))\nwhile True: pass"))
    assert refused.value.fault is Fault.LARGE


def test_a_reader_that_is_stopped_from_outside_is_tried_again(reader: Callable[[str], Path]) -> None:
    with pytest.raises(RuntimeError):
        apart(b"a,b", program=reader("os.kill(os.getpid(), signal.SIGTERM)"))


def test_a_reader_has_nothing_of_our_environment(
    reader: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_OURS", "x")
    fault = '{"fault": "damaged" if "SECRET_OF_OURS" in os.environ else "empty", "row": 0}'
    with pytest.raises(Faulty) as refused:
        apart(b"a,b", program=reader(f"print(json.dumps({fault}))"))
    assert refused.value.fault is Fault.EMPTY


def test_what_goes_wrong_with_whoever_listens_ends_it() -> None:
    def stop(*told: object) -> None:
        raise KeyError("enough")

    before = set(os.listdir("/proc/self/fd"))
    with pytest.raises(KeyError):
        apart(comma_separated(ROWS), progress=stop)
    assert set(os.listdir("/proc/self/fd")) == before
