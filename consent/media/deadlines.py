"""What falls due on media (handbook section 13, row 15): consent that runs out, and what must be gone after its end."""

from collections.abc import Iterator
from datetime import date, datetime

from consent.kinds import Channel
from consent.media import rules
from consent.media.models import Asset
from consent.media.said import channels_up, people, said
from consent.media.states import ENDING, State
from governance.calendar import DAY, local_day
from governance.deadlines.rules import Audience, Press, Rule, add
from governance.deadlines.writing import Due
from governance.defaults import MEDIA_EXPIRY_LEADS, MEDIA_TAKEDOWN_LEADS


def _rule(
    key: str, words: str, leads: tuple[int, ...] = MEDIA_TAKEDOWN_LEADS.value, press: Press | None = None
) -> Rule:
    told, besides = (Audience.WORKER,), (Audience.IG,)
    return add(
        Rule(key=key, number=15, words=words, leads=leads, told=told, overdue_adds=besides, press=press)
    )


EXPIRY = _rule(
    "media_expiry",
    "The consent behind a picture, film or story ends: take it down and delete it, or ask again",
    MEDIA_EXPIRY_LEADS.value,
)
TAKEDOWN = _rule("media_takedown", "Taking a picture, film or story down from our own channels")
NOTICE = _rule("media_notice", "Notice to somebody else who published a picture, film or story")
CHASE = _rule(
    "media_chase", "Asking again: somebody who published a picture, film or story has not answered our notice"
)
TELL = _rule("media_tell", "Telling a person what we cannot call back")
DELETE = _rule("media_delete", "Deleting a picture, film or story and every copy", press=Press("delete"))
CONFIRM = add(
    Rule(
        key="media_confirm",
        number=15,
        words="Looking whether a deleted picture, film or story is gone, and confirming it",
        leads=MEDIA_TAKEDOWN_LEADS.value,
        # Whoever deleted it never confirms.
        told=(Audience.WORKER, Audience.IG),
        press=Press("confirm"),
    )
)


def dues(asset: Asset, at: datetime) -> list[Due]:
    """What is open on it as it is stored."""
    return list(_live(asset, at) if asset.state == State.LIVE else _ended(asset, at))


def last_good_day(asset: Asset, at: datetime) -> date | None:
    """The last good day of a live one: of the first consent in it to end, or of its campaign.

    Where it is shown somewhere, that is asked for each of these places. Somebody who has never said yes counts only
    there: until then it just waits.
    """
    found, shown = people(asset), channels_up(asset)
    counted = said([each for each in found if shown or each.consent_id is not None])
    places: list[Channel | None] = [*shown] or [None]
    days = [rules.uncovered_on(counted, asset.campaign, channel, at) for channel in places]
    days.append(asset.ends_on)
    if shown and asset.shown > len(found):
        days.append(local_day(at) - DAY)
    return min((day for day in days if day is not None), default=None)


def _live(asset: Asset, at: datetime) -> Iterator[Due]:
    last = last_good_day(asset, at)
    if last is not None:
        yield Due(EXPIRY.key, last)


def _ended(asset: Asset, at: datetime) -> Iterator[Due]:
    """After its end: what is shown is cleared, what is kept is deleted, others and the person are told."""
    by = asset.clear_by or local_day(at)
    up = asset.publications.filter(down_on=None)
    if up.filter(ours=True).exists():
        yield Due(TAKEDOWN.key, by)
    if asset.withdrawn_at is not None:
        for publication in up.filter(ours=False, notice_on=None):
            yield Due(NOTICE.key, by, part=publication.number)
        asked = up.filter(ours=False, answered_on=None, notice_on__isnull=False)
        for publication in asked:
            due = rules.ask_again_by(publication.notice_on or local_day(at), asset.nation)
            yield Due(CHASE.key, due, part=publication.number)
        for in_it in asset.people.exclude(ended="").filter(removed_at=None, told_at=None):
            yield Due(TELL.key, by, part=in_it.number)
    if asset.waits_for_confirmation:
        yield Due(CONFIRM.key, by)
    elif asset.state in ENDING:
        yield Due(DELETE.key, by)
