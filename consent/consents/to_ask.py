"""Somebody who is to ask a person something comes to the form of the answer with what it is about filled in.

That goes by the session, since no address may hold it, and is forgotten once the answer is written down.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from consent.kinds import KINDS, ORAL, Kind, Method
from consent.purposes import CHOICES, OF_KIND, Purpose
from governance.people.models import Person

KEY = "to_be_asked"


def go(
    request: HttpRequest,
    person: Person,
    *,
    organisation: int | None,
    purpose: Purpose,
    items: Iterable[str],
    recipient: str = "",
    named: str = "",
) -> HttpResponse:
    """On to the form of this person's answer. named: which study."""
    kind = _kind(purpose, organisation)
    request.session[KEY] = {
        "person": person.reference,
        "organisation": organisation,
        "recipient": recipient,
        "named": named,
        "aim": purpose.value if purpose in CHOICES.get(kind, ()) else "",
        "items": sorted(items),
    }
    how = Method.IN_PERSON_VERBAL if KINDS[kind].methods >= ORAL else Method.PAPER
    query = {"person": person.reference, "kind": kind.value, "how": how.value, "told": "yes"}
    return redirect(f"/consents/new/?{urlencode(query)}")


def publicity(
    request: HttpRequest, person: Person, *, named: str, channels: Iterable[str], items: Iterable[str]
) -> HttpResponse:
    """On to the form of this person's answer about being shown. named: the campaign. channels: where, so far."""
    request.session[KEY] = {
        "person": person.reference,
        "organisation": None,
        "named": named,
        "channels": list(channels),
        "items": sorted(items),
    }
    query = {
        "person": person.reference,
        "kind": Kind.MEDIA.value,
        "how": Method.PAPER.value,
        "told": "yes",
    }
    return redirect(f"/consents/new/?{urlencode(query)}")


def recording(request: HttpRequest, person: Person, *, kind: Kind, named: str, purpose: str) -> HttpResponse:
    """On to the form of this person's answer about being recorded. named: the session. purpose: why, in words."""
    request.session[KEY] = {
        "person": person.reference,
        "organisation": None,
        "named": named,
        "purpose": purpose,
    }
    query = {"person": person.reference, "kind": kind.value, "how": Method.E_FORM.value, "told": "yes"}
    return redirect(f"/consents/new/?{urlencode(query)}")


def _kind(purpose: Purpose, organisation: int | None) -> Kind:
    """Which kind of consent would be a yes to this."""
    for kind, its in OF_KIND.items():
        if its == purpose and kind not in CHOICES:
            return kind
    return Kind.SHARE_CARE if organisation is not None else Kind.SHARE_FAMILY


def told(request: HttpRequest, person: Person) -> dict[str, Any]:
    """What this person is to be asked, by the names of a consent's fields; nothing where they are not."""
    found: dict[str, Any] = request.session.get(KEY, {}) if "told" in request.GET else {}
    return found if found.get("person") == person.reference else {}


def forget(request: HttpRequest) -> None:
    """The answer is written down."""
    request.session.pop(KEY, None)
