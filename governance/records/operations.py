"""Steps of migrations that Django's own would take the long way."""

from typing import Any

from django.db.migrations import AlterField


class DropFieldIndex(AlterField):
    """A field loses the index that Django gave it, and nothing else happens to its table.

    `AlterField` would also drop the foreign key and check every row anew, with the table locked. To drop an index
    locks it for a moment. Use it in a migration that is not atomic, so that no two tables are locked at once.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        column = model._meta.get_field(self.name).column
        declared = {index.name for index in model._meta.indexes}
        connection = schema_editor.connection
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
        for name, about in found.items():
            plain = about["index"] and not about["unique"] and about["columns"] == [column]
            if plain and name not in declared:
                schema_editor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)
