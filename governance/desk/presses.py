"""The one next press of each line of a desk, as far as that is known without asking the database for every line."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.accounts.access import sight
from governance.accounts.models import User
from governance.accounts.roles import Reach
from governance.deadlines import rules
from governance.deadlines.models import Deadline
from governance.workflow.register import REGISTERS, Register


@dataclass(frozen=True)
class Press:
    """A step of a record, with the words that its register has for it."""

    label: str
    url: str


def presses(deadlines: Iterable[Deadline], user: User, at: datetime) -> dict[int, Press]:
    """By the id of a deadline, the step that settles it, where the user may take it now: one query a register."""
    settled: dict[str, list[tuple[Deadline, rules.Press]]] = defaultdict(list)
    for deadline in deadlines:
        if (press := rules.RULES[deadline.rule].press) is not None:
            settled[deadline.register].append((deadline, press))
    found = {}
    for name, theirs in settled.items():
        register = REGISTERS[name]
        records = _records(register, {deadline.record_id for deadline, _ in theirs}, user, at)
        for deadline, press in theirs:
            record = records.get(deadline.record_id)
            if record is not None and _may_take(press, register, record, deadline, user, at):
                label, url = register.verbs[press.verb].label, register.url(record, press.verb)
                found[deadline.pk] = Press(label, url)
    return found


def _records(register: Register, ids: set[int], user: User, at: datetime) -> dict[int, Any]:
    seen = register.visible(user, at).filter(pk__in=ids)
    return {
        record.pk: record for record in (seen.select_related(*register.related) if register.related else seen)
    }


def _may_take(
    press: rules.Press, register: Register, record: Any, deadline: Deadline, user: User, at: datetime
) -> bool:
    machine = register.machine
    if machine is not None and press.verb not in machine.open_verbs(register.state_at(record, at)):
        return False
    if press.cell is None:
        return bool(register.verbs[press.verb].may(user, record, at))
    seen = sight(user, register.name, press.cell)
    return deadline.service_id in seen.services or (deadline.service_id is None and seen.reach is Reach.ALL)
