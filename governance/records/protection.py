"""What the database guards by itself: history that grows only, and who may write which table.

Runs as the owner after every migration and may run again at any time. Nothing is granted by
default, so a table that this file has not seen cannot be written by the application.
"""

from functools import cache
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

LEDGER = Path(__file__).parents[1] / "ledger" / "sql" / "ledger.sql"
WRITER = Path(__file__).parent / "sql" / "history.sql"
QUICK = Path(__file__).parent / "sql" / "history_quick.sql"
TRIGGERS = {
    "history_insert": "INSERT ON {table} REFERENCING NEW TABLE",
    "history_update": "UPDATE ON {table} REFERENCING NEW TABLE",
    "history_delete": "DELETE ON {table} REFERENCING OLD TABLE",
}
# On every table of history, so that even the owner of the tables has to switch it off first.
REFUSAL = "append_only"
READ_ONLY, ORDINARY = "SELECT", "SELECT, INSERT, UPDATE, DELETE"


@cache
def histories() -> dict[str, str]:
    """Each tracked table with the table that holds its history."""
    return {
        model._meta.db_table: history.model._meta.db_table
        for model in apps.get_models()
        if (history := getattr(model, "history", None)) is not None and hasattr(history, "model")
    }


def writers(cursor: CursorWrapper) -> dict[str, str]:
    """The SQL of the function that writes each history, by the name of both.

    It names the columns that table and history have in common, and so is only right until one of them changes.
    """
    of = histories()
    cursor.execute(
        "SELECT ours.relname, ours.relnatts, theirs.relnatts,"
        " array_agg(quote_ident(a.attname) ORDER BY a.attnum)"
        " FROM unnest(%s::text[], %s::text[]) AS tracked (ours, theirs)"
        " JOIN pg_class ours ON ours.oid = to_regclass('public.' || tracked.ours)"
        " JOIN pg_class theirs ON theirs.oid = to_regclass('public.' || tracked.theirs)"
        " JOIN pg_attribute a ON a.attrelid = ours.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " JOIN pg_attribute b ON b.attrelid = theirs.oid AND b.attname = a.attname AND NOT b.attisdropped"
        " GROUP BY 1, 2, 3",
        [list(of.keys()), list(of.values())],
    )
    written = {}
    for table, count, history_count, columns in cursor.fetchall():
        name = of[table]
        quick = QUICK.read_text().format(
            name=name,
            columns=", ".join(columns),
            changed_columns=", ".join(f"changed.{column}" for column in columns),
            next_column=count + 1,
            next_history_column=history_count + 1,
        )
        written[name] = WRITER.read_text().format(name=name, history=f"'public.{name}'", quick=quick)
    return written


def loosen(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Before migrations run: let every history follow its columns through them, whatever becomes of them.

    Connected to `pre_migrate`; the first app's call does it. The functions look their columns up at each statement
    until `install` writes them anew, and know their history by its number, since a migration may rename it. No
    table is locked, and a migration that is killed leaves the slow way, which is right as well.
    """
    if sender is not None and sender != _with_models()[0]:
        return
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT history.relname, history.oid FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid"
            " JOIN pg_class history ON history.oid = to_regclass('public.' || f.proname)"
            " WHERE f.pronamespace = to_regnamespace('kernel')"
        )
        for name, number in cursor.fetchall():
            cursor.execute(WRITER.read_text().format(name=name, history=f"'{number}'", quick=""))


def rights(model: type[Model]) -> str:
    """What the application's role may do to a model's table."""
    if model._meta.db_table in histories().values():
        return READ_ONLY
    return str(getattr(model, "application_may", ORDINARY))


def install(sender: Any = None, using: str = "default", **kwargs: Any) -> None:
    """Bring triggers and grants up to the models. Connected to `post_migrate`; the last app's call does it.

    Rights come last and all at once, so that no table can be written before its triggers stand, and nobody
    who works meanwhile is refused. Triggers go table by table: to lock all tables together would be a deadlock
    with whoever writes several.
    """
    if sender is not None and sender != _with_models()[-1]:
        return
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        role = settings.DATABASE_APP_ROLE
        if role == owner:
            raise RuntimeError(
                "DATABASE_URL and DATABASE_OWNER_URL name the same role: the ledger would be open."
            )
        tables = set(connections[using].introspection.table_names(cursor))
        # Functions are open to everyone when new: the application could otherwise forge history with them.
        with transaction.atomic(using=using):
            cursor.execute("CREATE SCHEMA IF NOT EXISTS kernel")
            cursor.execute(LEDGER.read_text())
            cursor.execute("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA kernel FROM PUBLIC")
            cursor.execute(f'GRANT USAGE ON SCHEMA public, kernel TO "{role}"')
            cursor.execute(
                "GRANT EXECUTE ON FUNCTION kernel.seal(), kernel.faults(bigint, bigint), kernel.unsealed(bigint)"
                f' TO "{role}"'
            )
        written = writers(cursor)
        for table, history in histories().items():
            if history not in written:
                continue
            triggers = (
                f"CREATE OR REPLACE TRIGGER {name} AFTER {event.format(table=table)} AS changed"
                f" FOR EACH STATEMENT EXECUTE FUNCTION kernel.{history}()"
                for name, event in TRIGGERS.items()
            )
            refusal = (
                f"CREATE OR REPLACE TRIGGER {REFUSAL} BEFORE UPDATE OR DELETE ON {history}"
                " FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse()"
            )
            # At once and so in one transaction: nobody may call a new function before it is closed.
            cursor.execute(";".join([written[history], *triggers, refusal]))
        _drop_idle_functions(cursor)
        with transaction.atomic(using=using):
            cursor.execute(f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}", PUBLIC')
            cursor.execute(f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"')
            for model in apps.get_models(include_auto_created=True):
                if model._meta.managed and not model._meta.proxy and model._meta.db_table in tables:
                    cursor.execute(f'GRANT {rights(model)} ON {model._meta.db_table} TO "{role}"')
            cursor.execute(f'GRANT SELECT ON django_migrations TO "{role}"')


def _with_models() -> list[AppConfig]:
    """The apps that Django sends the signals of a migration for, in its order."""
    return [app for app in apps.get_app_configs() if app.models_module]


def _drop_idle_functions(cursor: CursorWrapper) -> None:
    """Drop the trigger functions that no trigger calls any more: of tables that were renamed or dropped."""
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'kernel'::regnamespace"
        " AND prorettype = 'trigger'::regtype AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgfoid = pg_proc.oid)"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"DROP FUNCTION {function}")
