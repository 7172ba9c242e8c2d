"""Which Stop and Checks the list shows: how they stand, whose turn it is, of which service, to whom."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Upper

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.exports.lists import Filters
from governance.notifications.links import UNSPENT
from governance.organisations.models import Organisation
from governance.records.paging import LONGEST_ID
from sharing.stop_checks.models import ReceiptLink
from sharing.stop_checks.querysets import StopCheckQuerySet
from sharing.stop_checks.register import STOP_CHECKS
from sharing.stop_checks.states import State

MINE, DATA, RECIPIENT = "mine", "data", "recipient"
TURNS = {MINE: "Mine", DATA: "The Data team’s", RECIPIENT: "The recipient’s"}
# So many can be chosen from a list on a page.
MOST_OFFERED = 300


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    known: dict[str, Callable[[str], bool]] = {
        "state": lambda value: value in State.values,
        "turn": lambda value: value in TURNS,
        "service": lambda value: value in {str(each.pk) for each in services_of(user)},
        "recipient": _is_organisation,
    }
    return {
        name: asked[name] for name, is_known in known.items() if asked.get(name) and is_known(asked[name])
    }


def chosen(user: User, wanted: Filters, at: datetime) -> StopCheckQuerySet:
    """Those that the user may see, as far as they are wanted."""
    found: StopCheckQuerySet = STOP_CHECKS.visible(user, at)
    if "state" in wanted:
        found = found.in_state(State(wanted["state"]), at)
    if "turn" in wanted:
        found = found.filter(_turns(user)[wanted["turn"]])
    if "service" in wanted:
        found = found.filter(service=int(wanted["service"]))
    if "recipient" in wanted:
        found = found.filter(organisation=int(wanted["recipient"]))
    return found


def _turns(user: User) -> dict[str, Q]:
    asked_anew = Q(pk__in=ReceiptLink.objects.filter(UNSPENT).values("check_of"))
    sender = (State.DRAFT, State.RETURNED, State.APPROVED, State.RECEIPT_CONFIRMED)
    return {
        MINE: Q(state__in=sender, sender=user)
        | Q(state=State.CHECKING, checker=user)
        | ~Q(differs="") & ~asked_anew & Q(sender=user),
        DATA: Q(state=State.SUBMITTED),
        RECIPIENT: Q(state=State.SENT) & (Q(differs="") | asked_anew),
    }


def services_of(user: User) -> list[Service]:
    """The services whose Stop and Checks the user may see."""
    return list(Service.objects.filter(pk__in=sight(user, "stop_checks").services).order_by("name", "pk"))


def recipients(user: User, at: datetime) -> list[Organisation]:
    """The first of those to whom something goes that the user may see, by name."""
    seen = STOP_CHECKS.visible(user, at).filter(organisation__isnull=False)
    named = Organisation.objects.filter(pk__in=seen.values("organisation"))
    return list(named.order_by(Upper("name"), "pk")[:MOST_OFFERED])


def _is_organisation(value: str) -> bool:
    short = value.isascii() and value.isdecimal() and len(value) <= LONGEST_ID
    return short and Organisation.objects.filter(pk=int(value)).exists()
