"""What a register says of its list, so that the list can be downloaded and its filters saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from governance.accounts.models import User
from governance.errors import NotThere
from governance.records.addresses import address

Filters = dict[str, str]
# The rows of a list; of a list of several tables one after the other, each with the same names for the same columns.
Rows = QuerySet[Any] | Sequence[QuerySet[Any]]


@dataclass(frozen=True)
class Column:
    """One column of a download: its heading, and what stands in it.

    typed: somebody typed it, so that a spreadsheet could take it for a formula. Only what is always ours (a date,
    a reference, words from a list of our own) may say no. moment: it is a day with a time.
    """

    title: str
    value: Combinable
    typed: bool = True
    moment: bool = False


@dataclass(frozen=True)
class List:
    """The list of a register.

    name: what stands in the title of its downloads. filters: those of an address that the list knows and the user
    may use; whatever else the address holds is left out. rows: what the list shows to this user with these filters.
    columns: what this user may read of a row (handbook section 12). pdf: whether it may be printed: a few columns of
    short texts fit on paper, and long ones take a worker's time. words: filters as who reads the paper knows them,
    each with what was chosen; a list with a PDF has them.
    """

    register: str
    name: str
    filters: Callable[[User, Mapping[str, str]], Filters]
    rows: Callable[[User, Filters, datetime], Rows]
    columns: Callable[[User, datetime], list[Column]]
    pdf: bool = False
    words: Callable[[Filters], Sequence[tuple[str, str]]] | None = None

    def url(self, filters: Filters) -> str:
        return address(self.register) + (f"?{query(filters)}" if filters else "")


def tables(rows: Rows) -> Sequence[QuerySet[Any]]:
    """The rows table by table, most of the time of one."""
    return [rows] if isinstance(rows, QuerySet) else rows


_LISTS: dict[str, List] = {}


def offer(wanted: List) -> List:
    """Let a register's list be downloaded and its filters be saved.

    Raises ValueError for a PDF that could not say what was chosen, and would be taken for the whole list.
    """
    if wanted.pdf and wanted.words is None:
        raise ValueError(f"the list {wanted.register} may be printed and has no words for its filters")
    _LISTS[wanted.register] = wanted
    return wanted


def find(register: str) -> List:
    """The list of a register; raises NotThere where there is none."""
    if register not in _LISTS:
        raise NotThere("exports", "")
    return _LISTS[register]


def query(filters: Filters) -> str:
    """Filters as an address holds them, always in the same order."""
    return urlencode(sorted(filters.items()))


def filters_of(text: str) -> Filters:
    """Filters as `query` wrote them."""
    return dict(parse_qsl(text))
