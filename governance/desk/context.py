"""What every page of the staff has at its top: where to go, who one is, what is unread."""

from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from governance.accounts.access import registers
from governance.accounts.models import User
from governance.desk.inbox import count_unread


class Place(NamedTuple):
    """A page to start from, and the registers any of which lets a role in."""

    name: str
    url: str
    registers: frozenset[str]


# In the order of the day's work.
PLACES = (
    Place("People", "/people/", frozenset({"people"})),
    Place("Consents", "/consents/", frozenset({"consents", "media_consents"})),
    Place("Capacity", "/capacity/", frozenset({"capacity"})),
    Place("Wording", "/wording/", frozenset({"consent_wording"})),
    Place("Disclosures", "/disclosures/", frozenset({"disclosures"})),
    Place("Stop and Check", "/stop-checks/", frozenset({"stop_checks"})),
    Place("Agreements", "/agreements/", frozenset({"agreements"})),
    Place("Opt-outs", "/opt-outs/", frozenset({"opt_outs"})),
    Place("Impact assessments", "/dpias/", frozenset({"dpias"})),
    Place("Organisations", "/organisations/", frozenset({"organisations"})),
    Place("Policies", "/policies/", frozenset({"policies"})),
    Place("Ledger", "/ledger/", frozenset({"ledger"})),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Where the signed-in user may go, and what is unread; nothing for whoever has no session.

    Nothing is looked up until a page shows it: a public page that touched the session could not be cached.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return {}
    return {
        "navigation": SimpleLazyObject(partial(_places, request)),
        "role": SimpleLazyObject(partial(_role, request)),
        "unread": SimpleLazyObject(partial(_unread, request)),
        "unread_url": "/desk/inbox/",
    }


def _signed_in(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None


def _places(request: HttpRequest) -> list[dict[str, Any]]:
    user = _signed_in(request)
    if user is None:
        return []
    allowed = registers(user)
    places = [("Desk", "/desk/")]
    places += [(place.name, place.url) for place in PLACES if place.registers & allowed]
    return [{"name": name, "url": url, "current": request.path.startswith(url)} for name, url in places]


def _role(request: HttpRequest) -> str:
    user = _signed_in(request)
    return user.role_name if user else ""


def _unread(request: HttpRequest) -> str:
    user = _signed_in(request)
    return count_unread(user) if user else ""
