"""Who is asking, with the type that the rest of the code wants."""

from typing import cast

from django.http import HttpRequest

from governance.accounts.models import User


def by(request: HttpRequest) -> User:
    """The signed-in user; every view that calls it stands behind the login."""
    return cast(User, request.user)
