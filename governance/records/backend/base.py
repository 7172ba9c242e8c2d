"""PostgreSQL, with each transaction told who is acting (see `records.actor`)."""

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg.pq import ExecStatus


class DatabaseWrapper(base.DatabaseWrapper):
    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        if not autocommit:
            from governance.records import actor

            current = actor.current()
            if current is not None:
                self._begin_as(current)

    def _begin_as(self, current: int) -> None:
        """Begin the transaction and name its actor in one message.

        The driver would begin it with the first statement and send the name as a second: a sixth of a small
        save. It knows an isolation level, which we do not use and this would not hear of.
        """
        raw = self.connection.pgconn
        result = raw.exec_(b"BEGIN; SET LOCAL app.actor = '%d'" % current)
        if result.status != ExecStatus.COMMAND_OK:
            with self.wrap_database_errors:
                # The connection is lost, and the next transaction looks for another.
                self.close()
                raise OperationalError(result.get_error_message())
