"""What a statement on the national opt-out rests on: what the agreements in force say of it."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count

from sharing.agreements.models import Agreement
from sharing.agreements.states import State
from sharing.opt_out import OptOut


class Resting(NamedTuple):
    """How many agreements are in force, by their answer. Named as the fields of a statement."""

    not_applicable: int
    exempt: int
    applies: int
    unanswered: int


def resting_on(at: datetime) -> Resting:
    """The agreements that read as active at this moment, counted in one query."""
    answers = Agreement.objects.in_state(State.ACTIVE, at).order_by().values_list("opt_out")
    counted: dict[str, int] = dict(answers.annotate(number=Count("pk")))
    return Resting(
        not_applicable=counted.get(OptOut.NOT_APPLICABLE, 0),
        exempt=counted.get(OptOut.EXEMPT, 0),
        applies=counted.get(OptOut.APPLIES, 0),
        unanswered=counted.get("", 0),
    )
