"""What holds of every file that is given to somebody, of whichever register it is."""

from django.http.response import HttpResponseBase

from governance.ledger.models import Event
from tests.cast import Cast, signed_in


def content(answer: HttpResponseBase) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def downloads() -> list[Event]:
    return list(Event.objects.filter(verb="download"))


def is_saved_and_not_shown(answer: HttpResponseBase, name: str, media: str) -> bool:
    return (
        answer["Content-Disposition"] == f'attachment; filename="{name}"'
        and answer["X-Content-Type-Options"] == "nosniff"
        and answer["Cache-Control"] == "private, no-store"
        and answer["Content-Type"] == media
    )


def opened_by_ig_alone(cast: Cast, where: str, reason: str) -> HttpResponseBase:
    """The file as it came, once everybody else was refused and the IG team has said why."""
    for user in (cast.fay, cast.max, cast.gwen, cast.sol, cast.aled):
        assert signed_in(user).get(where).status_code == 403
        assert signed_in(user).post(where, {"reason": "to see"}).status_code == 403
    ig = signed_in(cast.igor)
    assert b"Why do you need" in ig.get(where).content
    assert b"There is a problem" in ig.post(where, {"reason": " "}).content
    assert downloads() == []
    return ig.post(where, {"reason": reason})
