"""Who shares what with whom: the facts from the agreements that are active, and where each stands in the drawing.

The drawing and the table beside it are made of the same facts. It is drawn here, without a script, and prints.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from textwrap import wrap
from typing import NamedTuple

from consent.items import DataItem
from consent.purposes import Purpose
from governance.organisations.models import Kind, Organisation
from sharing.agreements.filters import WHOLE_CHARITY
from sharing.agreements.models import Agreement
from sharing.agreements.querysets import AgreementQuerySet
from sharing.agreements.rules import Direction
from sharing.agreements.states import State

# More boxes than that are no drawing any more: then there is one for each kind of partner.
MOST_PARTNERS = 60
# In the drawing's own units, which are the pixels of a small telephone; on a wider page it is drawn larger.
WIDTH, LINE, ROW, HEADING, MARGIN = 288, 16, 20, 36, 4
LONGEST_LINE, MOST_LINES = 22, 3


@dataclass
class Shared:
    """What is shared with one partner, or with all of a kind, by all agreements with them."""

    name: str
    kind: Kind
    reference: str = ""
    partners: set[int] = field(default_factory=set)
    agreements: dict[int, Agreement] = field(default_factory=dict)
    _ours: set[str] = field(default_factory=set)
    _ways: set[str] = field(default_factory=set)
    _purposes: set[str] = field(default_factory=set)
    _items: set[str] = field(default_factory=set)

    def add(self, agreement: Agreement, partner: Organisation) -> None:
        self.partners.add(partner.pk)
        self.agreements[agreement.pk] = agreement
        self._ours.add(agreement.service.name if agreement.service else WHOLE_CHARITY)
        self._ways.add(agreement.direction or Direction.BOTH)
        self._purposes.update(agreement.purposes)
        self._items.update(each.item for each in agreement.items.all())

    @property
    def way(self) -> Direction:
        """Which way it goes, of all agreements together."""
        return Direction(next(iter(self._ways))) if len(self._ways) == 1 else Direction.BOTH

    @property
    def who(self) -> list[str]:
        """Which of our services share, by name."""
        return sorted(self._ours)

    @property
    def purposes(self) -> list[str]:
        return [str(each.label) for each in Purpose if each in self._purposes]

    @property
    def items(self) -> list[str]:
        return [str(each.label) for each in DataItem if each in self._items]


class Group(NamedTuple):
    """The partners of one kind."""

    kind: Kind
    rows: list[Shared]


def groups(visible: AgreementQuerySet, at: datetime) -> list[Group]:
    """Everyone with whom an active agreement has us share, by kind and name; by kind alone where they are too many."""
    found: dict[int, Shared] = {}
    active = visible.in_state(State.ACTIVE, at).select_related("service").with_partners()
    entries = [
        (agreement, party.organisation)
        for agreement in active.prefetch_related("items").order_by("id")
        for party in agreement.parties.all()
    ]
    for agreement, partner in entries:
        new = Shared(partner.name, Kind(partner.kind), partner.reference)
        found.setdefault(partner.pk, new).add(agreement, partner)
    if len(found) > MOST_PARTNERS:
        return _by_kind(entries)
    by_name = sorted(found.values(), key=lambda each: each.name.casefold())
    grouped = [Group(kind, [each for each in by_name if each.kind == kind]) for kind in Kind]
    return [group for group in grouped if group.rows]


def _by_kind(entries: Iterable[tuple[Agreement, Organisation]]) -> list[Group]:
    found: dict[Kind, Shared] = {}
    for agreement, partner in entries:
        kind = Kind(partner.kind)
        found.setdefault(kind, Shared(str(kind.label), kind)).add(agreement, partner)
    for shared in found.values():
        shared.name = f"{len(shared.partners)} partner{'s' if len(shared.partners) > 1 else ''}"
    return [Group(kind, [found[kind]]) for kind in Kind if kind in found]


# --- The drawing -------------------------------------------------------------------------


class Box(NamedTuple):
    """A partner's box with its arrow: how far down it stands, how tall it is, the words in it and on the arrow."""

    y: int
    height: int
    lines: list[tuple[int, str]]
    name: str
    way: str
    to_them: bool
    to_us: bool


class Heading(NamedTuple):
    """The kind of the partners under it."""

    y: int
    words: str


class Drawing(NamedTuple):
    """What the template draws. The box of our own is as tall as everything beside it."""

    width: int
    height: int
    ours_y: int
    ours_height: int
    headings: list[Heading]
    boxes: list[Box]


WORDS = {Direction.OUT: "to them", Direction.IN: "to us", Direction.BOTH: "both ways"}


def drawn(shown: Iterable[Group]) -> Drawing:
    """Where everything stands."""
    y, headings, boxes = MARGIN, [], []
    for group in shown:
        headings.append(Heading(y + HEADING - 12, str(group.kind.label)))
        y += HEADING
        for each in group.rows:
            words = wrap(each.name, LONGEST_LINE, max_lines=MOST_LINES, placeholder="…")
            lines = [(number * LINE, line) for number, line in enumerate(words)]
            to_them, to_us = each.way != Direction.IN, each.way != Direction.OUT
            boxes.append(Box(y, ROW + LINE * len(lines), lines, each.name, WORDS[each.way], to_them, to_us))
            y += boxes[-1].height
    return Drawing(WIDTH, y + MARGIN, MARGIN + HEADING, max(y - MARGIN - HEADING - 8, 0), headings, boxes)
