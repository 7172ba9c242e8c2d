"""What the database guards by itself: history that grows only, and who may write which table.

Runs as the owner after every migration and may run again at any time. Nothing is granted by
default, so a table that this file has not seen cannot be written by the application.
"""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.models import Model

SQL = (
    Path(__file__).parent / "sql" / "history.sql",
    Path(__file__).parents[1] / "ledger" / "sql" / "ledger.sql",
)
TRIGGERS = {
    "history_insert": "INSERT ON {table} REFERENCING NEW TABLE",
    "history_update": "UPDATE ON {table} REFERENCING NEW TABLE",
    "history_delete": "DELETE ON {table} REFERENCING OLD TABLE",
}
# On every table of history, so that even the owner of the tables has to switch it off first.
REFUSAL = "append_only"
READ_ONLY, ORDINARY = "SELECT", "SELECT, INSERT, UPDATE, DELETE"


def histories() -> dict[str, str]:
    """Each tracked table with the table that holds its history."""
    return {
        model._meta.db_table: history.model._meta.db_table
        for model in apps.get_models()
        if (history := getattr(model, "history", None)) is not None and hasattr(history, "model")
    }


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
    if sender is not None and sender != [app for app in apps.get_app_configs() if app.models_module][-1]:
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
            for path in SQL:
                cursor.execute(path.read_text())
            cursor.execute("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA kernel FROM PUBLIC")
            cursor.execute(f'GRANT USAGE ON SCHEMA public, kernel TO "{role}"')
            cursor.execute(f'GRANT EXECUTE ON FUNCTION kernel.seal(), kernel.faults() TO "{role}"')
        for table, history in histories().items():
            if not {table, history} <= tables:
                continue
            for name, event in TRIGGERS.items():
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER {name} AFTER {event.format(table=table)} AS changed"
                    f" FOR EACH STATEMENT EXECUTE FUNCTION kernel.history('public.{history}')"
                )
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {REFUSAL} BEFORE UPDATE OR DELETE ON {history}"
                " FOR EACH STATEMENT EXECUTE FUNCTION kernel.refuse()"
            )
        with transaction.atomic(using=using):
            cursor.execute(f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}", PUBLIC')
            cursor.execute(f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"')
            for model in apps.get_models(include_auto_created=True):
                if model._meta.managed and not model._meta.proxy and model._meta.db_table in tables:
                    cursor.execute(f'GRANT {rights(model)} ON {model._meta.db_table} TO "{role}"')
            cursor.execute(f'GRANT SELECT ON django_migrations TO "{role}"')
