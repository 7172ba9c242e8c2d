"""What every page of the staff has at its top: where to go, who one is, what is unread."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from governance.accounts.access import registers
from governance.accounts.models import User
from governance.accounts.roles import May, may
from governance.desk.inbox import count_unread
from governance.evidence_packs.permissions import may_ask as may_ask_for_pack
from governance.jobs.permissions import may_look
from governance.overview.permissions import may_look as may_see_overview
from governance.rights.permissions import may_see_or_take_in
from incidents.concerns.permissions import may_open
from sharing.may_we_share.permissions import may_ask

DESK = "/desk/"


class Place(NamedTuple):
    """A page to start from, the registers any of which lets a role in, and what it is for in one line.

    lists: the registers whose records it lists, where they are others. only: who besides must be let in.
    """

    name: str
    url: str
    registers: frozenset[str]
    about: str = ""
    lists: frozenset[str] | None = None
    only: Callable[[User], bool] = lambda _: True

    @property
    def listed(self) -> frozenset[str]:
        return self.registers if self.lists is None else self.lists

    def is_for(self, user: User, allowed: set[str]) -> bool:
        return bool(self.registers & allowed) and self.only(user)


class Section(NamedTuple):
    """Places that belong together: one of them at the top, its places in a row below and on a page of its own."""

    name: str
    url: str
    places: tuple[Place, ...]


CONSENT = Section(
    "Consent",
    "/desk/consent/",
    (
        Place(
            "Consents",
            "/consents/",
            frozenset({"consents", "media_consents"}),
            "What people said yes or no to, and what is to be asked again",
        ),
        Place(
            "Capacity",
            "/capacity/",
            frozenset({"capacity"}),
            "Whether somebody could decide, each time that it was looked at",
        ),
        Place(
            "Media",
            "/media/",
            frozenset({"media"}),
            "Pictures, films and stories of people, and where they are shown",
        ),
        Place(
            "Recordings",
            "/recordings/",
            frozenset({"recordings"}),
            "Sessions that are recorded for training, and the devices for it",
            frozenset({"recordings", "recording_devices"}),
        ),
        Place("Wording", "/wording/", frozenset({"consent_wording"}), "The words that we ask with"),
    ),
)
SHARING = Section(
    "Sharing",
    "/desk/sharing/",
    (
        Place(
            "Disclosures",
            "/disclosures/",
            frozenset({"disclosures"}),
            "What we told others about people, and what we decided not to tell",
        ),
        Place(
            "Stop and Check",
            "/stop-checks/",
            frozenset({"stop_checks"}),
            "What two people look at before it leaves",
        ),
        Place(
            "Service closures",
            "/closures/",
            frozenset({"stop_checks"}),
            "A whole caseload that goes to another provider",
            frozenset({"closures"}),
        ),
        Place(
            "Agreements",
            "/agreements/",
            frozenset({"agreements"}),
            "What we have agreed with others in writing",
        ),
        Place(
            "Organisations",
            "/organisations/",
            frozenset({"organisations"}),
            "Whom we share with, and the safe ways to reach them",
        ),
        Place(
            "Opt-outs",
            "/opt-outs/",
            frozenset({"opt_outs"}),
            "Help with the national opt-out, and our statement of the year",
        ),
    ),
)
RULES = Section(
    "Policies and risks",
    "/desk/policies/",
    (
        Place("Policies", "/policies/", frozenset({"policies"}), "How we share, and why"),
        Place(
            "Resources",
            "/resources/",
            frozenset({"resources"}),
            "Guides, forms, courses and leaflets that go with them",
        ),
        Place(
            "Privacy notices",
            "/privacy-notices/",
            frozenset({"privacy_notices"}),
            "What each service tells people, the leaflets, and what no notice tells yet",
        ),
        Place(
            "Impact assessments",
            "/dpias/",
            frozenset({"dpias"}),
            "What could go wrong for people before something new begins, and cameras",
        ),
        Place(
            "Rights requests",
            "/rights/",
            # Everybody takes one in, also who may not read them.
            frozenset({"policies"}),
            "What people ask about their own information, and by when we answer",
            lists=frozenset({"rights"}),
            only=may_see_or_take_in,
        ),
        Place(
            "Incidents",
            "/incidents/",
            frozenset({"incidents"}),
            "What went wrong with somebody’s data, and what we do about it",
        ),
        Place(
            "Concerns",
            "/concerns/",
            # Some bring them in and do not read them.
            frozenset({"policies"}),
            "What people tell us that we did wrong, and what came of it",
            frozenset({"concerns"}),
            may_open,
        ),
    ),
)
OVERSIGHT = Section(
    "Oversight",
    "/desk/oversight/",
    (
        Place(
            "Overview",
            "/desk/overview/",
            frozenset({"ledger"}),
            "How every register stands, in numbers and charts",
            frozenset({"overview"}),
            lambda user: bool(may_see_overview(user)),
        ),
        Place(
            "Record of processing",
            "/processing/",
            frozenset({"processing"}),
            "What we do with people’s information, and why we may",
        ),
        Place(
            "Evidence packs",
            "/desk/evidence/",
            frozenset({"ledger"}),
            "One file that shows how a time was run",
            frozenset({"evidence_packs"}),
            lambda user: bool(may_ask_for_pack(user)),
        ),
        Place("Ledger", "/ledger/", frozenset({"ledger"}), "What happened, who did it, and who looked"),
        Place(
            "Scheduled jobs",
            "/desk/jobs/",
            frozenset({"ledger"}),
            "What Sharewell does by itself, and whether it did",
            frozenset(),
            lambda user: bool(may_look(user)),
        ),
    ),
)
# In the order of the day's work.
PLACES: tuple[Place | Section, ...] = (
    Place("People", "/people/", frozenset({"people"})),
    Place("May we share?", "/may-we-share/", frozenset({"consents"}), lists=frozenset(), only=may_ask),
    CONSENT,
    SHARING,
    RULES,
    OVERSIGHT,
)


def every_place() -> Iterator[Place]:
    """All of them, whoever may open them."""
    for each in PLACES:
        yield from each.places if isinstance(each, Section) else (each,)


NAMES = {register: place.name for place in every_place() for register in place.listed}


def named(register: str) -> str:
    """What the pages call a register."""
    return NAMES.get(register, register.replace("_", " ").capitalize())


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
        "reports_incidents": SimpleLazyObject(partial(_reports_incidents, request)),
    }


def _signed_in(request: HttpRequest) -> User | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None


def places_in(section: Section, user: User) -> list[Place]:
    """The places of a section that the user may open."""
    allowed = registers(user)
    return [place for place in section.places if place.is_for(user, allowed)]


def _places(request: HttpRequest) -> list[dict[str, Any]]:
    user = _signed_in(request)
    if user is None:
        return []
    allowed, path = registers(user), request.path
    found = []
    for each in PLACES:
        inside = places_in(each, user) if isinstance(each, Section) else []
        if isinstance(each, Place) and each.is_for(user, allowed):
            found.append(_item(each.name, each.url, path))
        elif len(inside) == 1:
            # A row of one would only be one press more.
            found.append(_item(inside[0].name, inside[0].url, path))
        elif inside:
            rows = [_item(place.name, place.url, path) for place in inside]
            top = _item(each.name, each.url, path)
            is_in = top["current"] or any(row["current"] for row in rows)
            found.append({**top, "current": is_in, "places": rows if is_in else []})
    elsewhere = any(item["current"] for item in found)
    desk = _item("Desk", DESK, path)
    return [{**desk, "current": desk["current"] and not elsewhere}, *found]


def _item(name: str, url: str, path: str) -> dict[str, Any]:
    """One link: whether the open page is it, or is below it."""
    return {"name": name, "url": url, "current": path.startswith(url), "is_page": path == url}


def _role(request: HttpRequest) -> str:
    user = _signed_in(request)
    return user.role_name if user else ""


def _reports_incidents(request: HttpRequest) -> bool:
    user = _signed_in(request)
    return user is not None and may(user.role, May.CREATE, "incidents") is not None


def _unread(request: HttpRequest) -> str:
    user = _signed_in(request)
    return count_unread(user) if user else ""
