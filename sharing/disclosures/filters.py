"""Which disclosures the list shows: how they stand, where, why, to whom, which gap or emergency, and when."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.db.models import Q
from django.db.models.functions import Coalesce, Upper

from governance.accounts.access import sight
from governance.accounts.models import Service, User
from governance.exports.lists import Filters
from governance.fields import FIRST_YEAR, LAST_YEAR
from governance.organisations.models import Organisation
from governance.records.paging import LONGEST_ID
from sharing.disclosing import Reason
from sharing.disclosures.querysets import DisclosureQuerySet
from sharing.disclosures.register import DISCLOSURES
from sharing.disclosures.states import State

WITH_CONSENT, WITHOUT_CONSENT = "consent", "none"
REASONS = {WITH_CONSENT: "With consent", WITHOUT_CONSENT: "Without consent", **dict(Reason.choices)}
GONE = "gone"
STATES = {GONE: "All that left", **dict(State.choices)}
FLAGS = {
    "gap": "No agreement covers it",
    "emergency": "Emergencies",
    "review": "To be looked at",
    "untold": "The person is not told",
}
# So many can be chosen from a list on a page.
MOST_OFFERED = 300


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    known: dict[str, Callable[[str], bool]] = {
        "state": lambda value: value in STATES,
        "service": lambda value: value in {str(service.pk) for service in services_of(user)},
        "reason": lambda value: value in REASONS,
        "recipient": _is_organisation,
        "flag": lambda value: value in FLAGS,
        "since": lambda value: day(value) is not None,
        "until": lambda value: day(value) is not None,
    }
    return {
        name: asked[name] for name, is_known in known.items() if asked.get(name) and is_known(asked[name])
    }


def chosen(user: User, wanted: Filters, at: datetime) -> DisclosureQuerySet:
    """The disclosures that the user may see, as far as they are wanted."""
    found: DisclosureQuerySet = DISCLOSURES.visible(user, at)
    if wanted.get("state") == GONE:
        found = found.gone()
    elif "state" in wanted:
        found = found.filter(state=wanted["state"])
    if "service" in wanted:
        found = found.filter(service=int(wanted["service"]))
    if wanted.get("reason") == WITHOUT_CONSENT:
        found = found.exclude(reason="")
    elif "reason" in wanted:
        found = found.filter(reason="" if wanted["reason"] == WITH_CONSENT else wanted["reason"])
    if "recipient" in wanted:
        found = found.to_organisation(int(wanted["recipient"]))
    flagged = {
        "gap": lambda: found.filter(agreement_gap=True),
        "emergency": lambda: found.filter(emergency=True),
        "review": lambda: found.to_be_reviewed(),
        "untold": lambda: found.to_be_told(),
    }
    if "flag" in wanted:
        found = flagged[wanted["flag"]]()
    if "since" in wanted or "until" in wanted:
        found = found.annotate(day=Coalesce("sent_at", "created_at"))
    if "since" in wanted:
        found = found.filter(day__date__gte=day(wanted["since"]))
    if "until" in wanted:
        found = found.filter(day__date__lte=day(wanted["until"]))
    return found


def day(text: str) -> date | None:
    """The day that an address names as 2026-11-22, or None."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if len(text) == 10 and FIRST_YEAR <= found.year <= LAST_YEAR else None


def services_of(user: User) -> list[Service]:
    """The services whose disclosures the user may see."""
    view = sight(user, "disclosures")
    found = Service.objects.filter(Q(pk__in=view.services) | Q(teams__in=view.teams))
    return list(found.distinct().order_by("name", "pk"))


def recipients(user: User, at: datetime) -> list[Organisation]:
    """The first of those to whom something went, or is to go, that the user may see, by name."""
    seen = DISCLOSURES.visible(user, at).filter(organisation__isnull=False)
    named = Organisation.objects.filter(pk__in=seen.values("organisation"))
    return list(named.order_by(Upper("name"), "pk")[:MOST_OFFERED])


def _is_organisation(value: str) -> bool:
    short = value.isascii() and value.isdecimal() and len(value) <= LONGEST_ID
    return short and Organisation.objects.filter(pk=int(value)).exists()
