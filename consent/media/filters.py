"""Which media the list shows: how they stand, where they are shown, for which campaign, without consent."""

from collections.abc import Callable, Mapping
from datetime import datetime

from consent.consents.models import Consent
from consent.kinds import Channel
from consent.kinds import Kind as Of
from consent.media.models import Publication
from consent.media.querysets import AssetQuerySet
from consent.media.register import MEDIA
from consent.media.states import State
from governance.accounts.models import User
from governance.calendar import local_day

Filters = dict[str, str]
MOST_OFFERED = 100


def filters(user: User, asked: Mapping[str, str], at: datetime) -> Filters:
    """What an address asks for, as far as we know it."""
    known: dict[str, Callable[[str], bool]] = {
        "state": lambda value: value in State.values,
        "channel": lambda value: value in Channel.values,
        "campaign": lambda value: value in campaigns(user, at),
        "consent": lambda value: value == "without",
    }
    return {
        name: asked[name] for name, is_known in known.items() if asked.get(name) and is_known(asked[name])
    }


def chosen(user: User, wanted: Filters, at: datetime) -> AssetQuerySet:
    """Those that the user may see, as far as they are wanted."""
    found: AssetQuerySet = MEDIA.visible(user, at)
    if "consent" in wanted:
        uncovered = found.uncovered(local_day(at)).values("pk")
        found = found.filter(pk__in=uncovered)
    for name in ("state", "campaign"):
        if name in wanted:
            found = found.filter(**{name: wanted[name]})
    if "channel" in wanted:
        shown = Publication.objects.filter(channel=wanted["channel"], down_on=None)
        found = found.filter(pk__in=shown.values("asset"))
    return found


def campaigns(user: User, at: datetime) -> list[str]:
    """The campaigns of the media that the user may see."""
    found = MEDIA.visible(user, at).order_by("campaign").values_list("campaign", flat=True).distinct()
    return list(found[:MOST_OFFERED])


def campaigns_asked(user: User, at: datetime) -> list[str]:
    """The last campaigns that people were asked about, as they are called on the forms."""
    seen = Consent.objects.visible_to(user, at).filter(kind=Of.MEDIA).exclude(named="")
    return list(dict.fromkeys(seen.order_by("-id").values_list("named", flat=True)[:MOST_OFFERED]))[:8]
