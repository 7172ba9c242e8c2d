"""The yearly report on the duty of candour: asked for, written, read by somebody else, published. Start reading here.

Handbook sections 10 and 13, row 22.
"""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from governance.accounts.models import User
from governance.notifications.words import about
from governance.workflow.register import Register, Verb, enter
from incidents.candour_reports import permissions
from incidents.candour_reports.deadlines import dues
from incidents.candour_reports.models import CandourReport
from incidents.candour_reports.states import MACHINE


def _visible(user: User, at: datetime) -> QuerySet[Any]:
    everything: QuerySet[Any] = CandourReport.objects.all()
    return everything if permissions.may_read(user) else everything.none()


REPORTS = enter(
    Register(
        name="candour_reports",
        prefix="CAR",
        model=CandourReport,
        machine=MACHINE,
        verbs={
            "write": Verb("write", "Write it", permissions.may_write),
            "submit": Verb("submit", "Give it to somebody else to read", permissions.may_write),
            "send_back": Verb("send_back", "Send it back", permissions.may_decide),
            "publish": Verb("publish", "Publish it", permissions.may_publish),
            "correct": Verb("correct", "Take it back to correct it", permissions.may_write),
        },
        visible=_visible,
        dues=dues,
        happened={
            "begin": "Asked for",
            "write": "Written",
            "submit": "Given to somebody else to read",
            "send_back": "Sent back",
            "publish": "Published",
            "correct": "Taken back to be corrected",
            "refused": "Not accepted",
        },
        reference_digits=4,
    )
)

about("candour_report_to_read", "A report on the duty of candour that somebody else wrote: read it")
about("candour_report_sent_back", "A report on the duty of candour that was sent back")
