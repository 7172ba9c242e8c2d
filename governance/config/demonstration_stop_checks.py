"""Stop and Checks of the demonstration: one in every state, some with something that was found in the file.

The files hold codes and numbers that we made up, about nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import xlsxwriter

from consent.items import DataItem
from consent.purposes import Purpose
from governance.accounts.models import Service, User
from governance.organisations.models import Organisation
from governance.records.actor import SHAREWELL, acting_as
from sharing.ladder import Rung
from sharing.locks import Basis, Condition, Footing, Schedule1
from sharing.opt_out import Ground, OptOut
from sharing.routes import Route
from sharing.stop_checks import actions, actions_checking, actions_sending, extracts
from sharing.stop_checks.actions_sending import Came
from sharing.stop_checks.models import StopCheck

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PEOPLE = 62
PLANS = ["Weekly", "Every two weeks", "Monthly", "Under review"]
ABOUT_IT: dict[str, Any] = {
    "recipient": "The practice manager",
    "recipient_email": "practice.manager@castlestreet.example.org",
    "verified": "I rang back on the number of their website.",
    "route": Route.SECURE_EMAIL.value,
    "use": "They look at each plan before the person comes to them.",
    "safeguards": "Their own records system. The practice manager and two doctors open it.",
    "what": "For each person whom the surgery treats too: how often we see them, and their medicine.",
    "items": [DataItem.CARE_PLAN.value, DataItem.MEDICATION.value],
    "people": PEOPLE,
    "purpose": Purpose.CARE.value,
    "why": "Without it two of us may write the same prescription.",
    "rung": Rung.PSEUDONYMISED.value,
    "ladder": {
        "2": "They treat each person, so numbers alone say nothing.",
        "3": "They must find out whose plan it is, with the key that they hold.",
    },
    "basis": Basis.PUBLIC_TASK.value,
    "condition": Condition.CARE.value,
    "schedule1": Schedule1.CARE.value,
    "footing": Footing.IMPLIED_CONSENT.value,
    "overseas": False,
    "opt_out": OptOut.NOT_APPLICABLE.value,
    "opt_out_ground": Ground.OWN_CARE.value,
    "told": "It stands in our privacy notice, and each of them got our leaflet about the surgery.",
    "receipt_plan": "They use the link that we mail. Then I delete it from our shared drive.",
}


@dataclass
class Desk:
    """Who sends, who checks, from which service to whom, and the moment that it should look like."""

    worker: User
    manager: User
    data: User
    other_data: User
    harbour: Service
    surgery: Organisation
    at: datetime

    def ago(self, days: float) -> datetime:
        return self.at - days * DAY


def load(desk: Desk) -> None:
    """Make Stop and Checks as they should look at the moment of the desk."""
    closed = _received(desk, "Plans for the surgery, June", 70)
    with acting_as(desk.manager.pk):
        how = "Deleted from the shared drive and its bin. Fay Lister saw it."
        actions_sending.close(closed, by=desk.manager, at=desk.ago(66), how=how)
    _received(desk, "Plans for the surgery, July", 40)
    _approved(desk, "Plans for the surgery, August", 20)
    rejected = _taken(desk, "Everybody’s plans, to have them at hand", 12, desk.data)
    with acting_as(desk.data.pk):
        reason = "They do not need everybody’s. Ask for those whom they treat."
        actions_checking.reject(rejected, by=desk.data, at=desk.ago(11.5), reason=reason)
    cancelled = _submitted(desk, "Plans for the surgery, begun twice", 8, desk.manager)
    with acting_as(desk.manager.pk):
        reason = "It is there already, under another name."
        actions.cancel(cancelled, by=desk.manager, at=desk.ago(7.9), reason=reason)
    _sent(desk, "Plans for the surgery, September", 4)
    _receipt(_sent(desk, "Plans for the surgery, the new clinic", 3.5), PEOPLE - 1, desk.ago(2.5))
    _approved(desk, "Plans for the surgery, October", 3)
    returned = _taken(desk, "Plans for the surgery, the late clinic", 2, desk.data, hidden=True)
    with acting_as(desk.data.pk):
        reason = "There is a hidden sheet with old figures. Take it out, please."
        actions_checking.send_back(returned, by=desk.data, at=desk.ago(1.9), reason=reason)
    _taken(desk, "Plans for the surgery, new patients", 1, desk.other_data, hidden=True)
    _begun(desk)
    _submitted(desk, "Plans for the surgery, winter", 0.2, desk.worker, hidden=True)


def _begun(desk: Desk) -> None:
    """A draft with the first three questions answered."""
    known = ("recipient", "recipient_email", "verified", "route", "use")
    said = {name: ABOUT_IT[name] for name in known}
    _draft(desk, "Test results for the surgery", 0.5, desk.worker, **said)


def _draft(desk: Desk, title: str, days: float, by: User, **said: Any) -> StopCheck:
    facts: dict[str, Any] = {"by": by, "at": desk.ago(days)}
    with acting_as(by.pk):
        made = actions.draft(service=desk.harbour, title=title, form_key=uuid4(), **facts)
        return actions.edit(made, read_version=made.version, organisation=desk.surgery, **facts, **said)


def _submitted(desk: Desk, title: str, days: float, by: User, *, hidden: bool = False) -> StopCheck:
    made = _draft(desk, title, days, by, **ABOUT_IT)
    facts: dict[str, Any] = {"by": by, "at": desk.ago(days)}
    with acting_as(by.pk):
        file = BytesIO(_plans(len(title), hidden=hidden))
        made = extracts.put_in(made, file, name="plans.xlsx", people=PEOPLE, creator=by, **facts)
    with acting_as(SHAREWELL):
        for extract in made.extracts.filter(done_at=None):
            extracts.settle(extract.pk, clock=lambda: desk.ago(days))
    with acting_as(by.pk):
        return actions.submit(made, **facts)


def _taken(desk: Desk, title: str, days: float, checker: User, *, hidden: bool = False) -> StopCheck:
    sent_in = _submitted(desk, title, days, desk.manager, hidden=hidden)
    with acting_as(checker.pk):
        return actions_checking.take(sent_in, by=checker, at=desk.ago(days) + HOUR)


def _approved(desk: Desk, title: str, days: float) -> StopCheck:
    """With all that was found accepted."""
    found, checker = _taken(desk, title, days, desk.data), desk.data
    facts: dict[str, Any] = {"by": checker, "at": desk.ago(days) + 2 * HOUR}
    with acting_as(checker.pk):
        if waiting := _to_look_at(found):
            why = "I opened the file and looked: it is as the sender says."
            found = actions_checking.accept(found, findings=waiting, because=why, **facts)
        return actions_checking.approve(found, **facts)


def _to_look_at(check: StopCheck) -> list[int]:
    extract = check.extract
    return list(extract.findings.values_list("pk", flat=True)) if extract else []


def _sent(desk: Desk, title: str, days: float) -> StopCheck:
    ready = _approved(desk, title, days)
    with acting_as(desk.manager.pk):
        return actions_sending.send(ready, by=desk.manager, at=desk.ago(days) + 3 * HOUR)


def _received(desk: Desk, title: str, days: float) -> StopCheck:
    """The recipient has confirmed it by the link."""
    return _receipt(_sent(desk, title, days), PEOPLE, desk.ago(days - 1))


def _receipt(sent: StopCheck, people: int, at: datetime) -> StopCheck:
    """What the recipient says through the link: how many people it is about."""
    came = Came("The practice manager", people, same_file=True)
    with acting_as(SHAREWELL):
        link = sent.receipt_links.get(used_at=None)
        return actions_sending.confirm_by_link(link, came, at=at)


def _plans(shift: int, *, hidden: bool) -> bytes:
    """A table of codes and plans, another for each shift; hidden: with a sheet that nobody sees, of small numbers."""
    saved = BytesIO()
    book = xlsxwriter.Workbook(saved, {"in_memory": True})
    sheet = book.add_worksheet("Plans")
    sheet.write_row(0, 0, ["Code", "How often", "Medicine"])
    for number in range(1, PEOPLE + 1):
        sheet.write_row(number, 0, [f"HL-{number:04}", PLANS[(number + shift) % len(PLANS)], "As written"])
    if hidden:
        old = book.add_worksheet("Old figures")
        old.hide()
        old.write_row(0, 0, ["Area", "People"])
        for row, found in enumerate((["North", 14], ["South", 3], ["East", 2]), start=1):
            old.write_row(row, 0, found)
        sheet.write_comment("B3", "Ask Max whether this one still comes")
    book.close()
    return saved.getvalue()
