"""The verbs of organisations."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from governance.accounts.models import User
from governance.errors import Denied, no
from governance.organisations.models import ONE_NAME, Organisation
from governance.organisations.register import ORGANISATIONS
from governance.workflow.apply import apply


def create(*, by: User, at: datetime, **facts: Any) -> Organisation:
    """A new organisation; raises Denied when its name is taken."""
    with _name_is_free():
        return apply(ORGANISATIONS, Organisation(**facts), "create", by=by, at=at)


def edit(
    organisation: Organisation, *, by: User, at: datetime, read_version: int, reason: str, **facts: Any
) -> Organisation:
    """Change what we hold, and say why; the version that was read must still be the newest, and the name free."""

    def change(locked: Organisation) -> None:
        for name, value in facts.items():
            setattr(locked, name, value)

    with _name_is_free():
        return apply(
            ORGANISATIONS,
            organisation,
            "edit",
            by=by,
            at=at,
            change=change,
            read_version=read_version,
            reason=reason,
        )


@contextmanager
def _name_is_free() -> Iterator[None]:
    """The form has looked already; the database decides between two who save at the same moment."""
    try:
        yield
    except IntegrityError as error:
        if ONE_NAME not in str(error):
            raise
        raise Denied(
            no(
                "There is already an organisation with this name.",
                next_step="Look for it in the list, and use that one.",
            )
        ) from None
