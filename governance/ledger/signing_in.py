"""Who came in, who left, who did not get in, and whose password changed (handbook section 0, Records).

Tries that are turned away uncounted, with status 429, leave nothing: anybody could fill the ledger with them.
"""

from typing import Any

from allauth.account.signals import password_changed, password_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction

from governance.accounts.models import User
from governance.ledger.writing import record
from governance.records.actor import SHAREWELL, acting_as

NOT_LET_IN = "The address or the password was wrong, or the account is switched off."


def listen() -> None:
    """Connect to what Django and allauth tell of. Once, when the ledger is loaded."""
    user_logged_in.connect(_sign_in, dispatch_uid="ledger.sign_in")
    user_login_failed.connect(_sign_in_failed, dispatch_uid="ledger.sign_in_failed")
    user_logged_out.connect(_sign_out, dispatch_uid="ledger.sign_out")
    password_changed.connect(_change_password, dispatch_uid="ledger.change_password")
    password_reset.connect(_reset_password, dispatch_uid="ledger.reset_password")


def _sign_in(user: User, **kwargs: Any) -> None:
    _keep("sign_in", user.pk)


def _sign_in_failed(**kwargs: Any) -> None:
    # Not what was typed: an address says who was tried, and some type their password there.
    _keep("sign_in_failed", SHAREWELL, reason=NOT_LET_IN)


def _sign_out(user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _keep("sign_out", user.pk)


def _change_password(user: User, **kwargs: Any) -> None:
    _keep("change_password", user.pk)


def _reset_password(user: User, **kwargs: Any) -> None:
    _keep("reset_password", user.pk)


def _keep(verb: str, actor: int, *, reason: str = "") -> None:
    """In the request's transaction, by whoever comes in or leaves: the request itself began as nobody's."""
    with transaction.atomic(), acting_as(actor):
        record(verb, register="accounts", reason=reason)
