"""How the records of a register are called, and found by it."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from governance.records.searching import alike

Narrow = Callable[[Any, str], QuerySet[Any]]


@dataclass(frozen=True)
class Naming:
    """Of records that a user may see: which are called like a text, and which nearly so, the nearest first.

    called: the words that tell one from others. Of whoever sees names masked nothing is asked.
    """

    like: Narrow
    nearly: Narrow
    called: Callable[[Any], str]


def by_field(name: str) -> Naming:
    """Found by a part of one field, in the order of the alphabet."""
    return Naming(
        like=lambda found, text: found.filter(**{f"{name}__icontains": text}).order_by(name, "pk"),
        nearly=lambda found, text: alike(found, text, name),
        called=attrgetter(name),
    )
