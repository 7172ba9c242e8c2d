"""History is written by the database, whatever way a row is written (design section 3)."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from psycopg.errors import InsufficientPrivilege

from governance.accounts.models import Service, User, UserGroup
from governance.records.actor import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def kinds(service: Service) -> list[str]:
    return list(
        Service.history.filter(id=service.pk).order_by("history_id").values_list("history_type", flat=True)
    )


def test_save_update_bulk_and_raw_sql_all_leave_history_with_their_actor() -> None:
    with acting_as(7):
        service = Service.objects.create(name="Harbour", nation="ENG")
        service.name = "Harbour East"
        service.save()
        Service.objects.filter(pk=service.pk).update(name="Harbour West")
        Service.objects.bulk_update(
            [Service(pk=service.pk, name="Harbour", nation="SCT")], ["name", "nation"]
        )
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_service SET regulator = 'CQC' WHERE id = %s", [service.pk])
        Service.objects.bulk_create([Service(name=f"Quay {n}", nation="ENG") for n in range(3)])
        pk = service.pk
        service.delete()
        service.pk = pk
    assert kinds(service) == ["+", "~", "~", "~", "~", "-"]
    assert set(Service.history.values_list("history_user_id", flat=True)) == {7}
    assert Service.history.filter(name__startswith="Quay", history_type="+").count() == 3


def test_two_saves_in_one_transaction_are_two_moments() -> None:
    service = Service.objects.create(name="Harbour", nation="ENG")
    service.name = "Harbour East"
    service.save()
    newest, oldest = service.history.all()
    assert newest.history_date > oldest.history_date
    assert newest.prev_record == oldest
    assert newest.diff_against(oldest).changed_fields == ["name"]


def test_an_upsert_leaves_what_was_new_and_what_was_changed() -> None:
    Service.objects.create(name="Harbour", nation="ENG")
    Service.objects.bulk_create(
        [Service(name="Harbour", nation="SCT"), Service(name="Quay", nation="ENG")],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["nation"],
    )
    left = Service.history.order_by("history_id").values_list("name", "history_type", "nation")
    assert sorted(left) == [("Harbour", "+", "ENG"), ("Harbour", "~", "SCT"), ("Quay", "+", "ENG")]


def test_copy_leaves_history() -> None:
    with connection.cursor() as cursor:
        raw = cursor.cursor
        with raw.copy("COPY accounts_service (name, nation, regulator) FROM STDIN") as copy:
            copy.write_row(("Harbour", "ENG", ""))
            copy.write_row(("Quay", "ENG", ""))
    assert set(Service.history.values_list("name", "history_type")) == {("Harbour", "+"), ("Quay", "+")}


def test_a_change_of_many_to_many_leaves_history_with_its_actor(cast: Cast) -> None:
    first, second = (Group.objects.create(name=name) for name in ("first", "second"))
    with acting_as(7):
        cast.fay.groups.add(first)
        cast.fay.groups.set([second])
        cast.fay.groups.clear()
    left = UserGroup.history.filter(user_id=cast.fay.pk).order_by("history_id")
    assert list(left.values_list("group_id", "history_type", "history_user_id")) == [
        (first.pk, "+", 7),
        (first.pk, "-", 7),
        (second.pk, "+", 7),
        (second.pk, "-", 7),
    ]


def test_a_password_is_not_kept_in_history(cast: Cast) -> None:
    assert "password" not in {field.name for field in User.history.model._meta.get_fields()}
    assert User.history.filter(id=cast.fay.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_history() -> None:
    with transaction.atomic():
        Service.objects.create(name="Harbour", nation="ENG")
        transaction.set_rollback(True)
    assert Service.history.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_change_outside_any_transaction_is_by_nobody_and_refused() -> None:
    """The actor lives in a transaction; so nothing is written by halves either."""
    with pytest.raises(ProgrammingError, match="a change by nobody"):
        Service.objects.create(name="Harbour", nation="ENG")


def test_a_change_by_nobody_is_refused() -> None:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT set_config('app.actor', '', true)")
        with pytest.raises(ProgrammingError, match="a change by nobody"), transaction.atomic():
            cursor.execute("INSERT INTO accounts_service (name, nation, regulator) VALUES ('x', 'ENG', '')")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO accounts_historicalservice (id, name, nation, regulator, history_date, history_type)"
        " VALUES (1, 'x', 'ENG', '', now(), '+')",
        "UPDATE accounts_historicalservice SET name = 'x'",
        "DELETE FROM accounts_historicalservice",
        "TRUNCATE accounts_historicalservice",
        "UPDATE ledger_event SET reason = 'x'",
        "DELETE FROM ledger_event",
        "TRUNCATE ledger_event",
        "INSERT INTO ledger_seal SELECT * FROM ledger_seal",
        "UPDATE ledger_seal SET count = 0",
        "TRUNCATE ledger_seal",
        "ALTER TABLE ledger_event DISABLE TRIGGER ALL",
        "ALTER TABLE accounts_service DISABLE TRIGGER history_update",
        "DROP TRIGGER stamp ON ledger_event",
        "SET session_replication_role = 'replica'",
        "SET ROLE sharewell_owner",
        "CREATE TABLE public.mine (id int)",
        "SELECT kernel.accounts_historicalservice()",
        "CREATE TEMP TABLE t (id int);"
        " CREATE TRIGGER forge AFTER INSERT ON t EXECUTE FUNCTION kernel.accounts_historicalservice()",
    ],
)
def test_the_application_may_not_touch_history_or_the_ledger(statement: str) -> None:
    with pytest.raises(ProgrammingError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_historicalservice SET name = 'x'",
        "UPDATE people_historicalperson SET name = 'x' WHERE false",
        "DELETE FROM accounts_historicalservice",
    ],
)
def test_even_the_owner_of_the_tables_is_refused(
    owner_sql: Callable[[str], list[tuple]], statement: str
) -> None:
    with pytest.raises(ProgrammingError, match="is append-only"):
        owner_sql(statement)
