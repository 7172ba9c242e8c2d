"""Media of the demonstration: one in every state, one that waits for a yes, and one that is shown without one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zlib import crc32

from django.db.models import QuerySet
from PIL import Image, ImageDraw

from consent.capacity.models import Assessment
from consent.consents import actions as consents
from consent.consents.actions import Proof
from consent.consents.models import Consent, Route
from consent.evidence.forms import Signed
from consent.items import DataItem
from consent.kinds import Channel, Method
from consent.kinds import Kind as Of
from consent.media import actions
from consent.media.models import Asset, Kind
from consent.wording.models import WordingVersion
from consent.wording.rules import Purpose, Style
from governance.accounts.models import Service, User
from governance.attachments.sealing import sealing
from governance.calendar import Nation, local_day
from governance.config.demonstration_stories import EVERYTHING_YES, OWN
from governance.people.models import Case
from governance.records.actor import acting_as

DAY = timedelta(days=1)
GARDEN, WALKS = "Our garden", "Walks by the water"
ENOUGH = 6
OURS: dict[str, Any] = {"channel": Channel.WEBSITE, "ours": True, "where": "The first page of our website"}
PAPER: dict[str, Any] = {
    "channel": Channel.PRESS,
    "ours": False,
    "publisher": "The Leeds Courier",
    "where": "Page 4, and their website",
}


@dataclass
class Desk:
    """Who does communications, who writes down what people say, who confirms, where, and when it should look so."""

    comms: User
    worker: User
    ig: User
    harbour: Service
    at: datetime


class Studio:
    """Takes the steps of media some days before the moment."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        standard = WordingVersion.objects.filter(
            wording__kind=Of.MEDIA, wording__purpose=Purpose.FORM, wording__style=Style.STANDARD
        )
        self.words = standard.first()

    def ago(self, days: float) -> datetime:
        return self.desk.at - days * DAY

    def yes(self, case: Case, days: int, campaign: str, **changes: Any) -> Consent:
        """They signed on the screen so many days ago."""
        worker, at = self.desk.worker, self.ago(days)
        with acting_as(worker.pk):
            return consents.record(
                case=case,
                by=worker,
                at=at,
                answer=True,
                proof=Proof(signed=Signed(case.person.name, present=True)),
                kind=Of.MEDIA.value,
                method=Method.E_FORM.value,
                said_at=at,
                wording=self.words,
                privacy_notice="Version 4",
                checklist=dict(EVERYTHING_YES),
                named=campaign,
                recipient="The public",
                purpose="To show what we do",
                channels=[Channel.WEBSITE.value, Channel.PRESS.value, Channel.PRINT.value],
                items=[DataItem.IMAGE.value],
                **changes,
            ).consent

    def kept(
        self,
        title: str,
        days: int,
        campaign: str,
        given: Sequence[Consent] = (),
        *,
        shown: int | None = None,
        kind: Kind = Kind.PHOTO,
        location: str = "",
    ) -> Asset:
        """Kept here as a drawing, or known by where it lies; with these people in it."""
        by, at = self.desk.comms, self.ago(days)
        file = (
            {}
            if location
            else {"file": sealing(BytesIO(_drawing(title, len(given)))), "media_type": "image/png"}
        )
        with acting_as(by.pk):
            made = actions.begin(
                by=by,
                at=at,
                kind=kind,
                title=title,
                campaign=campaign,
                service=self.desk.harbour,
                made_by="Cora Webb",
                made_on=local_day(at),
                shown=len(given) if shown is None else shown,
                location=location,
                form_key=uuid4(),
                **file,  # type: ignore[arg-type]
            )
            for consent in given:
                made = actions.add_person(made, by=by, at=at, person=consent.person, consent=consent)
        return made

    def published(self, made: Asset, days: int, *where: dict[str, Any]) -> Asset:
        by, at = self.desk.comms, self.ago(days)
        with acting_as(by.pk):
            for each in where:
                made = actions.publish(made, by=by, at=at, from_on=local_day(at), **each)
        return made

    def deleted(self, made: Asset, days: int) -> Asset:
        by, at = self.desk.comms, self.ago(days)
        with acting_as(by.pk):
            for each in made.publications.filter(down_on=None):
                made = actions.take_down(
                    made,
                    by=by,
                    at=at,
                    number=each.number,
                    down_on=local_day(at),
                    down_how="The page, and a search for the picture.",
                )
            return actions.delete(
                made,
                by=by,
                at=at,
                deleted_on=local_day(at),
                deleted_how="From the picture library and its bin.",
                deleted_copies="Library, camera card, one email, and the backup of that night.",
            )


def load(desk: Desk) -> None:
    """Make media as they should look at the moment of the desk."""
    studio = Studio(desk)
    one, two, three, four, five, six = _adults(desk)[:ENOUGH]

    garden = [studio.yes(each, 50, GARDEN) for each in (one, two)]
    live = studio.kept("Two people plant beans", 45, GARDEN, garden)
    studio.published(live, 44, OURS, {**OURS, "channel": Channel.PRINT, "where": "Our leaflet, autumn"})

    soon = studio.yes(three, 60, WALKS, ends_on=local_day(desk.at + 6 * DAY))
    studio.published(studio.kept("Somebody looks at the canal", 58, WALKS, [soon]), 57, OURS)

    with acting_as(desk.comms.pk):
        waiting = studio.kept("A group at the gate", 3, WALKS, shown=2)
        actions.add_person(waiting, by=desk.comms, at=studio.ago(3), person=one.person, consent=None)

    _taken_back(studio, four)
    _shown_without(studio, five)

    over = studio.kept("The first spring in the garden", 90, GARDEN, [studio.yes(six, 95, GARDEN)])
    over = studio.published(over, 88, OURS)
    with acting_as(desk.comms.pk):
        over = actions.finish(
            over, by=desk.comms, at=studio.ago(4), reason="The garden leaflet is out of print."
        )
    studio.deleted(over, 2)

    gone = studio.kept(
        "How I came here", 120, WALKS, kind=Kind.STORY, location="Picture library, folder Walks"
    )
    with acting_as(desk.comms.pk):
        gone = actions.finish(gone, by=desk.comms, at=studio.ago(100), reason="Nobody wanted to print it.")
    gone = studio.deleted(gone, 99)
    with acting_as(desk.ig.pk):
        how = "Looked in the library, its bin and the backup."
        actions.confirm(gone, by=desk.ig, at=studio.ago(98), confirmed_how=how)


def _taken_back(studio: Studio, case: Case) -> None:
    """Taken back this week: our page is cleared, the newspaper has its notice, the rest is to be done."""
    desk = studio.desk
    given = studio.yes(case, 70, GARDEN)
    made = studio.published(studio.kept("Somebody with a watering can", 68, GARDEN, [given]), 66, OURS, PAPER)
    with acting_as(desk.worker.pk):
        given.refresh_from_db()
        consents.withdraw(
            given,
            by=desk.worker,
            at=studio.ago(1),
            withdrawn_at=studio.ago(1),
            withdrawal_route=Route.IN_PERSON,
        )
    made = Asset.objects.get(pk=made.pk)
    with acting_as(desk.comms.pk):
        at = studio.ago(0.5)
        facts: dict[str, Any] = {"down_on": local_day(at), "down_how": "The page itself, and a search."}
        made = actions.take_down(made, by=desk.comms, at=at, number=1, **facts)
        sent: dict[str, Any] = {"notice_on": local_day(at), "notice_how": "By email to their picture desk."}
        actions.send_notice(made, by=desk.comms, at=at, number=2, **sent)


def _shown_without(studio: Studio, case: Case) -> None:
    """Their yes ran out two days ago, and it is shown still."""
    given = studio.yes(case, 80, WALKS, ends_on=local_day(studio.ago(2)))
    made = studio.kept(
        "A film of the walk", 78, WALKS, [given], kind=Kind.VIDEO, location="Film archive, shelf 3"
    )
    studio.published(made, 77, OURS)


def _adults(desk: Desk) -> "QuerySet[Case]":
    """Those whom the worker has known for long, with no story of their own, who were never assessed or asked this."""
    long_ago = local_day(desk.at - 300 * DAY)
    ours = Case.objects.filter(
        service=desk.harbour, service__nation=Nation.ENG, closed_on=None, key_worker=desk.worker
    )
    asked = Consent.objects.filter(kind=Of.MEDIA).values("person")
    assessed = Assessment.objects.values("person")
    found = ours.filter(opened_on__lte=long_ago).exclude(person__in=asked).exclude(person__in=assessed)
    found = found.exclude(person__name__in=OWN)
    return found.select_related("person", "service").order_by("-pk")


def _drawing(title: str, people: int) -> bytes:
    """A plain drawing of so many people under the sun, which stands elsewhere on each: no two are the same file."""
    paper, content = Image.new("RGB", (900, 600), "#dcebf2"), BytesIO()
    pen = ImageDraw.Draw(paper)
    pen.rectangle((0, 420, 900, 600), fill="#7ba05b")
    sun = crc32(title.encode()) % 800
    pen.ellipse((sun, 40, sun + 100, 140), fill="#f4c542")
    for place in range(people):
        left = 200 + place * 260
        pen.ellipse((left + 40, 200, left + 120, 280), fill="#a5754f")
        pen.rectangle((left, 280, left + 160, 480), fill="#5b2a5e")
    paper.save(content, "PNG")
    return content.getvalue()
