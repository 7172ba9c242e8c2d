"""The messages about the steps of an agreement; each step says whom it tells and of what."""

from collections.abc import Iterable
from datetime import datetime

from governance.accounts.models import User
from governance.notifications.sending import notify
from sharing.agreements.models import Agreement
from sharing.agreements.register import AGREEMENTS


def tell(users: Iterable[User], kind: str, agreement: Agreement, at: datetime) -> None:
    """A message to each of them about this step of an agreement; `about` says its words."""
    notify(
        users,
        kind,
        register=AGREEMENTS.name,
        reference=agreement.reference,
        at=at,
        occasion=str(agreement.version),
    )
