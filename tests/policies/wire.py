"""Asking over the wire, exactly what is told and nothing besides."""

from http.client import HTTPConnection, HTTPMessage
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.cast import signed_in


class Answer(NamedTuple):
    status: int
    headers: HTTPMessage
    body: bytes


def ask(address: str, *, method: str = "GET", **headers: str) -> Answer:
    """One request on a connection of its own; `If_None_Match="…"` is that header."""
    where = urlsplit(address)
    connection = HTTPConnection(where.hostname or "", where.port, timeout=30)
    path = where.path + (f"?{where.query}" if where.query else "")
    try:
        connection.request(method, path, headers={name.replace("_", "-"): headers[name] for name in headers})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def cookie_of(user: object) -> str:
    """The cookies of a user who has signed in and looked round, so that no answer needs to set another."""
    session = signed_in(user).cookies["sessionid"].value  # type: ignore[arg-type]
    return f"sessionid={session}; csrftoken={'a' * 32}"
