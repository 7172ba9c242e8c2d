"""One request through the whole application in this process, as a server would make it: nothing is left out.

Django's test client would keep the database connection between requests, which no server does.
"""

from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory

from governance.accounts.models import User

APPLICATION = get_wsgi_application()


class Visitor:
    """Someone with a browser: nobody in particular, or a user who has signed in."""

    def __init__(self, user: User | None = None) -> None:
        self.cookie = ""
        if user is not None:
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            self.cookie = (
                f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
            )

    def asking(self, path: str, **headers: str) -> Callable[[], dict[str, str]]:
        """Work that asks for a page and reads it whole; it gives the headers of the answer."""
        made: dict[str, Any] = RequestFactory(headers=headers).get(path).environ
        if self.cookie:
            made["HTTP_COOKIE"] = self.cookie
        answer: dict[str, Any] = {}

        def start_response(status: str, sent: list[tuple[str, str]], exc_info: Any = None) -> None:
            answer.update(status=int(status[:3]), headers=dict(sent))

        def ask() -> dict[str, str]:
            response = APPLICATION({**made, "wsgi.input": BytesIO()}, start_response)
            b"".join(response)
            response.close()
            if answer["status"] not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
                raise RuntimeError(f"{path} answered {answer['status']}")
            return answer["headers"]  # type: ignore[no-any-return]

        return ask
