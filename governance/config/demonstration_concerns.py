"""Concerns of the demonstration: one of each state, one that wrote again, one that became an incident."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.records.actor import SHAREWELL, acting_as
from incidents.concerns import actions, becoming
from incidents.concerns.models import Concern
from incidents.concerns.rules import About, Outcome, Reach, Route, Told

READ = "Thank you for telling us. We have read it, and we are sorry that you had to write to us. We look into it now."


@dataclass
class Desk:
    """Who takes them in and looks into them, where, and the moment that it should look like."""

    ig: User
    worker: User
    comms: User
    harbour: Service
    firth: Service
    at: datetime


class Teller:
    """Takes one concern through its steps, each so many days before the moment of the desk."""

    def __init__(
        self, desk: Desk, words: str, about: About, *, days: int, by: User | None = None, **facts: Any
    ) -> None:
        self.desk = desk
        with acting_as(by.pk if by else SHAREWELL):
            raised = actions.raise_concern(
                by=by,
                at=self.ago(days),
                form_key=uuid4(),
                about=about,
                words=words,
                received_on=local_day(self.ago(days)),
                **facts,
            )
        self.concern: Concern = raised.concern

    def ago(self, days: int) -> datetime:
        return self.desk.at - timedelta(days=days)

    def takes(self, verb: str, days: int, **typed: Any) -> "Teller":
        """The IG team takes a step so many days ago."""
        step = becoming.report if verb == "report" else getattr(actions, verb)
        if verb == "report":
            typed["form_key"] = uuid4()
        ig = self.desk.ig
        with acting_as(ig.pk):
            version = self.concern.version
            self.concern = step(self.concern, by=ig, at=self.ago(days), read_version=version, **typed)
        return self

    def writes(self, words: str, days: int) -> "Teller":
        """The person writes on the page that they follow."""
        with acting_as(SHAREWELL):
            self.concern = actions.hear(self.concern, by=None, at=self.ago(days), words=words)
        return self


def load(desk: Desk) -> None:
    """Make concerns as they should look at the moment of the desk."""
    Teller(
        desk,
        "A letter from you lay open in the hall of our house. Everybody could read that I come to you.",
        About.LOST,
        days=0,
        service=desk.harbour,
        wants="Send nothing to my house any more.",
    ).takes("acknowledge", 0, words=READ, how=Told.PAGE).takes("report", 0)
    Teller(
        desk,
        "My mother knows that I come to you. I never said that you may tell her.",
        About.SHARED,
        days=24,
        by=desk.worker,
        route=Route.PHONE,
        service=desk.harbour,
        name="Jo Finch",
        reach=Reach.PHONE,
        contact="07700 900461",
        safe_contact="After six. Do not leave a message",
    )
    Teller(
        desk,
        "Your leaflet shows a man who looks like me. I did not say yes to that.",
        About.PICTURE,
        days=6,
        by=desk.comms,
        route=Route.EMAIL,
        reach=Reach.EMAIL,
        contact="a.reader@example.org",
    ).takes("acknowledge", 4, words=READ, how=Told.EMAIL)
    looked_into = Teller(
        desk,
        "I asked in August what you hold about me, and nobody answered.",
        About.ASKED,
        days=30,
        service=desk.firth,
    )
    looked_into.takes("acknowledge", 26, words=READ, how=Told.PAGE).takes("look_into", 26)
    looked_into.takes("tell", 12, words="We found your letter. We now ask who had it.", how=Told.PAGE)
    looked_into.writes("I have a copy of it, if you need one.", 1)
    answered = Teller(
        desk,
        "In my file stands that I have a brother in prison. I have no brother.",
        About.WRONG,
        days=40,
        service=desk.harbour,
        name="Kit Marlow",
        reach=Reach.LETTER,
        contact="3 Mill Row, Leeds",
    )
    answered.takes("acknowledge", 37, words=READ, how=Told.LETTER).takes("look_into", 37)
    answered.takes(
        "answer",
        9,
        outcome=Outcome.RIGHT,
        words="You were right. It was about somebody else with a name like yours. It is deleted, and we are sorry.",
        how=Told.LETTER,
    )
    closed = Teller(
        desk,
        "The camera at your door looks into my garden.",
        About.PICTURE,
        days=90,
        service=desk.harbour,
    )
    closed.takes("acknowledge", 88, words=READ, how=Told.PAGE).takes("look_into", 88)
    closed.takes(
        "answer",
        70,
        outcome=Outcome.PARTLY,
        words="It saw a part of your fence. We turned it, and deleted what was there.",
        how=Told.PAGE,
    ).takes("close", 60, learned="Whoever puts up a camera looks at its picture before it is switched on.")
    Teller(desk, "Best prices for watches!!! Click here", About.OTHER, days=15).takes(
        "set_aside", 15, reason="An advert that a machine sent"
    )
