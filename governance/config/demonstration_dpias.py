"""Assessments of the demonstration: one in every state, and cameras that are switched on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from dpia import actions, afterwards, deciding, parts
from dpia.models import Dpia, IcoEvent, Kind
from dpia.questions import SCREENING
from dpia.rules import CCTV, Effect, Likelihood, Place, Severity
from governance.accounts.models import Service, User
from governance.attachments.models import Attachment
from governance.attachments.register import STORE
from governance.calendar import local_day
from governance.records.actor import SHAREWELL, acting_as
from sharing.locks import Basis
from sharing.opt_out import Ground, OptOut

DAY = timedelta(days=1)
SAID: dict[str, Any] = {
    "aim": "People choose the time of their next talk on their telephone. They need not ring and wait.",
    "need": "It holds who comes to us and when, and that says something about health.",
    "nature": "They choose a time; our list keeps it; the worker sees it; it is deleted after a year.",
    "scope": "A first name, a telephone number and a time, of about 200 people a year.",
    "context": "Adults in treatment. Some of them share a telephone with somebody at home.",
    "purposes": "Fewer missed talks. Whoever wants to ring can still ring.",
    "people_asked": True,
    "people_views": "We asked 20 people in the waiting room. 16 want it; 4 fear that others see the message.",
    "people_followed": True,
    "experts": "Our computer team looked at how it is kept.",
    "processors": "The company that runs the list. It showed us its certificate.",
    "basis": Basis.LEGITIMATE.value,
    "proportion": "Letters come too late, and half of the calls are not answered.",
    "creep": "Only the times are in it. Nobody may count who misses a talk.",
    "minimum": "No reason for the talk is asked. People can correct their number themselves.",
    "told": "A poster, and a leaflet with the first message.",
    "rights": "They ask at reception; the manager answers within a month.",
    "processor_rules": "The contract says what they may do, and we look once a year.",
    "transfers": "No. It is kept in London.",
    "opt_out": OptOut.NOT_APPLICABLE.value,
    "opt_out_ground": Ground.OWN_CARE.value,
}
OF_CAMERAS = {
    "aim": "Staff see who is at the back door before they open it, also at night.",
    "problem": "The back door was forced four times between March and July. Two workers were threatened there.",
    "tried": "A lamp, a stronger lock and a bell. It went on.",
    "why_recorded": "Nobody watches at night, and the police asked for pictures after each break-in.",
    "requests": "In writing to the manager. Whoever is in a picture may see it within a month.",
    "redaction": "Our computer team blurs everybody else before a picture leaves.",
    "people_views": "We asked 15 people. They want no camera where they wait, so there is none.",
}
RISK: dict[str, Any] = {
    "words": "Somebody at home reads the message and learns that the person comes to us.",
    "severity": Severity.SEVERE,
    "likelihood": Likelihood.POSSIBLE,
    "owner": "The manager",
    "measures": "The message does not say who we are, and each person chooses whether they want one.",
    "effect": Effect.REDUCED,
    "residual_severity": Severity.SEVERE,
    "residual_likelihood": Likelihood.REMOTE,
}
OTHER_RISK: dict[str, Any] = {
    "words": "A wrong number is typed, and a stranger gets the message.",
    "severity": Severity.SIGNIFICANT,
    "likelihood": Likelihood.POSSIBLE,
    "owner": "The front desk",
    "measures": "A first message asks whether the number is right.",
    "effect": Effect.REDUCED,
    "residual_severity": Severity.MINIMAL,
    "residual_likelihood": Likelihood.POSSIBLE,
}
STAYS_HIGH: dict[str, Any] = {"measures": "A note on the door.", "residual_likelihood": Likelihood.PROBABLE}


@dataclass
class Desk:
    """Who writes, advises and decides, for which service, and the moment that it should look like."""

    manager: User
    dpo: User
    siro: User
    harbour: Service
    at: datetime


class Writer:
    """Takes the steps of assessments, each by whoever takes it, some days before the moment."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def begun(self, title: str, days: int, kind: Kind = Kind.PROJECT) -> Dpia:
        by, at = self.desk.manager, self.desk.at - days * DAY
        with acting_as(by.pk):
            return actions.begin(
                by=by, at=at, kind=kind, title=title, service=self.desk.harbour, form_key=uuid4()
            )

    def screened(
        self, title: str, days: int, *yes: str, kind: Kind = Kind.PROJECT, because: str = ""
    ) -> Dpia:
        made, by = self.begun(title, days, kind), self.desk.manager
        answers = {code: code in yes for code in SCREENING if code != CCTV}
        with acting_as(by.pk):
            return actions.screen(made, by=by, at=self.desk.at - days * DAY, answers=answers, because=because)

    def written(self, title: str, days: int, *, kind: Kind = Kind.PROJECT, **risk: Any) -> Dpia:
        made = self.screened(title, days, "A5", "C4", kind=kind)
        by, at = self.desk.manager, self.desk.at - days * DAY
        with acting_as(by.pk):
            facts = SAID | (OF_CAMERAS if kind is Kind.CCTV else {})
            made = actions.edit(made, by=by, at=at, **facts)
            made = parts.write_risk(made, by=by, at=at, number=None, **RISK | risk)
            return parts.write_risk(made, by=by, at=at, number=None, **OTHER_RISK)

    def sent_in(self, made: Dpia, days: int) -> Dpia:
        by = self.desk.manager
        with acting_as(by.pk):
            return actions.send_to_dpo(made, by=by, at=self.desk.at - days * DAY)

    def answered(self, made: Dpia, days: int) -> Dpia:
        made, at = self.sent_in(made, days), self.desk.at - days * DAY
        with acting_as(self.desk.dpo.pk):
            advice = "Go on, and ask people again after three months."
            made = deciding.advise(made, by=self.desk.dpo, at=at, advice=advice)
        with acting_as(self.desk.manager.pk):
            return deciding.respond(made, by=self.desk.manager, at=at, advice_followed=True)

    def approved(self, made: Dpia, days: int) -> Dpia:
        made = self.answered(made, days)
        at, because = self.desk.at - days * DAY, "The risk that is left is small, and people can say no."
        with acting_as(self.desk.siro.pk):
            to_do = made.actions.filter(done_at=None).exists()
            decide = deciding.approve_with_actions if to_do else deciding.approve
            return decide(made, by=self.desk.siro, at=at, accepted_because=because)


def load(desk: Desk) -> None:
    """Make one in every state as they should look at the moment of the desk."""
    writer, manager = Writer(desk), desk.manager
    writer.begun("A new form for volunteers", 1)
    writer.screened("Counting visits with a clicker", 3, "C3")
    writer.screened("New chairs for the waiting room", 40, because="It touches no information about anybody.")
    writer.screened("A list that is shared with the council", 6, "A8", "C4", "C6")
    writer.sent_in(writer.written("Reminders by text message", 9), 5)
    writer.answered(writer.written("A group talk by video", 20), 4)
    with acting_as(desk.dpo.pk):
        back = writer.sent_in(writer.written("A board with photographs of staff", 15), 12)
        deciding.send_back(
            back, by=desk.dpo, at=desk.at - 10 * DAY, reason="Ask the staff first what they think."
        )
    _with_the_ico(writer)
    with acting_as(desk.siro.pk):
        never = writer.answered(writer.written("Finding people by their faces", 60), 50)
        because = "Nobody could come to us unseen."
        deciding.reject(never, by=desk.siro, at=desk.at - 48 * DAY, accepted_because=because)
    _cameras(writer)
    old = writer.approved(writer.written("Booking on the telephone", 380), 370)
    with acting_as(manager.pk):
        at = desk.at - 30 * DAY
        new = actions.renew(old, by=manager, at=at, reason="Another company runs the list.")
        words = "The new company, which works in London too. It showed us its certificate."
        new = actions.edit(new, by=manager, at=at, processors=words)
        facts: dict[str, Any] = {"words": "Ask people again what they think.", "owner": manager}
        new = afterwards.add_action(new, by=manager, at=at, due_on=local_day(desk.at + 5 * DAY), **facts)
    new = writer.approved(new, 25)
    with acting_as(manager.pk):
        afterwards.go_live(new, by=manager, at=desk.at - 20 * DAY, live_on=local_day(desk.at - 20 * DAY))
        summary = (
            "You can choose the time of your talk on your telephone. We keep your first name, your number and the "
            "time for a year. The message does not say who we are. You can always ring instead."
        )
        afterwards.publish(new, by=manager, at=desk.at - 19 * DAY, summary=summary)


def _with_the_ico(writer: Writer) -> None:
    desk = writer.desk
    high = writer.answered(writer.written("Alarms that know where a worker is", 30, **STAYS_HIGH), 26)
    with acting_as(desk.siro.pk):
        sent_on = local_day(desk.at - 24 * DAY)
        waits = deciding.consult_ico(high, by=desk.siro, at=desk.at - 24 * DAY, sent_on=sent_on)
    with acting_as(desk.dpo.pk):
        at, what = desk.at - 18 * DAY, IcoEvent.What.ACCEPTED
        deciding.note_ico(
            waits, by=desk.dpo, at=at, what=what, on=local_day(at), words="They ask for a plan."
        )


def _cameras(writer: Writer) -> None:
    """Cameras since nearly a year, so that the need is tested soon."""
    desk, days = writer.desk, 350
    by, at = desk.manager, desk.at - days * DAY
    made = writer.written("Cameras at the back door", days, kind=Kind.CCTV)
    with acting_as(by.pk):
        made = parts.put_plan(made, by=by, at=at, upload=_picture("Yard", "Back door", "Stores"))
        _checked(made.floor_plan, at)
        for name, place, x, y, records in (
            ("Back door", Place.ENTRANCE, 72, 28, True),
            ("Yard", Place.OUTSIDE, 30, 20, False),
        ):
            made = parts.write_camera(
                made,
                by=by,
                at=at,
                number=None,
                name=name,
                place=place,
                x=x,
                y=y,
                masked="The windows of the house behind are blacked out.",
                records=records,
                sound=False,
                watched_by="Whoever is at the front desk",
                retention_days=14 if records else None,
            )
    made = writer.approved(made, days - 2)
    at = desk.at - (days - 3) * DAY
    with acting_as(by.pk):
        facts: dict[str, Any] = {"where": "At the gate to the yard", "photographed_on": local_day(at)}
        made = parts.photograph(
            made, by=by, at=at, upload=_picture("CCTV", "We run it", "Ask inside"), **facts
        )
        _checked(made.signs.get().photograph, at)
        made = afterwards.go_live(made, by=by, at=at, live_on=local_day(at))
        summary = "Two cameras look at our back door and our yard, since it was forced open four times."
        afterwards.publish(made, by=by, at=at, summary=summary)


def _checked(file: Attachment | None, at: datetime) -> None:
    """What the worker does soon after a file has come: only a picture that was checked counts."""
    if file is not None:
        with acting_as(SHAREWELL):
            STORE.settle(file.cleaning.pk, clock=lambda: at)


def _picture(*words: str) -> SimpleUploadedFile:
    """A plain drawing of three boxes with words in them."""
    paper, content = Image.new("RGB", (800, 600), "white"), BytesIO()
    pen = ImageDraw.Draw(paper)
    for number, (corner, word) in enumerate(zip(((20, 20), (420, 20), (20, 320)), words, strict=True)):
        pen.rectangle(
            (*corner, corner[0] + (740 if number == 2 else 360), corner[1] + 260), outline="black", width=4
        )
        pen.text((corner[0] + 20, corner[1] + 20), word, fill="black", font_size=32)
    paper.save(content, "PNG")
    return SimpleUploadedFile("drawing.png", content.getvalue())
