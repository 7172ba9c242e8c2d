"""Keyset paging: the hundred-thousandth page costs what the first does, and nothing counts a whole table."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

PAGE = 25
COUNTED_TO = 1_000
LONGEST_ID = 18


@dataclass(frozen=True)
class Page:
    """One page of a list, with the addresses of its neighbours and a capped count."""

    rows: list[Any]
    previous_url: str
    next_url: str
    count: str


def page(queryset: QuerySet[Any], query: QueryDict, *, by: tuple[str, ...], size: int = PAGE) -> Page:
    """The page of `queryset` that the address asks for.

    by: the fields it is ordered by, all one way, the last of them unique; `-` in front of each for
    descending. The address holds a row's id and nothing that is in the row, so it names nobody; an id
    that is not in `queryset` gives the first page.
    """
    down = by[0].startswith("-")
    names = [name.lstrip("-") for name in by]
    forward = "before" not in query
    place = _place(queryset, query.get("after" if forward else "before", ""), names)
    forward = forward or place is None
    ordered = queryset.order_by(*by) if forward else queryset.order_by(*by).reverse()
    if place is not None:
        ordered = ordered.filter(_beyond(names, place, larger=forward is not down))
    rows = list(ordered[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if not forward:
        rows.reverse()
    at_start = (forward and place is None) or (not forward and not more)
    at_end = forward and not more
    return Page(
        rows=rows,
        previous_url="" if at_start or not rows else _url(query, "before", rows[0]),
        next_url="" if at_end or not rows else _url(query, "after", rows[-1]),
        count=_count(queryset),
    )


def _beyond(names: list[str], place: list[Any], *, larger: bool) -> Q:
    """Rows past `place` in the order of `names`; equal on the first fields, then past it on the next."""
    condition, equal = Q(), Q()
    for name, value in zip(names, place, strict=True):
        condition |= equal & Q(**{f"{name}__{'gt' if larger else 'lt'}": value})
        equal &= Q(**{name: value})
    # The bare bound on the first field lets an index do the work.
    return Q(**{f"{names[0]}__{'gte' if larger else 'lte'}": place[0]}) & condition


def _place(queryset: QuerySet[Any], text: str, names: list[str]) -> list[Any] | None:
    """Where the row with this id stands in the order, if the reader may see it."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_ID):
        return None
    row = queryset.order_by().filter(pk=int(text)).values_list(*names).first()
    return list(row) if row is not None and None not in row else None


def _url(query: QueryDict, side: str, row: Any) -> str:
    address = query.copy()
    for old in ("after", "before"):
        address.pop(old, None)
    address[side] = str(row.pk)
    return f"?{address.urlencode()}"


def _count(queryset: QuerySet[Any]) -> str:
    number = queryset.order_by()[: COUNTED_TO + 1].count()
    return f"{COUNTED_TO:,}+" if number > COUNTED_TO else f"{number:,}"
