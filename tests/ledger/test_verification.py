"""`verify_ledger` finds every way of changing what was written (design section 3)."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from governance.ledger import verification
from governance.ledger.models import Event, Seal
from governance.ledger.verification import heads, verify
from governance.ledger.writing import record
from tests.ledger.conftest import OwnerSql, Tamper, seal, seal_all, written
from tests.threads import raised, together

pytestmark = pytest.mark.django_db(transaction=True)

# What the hand of an owner does who also seals everything anew, keeping each batch's range and moment.
RESEAL = """
DO $$
DECLARE
    s public.ledger_seal;
    before bytea;
BEGIN
    FOR s IN SELECT * FROM ledger_seal ORDER BY number LOOP
        SELECT b.n, b.digest INTO s.count, s.digest FROM kernel.contents(s.epoch, s.low, s.high) b;
        s.hash := kernel.seal_hash(before, s);
        UPDATE ledger_seal SET count = s.count, digest = s.digest, hash = s.hash WHERE number = s.number;
        before := s.hash;
    END LOOP;
END $$
"""
# A seal as the first release made them: its text came from jsonb.
SEALED_BEFORE = """
WITH kept AS (
    SELECT e.*, sha256(convert_to(jsonb_build_array(
        e.id, e.epoch, e.xid, (extract(epoch FROM e.at) * 1000000)::bigint, e.actor_id, e.verb, e.register,
        e.reference, e.person_id, e.service_id, e.reason, e.detail)::text, 'UTF8')) AS hash
      FROM ledger_event e
), batch AS (
    SELECT 1 AS number, min(epoch) AS epoch, 0 AS low, max(xid) + 1 AS high, count(*) AS count,
           clock_timestamp() AS sealed_at, sha256(string_agg(hash, ''::bytea ORDER BY xid, id)) AS digest
      FROM kept
)
INSERT INTO ledger_seal (number, epoch, low, high, count, sealed_at, digest, hash)
SELECT *, sha256(convert_to(jsonb_build_array(number, epoch, low, high, count,
                 (extract(epoch FROM sealed_at) * 1000000)::bigint)::text, 'UTF8') || digest)
  FROM batch
"""
IN_BATCH_2 = "an event in it was changed, removed or inserted."


@pytest.fixture(autouse=True, params=["all at once", "batch by batch"])
def _ranges(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is found in one statement is found at the borders between many."""
    if request.param == "batch by batch":
        monkeypatch.setattr(verification, "EVENTS_AT_ONCE", 1)
        monkeypatch.setattr(verification, "HEADS_AT_ONCE", 1)


def copy_of(pk: int, **changes: str) -> str:
    """SQL for a new event like the one with this id, but for `changes`."""
    names = ["epoch", "xid", "at", "actor_id", "verb", "register", "reference", "reason", "detail"]
    values = ", ".join(changes.get(name, name) for name in names)
    return f"INSERT INTO ledger_event ({', '.join(names)}) SELECT {values} FROM ledger_event WHERE id = {pk}"


def shown() -> list[tuple[int, str]]:
    """The heads as someone outside has kept them."""
    return list(heads(str(each) for each in Seal.objects.all()))


def test_a_clean_chain_is_clean(chain: list[int]) -> None:
    written("waiting")
    report = verify(shown())
    assert (report.seals, report.sealed, report.unsealed, report.faults) == (3, 6, 1, ())
    assert report.head == str(Seal.objects.get(number=3))


def test_a_seal_of_the_first_release_still_holds(tamper: Tamper) -> None:
    """Whatever characters and numbers an event has, its text stayed the same."""
    for odd in ['"quoted" \\back\\slash/', "line\r\n\ttab \x01 \x7f", "Ünï – 🜁 \u2028 </b>", ""]:
        with transaction.atomic():
            record(
                "view", register="people", person_id=1, reason=odd, odd=odd, listed=[1.5, None, {odd: True}]
            )
    tamper(
        """UPDATE ledger_event SET actor_id = NULL, detail = '{"a": 1.50, "b": 1e40, "c": -0.0001, "d": [], "e": {}}'"""
        " WHERE id = (SELECT min(id) FROM ledger_event);"
        " UPDATE ledger_event SET detail = 'null' WHERE id = (SELECT max(id) FROM ledger_event)"
    )
    tamper(SEALED_BEFORE)
    written("after the change")
    assert seal_all() == 2
    report = verify(shown())
    assert (report.sealed, report.compared, report.faults) == (5, 2, ())


@pytest.mark.parametrize("place", range(6))
def test_the_first_and_the_last_event_of_each_batch_are_verified(
    chain: list[int], tamper: Tamper, place: int
) -> None:
    tamper(f"UPDATE ledger_event SET reason = 'better' WHERE id = {chain[place]}")
    assert verify(set()).faults == (
        f"Batch {place // 2 + 1}: an event in it was changed, removed or inserted.",
    )


def test_batches_without_events_are_verified_as_others_are(tamper: Tamper) -> None:
    for reason in ("one", "two", "three"):
        written(reason)
        assert seal_all()
        tamper("UPDATE ledger_seal SET count = 0")
    assert verify(set()).faults == tuple(
        f"Batch {number}: {fault}"
        for number in (1, 2, 3)
        for fault in ("its own entry was changed.", "an event in it was changed, removed or inserted.")
    )


def test_people_may_write_and_seal_while_the_ledger_is_verified(chain: list[int]) -> None:
    def writer() -> None:
        for n in range(30):
            written(f"meanwhile {n}")

    def sealer() -> None:
        for _ in range(30):
            seal()

    def verifier() -> list[verification.Report]:
        return [verify(shown()) for _ in range(10)]

    *others, reports = together(writer, sealer, verifier)
    assert raised([*others, reports]) == []
    assert {report.faults for report in reports} == {()}
    seal_all()
    assert verify(shown()).sealed == 36


def test_what_is_sealed_meanwhile_is_looked_at_as_unsealed(chain: list[int], owner_sql: OwnerSql) -> None:
    (new,) = written("new")
    assert seal_all() == 4
    assert owner_sql("SELECT * FROM kernel.unsealed(3)") == [(new, None)]
    assert owner_sql("SELECT * FROM kernel.unsealed(4)") == []


def test_the_second_range_looks_back_at_the_first(
    chain: list[int], tamper: Tamper, owner_sql: OwnerSql
) -> None:
    """Between a fault and the range it belongs to, nothing is lost and nothing is told twice."""
    tamper("UPDATE ledger_seal SET high = high + 1 WHERE number = 2")
    whole = owner_sql("SELECT * FROM kernel.faults(1, 3)")
    assert (3, "it does not begin where the batch before it ended") in whole
    assert (
        owner_sql("SELECT * FROM kernel.faults(1, 2)") + owner_sql("SELECT * FROM kernel.faults(3, 3)")
        == whole
    )


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


@pytest.mark.parametrize("at", ["at - interval '11 minutes'", "NULL"])
def test_a_new_event_with_an_old_moment_or_none_is_found_before_and_after_it_is_sealed(
    chain: list[int], tamper: Tamper, at: str
) -> None:
    tamper("ALTER TABLE ledger_event ALTER at DROP NOT NULL; " + copy_of(chain[5], xid="xid + 1000", at=at))
    forged = Event.objects.latest("pk")
    assert verify(set()).faults == (f"Event {forged.pk} is not sealed and is older than the last seal.",)
    tamper(f"UPDATE ledger_event SET xid = pg_current_xact_id()::text::bigint WHERE id = {forged.pk}")
    assert seal_all() == 4
    assert verify(set()).faults == (
        "Batch 4: an event in it bears a moment outside the time it was sealed in.",
    )


def test_an_event_hidden_below_every_batch_is_found(chain: list[int], tamper: Tamper) -> None:
    tamper(copy_of(chain[0], xid="-5"))
    assert verify(set()).faults == (f"Event {chain[-1] + 1} stands outside every batch.",)


@pytest.mark.parametrize("column", ["epoch", "xid"])
def test_an_event_without_a_place_in_the_order_is_found(
    chain: list[int], tamper: Tamper, owner_sql: OwnerSql, column: str
) -> None:
    tamper(f"ALTER TABLE ledger_event ALTER {column} DROP NOT NULL; {copy_of(chain[0], **{column: 'NULL'})}")
    found = verify(set()).faults
    tamper(
        f"DELETE FROM ledger_event WHERE {column} IS NULL; ALTER TABLE ledger_event ALTER {column} SET NOT NULL"
    )
    assert found == (f"Event {chain[-1] + 1} stands outside every batch.",)


@pytest.mark.parametrize("column", ["digest", "hash", "low", "count"])
def test_a_seal_that_was_emptied_is_found(chain: list[int], tamper: Tamper, column: str) -> None:
    tamper(
        f"ALTER TABLE ledger_seal ALTER {column} DROP NOT NULL; UPDATE ledger_seal SET {column} = NULL WHERE number = 2"
    )
    found = verify(set()).faults
    tamper(f"DELETE FROM ledger_seal; ALTER TABLE ledger_seal ALTER {column} SET NOT NULL")
    assert any(fault.startswith("Batch 2: ") for fault in found)


def test_a_seal_below_the_first_number_is_found(chain: list[int], tamper: Tamper) -> None:
    tamper(
        "INSERT INTO ledger_seal SELECT -5, epoch, 0, 0, 0, sealed_at, digest, hash FROM ledger_seal WHERE number = 1"
    )
    assert "Batch -5: a batch before it is missing." in verify(set()).faults


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
    assert set(heads(lines)) == {(3, "ab"), (4, "cd")}
