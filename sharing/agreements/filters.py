"""Which agreements the central log shows: with whom, of which service, how they stand, what they share, what is due."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models.functions import Upper

from consent.items import DataItem
from governance.accounts.models import Service, User
from governance.calendar import local_day, month_end
from governance.defaults import AGREEMENT_REVIEW_LEADS
from governance.exports.lists import Filters
from governance.organisations.models import Organisation
from governance.records.paging import LONGEST_ID
from sharing.agreements.models import Notice, Party
from sharing.agreements.permissions import sees_all_states
from sharing.agreements.querysets import AgreementQuerySet
from sharing.agreements.register import AGREEMENTS
from sharing.agreements.rules import Type
from sharing.agreements.states import State

# Of no service, but of the whole charity.
EVERYWHERE, WHOLE_CHARITY = "all", "The whole charity"
SOON = timedelta(days=max(AGREEMENT_REVIEW_LEADS.value))
REVIEW = {
    "due": f"Due within {SOON.days} days",
    "overdue": "Overdue, can still be used",
    "ended": "Too long overdue: cannot be used",
}
MONTH = re.compile(r"\A20[0-9]{2}-(0[1-9]|1[0-2])\Z")
NOTICE = {Notice.MISSING.value: Notice.MISSING.label}
ASSURANCE = {"out_of_date": "Out of date", "none": "None"}
# So many partners can be chosen from a list; others are found by their name.
OFFERED_PARTNERS = 300


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it and the user may ask."""
    whole = sees_all_states(user)
    known: dict[str, Callable[[str], bool]] = {
        "partner": lambda value: Organisation.objects.remaining().filter(reference=value).exists(),
        "service": lambda value: value == EVERYWHERE or _is_service(value),
        "state": lambda value: whole and value in State.values,
        "item": lambda value: value in DataItem.values,
        "type": lambda value: value in Type.values,
        "review": lambda value: value in REVIEW or MONTH.match(value) is not None,
        "notice": lambda value: whole and value in NOTICE,
        "assurance": lambda value: value in ASSURANCE,
    }
    # PostgreSQL can't even be asked for a text with a null byte.
    given = {name: asked[name] for name in known if asked.get(name) and "\0" not in asked[name]}
    return {name: value for name, value in given.items() if known[name](value)}


def chosen(user: User, wanted: Filters, at: datetime) -> AgreementQuerySet:
    """The agreements that the user may see, as far as they are wanted."""
    found: AgreementQuerySet = AGREEMENTS.visible(user, at)
    on = local_day(at)
    reviews: dict[str, Callable[[], AgreementQuerySet]] = {
        "due": lambda: found.review_due(at, until=on + SOON),
        "overdue": lambda: found.review_overdue(at),
        "ended": lambda: found.grace_ended(at),
    }
    if MONTH.match(wanted.get("review", "")):
        first, last = _month(wanted["review"])
        found = found.in_state(State.ACTIVE, at).filter(review_on__gte=first, review_on__lte=last)
    elif "review" in wanted:
        found = reviews[wanted["review"]]()
    if "state" in wanted:
        found = found.in_state(State(wanted["state"]), at)
    if "notice" in wanted:
        found = found.in_state(State.ACTIVE, at).filter(notice=wanted["notice"])
    if "type" in wanted:
        found = found.filter(type=wanted["type"])
    if "service" in wanted:
        found = found.filter(service=None if wanted["service"] == EVERYWHERE else int(wanted["service"]))
    if "item" in wanted:
        found = found.filter(items__item=wanted["item"])
    if "partner" in wanted:
        found = found.with_partner_among(Organisation.objects.filter(reference=wanted["partner"]))
    if "assurance" in wanted:
        stands: dict[str, Any] = {"out_of_date": {"assured_until__lt": on}, "none": {"assured_until": None}}
        partners = Organisation.objects.with_assurance().filter(**stands[wanted["assurance"]])
        found = found.with_partner_among(partners)
    return found


def review_words(value: str) -> str:
    """What is asked of the review, in words: how it stands, or the month in which it falls due."""
    return REVIEW[value] if value in REVIEW else f"Due in {_month(value)[0]:%B %Y}"


def reviews(wanted: Filters) -> dict[str, str]:
    """What can be asked of the review; a month where it is asked already, since the months are too many to offer."""
    asked = wanted.get("review", "")
    return REVIEW | ({asked: review_words(asked)} if asked else {})


def _month(value: str) -> tuple[date, date]:
    """The first day and the last one of a month that an address names as 2026-12."""
    year, month = map(int, value.split("-"))
    return date(year, month, 1), month_end(year, month)


def _is_service(value: str) -> bool:
    return len(value) <= LONGEST_ID and value.isdecimal() and Service.objects.filter(pk=int(value)).exists()


def partners(user: User, at: datetime) -> list[Organisation]:
    """The first of those with whom we have an agreement that the user may see, by name."""
    theirs = Party.objects.filter(agreement__in=AGREEMENTS.visible(user, at).values("pk"))
    named = Organisation.objects.remaining().filter(pk__in=theirs.values("organisation"))
    return list(named.order_by(Upper("name"), "id")[:OFFERED_PARTNERS])
