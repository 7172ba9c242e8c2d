"""Resources of each sort, added by Igor of the IG team; Max answers for them."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from governance.documents.door import Source
from governance.records.actor import acting_as
from governance.resources import actions
from governance.resources.blanks import Blank
from governance.resources.kinds import Kind
from governance.resources.models import Resource
from governance.resources.rules import Content
from tests.cast import NOON, Cast

REVIEW = date(2027, 11, 22)
# Each stands in one resource for staff, and nowhere else.
STAFF_WORDS = ("marzipan", "zebrafinch", "quicksilver")
SHEET = Blank(
    key="sheet-of-a-test",
    title="A sheet to print",
    kind=Kind.FORM,
    words="For a walk round the building.",
    section="keys-policy#doors",
    fill_in="/stop-checks/new/",
    register="stop_checks",
    source=lambda: Source("exports/printed.html", {"name": "A sheet to print"}),
)


def added(cast: Cast, *, at: datetime = NOON, **other: Any) -> Resource:
    """A how-to guide for staff, unless told."""
    facts: dict[str, Any] = {
        "title": "Send a letter safely",
        "kind": Kind.HOW_TO,
        "summary": "What to look at before it goes.",
        "owner": cast.max,
        "review_on": REVIEW,
        "content": Content.TEXT,
        "text": "Read the **name** twice.",
    }
    with transaction.atomic(), acting_as(cast.igor.pk):
        return actions.add(by=cast.igor, at=at, **facts | other)


def for_everyone(cast: Cast, **other: Any) -> Resource:
    return added(
        cast, **{"title": "Your choices in short", "kind": Kind.LEAFLET, "staff_only": False} | other
    )


def secret(cast: Cast, **other: Any) -> Resource:
    """One for staff, whose words stand nowhere else."""
    return added(
        cast,
        **{
            "title": "The marzipan guide",
            "summary": "About the zebrafinch.",
            "text": "All of the quicksilver.",
        }
        | other,
    )


def linked(cast: Cast, **other: Any) -> Resource:
    facts = {"kind": Kind.LINK, "content": Content.ADDRESS, "address": "https://ico.example.org/", "text": ""}
    return added(cast, **facts | {"title": "The regulator"} | other)


def made_here(cast: Cast, **other: Any) -> Resource:
    """A form that Sharewell makes."""
    facts = {"kind": SHEET.kind, "content": Content.BLANK, "blank": SHEET.key, "text": ""}
    return added(cast, **facts | {"title": SHEET.title} | other)
