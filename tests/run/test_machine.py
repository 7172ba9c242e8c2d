"""What the machine must have, and what is said when it is missing."""

from pathlib import Path

import pytest

from governance.config import machine
from governance.config.machine import Problem, SystemPart, digest, direct_requirements, provide

MOON = SystemPart("pictures of the moon", lambda: False, {"no-such-manager": "libmoon-1"})


def test_every_direct_requirement_is_locked() -> None:
    assert machine.missing_from_locks() == []


def test_a_requirement_that_was_not_locked_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "base.in").write_text("# Why.\ndjango==5.2.*\npsycopg[binary,pool]\n")
    (tmp_path / "base.txt").write_text("django==5.2.19 \\\n    --hash=sha256:00\n")
    monkeypatch.setattr(machine, "REQUIREMENTS", tmp_path)

    assert machine.missing_from_locks() == ["base.txt lacks psycopg"]


def test_requirements_are_named_as_the_lock_spells_them(tmp_path: Path) -> None:
    (tmp_path / "base.in").write_text("Ruamel_Yaml\n")
    (tmp_path / "dev.in").write_text("-r base.in\npytest-xdist>=3\n")

    assert direct_requirements(tmp_path / "dev.in") == ["ruamel-yaml", "pytest-xdist"]


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(machine, "PROJECT", tmp_path)
    (tmp_path / "a.scss").write_text("one")
    return tmp_path / "a.scss"


def test_a_changed_file_changes_the_digest(source: Path) -> None:
    before = digest([source])
    source.write_text("two")

    assert digest([source]) != before


def test_a_renamed_file_changes_the_digest(source: Path) -> None:
    before = digest([source])

    assert digest([source.rename(source.with_name("b.scss"))]) != before


def test_a_file_that_was_only_touched_does_not(source: Path) -> None:
    before = digest([source])
    source.write_text("one")

    assert digest([source]) == before


def test_a_missing_part_is_said_aloud_with_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert provide(MOON, needed=False) is False
    said = capsys.readouterr().out
    assert "pictures of the moon" in said
    assert "sudo no-such-manager install libmoon-1" in said


def test_where_it_is_needed_a_missing_part_ends_the_run() -> None:
    with pytest.raises(Problem, match="no-such-manager install libmoon-1"):
        provide(MOON, needed=True)
