"""Who is acting, told to the database in every transaction.

The database writes history and the ledger itself and refuses a change by nobody. A transaction
learns the actor from `app.actor`, which dies with it; `backend` sets it when the transaction opens.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from psycopg.pq import TransactionStatus

# The application on its own account: a scheduled job, or a visitor who has not signed in.
SHAREWELL = 0

_actor: ContextVar[int | None] = ContextVar("actor", default=None)


def current() -> int | None:
    """The id of the user who is acting, `SHAREWELL`, or None when nobody said."""
    return _actor.get()


def tell_database() -> None:
    """Set `app.actor` for the transaction that is open."""
    actor = current()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor', %s, true)", ["" if actor is None else str(actor)])


@contextmanager
def acting_as(actor: int) -> Iterator[None]:
    """Act as the user with this id (or `SHAREWELL`) inside the block."""
    if actor == current():
        yield
        return
    token = _actor.set(actor)
    if connection.in_atomic_block:
        tell_database()
    try:
        yield
    finally:
        _actor.reset(token)
        # A transaction that failed takes no more orders, and its rollback forgets the actor anyway.
        if connection.in_atomic_block and not connection.needs_rollback and _is_sound():
            tell_database()


def _is_sound() -> bool:
    return connection.connection.info.transaction_status is TransactionStatus.INTRANS
