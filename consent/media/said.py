"""What the people in a picture, film, sound or story said, read from their consents."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from consent.consents.models import Consent
from consent.kinds import Channel, Kind
from consent.media.models import Asset, InIt
from consent.media.rules import Said, covers, lacking, may_use, same_campaign
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


def channels_up(asset: Asset) -> list[Channel]:
    """Where it is shown now, as far as we know."""
    up = asset.publications.filter(down_on=None).order_by("channel").values_list("channel", flat=True)
    return [Channel(each) for each in up.distinct()]


def uncovered(asset: Asset, at: datetime) -> bool:
    """Whether it is shown somewhere without a live consent to that of everybody in it."""
    shown = channels_up(asset)
    if not shown:
        return False
    found = people(asset)
    each_said = said(found)
    return any(not may_use(each_said, asset.shown, asset.campaign, channel, at) for channel in shown)


def hidden_from(asset: Asset, user: User, at: datetime) -> bool:
    """Whether somebody is in it whose name this user may not read."""
    return any(each.name == ELSEWHERE for each in lines(asset, user, at))


def shown_in(follows: Asset | None) -> set[str]:
    """The hashes of the files that it was cut from, one from the other."""
    found: set[str] = set()
    while follows is not None:
        if follows.file is not None:
            found.add(follows.file.sha256)
        follows = follows.follows
    return found


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
    """What each of them said, each by their number."""
    noes = _noes(each.person_id for each in found)
    return [
        _until_their_no(said_of(each.consent, str(each.number)), noes.get(each.person_id, ()))
        for each in found
    ]


def _noes(people: Iterable[int]) -> dict[int, list[tuple[str, datetime]]]:
    """To which campaign each of them said no, or no more, and when."""
    found: dict[int, list[tuple[str, datetime]]] = {}
    no = Consent.objects.filter(person__in=[*people], kind=Kind.MEDIA).annotate(
        no_at=Coalesce("refused_at", "withdrawn_at")
    )
    for person, named, at in no.exclude(no_at=None).values_list("person_id", "named", "no_at"):
        found.setdefault(person, []).append((named, at))
    return found


def _until_their_no(one: Said, noes: Iterable[tuple[str, datetime]]) -> Said:
    """A no to the campaign ends a yes to it from before, however that was worded."""
    if one.given_at is None:
        return one
    since = [at for named, at in noes if same_campaign(named, one.campaign) and at >= one.given_at]
    return one._replace(ended_at=min([*since, *([one.ended_at] if one.ended_at else [])], default=None))


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
    rows, noes = [], _noes(ids)
    for each in found:
        name = shown_name(each.person, user) if each.person_id in seen else ELSEWHERE
        one = _until_their_no(said_of(each.consent, name), noes.get(each.person_id, ()))
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
    return _covering(asset, named[:MOST_OFFERED], at)


def _covering(asset: Asset, known: Iterable[Consent], at: datetime) -> list[Consent]:
    found = list(known)
    noes = _noes(each.person_id for each in found)
    each_said = [_until_their_no(said_of(each, ""), noes.get(each.person_id, ())) for each in found]
    return [each for each, one in zip(found, each_said, strict=True) if covers(one, asset.campaign, None, at)]


def covers_now(asset: Asset, consent: Consent, at: datetime) -> bool:
    """Whether a consent covers its campaign, and they have not said no to that since."""
    return bool(_covering(asset, [consent], at))


def covering(asset: Asset, person_id: int, at: datetime) -> Consent | None:
    """The consent of a person that covers this campaign now, the newest; None where there is none."""
    theirs = Consent.objects.filter(person=person_id, kind=Kind.MEDIA).order_by("-given_at", "-id")
    return next(iter(_covering(asset, theirs, at)), None)
