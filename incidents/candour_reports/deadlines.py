"""When the yearly report on the duty of candour falls due (handbook section 13, row 22)."""

from datetime import datetime

from governance.deadlines.rules import Audience, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import CANDOUR_REPORT_LEADS
from incidents.candour_reports.models import CandourReport
from incidents.candour_reports.states import State

REPORT = add(
    Rule(
        key="candour_report",
        number=22,
        words="Yearly report on the duty of candour (Scotland)",
        leads=CANDOUR_REPORT_LEADS.value,
        told=(Audience.DPO,),
        overdue_adds=(Audience.SIRO,),
    )
)


def dues(report: CandourReport, at: datetime) -> list[Due]:
    """Until it is published."""
    return [] if report.state == State.PUBLISHED else [Due(REPORT.key, report.due_on)]
