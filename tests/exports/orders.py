"""A list ordered as a file, made and fetched, as a user and a worker do it."""

from django.utils import timezone

from governance.accounts.models import User
from governance.exports import actions
from governance.exports.models import Export
from governance.ledger.models import Event
from tests.cast import signed_in

XLSX = "/consents/export/?format=xlsx"


def ordered(user: User, address: str = XLSX) -> Export:
    answer = signed_in(user).get(address)
    assert answer.status_code == 302
    return Export.objects.get(reference=answer.url.split("/")[2])


def made(user: User, address: str = XLSX) -> Export:
    export = ordered(user, address)
    assert actions.make(export.pk, clock=timezone.now)
    export.refresh_from_db()
    return export


def page(user: User, export: Export) -> str:
    answer = signed_in(user).get(f"/exports/{export.reference}/")
    assert answer.status_code == 200
    return answer.content.decode()


def fetched(user: User, export: Export) -> bytes:
    answer = signed_in(user).get(f"/exports/{export.reference}/download/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def refused(user: User, export: Export) -> str:
    answer = signed_in(user).get(f"/exports/{export.reference}/download/")
    assert answer.status_code == 403
    return answer.content.decode()


def events(verb: str, register: str = "consents") -> list[dict[str, object]]:
    return list(Event.objects.filter(verb=verb, register=register).values_list("detail", flat=True))
