"""When the yearly statement on the national opt-out falls due (handbook section 13, row 22)."""

from datetime import datetime

from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import OPT_OUT_STATEMENT_LEADS
from sharing.opt_outs.models import Statement
from sharing.opt_outs.states import State

STATEMENT = add(
    Rule(
        key="opt_out_statement",
        number=22,
        words="Statement on the national opt-out",
        leads=OPT_OUT_STATEMENT_LEADS.value,
        told=(Audience.DPO,),
        overdue_adds=(Audience.SIRO,),
        press=Press("confirm"),
    )
)


def dues(statement: Statement, at: datetime) -> list[Due]:
    """The one that waits; what is confirmed has nothing left to do."""
    return [Due(STATEMENT.key, statement.due_on)] if statement.state == State.WAITING else []
