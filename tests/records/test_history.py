"""History is written by the database, whatever way a row is written (design section 3)."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from governance.accounts.models import Service
from governance.records.actor import acting_as

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
        "SELECT kernel.history()",
        "CREATE TEMP TABLE t (id int);"
        " CREATE TRIGGER forge AFTER INSERT ON t EXECUTE FUNCTION kernel.history('accounts_historicalservice')",
    ],
)
def test_the_application_may_not_touch_history_or_the_ledger(statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
