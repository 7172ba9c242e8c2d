"""History follows its table through migrations, broken-off ones and changes by hand (docs/decisions/0012)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from governance.accounts.models import Service
from governance.organisations.models import Kind, Organisation
from governance.records import checks, protection
from tests.cast import NOON
from tests.conftest import as_owner
from tests.records.growing import NEWEST

pytestmark = pytest.mark.django_db(transaction=True)
MISFIT = "{}: its history is not written by the function that was made for its columns."
Run = Callable[[str], list[tuple]]


@pytest.fixture
def leith(transactional_db: None) -> Organisation:
    with transaction.atomic():
        return Organisation.objects.create(
            name="Leith Surgery", kind=Kind.HEALTH, reference="ORG-1", created_at=NOON
        )


@pytest.fixture
def harbour(transactional_db: None) -> Service:
    with transaction.atomic():
        return Service.objects.create(name="Harbour", nation="ENG")


@pytest.fixture
def repaired(transactional_db: None) -> Iterator[None]:
    """What a test does to accounts_service is undone after it."""
    yield
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_service DROP COLUMN IF EXISTS town")
        cursor.execute("ALTER TABLE accounts_historicalservice DROP COLUMN IF EXISTS town")
        protection.install()


def rename(service: Service, name: str) -> None:
    with transaction.atomic():
        Service.objects.filter(pk=service.pk).update(name=name)


def names_kept(service: Service) -> list[str]:
    return list(Service.history.filter(id=service.pk).order_by("history_id").values_list("name", flat=True))


def faults() -> list[str]:
    return [fault.msg for fault in checks.database_is_guarded(databases=["default"])]


def test_what_a_migration_changes_and_writes_in_one_run_is_kept(
    leith: Organisation, owner_sql: Run, settings: Any
) -> None:
    """A column that is new, with and without a default, one that is renamed, and a table that is renamed."""
    settings.MIGRATION_MODULES = {"organisations": "tests.records.growing"}
    with as_owner():
        call_command("migrate", "organisations", verbosity=0)
    try:
        kept = owner_sql(
            "SELECT history_type, town, visits, asked_for, secure_route FROM organisations_historicalpartner"
            " ORDER BY history_id"
        )
    finally:
        with as_owner():
            call_command("migrate", "organisations", NEWEST, verbosity=0)
    assert kept == [
        ("+", None, 0, "", ""),
        ("~", "Leith", 3, "", ""),
        ("~", "Leith", 3, "Mrs Reid", ""),
        ("~", "Leith", 3, "Mrs Reid", "By hand"),
    ]
    assert faults() == []


@pytest.mark.usefixtures("repaired")
def test_who_works_while_a_migration_runs_is_kept_too(harbour: Service, owner_sql: Run) -> None:
    with as_owner():
        protection.loosen()
    owner_sql("ALTER TABLE accounts_service ADD COLUMN town text NOT NULL DEFAULT 'none'")
    rename(harbour, "Harbour East")
    owner_sql("ALTER TABLE accounts_historicalservice ADD COLUMN town text")
    rename(harbour, "Harbour West")
    assert names_kept(harbour) == ["Harbour", "Harbour East", "Harbour West"]
    assert owner_sql("SELECT town FROM accounts_historicalservice ORDER BY history_id DESC LIMIT 1") == [
        ("none",)
    ]


def test_a_migration_that_is_killed_leaves_a_history_that_is_kept_and_closed(harbour: Service) -> None:
    with as_owner():
        protection.loosen()
    rename(harbour, "Harbour East")
    assert names_kept(harbour) == ["Harbour", "Harbour East"]
    assert sorted(faults()) == sorted(MISFIT.format(table) for table in protection.histories())
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("SELECT kernel.accounts_historicalservice()")
    with as_owner():
        protection.install()
    assert faults() == []


@pytest.mark.usefixtures("repaired")
@pytest.mark.parametrize("migrated_between", [False, True])
def test_a_column_that_is_added_by_hand_is_kept_and_named_by_the_check(
    harbour: Service, owner_sql: Run, migrated_between: bool
) -> None:
    owner_sql("ALTER TABLE accounts_service ADD COLUMN town text")
    if migrated_between:
        with as_owner():
            protection.install()
    owner_sql("ALTER TABLE accounts_historicalservice ADD COLUMN town text")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_service SET town = 'Leith'")
    kept = owner_sql("SELECT history_type, town FROM accounts_historicalservice ORDER BY history_id")
    assert kept == [("+", None), ("~", "Leith")]
    assert faults() == [MISFIT.format("accounts_service")]


@pytest.mark.parametrize("table", ["accounts_service", "accounts_historicalservice"])
def test_a_column_that_is_renamed_by_hand_stops_the_writing_instead_of_losing_values(
    harbour: Service, owner_sql: Run, table: str
) -> None:
    owner_sql(f"ALTER TABLE {table} RENAME COLUMN regulator TO watched_by")
    try:
        with pytest.raises(ProgrammingError, match="regulator"):
            rename(harbour, "Harbour East")
        assert faults() == [MISFIT.format("accounts_service")]
    finally:
        owner_sql(f"ALTER TABLE {table} RENAME COLUMN watched_by TO regulator")
    assert faults() == []


def test_a_trigger_that_calls_something_else_is_named_and_mended(harbour: Service, owner_sql: Run) -> None:
    """So a database from before each table had a function of its own moves on with its next migration."""
    owner_sql(
        "CREATE FUNCTION kernel.history() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
        "REVOKE EXECUTE ON FUNCTION kernel.history() FROM PUBLIC;"
        "CREATE OR REPLACE TRIGGER history_update AFTER UPDATE ON accounts_service REFERENCING NEW TABLE AS changed"
        " FOR EACH STATEMENT EXECUTE FUNCTION kernel.history('public.accounts_historicalservice')"
    )
    assert faults() == [MISFIT.format("accounts_service")]
    with as_owner():
        protection.loosen()
        protection.install()
    rename(harbour, "Harbour East")
    assert names_kept(harbour) == ["Harbour", "Harbour East"]
    assert owner_sql("SELECT to_regproc('kernel.history')") == [(None,)]
    assert faults() == []
