"""What the people in a picture, film, sound or story said, read from their consents."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from consent.consents.models import Consent
from consent.kinds import Channel, Kind
from consent.media.models import Asset, InIt, Publication
from consent.media.rules import Said, covers, holds, lacking, may_use, same_campaign
from consent.media.states import Stands, State
from governance.accounts.models import User
from governance.accounts.roles import Role
from governance.errors import Verdict
from governance.people.models import Person
from governance.people.names import shown_name

ELSEWHERE = "Somebody of another service"
MOST_OFFERED = 200


class No(NamedTuple):
    """A no to a campaign: to some places there, or to all; or a yes that was taken back, which is one to all."""

    campaign: str
    channels: frozenset[Channel]
    at: datetime


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


def stands(found: Sequence[Asset], at: datetime) -> dict[int, State | Stands]:
    """By its id: how each of them stands, in a few statements for all."""
    inside = (
        InIt.objects.filter(asset__in=found, removed_at=None).select_related("consent").order_by("number")
    )
    known = list(inside)
    everybody: dict[int, list[Said]] = {}
    for each, one in zip(known, said(known), strict=True):
        everybody.setdefault(each.asset_id, []).append(one)
    shown: dict[int, list[Channel]] = {}
    up = Publication.objects.filter(asset__in=found, down_on=None)
    for asset_id, channel in up.values_list("asset", "channel"):
        shown.setdefault(asset_id, []).append(Channel(channel))
    return {
        each.pk: State(each.state)
        if each.state != State.LIVE
        else _standing(each, everybody.get(each.pk, []), shown.get(each.pk, []), at)
        for each in found
    }


def _standing(asset: Asset, each_said: list[Said], up: list[Channel], at: datetime) -> Stands:
    def covered(channel: Channel) -> bool:
        return bool(may_use(each_said, asset.shown, asset.campaign, channel, at))

    if up:
        return Stands.SHOWN if all(map(covered, up)) else Stands.UNCOVERED
    return Stands.USABLE if any(map(covered, Channel)) else Stands.WAITS


def hidden_from(asset: Asset, user: User, at: datetime) -> bool:
    """Whether somebody is in it whose name this user may not read."""
    return any(each.name == ELSEWHERE for each in lines(asset, user, at))


def taken_back(hashes: Iterable[str]) -> bool:
    """Whether a file with one of these hashes shows somebody who has taken back their yes to being shown in it."""
    return Asset.objects.filter(file__sha256__in=[*hashes], withdrawn_at__isnull=False).exists()


def said(found: Sequence[InIt]) -> list[Said]:
    """What each of them said, each by their number."""
    noes = _noes(each.person_id for each in found)
    return [_said(each.consent, str(each.number), noes.get(each.person_id, ())) for each in found]


def _said(consent: Consent | None, who: str, noes: Iterable[No]) -> Said:
    """What a consent says, as the rule reads it. who: whose it is, in words or by a number.

    noes: theirs, however they were worded. Each ends a yes to the campaign from before, as far as it goes; where that
    yes was said anew since, it holds from then.
    """
    if consent is None or consent.given_at is None or consent.last_yes_at is None:
        return Said(who)
    channels = frozenset(Channel(each) for each in consent.channels)
    ours = [
        no
        for no in noes
        if same_campaign(no.campaign, consent.named) and no.channels & channels and no.at >= consent.given_at
    ]
    since = [no for no in ours if no.at >= consent.last_yes_at]
    left, ended_by_no = channels, None
    for no in sorted(since, key=lambda each: each.at):
        left = left - no.channels
        ended_by_no = ended_by_no or (None if left else no.at)
    ends = (
        consent.withdrawn_at,
        consent.superseded_at,
        consent.outgrown_at,
        # It never held.
        consent.given_at if consent.invalidated_at else None,
        ended_by_no,
    )
    return Said(
        who,
        campaign=consent.named,
        channels=left or channels,
        given_at=consent.given_at if ours == since else consent.last_yes_at,
        expires_on=consent.expires_on,
        ended_at=min((end for end in ends if end is not None), default=None),
    )


def _noes(people: Iterable[int]) -> dict[int, list[No]]:
    """What each of them said no to, or no more."""
    found: dict[int, list[No]] = {}
    no = Consent.objects.filter(person__in=[*people], kind=Kind.MEDIA).annotate(
        no_at=Coalesce("refused_at", "withdrawn_at")
    )
    facts = ("person_id", "named", "channels", "refused_at", "no_at")
    for person, named, places, refused_at, at in no.exclude(no_at=None).values_list(*facts):
        to = places if refused_at is not None and places else Channel
        found.setdefault(person, []).append(No(named, frozenset(Channel(each) for each in to), at))
    return found


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
        one = _said(each.consent, name, noes.get(each.person_id, ()))
        live = covers(one, asset.campaign, None, at)
        channels = [channel.label for channel in Channel if covers(one, asset.campaign, channel, at)]
        rows.append(Line(each, name, one, live, channels))
    return rows


def missing(asset: Asset, known: Sequence[Line], channel: Channel | None, at: datetime) -> str:
    """Whose yes does not cover this channel, in words: who has not said it yet, and who does no more. None: the
    campaign."""
    found: dict[str, list[str]] = {}
    for each in lacking([line.said for line in known], asset.campaign, channel, at):
        has_ended = each.given_at is not None and not holds(each, at)
        found.setdefault("Not any more" if has_ended else "Not yet", []).append(each.who)
    return " ".join(f"{what}: {', '.join(names)}." for what, names in sorted(found.items(), reverse=True))


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
    each_said = [_said(each, "", noes.get(each.person_id, ())) for each in found]
    return [each for each, one in zip(found, each_said, strict=True) if covers(one, asset.campaign, None, at)]


def covers_now(asset: Asset, consent: Consent, at: datetime) -> bool:
    """Whether a consent covers its campaign, and they have not said no to that since."""
    return bool(_covering(asset, [consent], at))


def covering(asset: Asset, person_id: int, at: datetime) -> Consent | None:
    """The consent of a person that covers this campaign now, the newest; None where there is none."""
    theirs = Consent.objects.filter(person=person_id, kind=Kind.MEDIA).order_by("-given_at", "-id")
    return next(iter(_covering(asset, theirs, at)), None)
