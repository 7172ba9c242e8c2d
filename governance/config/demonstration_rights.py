"""Rights requests of the demonstration: one of each state, an objection that stands, a copy that waits to be read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from governance.accounts.models import Service, User
from governance.calendar import local_day
from governance.people.models import Case, Person
from governance.records.actor import SHAREWELL, acting_as
from governance.rights import actions, gathering
from governance.rights.models import Channel, RightsRequest, Search
from governance.rights.rules import Ground, Longer, Outcome, Right


@dataclass
class Desk:
    """Who works on them, where, and the moment that it should look like."""

    ig: User
    worker: User
    scottish: User
    harbour: Service
    firth: Service
    at: datetime

    def is_scottish(self, person: Person) -> bool:
        return person.cases.filter(service=self.firth).exists()


class Teller:
    """Takes one request through its steps, each so many days before the moment of the desk."""

    def __init__(self, desk: Desk, right: Right, words: str, *, days: int, **facts: Any) -> None:
        self.desk = desk
        person: Person | None = facts.get("person")
        channel = facts.pop("channel", Channel.TELEPHONE)
        taker = desk.scottish if person is not None and desk.is_scottish(person) else desk.worker
        by = None if channel == Channel.WEB else taker
        with acting_as(by.pk if by else SHAREWELL):
            self.request: RightsRequest = actions.receive(
                by=by,
                at=self.ago(days),
                right=right,
                words=words,
                name=facts.pop("name", "") or (person.name if person else ""),
                channel=channel,
                received_on=local_day(self.ago(days)),
                form_key=uuid4(),
                **facts,
            )

    def ago(self, days: int) -> datetime:
        return self.desk.at - timedelta(days=days)

    def takes(self, verb: str, days: int, **facts: Any) -> "Teller":
        """The IG team takes a step so many days ago."""
        ig = self.desk.ig
        with acting_as(ig.pk):
            self.request = getattr(actions, verb)(
                self.request, by=ig, at=self.ago(days), read_version=self.request.version, **facts
            )
        return self

    def on(self, days: int) -> Any:
        return local_day(self.ago(days))

    def searches(self, days: int, *, places: int) -> "Teller":
        """So many of the places are ticked."""
        found = (Search.Found.SOMETHING, "Two letters")
        ticks = {
            number: found if number == 6 else (Search.Found.NOTHING, "") for number in range(1, places + 1)
        }
        with acting_as(self.desk.ig.pk):
            self.request = actions.search(self.request, by=self.desk.ig, at=self.ago(days), ticks=ticks)
        return self

    def gathers(self, days: int) -> "Teller":
        """What we hold is put together, and waits to be read."""
        with acting_as(self.desk.ig.pk):
            order = gathering.order(self.request, by=self.desk.ig, at=self.ago(days))
        with acting_as(SHAREWELL):
            gathering.gather(order.pk, clock=lambda: self.ago(days))
        self.request.refresh_from_db()
        return self

    def reads_and_releases(self, days: int) -> "Teller":
        """Each part is read, what is about others is taken out, and the copy is let go."""
        ig, at = self.desk.ig, self.ago(days)
        with acting_as(ig.pk):
            order = actions.newest_gathering(self.request)
            for piece in order.pieces.all() if order else ():
                gathering.review(piece, by=ig, at=at, taken_out=piece.taken_out)
            self.request.refresh_from_db()
            self.request = gathering.release(self.request, by=ig, at=at, read_version=self.request.version)
        return self


def load(desk: Desk) -> None:
    """Make the requests as they should look at the moment of the desk."""
    long_known = local_day(desk.at - timedelta(days=100))
    known = Case.objects.filter(closed_on=None, opened_on__lt=long_known, person__exclusions=None)
    known = known.select_related("person").order_by("pk")
    here = [case.person for case in known.filter(service=desk.harbour)[:6]]
    there = known.filter(service=desk.firth)[0].person

    Teller(
        desk,
        Right.ACCESS,
        "All that you hold about me since I came to you.",
        days=1,
        channel=Channel.WEB,
        name="Robin Swift",
        safe_contact="Text only, please",
        contact="07700 900123",
    )
    Teller(desk, Right.ERASURE, "Everything about me.", days=6, channel=Channel.WEB, name="Jo Lark").takes(
        "ask_identity",
        5,
        words="Please bring something with your name and birth date to any of our services.",
    )
    Teller(desk, Right.ACCESS, "My notes and who got them.", days=20, person=here[0]).takes(
        "identify", 19, how="Their worker knows them", on=local_day(desk.at - timedelta(days=19))
    ).searches(10, places=7).gathers(3)
    paused = Teller(desk, Right.ACCESS, "Everything.", days=15, person=here[1])
    paused.takes("identify", 14, how="Their worker knows them", on=paused.on(14))
    paused.takes("pause", 4, question="Do you mean this year, or all the years with us?", on=paused.on(4))
    longer = Teller(desk, Right.RECTIFICATION, "My old address is still there.", days=27, person=there)
    longer.takes("identify", 27, how="They showed their passport", on=longer.on(27))
    longer.takes(
        "extend",
        6,
        ground=Longer.COMPLEX,
        because="The same is in the records of four partners, who must look too.",
    )
    objects = Teller(desk, Right.OBJECTION, "No more letters about courses.", days=40, person=here[2])
    objects.takes(
        "identify", 39, how="Their worker knows them", on=objects.on(39), mark="No letters about courses"
    )
    objects.takes(
        "answer",
        30,
        outcome=Outcome.GRANTED,
        words="We have stopped them, and told everybody who writes such letters.",
        given_how="By telephone, as they asked",
    )
    still = Teller(desk, Right.RESTRICTION, "Until you know who wrote that note.", days=8, person=here[3])
    still.takes(
        "identify",
        7,
        how="Their worker knows them",
        on=still.on(7),
        mark="The note of 3 March and what follows",
    )
    refused = Teller(desk, Right.ERASURE, "All of it, now.", days=50, person=here[4])
    refused.takes("identify", 49, how="Their worker knows them", on=refused.on(49))
    refused.takes(
        "refuse",
        30,
        ground=Ground.MUST_KEEP,
        words="The law says how long we keep the record of your care. We have deleted the photographs.",
        given_how="Handed over at the service",
    )
    done = Teller(desk, Right.PORTABILITY, "What I told you, for my new service.", days=60, person=here[5])
    done.takes("identify", 59, how="Their worker knows them", on=done.on(59))
    done.searches(50, places=10).gathers(48).reads_and_releases(45)
    done.takes(
        "answer",
        44,
        outcome=Outcome.GRANTED,
        words="Here is the file. What others told us about you is not in it.",
        given_how="On an encrypted stick, handed over",
    )
