"""Every field says how private it is, and the database stands guarded (design sections 2 and 3)."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connections

from governance.people.models import Person
from governance.records import checks, protection
from governance.records.models import Record
from governance.records.privacy import PERSONAL
from tests.conftest import as_owner

CLASSES = Person.privacy


def faults_with(monkeypatch: pytest.MonkeyPatch, classes: dict[str, object]) -> list[str]:
    monkeypatch.setattr(Person, "privacy", classes)
    return [fault.msg for fault in checks.privacy_faults(Person)]


def test_every_field_of_every_register_is_classed() -> None:
    assert checks.fields_are_classed() == []


def test_a_field_without_a_class_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {name: given for name, given in CLASSES.items() if name != "nhs_number"}
    assert faults_with(monkeypatch, without) == ["people.Person: nhs_number has no privacy class."]


def test_a_class_for_no_field_and_a_class_that_we_do_not_know_are_errors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert faults_with(monkeypatch, {**CLASSES, "shoe_size": PERSONAL}) == [
        "people.Person: shoe_size is classed and is no field."
    ]
    assert faults_with(monkeypatch, {**CLASSES, "name": "secret"}) == [
        "people.Person: name has no class that we know."
    ]


def guard_faults() -> list[str]:
    return [fault.msg for fault in checks.database_is_guarded(databases=["default"])]


@pytest.mark.django_db
def test_the_database_stands_guarded() -> None:
    assert guard_faults() == []


def test_the_deployment_check_asks_the_database(transactional_db: None) -> None:
    call_command("check", deploy=True, databases=["default"], tags=["database"])
    with as_owner(), connections["default"].cursor() as cursor:
        cursor.execute("DROP TRIGGER history_insert ON people_person")
    try:
        with pytest.raises(SystemCheckError, match="history_insert is missing"):
            call_command("check", deploy=True, databases=["default"], tags=["database"])
    finally:
        with as_owner():
            protection.install()


@pytest.mark.parametrize(
    ("harm", "repair", "said"),
    [
        (
            "ALTER TABLE people_person DISABLE TRIGGER history_update",
            "ALTER TABLE people_person ENABLE TRIGGER history_update",
            "people_person: the trigger history_update is missing or switched off",
        ),
        (
            "ALTER TABLE ledger_event DISABLE TRIGGER append_only",
            "ALTER TABLE ledger_event ENABLE TRIGGER append_only",
            "ledger_event: the trigger append_only is missing or switched off",
        ),
        (
            "ALTER TABLE people_historicalperson DISABLE TRIGGER append_only",
            "ALTER TABLE people_historicalperson ENABLE TRIGGER append_only",
            "people_historicalperson: the trigger append_only is missing or switched off",
        ),
        (
            "GRANT UPDATE ON people_historicalperson TO sharewell_app",
            "REVOKE UPDATE ON people_historicalperson FROM sharewell_app",
            "people_historicalperson: the application may SELECT, UPDATE and should SELECT",
        ),
        (
            "GRANT DELETE ON people_person TO sharewell_app",
            "REVOKE DELETE ON people_person FROM sharewell_app",
            "people_person: the application may DELETE, INSERT, SELECT, UPDATE and should INSERT, SELECT, UPDATE",
        ),
        (
            "GRANT TRUNCATE ON ledger_seal TO PUBLIC",
            "REVOKE TRUNCATE ON ledger_seal FROM PUBLIC",
            "ledger_seal: the application may SELECT, TRUNCATE and should SELECT",
        ),
        (
            "GRANT EXECUTE ON FUNCTION kernel.people_historicalperson() TO PUBLIC",
            "REVOKE EXECUTE ON FUNCTION kernel.people_historicalperson() FROM PUBLIC",
            "kernel.people_historicalperson(): only one of the application and the design says that it may be called",
        ),
    ],
)
def test_a_gap_in_the_guard_is_named(
    owner_sql: Callable[[str], list[tuple]], harm: str, repair: str, said: str
) -> None:
    owner_sql(harm)
    try:
        assert guard_faults() == [f"{said}."]
    finally:
        owner_sql(repair)


def test_the_migrations_close_the_gap_again(owner_sql: Callable[[str], list[tuple]]) -> None:
    owner_sql("GRANT UPDATE ON ledger_event TO sharewell_app; DROP TRIGGER history_insert ON people_person")
    assert len(guard_faults()) == 2
    with as_owner():
        protection.install()
    assert guard_faults() == []


def test_a_record_is_never_deleted(owner_sql: Callable[[str], list[tuple]]) -> None:
    """Register entries are corrected by a new version (handbook section 0)."""
    records = [model for model in Record.__subclasses__() if not model._meta.abstract]
    assert records
    for model in records:
        (allowed,) = owner_sql(
            f"SELECT has_table_privilege('sharewell_app', '{model._meta.db_table}', 'DELETE')"
        )
        assert allowed == (False,), model
