"""What a register is: the table of contents that every register's own `register.py` fills in."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from governance.accounts.models import User
from governance.deadlines.writing import Desk, Due
from governance.errors import NotThere, Verdict
from governance.ledger.models import Event
from governance.records.addresses import address
from governance.records.models import Record
from governance.workflow.card import Card
from governance.workflow.dependants import Dependant, newest_first, of_nothing
from governance.workflow.held import Holds
from governance.workflow.machine import Machine
from governance.workflow.naming import Naming

May = Callable[[User, Any, datetime], Verdict]
Reaction = Callable[[Record, Event, datetime], None]


@dataclass(frozen=True)
class Step:
    """A verb that a user could press on a record now, with the verdict that draws the button or explains it."""

    verb: str
    label: str
    url: str
    verdict: Verdict


@dataclass(frozen=True)
class Verb:
    """One verb: its name everywhere, the words on its button, and who may."""

    name: str
    label: str
    may: May


@dataclass(frozen=True)
class Register:
    """A register: its records, its machine, who may do what, and what falls due.

    `visible` gives the records that a user may see at a moment; everything that reads goes through it.
    `blocked` says whether an access exclusion is the reason why a user does not see a record.
    """

    name: str
    prefix: str
    model: type[Record]
    verbs: dict[str, Verb]
    visible: Callable[[User, datetime], Any]
    machine: Machine | None = None
    state_at: Callable[[Any, datetime], str] = lambda record, at: record.state
    dues: Callable[[Any, datetime], Iterable[Due]] = lambda record, at: ()
    desk: Callable[[Any], Desk] = lambda record: Desk()
    # Waits until nobody else writes about the same, before the record is read. Always the first lock of all.
    take_turns: Callable[[Any], None] = lambda record: None
    person_id: Callable[[Any], int | None] = lambda record: None
    service_id: Callable[[Any], int | None] = lambda record: None
    blocked: Callable[[User, str, datetime], bool] = lambda user, reference, at: False
    # The references of which a user must not learn from the ledger either, whatever their role reads there.
    kept_from: Callable[[User, datetime], QuerySet[Any] | None] = lambda user, at: None
    # The events of its own records that would tell a user of one that they must not learn of.
    kept_events: Callable[[User, datetime], Q | None] = lambda user, at: None
    # What the register adds to a person's page, for those who may see it there.
    card: Callable[[User, Any, datetime], Card | None] = lambda user, person, at: None
    # Another register's name → what this one adds to the pages of that one's records.
    beside: Mapping[str, Callable[[User, Any, datetime], Card | None]] = field(default_factory=dict)
    # Verb → what it did, in words that can stand alone: what happened to a person is told in them.
    happened: Mapping[str, str] = field(default_factory=dict)
    reference_digits: int = 6
    # What its verbs and deadlines ask for besides the record itself, so that it is read with it.
    related: tuple[str, ...] = ()
    # Another register's verb → what this register does because of it, in the same transaction.
    reactions: dict[tuple[str, str], Reaction] = field(default_factory=dict)
    # Which of its records depend on a record of another register.
    dependants: Callable[[Record], list[Dependant]] = of_nothing
    # Everything in it about a person, for a copy of what we hold; None where it can only be looked for by hand.
    held: Holds | None = None
    # What of it is looked for by hand all the same.
    held_by_hand: str = ""
    # How its records are found by what they are called; None where only their references are.
    naming: Naming | None = None
    # Where its pages are, where its name does not say it.
    pages: str = ""

    @property
    def prefixes(self) -> tuple[str, ...]:
        """What its references may begin with."""
        return (self.prefix,)

    def prefix_of(self, record: Any) -> str:
        """What a new record's reference begins with; a register with several kinds of record says which."""
        return self.prefix

    def find(self, reference: str, *, user: User, at: datetime) -> Any:
        """The record, if `user` may see it; raises NotThere, which shows 404, if not or if there is none."""
        # PostgreSQL can't even be asked for a text with a null byte.
        if "\0" in reference:
            raise NotThere(self.name, "")
        record = self.visible(user, at).filter(reference=reference).first()
        if record is None:
            raise NotThere(self.name, reference, blocked=self.blocked(user, reference, at))
        return record

    def rows(self) -> QuerySet[Any]:
        """Every record, whoever may see it, read with what its verbs ask for."""
        rows = self.model._default_manager.all()
        # Without a name it would follow every foreign key.
        return rows.select_related(*self.related) if self.related else rows

    def address_of(self, reference: str = "", verb: str = "") -> str:
        """Where its list is; with a reference, that record; with a verb, one step of it."""
        return address(self.pages or self.name, reference, verb)

    def url(self, record: Record, verb: str = "") -> str:
        """Where the record is, or one step of it."""
        return self.address_of(record.reference, verb)

    def steps(self, record: Any, *, user: User, at: datetime) -> list[Step]:
        """The steps that the record's state has open, each with its verdict for `user`."""
        verbs = list(self.verbs.values())
        if self.machine is not None:
            open_now = self.machine.open_verbs(self.state_at(record, at))
            verbs = [self.verbs[name] for name in dict.fromkeys(open_now) if name in self.verbs]
        return [
            Step(verb.name, verb.label, self.url(record, verb.name), verb.may(user, record, at))
            for verb in verbs
        ]


REGISTERS: dict[str, Register] = {}


def not_theirs(steps: Iterable[Step]) -> list[tuple[list[str], Verdict]]:
    """The steps that are open and not this user's: the labels of those for the same reason, and that reason."""
    found: dict[Verdict, list[str]] = {}
    for step in steps:
        if not step.verdict:
            found.setdefault(step.verdict, []).append(step.label)
    return [(labels, verdict) for verdict, labels in found.items()]


def may_know(name: str, reference: str, user: User, at: datetime) -> bool:
    """Whether the user may know that the register with this name has a record with this reference."""
    hidden = REGISTERS[name].kept_from(user, at)
    return hidden is None or not hidden.filter(reference__iexact=reference).exists()


def cards_beside(name: str, record: Record, *, user: User, at: datetime) -> list[Card]:
    """What the other registers add to the page of a record of the register with this name, for this user."""
    makers = [register.beside[name] for register in REGISTERS.values() if name in register.beside]
    return [card for make in makers if (card := make(user, record, at)) is not None]


def enter(register: Register) -> Register:
    """Make a register known to the writer, the crawl over every address, and the desk."""
    REGISTERS[register.name] = register
    return register


def dependants(record: Record) -> list[Dependant]:
    """Everything in every register that depends on this record, as it stands now."""
    return newest_first([each for register in REGISTERS.values() for each in register.dependants(record)])
