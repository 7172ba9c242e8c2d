"""PostgreSQL, with each transaction told who is acting (see `records.actor`)."""

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if not autocommit:
            from governance.records import actor

            current = actor.current()
            if current is not None:
                with self.connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('app.actor', %s, true)", [str(current)])
