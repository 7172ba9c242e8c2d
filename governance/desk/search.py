"""One search over everything that the reader may see: references of every register, and what its records are called.

Each register starts from what the reader may see there, so what is hidden is not found, and nothing says that it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import TABLE
from governance.calendar import local_day
from governance.desk.context import NAMES, named
from governance.ledger.writing import record_view
from governance.policies import finding as policies
from governance.privacy_notices import finding as privacy_notices
from governance.records.searching import Texts, best, problem_with
from governance.resources import finding as resources
from governance.workflow.register import REGISTERS, Register
from governance.workflow.requests import by

# So many of each register are shown.
MOST = 10
# A number without its year may be of this year, or of one of so many before.
YEARS_BACK = 10
# So many digits may be missing at the end of a reference.
DIGITS_LEFT = 2
# They have a list, and no place in the menu: other pages lead to them.
BESIDES = (
    "conversations",
    "opt_out_statements",
    "log_imports",
    "candour_reports",
    "incident_summaries",
    "incident_terms",
)
REFERENCE = re.compile(r"([a-z]{3})[\W_]*(?:([0-9]{4})[\W_]+)?([0-9]{1,10})", re.ASCII | re.IGNORECASE)


class Hit(NamedTuple):
    """One record that was found, and what it is called where that was looked for."""

    reference: str
    url: str
    title: str = ""
    person_id: int | None = None


@dataclass(frozen=True)
class Group:
    """What was found in one register, and its list, where more can be looked for."""

    name: str
    url: str
    hits: list[Hit]
    more: bool = False
    nearly: bool = False


def search(request: HttpRequest) -> HttpResponse:
    """Look for a text. By POST, so that a name is in no address, history or log."""
    if request.method != "POST":
        return render(request, "desk/search.html", {"wanted": ""})
    at, user = timezone.now(), by(request)
    text = request.POST.get("q", "").replace("\0", "").strip()
    if problem := problem_with(text):
        return render(request, "desk/search.html", {"wanted": text, "problem": problem})
    groups = found(text, user, at)
    hits = [hit for group in groups for hit in group.hits]
    if len(hits) == 1 and hits[0].reference == text.upper():
        return redirect(hits[0].url)
    if people := [hit.person_id for hit in hits if hit.person_id is not None]:
        record_view(register="people", people=people)
    context = {"wanted": text, "groups": groups, "texts": _said(text, groups), "searched": True}
    return render(request, "desk/search.html", context)


def found(text: str, user: User, at: datetime) -> list[Group]:
    """What this user may see with this reference or, where there is none, what is called like it, or nearly so."""
    return list(_by_reference(text, user, at)) or list(_by_name(text, user, at))


def _said(text: str, groups: list[Group]) -> list[Texts]:
    """What says it in policies, with the boxes for staff, in resources and notices, which all staff may read."""
    if groups and REFERENCE.fullmatch(text):
        return []
    said = best(policies.for_staff(text), resources.for_staff(text), privacy_notices.for_everyone(text))
    return [each for each in said if not (groups and each.nearly)]


def _by_reference(text: str, user: User, at: datetime) -> Iterator[Group]:
    typed = REFERENCE.fullmatch(text)
    if typed is None:
        return
    prefix, year, number = typed[1].upper(), typed[2], typed[3]
    for register in with_pages():
        if prefix not in register.prefixes:
            continue
        meant = _meant(register, prefix, year, number, at)
        rows = register.visible(user, at).filter(meant).order_by("reference")
        references = list(rows.values_list("reference", flat=True)[: MOST + 1])
        if references:
            hits = [Hit(reference, register.address_of(reference)) for reference in references[:MOST]]
            yield _group(register, hits, more=len(references) > MOST)


def _meant(register: Register, prefix: str, year: str | None, number: str, at: datetime) -> Q:
    """The references that may be meant: the number with the noughts before it, or the beginning of a longer one."""
    digits, this = register.reference_digits, local_day(at).year
    years = [int(year)] if year else range(this - YEARS_BACK, this + 1)
    meant = Q(reference__in=[f"{prefix}-{each}-{int(number):0{digits}}" for each in years])
    if year and digits - DIGITS_LEFT <= len(number) < digits:
        meant |= Q(reference__startswith=f"{prefix}-{year}-{number}")
    return meant


def _by_name(text: str, user: User, at: datetime) -> Iterator[Group]:
    for register in with_pages():
        naming = register.naming
        # Whoever sees names masked must not find out a name by guessing it.
        if naming is None or (register.name in TABLE and sight(user, register.name).masked):
            continue
        seen = register.visible(user, at)
        rows = list(naming.like(seen, text)[: MOST + 1])
        nearly = not rows
        rows = rows or list(naming.nearly(seen, text)[: MOST + 1])
        if rows:
            hits = [_hit(register, naming.called(record), record) for record in rows[:MOST]]
            yield _group(register, hits, more=len(rows) > MOST, nearly=nearly)


def _hit(register: Register, title: str, record: Any) -> Hit:
    person_id = record.pk if register.name == "people" else None
    return Hit(record.reference, register.url(record), title, person_id)


def _group(register: Register, hits: list[Hit], *, more: bool, nearly: bool = False) -> Group:
    return Group(named(register.name), register.address_of(), hits, more, nearly)


def with_pages() -> list[Register]:
    """Those with a list, in the order of the menu, and then the others."""
    return [REGISTERS[name] for name in (*NAMES, *BESIDES) if name in REGISTERS]
