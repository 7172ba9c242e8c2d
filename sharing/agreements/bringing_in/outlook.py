"""What would become of each row of an older log if it were brought in now: worked out whenever it is asked for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, TextChoices
from django.db.models.functions import Lower

from governance.accounts.models import Service
from governance.calendar import local_day
from sharing.agreements.bringing_in import mapping
from sharing.agreements.bringing_in.models import LogImport, LogRow
from sharing.agreements.bringing_in.partners import Known, known
from sharing.agreements.bringing_in.rows import Defaults, Meant, read_row
from sharing.agreements.bringing_in.words import normal
from sharing.agreements.models import Agreement
from sharing.agreements.rules import Type


class Fate(TextChoices):
    """What becomes of a row."""

    ADD = "add", "Will be added"
    HERE = "here", "Is here already"
    DIFFERS = "differs", "Differs from what is here"
    UNDECIDED = "undecided", "Waits for you to say who a partner is"
    UNREADABLE = "unreadable", "Cannot be read"

    @property
    def colour(self) -> str:
        """The colour of its tag."""
        return _COLOURS[self]


_COLOURS = {
    Fate.ADD: "green",
    Fate.HERE: "grey",
    Fate.DIFFERS: "orange",
    Fate.UNDECIDED: "yellow",
    Fate.UNREADABLE: "red",
}


@dataclass
class Line:
    """One row: what it says to each field, what it means, what becomes of it, and which agreement it is, if any."""

    row: LogRow
    said: dict[str, str]
    meant: Meant
    fate: Fate = Fate.ADD
    why: list[str] = field(default_factory=list)
    here: Agreement | None = None
    key: str = ""


def outlook(log: LogImport, *, at: datetime) -> list[Line]:
    """Every row under the names of the columns, in the order of the file."""
    return [*_lines(log, at)] if log.mapping is not None else []


def columns(log: LogImport) -> dict[int, str]:
    """Which column holds what: as somebody said, or as guessed from the names of the columns."""
    if log.mapping is not None:
        return {int(index): name for index, name in log.mapping.items()}
    return {index: found.value for index, found in mapping.guess(names(log)).items()}


def names(log: LogImport) -> list[str]:
    """The names of the columns."""
    row = log.rows.filter(sheet=log.sheet, number=log.names_row).first()
    return list(row.cells) if row else []


def under_the_names(log: LogImport) -> Any:
    """The rows that may be agreements."""
    return log.rows.filter(sheet=log.sheet, number__gt=log.names_row).order_by("number")


def _lines(log: LogImport, at: datetime) -> list[Line]:
    rows = list(under_the_names(log).select_related("agreement"))
    which, defaults, on = columns(log), defaults_of(log), local_day(at)
    lines = []
    for row in rows:
        said = mapping.said(which, row.cells, row.corrections)
        lines.append(Line(row, said, read_row(said, defaults, on)))
    _key(lines)
    found = known({name for line in lines for name in line.meant.partners}, log.partners)
    here = _here(lines)
    for line in lines:
        _foresee(line, here, found)
    return lines


def defaults_of(log: LogImport) -> Defaults:
    """What is meant where a row does not say it."""
    said = log.defaults
    services = {
        name: pk for pk, name in Service.objects.annotate(small=Lower("name")).values_list("pk", "small")
    }
    kind = said.get("type")
    return Defaults(type=Type(kind) if kind else None, commas=bool(said.get("commas")), services=services)


def _key(lines: Iterable[Line]) -> None:
    """By what each row is known again. Two rows with one number that say different things are both told of."""
    by_number: dict[str, list[Line]] = {}
    for line in lines:
        line.key = line.meant.key
        by_number.setdefault(line.key, []).append(line)
    for key, same in by_number.items():
        first = next((line for line in same if line.row.agreement_id), same[0])
        for line in same:
            if line is first or line.row.agreement_id:
                continue
            if key.startswith("number:") and line.meant.fingerprint != first.meant.fingerprint:
                line.fate = Fate.UNREADABLE
                line.why = [
                    f"Row {first.row.number} has the same number, {line.meant.number}. Give one of them another."
                ]
            else:
                line.fate, line.why = Fate.HERE, [f"It is the same as row {first.row.number}."]


def _here(lines: Sequence[Line]) -> dict[str, Agreement]:
    """By key: the agreement that is here already, brought in before or made here."""
    keys = [line.key for line in lines]
    found: dict[str, Agreement] = {}
    numbers = {line.meant.number.upper(): line.key for line in lines if line.meant.number}
    ours = Agreement.objects.filter(Q(log_number__in=numbers) | Q(reference__in=numbers))
    for agreement in ours.prefetch_related("parties"):
        key = numbers.get(agreement.log_number or "") or numbers.get(agreement.reference, "")
        found[key] = agreement
    prints = {line.meant.fingerprint: line for line in lines}
    before = LogRow.objects.filter(Q(key__in=keys) | Q(fingerprint__in=prints))
    for row in before.select_related("agreement").prefetch_related("agreement__parties"):
        if row.agreement is None or row.key is None:
            continue
        line = prints.get(row.fingerprint)
        # Two numbers tell two agreements apart, however alike they are.
        if line is not None and not (line.meant.numbered and row.old_number):
            found[line.key] = row.agreement
        found[row.key] = row.agreement
    return found


def _foresee(line: Line, here: dict[str, Agreement], found: dict[str, Known]) -> None:
    if line.fate is not Fate.ADD:
        return
    line.here = line.row.agreement or here.get(line.key)
    if line.here is not None:
        line.why = [] if line.row.agreement_id else _differences(line.meant, line.here, found)
        line.fate = Fate.DIFFERS if line.why else Fate.HERE
        return
    partners = [found.get(normal(name)) for name in line.meant.partners]
    if line.meant.partners and partners == [Known()] * len(partners):
        line.meant.problems.append("None of the names in it is a partner.")
    if line.meant.problems or line.row.fault:
        line.fate, line.why = Fate.UNREADABLE, [*line.meant.problems, *filter(None, [line.row.fault])]
    elif None in partners:
        names = [name for name, each in zip(line.meant.partners, partners, strict=True) if each is None]
        line.fate, line.why = Fate.UNDECIDED, [f"Who is {' and who is '.join(names)}?"]


def _differences(meant: Meant, here: Agreement, found: dict[str, Known]) -> list[str]:
    """What the row says otherwise than the agreement; nothing of what the row does not say."""
    pairs: list[tuple[str, Any, Any]] = [
        ("Kind", meant.type and meant.type.label, here.get_type_display()),
        ("Name", meant.title, here.title),
        ("First day", meant.starts_on, here.starts_on),
        ("Last day", meant.ends_on if meant.end_known else None, here.ends_on),
        (
            "Partners",
            _partner_names(meant, here, found),
            ", ".join(sorted(each.name for each in here.parties.all())),
        ),
    ]
    return [
        f"{label}: here “{_text(ours)}”, in the file “{_text(theirs)}”."
        for label, theirs, ours in pairs
        if theirs and theirs != ours
    ]


def _partner_names(meant: Meant, here: Agreement, found: dict[str, Known]) -> str:
    """As they are called here, so that another spelling of a partner is no difference."""
    ours = {each.organisation_id: each.name for each in here.parties.all()}
    same = {normal(each.name): each.name for each in here.parties.all()}
    called = []
    for name in meant.partners:
        is_known = found.get(normal(name))
        if is_known == Known():
            continue
        pk = is_known.organisation if is_known else None
        called.append(ours.get(pk or 0) or same.get(normal(name)) or name)
    return ", ".join(sorted(set(called)))


def _text(value: Any) -> str:
    return f"{value:%-d %B %Y}" if isinstance(value, date) else str(value)


def count(lines: Iterable[Line]) -> dict[Fate, int]:
    """How many rows each fate has; none is left out."""
    found = Counter(line.fate for line in lines)
    return {fate: found[fate] for fate in Fate}
