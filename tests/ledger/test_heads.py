"""The newest head is shown outside the database: in a file, in the log, and once a day in IG's mailbox."""

import logging
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from governance.ledger import tasks
from governance.ledger.models import Event, Seal
from governance.ledger.verification import heads, verify
from tests.cast import Cast
from tests.ledger.conftest import written

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def heads_file(tmp_path: Path, settings: Any) -> Path:
    settings.LEDGER_HEADS = tmp_path / "var" / "heads.log"
    return tmp_path / "var" / "heads.log"


def test_each_seal_is_written_to_the_file_and_the_log(
    heads_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        written("one")
        first = tasks.seal()
        written("two")
        second = tasks.seal()
        assert tasks.seal() is None
    assert set(heads(heads_file.read_text().splitlines())) == set(heads([str(first), str(second)]))
    assert [line for line in caplog.messages if "ledger head" in line] == [
        f"ledger head {first}",
        f"ledger head {second}",
    ]
    assert verify(heads(heads_file.read_text().splitlines())).faults == ()


def test_the_first_head_of_a_day_is_mailed_to_ig_and_only_to_ig(cast: Cast) -> None:
    people = {cast.priya.email, cast.igor.email}
    written("one")
    head = tasks.seal()
    written("two")
    tasks.seal()
    (sent,) = mail.outbox
    assert set(sent.to) == people
    assert set(heads(sent.body.splitlines())) == set(heads([str(head)]))
    assert verify(heads(sent.body.splitlines())).faults == ()
    assert Event.objects.get(verb="show_head").detail == {"head": head}


def test_a_mail_server_that_refuses_gets_the_next_head(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    address = cast.priya.email

    def refuse(*_: object) -> int:
        raise ConnectionRefusedError(f"no room for {address}")

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        written("one")
        assert tasks.seal()
    assert not Event.objects.filter(verb="show_head").exists()
    assert address not in caplog.text
    written("two")
    tasks.seal()
    assert [list(heads(sent.body.splitlines())) for sent in mail.outbox] == [
        list(heads([str(Seal.objects.last())]))
    ]


def test_where_the_file_can_not_be_written_the_seal_stands_and_the_mail_goes(
    cast: Cast, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    address = cast.igor.email
    settings.LEDGER_HEADS = Path("/proc/nowhere/heads.log")
    written("one")
    head = tasks.seal()
    assert head == str(Seal.objects.last())
    assert [sent.to for sent in mail.outbox] == [[address]]
    assert "the ledger head was not written to /proc/nowhere/heads.log" in caplog.text
