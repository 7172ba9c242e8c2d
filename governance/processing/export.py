"""The whole record of processing as a file: every activity, and who answers for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, NullIf

from governance.accounts.models import User
from governance.exports.lists import Column, Filters, List, offer
from governance.processing.activities import KINDS, PARTS

MISSING = "Not written yet"


def filters(user: User, asked: Mapping[str, str]) -> Filters:
    """What an address asks for, as far as we know it."""
    return {"kind": asked["kind"]} if asked.get("kind") in KINDS else {}


def controller() -> list[str]:
    """Who we are and how to reach us, and who our Data Protection Officer is and how to reach them; gaps too."""
    officers = User.objects.filter(is_dpo=True, is_active=True).order_by("name", "pk")
    known = {
        "Controller": settings.CHARITY_NAME,
        "Address": settings.CHARITY_ADDRESS,
        "Contact": settings.CHARITY_CONTACT,
        "Data Protection Officer": " and ".join(f"{each.name}, {each.email}" for each in officers),
    }
    return [f"{what}: {words or MISSING}" for what, words in known.items()]


def columns(user: User, at: datetime) -> list[Column]:
    """One for each part, and who answers for all of it."""
    ours = Column("Who is responsible", Value("; ".join(controller()), output_field=TextField()))
    parts = [
        Column(
            part.title,
            Coalesce(
                NullIf(F(part.name), Value("")),
                Value(MISSING if part.asked else ""),
                output_field=TextField(),
            ),
        )
        for part in PARTS
    ]
    return [*parts, ours]


def rows(user: User, wanted: Filters, at: datetime) -> list[QuerySet[Any]]:
    kinds = [wanted["kind"]] if "kind" in wanted else list(KINDS)
    return [found(user, at).order_by(*order) for _, found, order in (KINDS[kind] for kind in kinds)]


def words(wanted: Filters) -> list[tuple[str, str]]:
    return [("Kind", KINDS[wanted["kind"]][0])] if "kind" in wanted else []


offer(
    List(
        register="processing",
        name="Record of processing",
        filters=filters,
        rows=rows,
        columns=columns,
        pdf=True,
        words=words,
    )
)
