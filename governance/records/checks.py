"""What `manage.py check` asks of every register: each field classed, each table guarded.

`check` looks at the code alone; `check --deploy --database default` also at the database, where it may not
stop a migration that would repair it.
"""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from governance.records.models import Record
from governance.records.privacy import Privacy
from governance.records.protection import REFUSAL, TRIGGERS, histories, rights, writers

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
APPLICATION_CALLS = {"kernel.seal()", "kernel.faults(bigint,bigint)", "kernel.unsealed(bigint)"}
LEDGER_TRIGGERS = {"ledger_event": {"stamp", REFUSAL}, "ledger_seal": {REFUSAL}}


@register(Tags.models)
def fields_are_classed(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Every field of a register says how private it is, and nothing else does."""
    return [
        fault
        for model in apps.get_models()
        if issubclass(model, Record) or "privacy" in vars(model)
        for fault in privacy_faults(model)
    ]


def privacy_faults(model: type[Model]) -> list[CheckMessage]:
    """What is wrong with how the fields of `model` are classed."""
    classes: dict[str, Any] = {**getattr(model, "record_privacy", {}), **getattr(model, "privacy", {})}
    fields = {field.name for field in model._meta.concrete_fields}
    words = [
        *(f"{name} has no privacy class" for name in sorted(fields - classes.keys())),
        *(f"{name} is classed and is no field" for name in sorted(classes.keys() - fields)),
        *(
            f"{name} has no class that we know"
            for name, given in classes.items()
            if given not in Privacy.__members__.values()
        ),
    ]
    return [Error(f"{model._meta.label}: {fault}.", obj=model, id="records.E001") for fault in words]


@register(Tags.database, deploy=True)
def database_is_guarded(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Triggers stand on every tracked table, and the application may do what it may and no more."""
    if "default" not in (databases or ()):
        return []
    with connections["default"].cursor() as cursor:
        words = [
            *_missing_triggers(cursor),
            *_misfits(cursor),
            *_wrong_rights(cursor),
            *_open_functions(cursor),
        ]
    return [Error(f"{fault}.", hint="Run the migrations as the owner.", id="records.E002") for fault in words]


def _missing_triggers(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE relnamespace = 'public'::regnamespace AND tgenabled = 'O'"
    )
    standing = set(cursor.fetchall())
    wanted = {
        **{table: set(TRIGGERS) for table in histories()},
        **{history: {REFUSAL} for history in histories().values()},
        **LEDGER_TRIGGERS,
    }
    return [
        f"{table}: the trigger {name} is missing or switched off"
        for table, names in wanted.items()
        for name in sorted(names)
        if (table, name) not in standing
    ]


def _misfits(cursor: CursorWrapper) -> list[str]:
    """Histories that are written by something else than what was made for the columns as they are."""
    cursor.execute(
        "SELECT relname, proname, prosrc FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE relnamespace = 'public'::regnamespace AND tgname = ANY(%s)",
        [list(TRIGGERS)],
    )
    called = cursor.fetchall()
    written, of = writers(cursor), histories()
    return [
        f"{table}: its history is not written by the function that was made for its columns"
        for table in sorted({table for table, *_ in called} & of.keys())
        if any(
            at == table and (name != of[table] or source not in written.get(name, ""))
            for at, name, source in called
        )
    ]


def _wrong_rights(cursor: CursorWrapper) -> list[str]:
    wanted = {
        model._meta.db_table: set(rights(model).split(", "))
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    cursor.execute(
        "SELECT c.relname, p.name FROM pg_class c, unnest(%s::text[]) AS p (name)"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
        " AND has_table_privilege(%s, c.oid, p.name)",
        [list(RIGHTS), settings.DATABASE_APP_ROLE],
    )
    given: dict[str, set[str]] = {}
    for table, right in cursor.fetchall():
        given.setdefault(table, set()).add(right)
    wanted["django_migrations"] = {"SELECT"}
    return [
        f"{table}: the application may {_named(given.get(table))} and should {_named(wanted.get(table))}"
        for table in sorted(wanted.keys() | given.keys())
        if given.get(table, set()) != wanted.get(table, set())
    ]


def _named(rights: set[str] | None) -> str:
    return ", ".join(sorted(rights or ())) or "do nothing"


def _open_functions(cursor: CursorWrapper) -> list[str]:
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'kernel'::regnamespace"
        " AND has_function_privilege(%s, oid, 'EXECUTE')",
        [settings.DATABASE_APP_ROLE],
    )
    called = {name for (name,) in cursor.fetchall()}
    return [
        f"{name}: only one of the application and the design says that it may be called"
        for name in sorted(called ^ APPLICATION_CALLS)
    ]
