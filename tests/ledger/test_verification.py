"""`verify_ledger` finds every way of changing what was written (design section 3)."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from governance.ledger.models import Event, Seal
from governance.ledger.verification import heads, verify
from tests.ledger.conftest import OwnerSql, Tamper, seal, written

pytestmark = pytest.mark.django_db(transaction=True)

# What the hand of an owner does who also seals everything anew, keeping each batch's range and moment.
RESEAL = """
DO $$
DECLARE
    s public.ledger_seal;
    before bytea;
BEGIN
    FOR s IN SELECT * FROM ledger_seal ORDER BY number LOOP
        SELECT b.n, b.digest INTO s.count, s.digest FROM kernel.batch(s.epoch, s.low, s.high) b;
        s.hash := kernel.seal_hash(before, s);
        UPDATE ledger_seal SET count = s.count, digest = s.digest, hash = s.hash WHERE number = s.number;
        before := s.hash;
    END LOOP;
END $$
"""
IN_BATCH_2 = "an event in it was changed, removed or inserted."


def copy_of(pk: int, **changes: str) -> str:
    """SQL for a new event like the one with this id, but for `changes`."""
    names = ["epoch", "xid", "at", "actor_id", "verb", "register", "reference", "reason", "detail"]
    values = ", ".join(changes.get(name, name) for name in names)
    return f"INSERT INTO ledger_event ({', '.join(names)}) SELECT {values} FROM ledger_event WHERE id = {pk}"


def shown() -> set[tuple[int, str]]:
    """The heads as someone outside has kept them."""
    return heads(str(each) for each in Seal.objects.all())


def test_a_clean_chain_is_clean(chain: list[int]) -> None:
    written("waiting")
    report = verify(shown())
    assert (report.seals, report.sealed, report.unsealed, report.faults) == (3, 6, 1, ())
    assert report.head == str(Seal.objects.get(number=3))


def test_an_event_may_be_older_than_its_seal_by_as_long_as_a_transaction_lives(owner_sql: OwnerSql) -> None:
    """Or a slow but honest transaction would raise a false alarm."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('transaction_timeout', true)::interval, '10 minutes')"
        )
        (longest,) = cursor.fetchone()
    assert owner_sql("SELECT kernel.tolerance()") == [(longest,)]


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'better'",
        "actor_id = 99",
        "actor_id = NULL",
        "detail = '{\"x\": 1}'",
        "person_id = 1",
        "service_id = 1",
        "verb = 'view'",
        "reference = ''",
    ],
)
def test_a_changed_event_is_found(chain: list[int], tamper: Tamper, change: str) -> None:
    tamper(f"UPDATE ledger_event SET {change} WHERE id = {chain[2]}")
    assert verify(set()).faults == (f"Batch 2: {IN_BATCH_2}",)


def test_a_removed_event_is_found(chain: list[int], tamper: Tamper) -> None:
    tamper(f"DELETE FROM ledger_event WHERE id = {chain[3]}")
    assert verify(set()).faults == (f"Batch 2: {IN_BATCH_2}",)


def test_an_event_inserted_into_a_sealed_batch_is_found(chain: list[int], tamper: Tamper) -> None:
    tamper(copy_of(chain[2], reason="'forged'"))
    assert verify(set()).faults == (f"Batch 2: {IN_BATCH_2}",)


def test_a_sealed_event_that_was_dated_back_is_found(chain: list[int], tamper: Tamper) -> None:
    tamper(f"UPDATE ledger_event SET at = at - interval '1 day' WHERE id = {chain[4]}")
    assert set(verify(set()).faults) == {
        f"Batch 3: {IN_BATCH_2}",
        "Batch 3: an event in it bears a moment outside the time it was sealed in.",
    }


@pytest.mark.parametrize("at", ["at - interval '2 minutes'", "NULL"])
def test_a_new_event_with_an_old_moment_or_none_is_found_before_and_after_it_is_sealed(
    chain: list[int], tamper: Tamper, at: str
) -> None:
    tamper("ALTER TABLE ledger_event ALTER at DROP NOT NULL; " + copy_of(chain[5], xid="xid + 1000", at=at))
    forged = Event.objects.latest("pk")
    assert verify(set()).faults == (f"Event {forged.pk} is not sealed and is older than the last seal.",)
    tamper(f"UPDATE ledger_event SET xid = pg_current_xact_id()::text::bigint WHERE id = {forged.pk}")
    assert seal() == 4
    assert verify(set()).faults == (
        "Batch 4: an event in it bears a moment outside the time it was sealed in.",
    )


def test_an_event_hidden_below_every_batch_is_found(chain: list[int], tamper: Tamper) -> None:
    tamper(copy_of(chain[0], xid="-5"))
    assert verify(set()).faults == (f"Event {chain[-1] + 1} stands outside every batch.",)


@pytest.mark.parametrize("column", ["low", "high", "count"])
def test_a_changed_seal_is_found(chain: list[int], tamper: Tamper, column: str) -> None:
    tamper(f"UPDATE ledger_seal SET {column} = {column} + 1 WHERE number = 2")
    assert "Batch 2: its own entry was changed." in verify(set()).faults


@pytest.mark.parametrize("number", [1, 2])
def test_a_removed_seal_is_found(chain: list[int], tamper: Tamper, number: int) -> None:
    tamper(f"DELETE FROM ledger_seal WHERE number = {number}")
    assert f"Batch {number + 1}: a batch before it is missing." in verify(set()).faults


@pytest.mark.parametrize(
    "cut",
    [
        "DELETE FROM ledger_seal WHERE number = 3",
        "DELETE FROM ledger_event e USING ledger_seal s WHERE s.number = 3 AND e.xid >= s.low;"
        " DELETE FROM ledger_seal WHERE number = 3",
        "DELETE FROM ledger_event; DELETE FROM ledger_seal",
    ],
)
def test_a_cut_tail_is_found_by_the_heads_outside_and_only_by_them(
    chain: list[int], tamper: Tamper, cut: str
) -> None:
    kept = shown()
    tamper(cut)
    assert verify(set()).faults == ()
    assert "Batch 3: it was shown outside and is gone: the tail was cut." in verify(kept).faults


def test_a_tail_that_was_cut_and_grew_again_is_found_by_the_first_heads(
    chain: list[int], tamper: Tamper
) -> None:
    """The new batches show heads of their own; the old heads are not forgotten for them."""
    lines = [str(each) for each in Seal.objects.all()]
    tamper("DELETE FROM ledger_seal WHERE number > 1; DELETE FROM ledger_event WHERE reason LIKE 'third%'")
    seal()
    written("new")
    seal()
    lines += [str(each) for each in Seal.objects.all()]
    assert verify(set()).faults == ()
    assert verify(heads(lines)).faults == tuple(
        f"Batch {number}: it differs from the head shown outside: the chain was sealed anew."
        for number in (2, 3)
    )


def test_a_chain_that_was_sealed_anew_is_found_by_the_heads_outside_and_only_by_them(
    chain: list[int], tamper: Tamper
) -> None:
    kept = shown()
    tamper(f"UPDATE ledger_event SET reason = 'better' WHERE id = {chain[2]}; {RESEAL}")
    assert verify(set()).faults == ()
    assert verify(kept).faults == tuple(
        f"Batch {number}: it differs from the head shown outside: the chain was sealed anew."
        for number in (2, 3)
    )


def run(*arguments: str) -> tuple[str, str, str]:
    """What the command prints, what it complains of, and how it ends."""
    out, complaints, end = StringIO(), StringIO(), ""
    try:
        call_command("verify_ledger", *arguments, stdout=out, stderr=complaints)
    except CommandError as error:
        end = f"{error} (exit code {error.returncode})"
    return out.getvalue(), complaints.getvalue(), end


def test_the_command_says_that_the_ledger_holds(chain: list[int], tmp_path: Path) -> None:
    file = tmp_path / "heads.log"
    file.write_text("".join(f"2026-11-22T12:00:00+00:00 {each}\n" for each in Seal.objects.all()))
    out, complaints, end = run("--heads", str(file))
    assert out.startswith("3 batches, 6 events sealed, 0 waiting. Head 3:")
    assert out.endswith("The ledger holds.\n")
    assert (complaints, end) == ("", "")


def test_the_command_names_each_fault_and_fails(chain: list[int], tamper: Tamper, tmp_path: Path) -> None:
    head = str(Seal.objects.get(number=3))
    tamper("DELETE FROM ledger_seal WHERE number = 3")
    out, complaints, end = run("--heads", str(tmp_path / "none"), "--head", head)
    assert complaints == "Batch 3: it was shown outside and is gone: the tail was cut.\n"
    assert end == "The ledger does not hold. Faults found: 1. (exit code 1)"
    assert "The ledger holds" not in out


def test_the_command_warns_where_there_is_no_head_to_compare(chain: list[int], tmp_path: Path) -> None:
    out, _, end = run("--heads", str(tmp_path / "none"))
    assert out.startswith("No outside heads: a cut tail or a new chain cannot be seen.")
    assert end == ""


def test_a_head_is_read_from_a_line_of_the_log_or_the_mail() -> None:
    lines = ["2026-11-22 12:00:00 INFO governance.ledger.tasks ledger head 3:ab", "", "Keep it: yes", "4:cd"]
    assert heads(lines) == {(3, "ab"), (4, "cd")}
