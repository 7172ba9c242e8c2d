"""What the people in a picture, film, sound or story said, read from their consents."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from consent.consents.models import Consent
from consent.kinds import Channel, Kind
from consent.media.models import Asset, InIt
from consent.media.rules import Said, covers, lacking, may_use
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import Verdict
from governance.people.models import Person
from governance.people.names import shown_name

ELSEWHERE = "Somebody of another service"
MOST_OFFERED = 200


class Line(NamedTuple):
    """One person in it, as the page shows them: who, by which consent, and where it covers it."""

    in_it: InIt
    name: str
    said: Said
    live: bool
    channels: list[str]


def people(asset: Asset) -> list[InIt]:
    """Those in it, by their number; nobody in one that is not saved yet."""
    if asset.pk is None:
        return []
    known = asset.people.filter(removed_at=None).select_related("person", "consent__service")
    return list(known.order_by("number"))


def said_of(consent: Consent | None, who: str) -> Said:
    """What a consent says, as the rule reads it. who: whose it is, in words or by a number."""
    if consent is None:
        return Said(who)
    ends = (
        consent.withdrawn_at,
        consent.superseded_at,
        consent.outgrown_at,
        # It never held.
        consent.given_at if consent.invalidated_at else None,
    )
    return Said(
        who,
        campaign=consent.named,
        channels=frozenset(consent.channels),
        given_at=consent.given_at,
        expires_on=consent.expires_on,
        ended_at=min((end for end in ends if end is not None), default=None),
    )


def said(found: Sequence[InIt]) -> list[Said]:
    """What each of them said."""
    return [said_of(each.consent, str(each.number)) for each in found]


def usable(asset: Asset, channel: Channel | None, at: datetime) -> Verdict:
    """Whether it may be used there at a moment, or anywhere at all for None: E-CONSENT else."""
    return may_use(said(people(asset)), asset.shown, asset.campaign, channel, at)


def lines(asset: Asset, user: User, at: datetime) -> list[Line]:
    """Everybody in it, with the names that the user may read."""
    found = people(asset)
    ids = [each.person_id for each in found]
    # Communications opens nobody's page, and reads the names of those in its media (handbook section 12).
    everybody = user.role == Role.COMMS
    seen = set(
        ids
        if everybody
        else Person.objects.visible_to(user, at).filter(pk__in=ids).values_list("pk", flat=True)
    )
    rows = []
    for each in found:
        name = shown_name(each.person, user) if each.person_id in seen else ELSEWHERE
        one = said_of(each.consent, name)
        live = covers(one, asset.campaign, None, at)
        channels = [channel.label for channel in Channel if covers(one, asset.campaign, channel, at)]
        rows.append(Line(each, name, one, live, channels))
    return rows


def missing(asset: Asset, known: Sequence[Line], channel: Channel | None, at: datetime) -> list[str]:
    """The names of those in it whose yes does not cover this channel; for None, the campaign."""
    return [each.who for each in lacking([line.said for line in known], asset.campaign, channel, at)]


def asked(asset: Asset, user: User, at: datetime) -> QuerySet[Consent]:
    """The answers about publicity that the user may see, of whoever is not in it."""
    inside = [each.person_id for each in people(asset)]
    seen = Consent.objects.visible_to(user, at).filter(kind=Kind.MEDIA).exclude(person__in=inside)
    found: QuerySet[Consent] = seen.select_related("person")
    return found


def offered_for(asset: Asset, user: User, at: datetime) -> list[Consent]:
    """Those among them that cover its campaign now, by name."""
    named = asked(asset, user, at).filter(named__iexact=asset.campaign).order_by("person__name", "id")
    return [each for each in named[:MOST_OFFERED] if covers(said_of(each, ""), asset.campaign, None, at)]


def covering(asset: Asset, person_id: int, at: datetime) -> Consent | None:
    """The consent of a person that covers this campaign now, the newest; None where there is none."""
    theirs = Consent.objects.filter(person=person_id, kind=Kind.MEDIA).order_by("-given_at", "-id")
    return next((each for each in theirs if covers(said_of(each, ""), asset.campaign, None, at)), None)
